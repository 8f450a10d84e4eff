"""Copies: which article a text derives from, found among those of the last weeks at a bounded cost.

What the index answers depends on which articles are in it and never on the order in which they came, so a restart
changes nothing. Hashes are looked up whole, not in bands (as `rensa` and `datasketch` do): a copy cut to a third shares
too few for any band of MinHash to be equal, and a formula that stands in thousands of articles must cost nothing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.cluster.domain.postings import Postings
from services.cluster.domain.sketches import Likeness, Sketch, likeness, sketch, unpacked

__all__ = ["CopyIndex", "is_copy", "sketch"]

#: Hashes of an article that are indexed: one in `SHARE`, the smallest first, within these bounds.
SHARE, FEWEST, MOST = 8, 12, 40
#: A shingle that stands in more articles than this is a formula, not a trace of copying.
FORMULA = 40
#: How long copies are looked for, in minutes of the articles' own time: weeklies reprint within a fortnight.
WINDOW = 14 * 24 * 60
#: Old articles leave by the hour, so that no article waits for a day's worth of them.
_HOUR = 60
#: Postings read for one article, at most, and articles that are compared closely.
READ, COMPARED = 2000, 8
#: There are this many tables, each of which grows by itself: no article waits for all of it to be moved.
_PARTS = 256
#: A text of fewer shingles (about fifteen words) is too short to be called a copy of anything.
LEAST = 12


@dataclass(frozen=True)
class Copying:
    """How much each kind of likeness says of copying; `training/copies` fits it."""

    bias: float
    later: float
    fillings: float
    threshold: float

    def probability(self, how: Likeness) -> float:
        """How likely one of two texts derives from the other, 0 to 1."""
        sum_ = self.bias + self.later * how.later + self.fillings * how.fillings
        return 1.0 / (1.0 + math.exp(-sum_)) if how.seen >= LEAST else 0.0


@cache
def copying() -> Copying:
    """The weights that ship."""
    text = files("services.cluster.domain").joinpath("copying.json").read_text(encoding="utf-8")
    return Copying(**{name: value for name, value in json.loads(text).items() if not name.startswith("_")})


def is_copy(a: str, b: str) -> bool:
    """Whether one of two texts derives from the other, by their sketches."""
    weights = copying()
    return bool(a and b) and weights.probability(likeness(unpacked(a), unpacked(b))) >= weights.threshold


class CopyIndex:
    """Articles by their shingles. Old ones leave as time passes in the articles' own dates."""

    def __init__(self) -> None:
        self._parts = [Postings(FORMULA) for _ in range(_PARTS)]
        self._numbers: dict[str, int] = {}
        #: By number: uri and sketch. The first two numbers are nobody's.
        self._known: list[tuple[str, str] | None] = [None, None]
        self._unused: list[int] = []
        self._hours: dict[int, dict[int, None]] = {}
        self._newest = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, uri: str, packed: str) -> None:
        """Makes an article findable, unless it is older than copies are looked for."""
        self.remove(uri)
        if not packed:
            return
        hour = unpacked(packed).moment // _HOUR
        self._pass_time(hour)
        if hour < self._horizon:
            return
        number = self._unused.pop() if self._unused else len(self._known)
        if number == len(self._known):
            self._known.append(None)
        self._known[number] = (uri, packed)
        self._numbers[uri] = number
        self._hours.setdefault(hour, {})[number] = None
        for key in _indexed(unpacked(packed)):
            self._part(key).add(key, number)

    def remove(self, uri: str, packed: str = "") -> None:
        """Forgets an article; one that is not known, or is too old to be, changes nothing."""
        number = self._numbers.pop(uri, None)
        known = self._known[number] if number is not None else None
        if number is None or known is None:
            return
        of = unpacked(known[1])
        for key in _indexed(of):
            self._part(key).remove(key, number)
        self._known[number] = None
        self._unused.append(number)
        then = self._hours[of.moment // _HOUR]
        del then[number]
        if not then:
            del self._hours[of.moment // _HOUR]

    def near(self, packed: str, most: int = COMPARED) -> list[str]:
        """The articles that share most shingles with these, most first; ties by uri."""
        return [uri for uri, _ in self.found(packed, most)]

    def found(self, packed: str, most: int = COMPARED) -> list[tuple[str, str]]:
        """The articles that share most shingles with a sketch, each with its own sketch."""
        if not packed:
            return []
        of = unpacked(packed)
        counts = self._shared(of).items()
        ranked = sorted((-count, known) for number, count in counts if (known := self._known[number]))
        within = (known for _, known in ranked if abs(unpacked(known[1]).moment - of.moment) <= WINDOW)
        return [known for known, _ in zip(within, range(most), strict=False)]

    def original(self, uri: str, packed: str) -> str | None:
        """The article that this one is likest a copy of, None where it is no copy; ties by uri."""
        weights, of = copying(), unpacked(packed) if packed else None
        likely = [
            (-weights.probability(likeness(of, unpacked(its))), other)
            for other, its in self.found(packed)
            if of is not None and other != uri
        ]
        odds, best = min(likely, default=(0.0, ""))
        return best if -odds >= weights.threshold else None

    def _shared(self, of: Sketch) -> dict[int, int]:
        """How many of a sketch's hashes each article is indexed by, from as many postings as may be read."""
        shared: dict[int, int] = {}
        read = 0
        for key in of.hashes:
            numbers = self._part(key).numbers(key)
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
        return self._newest - 2 * WINDOW // _HOUR

    def _pass_time(self, hour: int) -> None:
        """Lets articles go for which no copy is looked for any more: a late article still finds all of its time."""
        if hour <= self._newest:
            return
        self._newest = hour
        for old in [d for d in self._hours if d < self._horizon]:
            for number in list(self._hours[old]):
                if known := self._known[number]:
                    self.remove(known[0])


def _indexed(of: Sketch) -> tuple[int, ...]:
    return of.hashes[: min(MOST, max(FEWEST, of.size // SHARE))]
