"""The records of articles: the latest in memory, all others in Redis, read back when a rule asks for them.

A rule that asks for a record that is not at hand is ended by `Unread`. Whoever called it reads what is named, lends it
to memory and calls again: rules change nothing, so a second call is as good as the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.traces import Trace

#: Records asked for at once, at most: a long story comes in several readings.
MOST_AT_ONCE = 200


class Unread(Exception):
    """These articles must be read before a decision: their records, or their traces with what they are about."""

    def __init__(self, uris: tuple[str, ...], traces_only: bool = False) -> None:
        super().__init__(f"{len(uris)} articles are not in memory")
        self.uris, self.traces_only = uris, traces_only


class Records(Mapping[str, ArticleRecord]):
    """All articles that are known, by uri; `most` records are at hand, without a limit where it is None."""

    def __init__(
        self,
        known: Mapping[str, Trace],
        beside: Callable[[str], Iterable[str]],
        told: Callable[[str], ArticleRecord | None],
        most: int | None,
    ) -> None:
        self._known = known
        #: The other articles of an article's story, which a rule that asks for one asks for next.
        self._beside = beside
        #: The record where a told story holds it anyway: the same object, so that the story sees that it is the same.
        self._told = told
        self._most = most
        self._held: dict[str, ArticleRecord] = {}

    def __getitem__(self, uri: str) -> ArticleRecord:
        found = self.at_hand(uri)
        if found is not None:
            return found
        if uri not in self._known:
            raise KeyError(uri)
        others = (u for u in self._beside(uri) if u != uri and self.at_hand(u) is None)
        raise Unread((uri, *(u for u, _ in zip(others, range(MOST_AT_ONCE - 1), strict=False))))

    def __contains__(self, uri: object) -> bool:
        return uri in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def at_hand(self, uri: str) -> ArticleRecord | None:
        """The record, where it need not be read."""
        return self._told(uri) or self._held.get(uri)

    def lend(self, records: Iterable[ArticleRecord]) -> None:
        """Has these at hand for the decision that asks for them."""
        self._held |= {record.uri: record for record in records if record.uri in self._known}

    def keep(self, record: ArticleRecord) -> None:
        """Has a new or changed record at hand; it is the last to go."""
        self._held.pop(record.uri, None)
        self._held[record.uri] = record

    def forget(self, uri: str) -> None:
        """No longer has a record at hand."""
        self._held.pop(uri, None)

    def trim(self) -> None:
        """Lets the oldest records go that are too many."""
        while self._most is not None and len(self._held) > self._most:
            del self._held[next(iter(self._held))]
