"""What of a dead letter a page may show: its first bytes, unless its words were withdrawn or are under embargo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from shared.contracts.base import Contract

#: Characters of an entry that are shown.
LONGEST = 400
#: Levels of an event in which an embargo is looked for.
_DEEPEST = 12


class Excerpt(Contract):
    """The beginning of an entry, or why it is not shown."""

    text: str = ""
    is_cut: bool = False
    hidden: str = ""


def excerpt(fields: Mapping[str, str], is_withdrawn: bool, now: datetime) -> Excerpt:
    """What may be shown of an entry."""
    if is_withdrawn:
        return Excerpt(hidden="The article was withdrawn: its words are not shown.")
    data = fields.get("data")
    if any(_is_ahead(value, now) for value in _embargoes(_read(data) if data else dict(fields))):
        return Excerpt(hidden="Under embargo: its words are not shown.")
    text = data if data is not None else "\n".join(f"{name}: {value}" for name, value in fields.items())
    return Excerpt(text=text[:LONGEST], is_cut=len(text) > LONGEST)


def _read(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return {"embargoed": "unreadable"} if "embargo" in data.lower() else None


def _embargoes(value: Any, depth: int = 0) -> Iterator[Any]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if "embargo" in str(name).lower() and inner:
                yield inner
            yield from _embargoes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _embargoes(inner, depth + 1)


def _is_ahead(value: Any, now: datetime) -> bool:
    """True where the embargo has not ended; also where its end cannot be read."""
    try:
        until = datetime.fromisoformat(str(value))
    except ValueError:
        return True
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) > now
