"""How far the slowest reader of a history is from losing something to the cut, in entries and in seconds.

Known readers are the groups of the stream, and whoever tells its position in the hash `<stream>:readers` (name -> id of
the last entry it has read). The cut waits for groups of the table only, so everybody else has to be warned before.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

#: Seconds over which the rate of new entries is taken.
_WINDOW = 3600.0

Id = tuple[int, int]


@dataclass(frozen=True)
class Reader:
    """One reader: the last entry it is done with, and how many it has not read; None where that is not known."""

    name: str
    position: Id
    unread: int | None = None


@dataclass(frozen=True)
class History:
    """What a stream holds, and how much it may."""

    first: Id | None
    last: Id
    length: int
    added: int
    max_entries: int
    max_age: float

    @classmethod
    def of(cls, info: dict[str, Any], max_entries: int, max_age: float) -> History:
        """From an answer of XINFO STREAM."""
        length, first = int(info["length"]), info["first-entry"]
        added = int(info.get("entries-added", length))
        last = order(info["last-generated-id"])
        return cls(order(first[0]) if first else None, last, length, added, max_entries, max_age)

    def is_behind(self, reader: Reader) -> bool:
        """True where entries that the reader has not read may be gone."""
        return self.added > self.length and reader.position < (self.first or self.last)

    def entries_left(self, reader: Reader) -> int:
        """Entries that can still come before the cut by length reaches what the reader has not read."""
        return 0 if self.is_behind(reader) else max(0, self.max_entries - self._unread(reader))

    def seconds_left(self, reader: Reader, now: float, rate: float) -> float:
        """Seconds until the cut, by age or by length at this rate of new entries, reaches what it has not read."""
        if self.is_behind(reader):
            return 0.0
        is_current = reader.position >= self.last
        by_age = self.max_age if is_current else reader.position[0] / 1000 + self.max_age - now
        by_length = self.entries_left(reader) / rate if rate > 0 else by_age
        return max(0.0, min(by_age, by_length, self.max_age))

    def span(self, rate: float) -> float:
        """Seconds of history that are held in all, at this rate."""
        return min(self.max_age, self.max_entries / rate) if rate > 0 else self.max_age

    def _unread(self, reader: Reader) -> int:
        """Counted by the server, else judged by time, as if entries had come evenly."""
        if reader.position >= self.last:
            return 0
        if reader.unread is not None:
            return reader.unread
        span = self.last[0] - (self.first or self.last)[0]
        share = (self.last[0] - reader.position[0]) / span if span > 0 else 1.0
        return min(self.length, round(self.length * share))


class Rate:
    """How many entries a second have come in the last hour; before there is a measure, over the whole history."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def told(self, history: History, now: float) -> float:
        """The rate, with this look at the stream counted in."""
        self._seen.append((now, history.added))
        while now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        began, before = self._seen[0]
        if now - began >= 60.0 and history.added > before:
            return (history.added - before) / (now - began)
        span = (history.last[0] - (history.first or history.last)[0]) / 1000
        return history.length / span if span > 0 else 0.0


def order(entry_id: bytes | str) -> Id:
    """An entry id as it compares."""
    text = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    ms, _, serial = text.partition("-")
    return int(ms), int(serial or 0)


def reader_of_group(info: dict[str, Any], first_pending: bytes | str | None) -> Reader:
    """A group as a reader: done with all before its first pending entry, else with what it was given."""
    name, lag = info["name"], info.get("lag")
    position = _before(order(first_pending)) if first_pending else order(info["last-delivered-id"])
    unread = None if lag is None else int(lag) + int(info["pending"])
    return Reader(name.decode() if isinstance(name, bytes) else str(name), position, unread)


def _before(entry: Id) -> Id:
    """The highest id below this one."""
    ms, serial = entry
    return (ms, serial - 1) if serial else (ms - 1, 2**64 - 1)
