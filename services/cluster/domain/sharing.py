"""Sharing: what an article says, feature by feature, and which of it a story has too."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.cluster.domain.features import HEADLINE
from services.cluster.domain.profile import NAMES, Profile
from services.cluster.domain.rarity import Rarity, lengths
from services.cluster.domain.records import ArticleRecord

#: Shared features that a person is told, at most.
TELLING = 20


class Said(NamedTuple):
    """What one feature of an article says."""

    weight: int
    #: Weight times rarity.
    worth: float
    #: What it adds where strength is summed: repetition beyond the headline's weight does not.
    strength: float
    rarity: float
    #: What it says when another article has it too, but for that article's weight of it.
    twice: float


class Reading:
    """An article with what each of its features says, worked out once for all candidate stories."""

    def __init__(self, article: ArticleRecord, rarity: Rarity) -> None:
        self.article = article
        self.weights = article.weights
        self.rarity = rarity
        self.rarities = rarity.of_all(article.weights)
        self.said = {f: _said(weight, self.rarities[f]) for f, weight in article.weights.items()}
        names, terms = lengths(article.weights, NAMES)
        self.lengths = {NAMES: names, "t": terms}
        self._totals: dict[tuple[str, int], float] = {}

    def total(self, kinds: str, least: int) -> float:
        """What all features of these kinds and of this weight or more say together."""
        key = (kinds, least)
        if (known := self._totals.get(key)) is not None:
            return known
        return self._keep(key, [s.worth for f, s in self.said.items() if f[0] in kinds and s.weight >= least])

    def squares(self, kinds: str) -> float:
        """As `total`, but what says most counts for most."""
        key = ("squares" + kinds, 0)
        if (known := self._totals.get(key)) is not None:
            return known
        return self._keep(key, [s.worth * s.worth for f, s in self.said.items() if f[0] in kinds])

    def known(self, kinds: str) -> float:
        """What those features of these kinds say that have been seen before, in whatever article."""
        key = ("known" + kinds, 0)
        if (known := self._totals.get(key)) is not None:
            return known
        counts = self.rarity.counts
        return self._keep(key, [s.worth for f, s in self.said.items() if f[0] in kinds and f in counts])

    def _keep(self, key: tuple[str, int], values: list[float]) -> float:
        self._totals[key] = found = math.fsum(values)
        return found

    def telling(self, shared: Iterable[str]) -> tuple[str, ...]:
        """Of the features that it shares with a story those that say most, first."""
        said = self.said
        return tuple(f for _, f in sorted([(-said[f].worth, f) for f in shared])[:TELLING])


def _said(weight: int, rarity: float) -> Said:
    worth = weight * rarity
    return Said(weight, worth, rarity * min(weight, HEADLINE), rarity, worth * rarity)


#: A feature that article and story share: its name, what it says, and the root of its share of the story's articles.
Common = tuple[str, Said, float]
NOTHING: list[Common] = []


class Shared:
    """The features that article and story share, by kind."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        counts, size, said = profile.counts, profile.size, reading.said
        self.features = reading.weights.keys() & counts.keys()
        by_kind: defaultdict[str, list[Common]] = defaultdict(list)
        if size == 1:  # as half of all stories are: all of the story's articles have each of its features
            for f in self.features:
                by_kind[f[0]].append((f, said[f], 1.0))
        else:
            for f in self.features:
                by_kind[f[0]].append((f, said[f], math.sqrt(counts[f] / size)))
        self.by_kind: Mapping[str, list[Common]] = by_kind
        self.names = self.of(NAMES)
        self.terms = self.by_kind.get("t", NOTHING)

    def of(self, kinds: str) -> list[Common]:
        """Those of these kinds."""
        found = [self.by_kind[letter] for letter in kinds if letter in self.by_kind]
        return found[0] if len(found) == 1 else [pair for pairs in found for pair in pairs]
