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

#: Entries that a place names as missing, at most: what waits for one subscriber, and what one page of history holds.
MOST_MISSING = 200


class Place(NamedTuple):
    """How far a subscriber has come: all up to an entry, but for some before it that wait to be told together.

    Written `1755259200000-0`, or `1755259200000-0!812-0,40-3`: missing are the entries 812 and 40 ms earlier.
    """

    upto: EntryId
    missing: tuple[EntryId, ...] = ()

    def __str__(self) -> str:
        told = ",".join(f"{self.upto.ms - entry.ms}-{entry.serial}" for entry in self.missing)
        return f"{self.upto}!{told}" if told else str(self.upto)

    @property
    def oldest(self) -> EntryId:
        """The entry after which some may be missing; all before it were told."""
        return min((before(entry) for entry in self.missing), default=self.upto)


def before(entry: EntryId) -> EntryId:
    """The last id that an entry before this one can have."""
    if entry.serial:
        return EntryId(entry.ms, entry.serial - 1)
    return EntryId(entry.ms - 1, _LIMIT - 1) if entry.ms else entry


def parsed_place(text: str) -> Place | None:
    """The place that a subscriber names; None where it is none that a stream gives out."""
    head, _, rest = text.partition("!")
    upto = parsed_id(head)
    if upto is None or not rest:
        return Place(upto) if upto and "!" not in text else None
    told = [parsed_id(each) for each in rest.split(",")[: MOST_MISSING + 1]]
    missing = tuple(EntryId(upto.ms - one.ms, one.serial) for one in told if one is not None and one.ms <= upto.ms)
    is_whole = len(missing) == len(told) <= MOST_MISSING and all(one <= upto for one in missing)
    return Place(upto, tuple(sorted(set(missing)))) if is_whole else None


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
