"""How much a shared feature says: rare ones much, common ones little. Adapts to the stream from a prior on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from shared.language.lexicon import english_words
from shared.language.terms import terms

#: Articles that the prior counts for, before any has come.
PRIOR_ARTICLES = 300
#: In how many of these a feature of each kind is thought to stand: a country often, a person seldom.
PRIOR_COUNT = {"P": 1.0, "F": 5.0, "O": 1.0, "L": 2.0, "C": 15.0, "E": 1.0, "t": 3.0, "n": 1.5}
#: And a term that is an everyday news word, "strike" or "court".
COMMON_TERM_COUNT = 10.0
#: Numbers up to this are days of the month and the like.
SMALL_NUMBER, SMALL_NUMBER_COUNT = 31.0, 30.0

_SCALE = math.log(PRIOR_ARTICLES)
#: Features of which it is kept what they say before any stream.
_MOST_KNOWN = 200_000


class Rarity:
    """Counts in how many articles a feature stands."""

    def __init__(self) -> None:
        self.articles = 0
        self.counts: Counter[str] = Counter()
        #: The logarithm of each feature's count with its prior: what rarity needs, ready for sums over many.
        self.logs: dict[str, float] = _Logs(self.counts)

    def add(self, features: Iterable[str], by: int = 1) -> None:
        """Counts an article, or with `by` -1 takes it out again."""
        self.articles += by
        of, counts, logs = list(features), self.counts, self.logs
        if by == 1:
            counts.update(of)
        else:
            for feature in of:
                count = counts[feature] = counts[feature] + by
                if not count:
                    del counts[feature]
        for feature in logs.keys() & of if logs else ():
            del logs[feature]

    def take_out(self, counts: Mapping[str, int], articles: int) -> None:
        """Takes out many articles at once, by how many of them have each feature."""
        self.articles -= articles
        for feature, times in counts.items():
            count = self.counts[feature] = self.counts[feature] - times
            self.logs.pop(feature, None)
            if not count:
                del self.counts[feature]

    @property
    def expected(self) -> float:
        """The logarithm of all articles, those of the prior among them: rarity is `_SCALE * (1 - log / expected)`."""
        return math.log(PRIOR_ARTICLES + self.articles)

    def of(self, feature: str) -> float:
        """The inverse document frequency, above 0: a feature never seen says the same on any day of the stream."""
        return (1.0 - self.logs[feature] / self.expected) * _SCALE

    def of_all(self, features: Iterable[str]) -> dict[str, float]:
        """The same for many at once."""
        expected, logs = self.expected, self.logs
        return {f: (1.0 - logs[f] / expected) * _SCALE for f in features}

    def total(self, squares: float, logs: float) -> float:
        """The sum of `share**2 * rarity` over features, from those of `share**2` and of `share**2 * log`."""
        return (squares - logs / self.expected) * _SCALE


class _Logs(dict[str, float]):
    """Worked out when they are asked for: most counts change, at every start all, without being asked for."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, feature: str) -> float:
        count = self._counts.get(feature)
        if count is None:  # what has never been seen is not kept
            return _log(_prior(feature))
        self[feature] = found = _log(count + _prior(feature))
        return found


def lengths(weights: Mapping[str, int], kinds: str) -> tuple[float, float]:
    """The lengths of an article's vectors of names (these kinds) and of terms, as before any stream: they stay."""
    names, terms = list[float](), list[float]()
    for feature, weight in weights.items():
        if feature[0] == "t":
            terms.append((weight * _FIRST[feature]) ** 2)
        elif feature[0] in kinds:
            names.append((weight * _FIRST[feature]) ** 2)
    return math.sqrt(math.fsum(names)), math.sqrt(math.fsum(terms))


@lru_cache(maxsize=20_000)
def _log(count: float) -> float:
    """A logarithm; the same few thousand are asked for again and again, and shared as objects."""
    return math.log(count)


class _First(dict[str, float]):
    """What a feature says before any stream, as it is asked for; when there are too many all are forgotten."""

    def __missing__(self, feature: str) -> float:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[feature] = found = _SCALE - _log(_prior(feature))
        return found


_FIRST = _First()


@lru_cache(maxsize=200_000)
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
