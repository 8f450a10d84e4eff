"""How much a shared feature says: rare ones much, common ones little. Adapts to the stream from a prior on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from services.cluster.domain.records import ArticleRecord

#: Articles that the prior counts for, before any has come.
PRIOR_ARTICLES = 300
#: In how many of these a feature of each kind is thought to stand: a country often, a person seldom.
PRIOR_COUNT = {"P": 1.0, "O": 1.0, "L": 2.0, "C": 15.0, "E": 1.0, "t": 3.0, "n": 1.5}
#: Numbers up to this are days of the month and the like.
SMALL_NUMBER, SMALL_NUMBER_COUNT = 31.0, 30.0


class Rarity:
    """Counts in how many articles a feature stands."""

    def __init__(self) -> None:
        self.articles = 0
        self.counts: Counter[str] = Counter()
        self._cached: dict[str, float] = {}
        self._lengths: dict[tuple[str, str, str], float] = {}

    def add(self, features: Iterable[str], by: int = 1) -> None:
        """Counts an article, or with `by` -1 takes it out again."""
        self.articles += by
        self._cached.clear()
        self._lengths.clear()
        for feature in features:
            self.counts[feature] += by
            if not self.counts[feature]:
                del self.counts[feature]

    def of(self, feature: str) -> float:
        """The inverse document frequency, at least 0: the natural logarithm of articles over articles with it."""
        found = self._cached.get(feature)
        if found is None:
            expected = PRIOR_ARTICLES + self.articles
            found = max(0.0, math.log(expected / (self.counts.get(feature, 0) + _prior(feature))))
            self._cached[feature] = found
        return found

    def length(self, article: ArticleRecord, kinds: str) -> float:
        """The length of an article's vector over features of these kinds."""
        key = (article.uri, article.version, kinds)
        found = self._lengths.get(key)
        if found is None:
            squares = ((w * self.of(f)) ** 2 for f, w in article.weights.items() if f[0] in kinds)
            found = self._lengths[key] = math.sqrt(math.fsum(squares))
        return found


def _prior(feature: str) -> float:
    if feature[0] == "n" and float(feature[2:]) <= SMALL_NUMBER:
        return SMALL_NUMBER_COUNT
    return PRIOR_COUNT[feature[0]]
