"""Links: how strongly groups of articles speak for each other, and the two groups that a story falls into."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from services.cluster.domain.repair.kinship import KinshipWeights, Sight, log_odds

Group = tuple[Sight, ...]


class Links:
    """Log odds between articles, each pair worked out once."""

    def __init__(self, weights: KinshipWeights) -> None:
        self._weights = weights
        self._known: dict[tuple[str, str], float] = {}

    def between(self, one: Sight, other: Sight) -> float:
        """Of two articles."""
        pair = (one.uri, other.uri) if one.uri < other.uri else (other.uri, one.uri)
        if pair not in self._known:
            self._known[pair] = round(log_odds(one, other, self._weights), 4)
        return self._known[pair]

    def mean(self, some: Sequence[Sight], others: Sequence[Sight]) -> float:
        """Of two groups: the mean over all pairs across."""
        every = [self.between(one, other) for one in some for other in others]
        return math.fsum(every) / len(every)

    def inside(self, sights: Sequence[Sight]) -> float | None:
        """Of a group within itself: the mean over all its pairs; None of a single article."""
        every = [self.between(one, other) for one, other in combinations(sights, 2)]
        return math.fsum(every) / len(every) if every else None

    def groups(self, some: Sequence[Sight], others: Sequence[Sight]) -> dict[str, float]:
        """What speaks for two groups of articles telling one story.

        Parts of one story speak for each other as articles within each do; two look-alikes speak for each other
        too, and each still more for itself. And what has grown side by side without becoming one, rather is not.
        """
        across = self.mean(some, others)
        inside = [found for found in (self.inside(some), self.inside(others)) if found is not None]
        return {
            "across": across,
            "closer_inside": math.fsum(inside) / len(inside) - across if inside else 0.0,
            "nothing_inside": 0.0 if inside else 1.0,
            "size": math.log(min(len(some), len(others))),
        }

    def log_odds(self, some: Sequence[Sight], others: Sequence[Sight]) -> float:
        """How surely two groups of articles tell one story: the logarithm of the odds."""
        told = self._weights.groups
        found = self.groups(some, others)
        return round(math.fsum([self._weights.group_bias, *(told.get(n, 0.0) * v for n, v in found.items())]), 4)

    def halves(self, sights: Sequence[Sight]) -> tuple[Group, Group]:
        """The two groups that are left when the most closely linked ones are joined again and again; ties by order."""
        groups: list[Group] = [(sight,) for sight in sights]
        sums = {(a, b): self.between(a[0], b[0]) for a, b in combinations(groups, 2)}
        while len(groups) > 2:
            a, b = max(sums, key=lambda pair: sums[pair] / (len(pair[0]) * len(pair[1])))
            rest, joined = [g for g in groups if g is not a and g is not b], (*a, *b)
            fresh = {(g, joined): _of(sums, g, a) + _of(sums, g, b) for g in rest}
            sums = {pair: total for pair, total in sums.items() if not {a, b} & set(pair)} | fresh
            groups = [*rest, joined]
        return groups[0], groups[1]


def _of(sums: dict[tuple[Group, Group], float], one: Group, other: Group) -> float:
    return sums[one, other] if (one, other) in sums else sums[other, one]
