"""The articles' own clock: how late it is on the wire, whatever the wall clock says, so that replays agree."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from datetime import datetime

#: The clock stands at the moment that this many articles are not older than: a few wrong dates do not move it.
WITNESSES = 10


class WireClock:
    """The latest moments at which articles came out. A pure function of the articles that are known."""

    def __init__(self) -> None:
        self._latest: list[tuple[float, str]] = []

    @property
    def now(self) -> float:
        """Seconds since 1970; minus infinity while hardly an article has come."""
        return self._latest[0][0] if len(self._latest) == WITNESSES else float("-inf")

    def see(self, uri: str, at: datetime) -> None:
        """An article has come."""
        entry = (at.timestamp(), uri)
        if len(self._latest) < WITNESSES or entry > self._latest[0]:
            insort(self._latest, entry)
            del self._latest[:-WITNESSES]

    def lose(self, uri: str, at: datetime, others: Iterable[tuple[str, datetime]]) -> None:
        """An article is gone, or of another time now. `others` are those that are left."""
        if (at.timestamp(), uri) in self._latest:
            self._latest = []
            for other, moment in others:
                self.see(other, moment)
