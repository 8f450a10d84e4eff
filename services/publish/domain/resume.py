"""Where a subscriber goes on in the stream, and whether what it missed is still there."""

from __future__ import annotations

import re
from typing import NamedTuple

_ENTRY_ID = re.compile(r"([0-9]{1,20})(?:-([0-9]{1,20}))?")
_LIMIT = 2**64

#: Milliseconds that a page's position lies before the head: more than the projection is ever behind while healthy.
_PAGE_MARGIN = 10_000


class EntryId(NamedTuple):
    """The id of a stream entry: the server's milliseconds, and a serial number within them."""

    ms: int
    serial: int

    def __str__(self) -> str:
        return f"{self.ms}-{self.serial}"


BEGINNING = EntryId(0, 0)


class StreamEnds(NamedTuple):
    """What is left of a stream: its first entry (None where it is empty), the last id given out, and any loss."""

    first: EntryId | None = None
    last: EntryId = BEGINNING
    is_trimmed: bool = False


def parsed_id(text: str) -> EntryId | None:
    """The id that a subscriber names; None where it is none that a stream can have."""
    match = _ENTRY_ID.fullmatch(text)
    if match is None:
        return None
    entry = EntryId(int(match[1]), int(match[2] or 0))
    return entry if max(entry) < _LIMIT else None


def is_history_gone(after: EntryId, ends: StreamEnds) -> bool:
    """True where entries after this one may be missing: trimmed, or the server was emptied and counts anew."""
    if after > ends.last:
        return True
    if not ends.is_trimmed:
        return False
    return after < (ends.first or ends.last)


def page_position(ends: StreamEnds) -> EntryId:
    """From where a page listens: a little back, since its projection may be behind the stream."""
    back = EntryId(max(ends.last.ms - _PAGE_MARGIN, 0), 0)
    if not ends.is_trimmed:
        return back
    return max(back, ends.first) if ends.first else ends.last
