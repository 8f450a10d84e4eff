"""Which of the articles of the last weeks have keys in common with a new one, at a bounded cost in time and memory."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from typing import NamedTuple

from services.cluster.domain.postings import Postings

#: A key that stands in more articles than this is a formula and finds nothing.
FORMULA = 40
#: Postings read for one article, at most.
READ = 2000
#: Old articles leave by the hour, so that no article waits for a day's worth of them.
_HOUR = 60
#: There are this many tables, each of which grows by itself: no article waits for all of it to be moved.
_PARTS = 256


class Known(NamedTuple):
    """An article in the index."""

    uri: str
    moment: int
    #: In an array: four bytes a key, where a tuple takes forty.
    keys: array[int]
    #: What is to be compared.
    packed: str


class Recent:
    """Articles by their keys, until `window` minutes of the articles' own time have passed twice.

    What it answers depends on which articles are in it and never on the order in which they came. An article that comes
    late by up to a window still finds everything within a window of it.
    """

    def __init__(self, window: int) -> None:
        self._window = window
        self._parts = [Postings(FORMULA) for _ in range(_PARTS)]
        self._numbers: dict[str, int] = {}
        #: By number. The first two are nobody's.
        self._known: list[Known | None] = [None, None]
        self._unused: list[int] = []
        self._hours: dict[int, dict[int, None]] = {}
        self._newest = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, known: Known) -> None:
        """Makes an article findable, unless it is too old."""
        self.remove(known.uri)
        hour = known.moment // _HOUR
        self._pass_time(hour)
        if hour < self._horizon:
            return
        number = self._unused.pop() if self._unused else len(self._known)
        if number == len(self._known):
            self._known.append(None)
        self._known[number] = known
        self._numbers[known.uri] = number
        self._hours.setdefault(hour, {})[number] = None
        parts = self._parts
        for key in known.keys:
            parts[key & (_PARTS - 1)].add(key, number)

    def reaches(self, moment: int) -> bool:
        """Whether an article of this moment would be kept."""
        return moment // _HOUR >= self._horizon

    def remove(self, uri: str) -> None:
        """Forgets an article; one that is not known changes nothing."""
        number = self._numbers.pop(uri, None)
        known = self._known[number] if number is not None else None
        if number is None or known is None:
            return
        for key in known.keys:
            self._part(key).remove(key, number)
        self._known[number] = None
        self._unused.append(number)
        hour = known.moment // _HOUR
        del self._hours[hour][number]
        if not self._hours[hour]:
            del self._hours[hour]

    def near(self, keys: Iterable[int], moment: int) -> list[Known]:
        """The articles within a window of a moment that have a key of these, those with most first; ties by uri."""
        counts = self._shared(keys).items()
        found = [(-count, known) for number, count in counts if (known := self._known[number])]
        return [known for _, known in sorted(found) if abs(known.moment - moment) <= self._window]

    def _shared(self, keys: Iterable[int]) -> dict[int, int]:
        """How many keys each article has, from as many postings as may be read."""
        shared: dict[int, int] = {}
        read = 0
        for key in keys:
            part = self._parts[key & (_PARTS - 1)]
            if not part.may_have(key):
                continue
            numbers: Collection[int] = part.numbers(key)
            for number in numbers:
                shared[number] = shared.get(number, 0) + 1
            read += len(numbers)
            if read > READ:
                break
        return shared

    def _part(self, key: int) -> Postings:
        return self._parts[key & (_PARTS - 1)]

    @property
    def _horizon(self) -> int:
        return self._newest - 2 * self._window // _HOUR

    def _pass_time(self, hour: int) -> None:
        """Lets articles go that no article is compared with any more."""
        if hour <= self._newest:
            return
        self._newest = hour
        for old in [h for h in self._hours if h < self._horizon]:
            for number in list(self._hours[old]):
                if known := self._known[number]:
                    self.remove(known.uri)
