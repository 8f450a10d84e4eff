"""The table of keys in docs/retention.md, as tests ask it."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "retention.md"


def names() -> list[str]:
    """The keys of the table, `<...>` where they differ."""
    table = PAGE.read_text(encoding="utf-8").split("## Every key")[1]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [name for cell in rows for name in re.findall(r"`([^`]+)`", cell)]


def is_known(key: str) -> bool:
    """Whether a key, without its namespace, is in the table."""
    bare = key.removesuffix(":order")
    return any(re.fullmatch(_pattern(name), bare, re.DOTALL) for name in names())


def is_known_head(head: str) -> bool:
    """Whether the fixed beginning of keys is that of a key in the table."""
    return any(name.split("<")[0] == head for name in names())


def _pattern(name: str) -> str:
    return ".+".join(re.escape(part) for part in re.split(r"<[^>]+>", name))
