"""How much a shared feature says: rare ones much, common ones little. Adapts to the stream from a prior on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from services.cluster.domain.records import ArticleRecord
from shared.language.lexicon import english_words
from shared.language.terms import terms

#: Articles that the prior counts for, before any has come.
PRIOR_ARTICLES = 300
#: In how many of these a feature of each kind is thought to stand: a country often, a person seldom.
PRIOR_COUNT = {"P": 1.0, "F": 5.0, "O": 1.0, "L": 2.0, "C": 15.0, "E": 1.0, "t": 3.0, "n": 1.5}
#: And a term that is an everyday news word, "strike" or "court".
COMMON_TERM_COUNT = 10.0
#: Lengths that are kept at hand.
MOST_LENGTHS = 100_000
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
        for feature in features:
            self.counts[feature] += by
            if not self.counts[feature]:
                del self.counts[feature]

    def of(self, feature: str) -> float:
        """The inverse document frequency, at least 0: a feature never seen says the same on any day of the stream."""
        found = self._cached.get(feature)
        if found is None:
            expected = math.log(PRIOR_ARTICLES + self.articles)
            found = max(0.0, 1.0 - math.log(self.counts.get(feature, 0) + _prior(feature)) / expected) * _SCALE
            self._cached[feature] = found
        return found

    def length(self, article: ArticleRecord, kinds: str) -> float:
        """The length of an article's vector over features of these kinds, as before any stream: it never changes."""
        key = (article.uri, article.version, kinds)
        found = self._lengths.get(key)
        if found is None:
            if len(self._lengths) >= MOST_LENGTHS:
                self._lengths.clear()
            squares = ((w * _at_first(f)) ** 2 for f, w in article.weights.items() if f[0] in kinds)
            found = self._lengths[key] = math.sqrt(math.fsum(squares))
        return found


_SCALE = math.log(PRIOR_ARTICLES)


@lru_cache(maxsize=100_000)
def _at_first(feature: str) -> float:
    return _SCALE - math.log(_prior(feature))


def _prior(feature: str) -> float:
    if feature[0] == "n" and float(feature[2:]) <= SMALL_NUMBER:
        return SMALL_NUMBER_COUNT
    if feature[0] == "t" and feature[2:] in common_terms():
        return COMMON_TERM_COUNT
    return PRIOR_COUNT[feature[0]]


@cache
def common_terms() -> frozenset[str]:
    """Terms of everyday news: our list of common words, and those that the lexicon knows."""
    text = files("services.cluster.domain").joinpath("common_terms.txt").read_text(encoding="utf-8")
    listed = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(terms(listed, "en")) | english_words()
