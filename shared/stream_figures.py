"""What is under way in the pipeline, judged from the figures of every stream and group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.streams import STREAMS, Stream

#: Readers that are nobody in particular: no group of theirs can hold a run up.
_NOBODY = "anyone"


@dataclass(frozen=True)
class GroupFigures:
    """One consumer group of a stream. `lag` is None where the server cannot tell."""

    name: str
    lag: int | None
    pending: int
    consumers: int = 0
    last_delivered: str = "0-0"
    #: Milliseconds since the oldest entry was added that is delivered and not acknowledged.
    oldest_pending_ms: int | None = None


@dataclass(frozen=True)
class StreamFigures:
    """One stream as it stood at one look. A stream that does not exist is empty and has no groups."""

    name: str
    length: int = 0
    last_id: str = "0-0"
    groups: tuple[GroupFigures, ...] = ()
    #: Entries that were ever added.
    added: int = 0


@dataclass(frozen=True)
class Look:
    """Everything under way at one moment: streams, and articles that the single writers hold back."""

    streams: tuple[StreamFigures, ...]
    parked: Mapping[str, int]

    def under_way(self) -> dict[str, int]:
        """How many entries each stream (or `<service>:parked`) still holds for a reader; empty ones are left out.

        Where the server does not know the lag, one entry is assumed: unknown is never nothing.
        """
        by_name = {figures.name: figures for figures in self.streams}
        counts = {stream.name: _waiting(stream, by_name.get(stream.name)) for stream in STREAMS}
        counts |= {f"{service}:parked": count for service, count in self.parked.items()}
        return {name: count for name, count in counts.items() if count}

    @property
    def is_drained(self) -> bool:
        """True where nothing is under way."""
        return not self.under_way()

    @property
    def total(self) -> int:
        """How many entries are under way."""
        return sum(self.under_way().values())


def _waiting(stream: Stream, figures: StreamFigures | None) -> int:
    if figures is None:
        return 0
    if stream.trimmed == "acknowledged":
        return figures.length
    groups = {group.name: group for group in figures.groups}
    readers = [reader for reader in stream.read_by if reader != _NOBODY]
    return max((_waiting_for(groups.get(reader), figures) for reader in readers), default=0)


def _waiting_for(group: GroupFigures | None, figures: StreamFigures) -> int:
    if group is None:
        return figures.length
    unread = group.lag
    if unread is None:
        unread = 0 if group.last_delivered == figures.last_id else 1
    return unread + group.pending
