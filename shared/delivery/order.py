"""Order: which article comes next for a single writer, which came early, and which came late.

Pure bookkeeping over the gap-free `seq` that ingest stamps; what is parked and how it is taken up again is decided in
`ordered.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Place = Literal["next", "early", "late"]


class Order:
    """The next place to fill and the places that are parked, with the time each began to wait."""

    def __init__(self) -> None:
        self.next = 1
        self._parked: dict[int, float] = {}
        #: Places whose article has an enrichment that came before it.
        self._enriched: set[int] = set()

    def load(self, next_seq: int, parked: list[int], now: float, enriched: Iterable[int] = ()) -> None:
        """Takes up what the former writer left."""
        self.next = next_seq
        self._parked = dict.fromkeys(sorted(parked), now)
        self._enriched = set(enriched)

    @property
    def waiting(self) -> int:
        """How many articles are parked."""
        return len(self._parked)

    def place(self, seq: int) -> Place:
        """Where an article stands: it is the next, or others must come before it, or its place was given up."""
        if seq == self.next:
            return "next"
        return "early" if seq > self.next else "late"

    def park(self, seq: int, now: float) -> None:
        """Notes that an early article waits."""
        self._parked.setdefault(seq, now)

    def done(self, seq: int) -> None:
        """The article of this place is finished: the next one may come."""
        self._parked.pop(seq, None)
        if seq == self.next:
            self.next = seq + 1

    def park_enrichment(self, seq: int) -> None:
        """Notes that an enrichment waits for its article."""
        self._enriched.add(seq)

    def enrichment_done(self, seq: int) -> None:
        """The enrichment of this place no longer waits."""
        self._enriched.discard(seq)

    def ready_enrichment(self) -> int | None:
        """An enrichment whose article is through."""
        first = min(self._enriched, default=self.next)
        return first if first < self.next else None

    def ready(self) -> int | None:
        """A parked article whose turn has come."""
        first = min(self._parked, default=self.next + 1)
        return first if first <= self.next else None

    def overdue(self, now: float, wait: float) -> range:
        """The missing places that have been waited for long enough; empty while there is hope."""
        if not self._parked or self.ready() is not None:
            return range(0)
        if now - min(self._parked.values()) < wait:
            return range(0)
        return range(self.next, min(self._parked))

    def give_up(self, until: int) -> None:
        """Stops waiting for the places before `until`."""
        self.next = max(self.next, until)
