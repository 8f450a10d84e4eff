"""Every key that the code names is in the table of docs/retention.md, with what bounds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.streams import SERVICES, STREAMS, dead_letters
from tests.key_table import is_known, is_known_head, names

ROOT = Path(__file__).parents[1]
#: How a key begins: with the name of its owner.
KEY = re.compile(rf"(?:{'|'.join(SERVICES)}|access|lease|restore):[a-z][a-z_:]*")


def sources() -> Iterator[Path]:
    """The files that may touch Redis."""
    for folder in ("services", "shared"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "domain" not in path.parts and "testing" not in path.parts:
                yield path


def keys_in(path: Path) -> Iterator[tuple[str, bool]]:
    """The keys in the strings of a file, and whether each is only the beginning of one."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text if KEY.search(text) else "")  # most files name none, and parsing is what takes time
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            if KEY.fullmatch(str(node.values[0].value)):
                yield str(node.values[0].value), len(node.values) > 1
        elif isinstance(node, ast.Constant) and id(node) not in within and KEY.fullmatch(str(node.value)):
            yield str(node.value), str(node.value).endswith(":")


def test_every_key_in_the_code_is_in_the_table() -> None:
    """Whoever adds a key says in docs/retention.md what bounds it."""
    found = {(key, is_head, path.name) for path in sources() for key, is_head in keys_in(path)}
    missing = sorted(
        f"{key} ({file})" for key, is_head, file in found if not (is_known_head(key) if is_head else is_known(key))
    )
    assert len(found) > 40
    assert missing == [], "in docs/retention.md, section Every key, there is no row for these"


def test_every_stream_is_in_the_table() -> None:
    """Streams are keys too."""
    every = [*STREAMS, *(dead_letters(service) for service in SERVICES)]
    assert [stream.name for stream in every if not is_known(stream.name)] == []


def test_a_key_that_nobody_named_is_not_known() -> None:
    """The table is no net that holds everything."""
    assert not any(map(is_known, ("publish:other", "ingest:", "cluster:articles:x", "some.stream", "publish:members:")))
    assert len(set(names())) == len(names())
