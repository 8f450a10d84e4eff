"""A story's profile: what its articles are about, when they came, and what they look like beside a new one.

Made of the story's own reports (copies add nothing) and kept up to date as they come and go; equal members give equal
profiles, in whatever order they came.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.cluster.domain.rarity import lengths

#: Articles of a story that a new one is compared with one by one: the latest and the first.
LATEST, FIRST = 8, 2
#: Kinds of features (see features.py) that name something.
NAMES = "PFOEL"


class Lasting:
    """What a story keeps coming back to, of one kind."""

    def __init__(self, features: list[tuple[str, int]]) -> None:
        #: Each with the square of the number of articles that it stands in; and the sum of these squares.
        self.features = features
        self.squares = sum([square for _, square in features])
        first = min([(-square, feature) for feature, square in features])
        #: The one that most articles have, the first by name of several; and its square.
        self.top, self.most = first[1], -first[0]


class Reported(Protocol):
    """What a profile is made of: an article's record, or its trace."""

    @property
    def uri(self) -> str:
        """Its id."""

    @property
    def seq(self) -> int:
        """Its place in the order of the wire."""

    @property
    def language(self) -> str:
        """Its tag."""

    @property
    def published_at(self) -> datetime:
        """When it came out."""

    @property
    def weights(self) -> dict[str, int]:
        """What it is about."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article as others are compared with it."""

    uri: str
    weights: dict[str, int]
    #: The lengths of its vectors of names and of terms.
    names: float
    terms: float


def report(article: Reported) -> Report:
    """The report of an article."""
    return Report(article.uri, article.weights, *lengths(article.weights, NAMES))


class Profile:
    """What a story is about: in how many of its articles each feature stands, when they came, in which languages."""

    def __init__(self) -> None:
        self.size = 0
        self.counts: Counter[str] = Counter()
        #: Features in two articles or more: what the story keeps coming back to.
        self.lasting: set[str] = set()
        self.languages: Counter[str] = Counter()
        self.times: list[float] = []
        self._order: list[tuple[int, str]] = []
        #: Its articles; as others are compared with them once that has been asked for.
        self._reports: dict[str, Reported | Report] = {}
        self._lasting: dict[str, Lasting] | None = None

    def add(self, article: Reported) -> list[str]:
        """Takes an article in; the features that are new to the story."""
        self.size += 1
        self.languages[article.language] += 1
        insort(self.times, article.published_at.timestamp())
        insort(self._order, (article.seq, article.uri))
        self._reports[article.uri] = article
        self._lasting = None
        if self.size == 1:  # as half of all articles do: at every start all are taken in
            self.counts.update(article.weights.keys())
            return list(article.weights)
        known = self.counts.keys() & article.weights.keys()
        self.lasting |= known
        self.counts.update(article.weights.keys())
        return [feature for feature in article.weights if feature not in known]

    def remove(self, article: Reported) -> list[str]:
        """Takes an article out again; the features that the story has lost with it."""
        self.size -= 1
        self.languages[article.language] -= 1
        del self.times[bisect_left(self.times, article.published_at.timestamp())]
        del self._order[bisect_left(self._order, (article.seq, article.uri))]
        del self._reports[article.uri]
        self._lasting = None
        counts, lost = self.counts, []
        for feature in article.weights:
            counts[feature] -= 1
            if counts[feature] == 1:
                self.lasting.discard(feature)
            elif not counts[feature]:
                del counts[feature]
                lost.append(feature)
        return lost

    def share(self, feature: str) -> float:
        """The share of the story's articles that a feature stands in."""
        return self.counts.get(feature, 0) / self.size

    def compared(self) -> list[Report]:
        """The latest and the first of the story's reports, each once: few, however long the story has grown."""
        near = self._order if len(self._order) <= LATEST + FIRST else self._order[-LATEST:] + self._order[:FIRST]
        return [self._report(uri) for _, uri in near]

    def _report(self, uri: str) -> Report:
        found = self._reports[uri]
        if not isinstance(found, Report):
            found = self._reports[uri] = report(found)
        return found

    def keeps_coming_back_to(self) -> dict[str, Lasting]:
        """The features in two articles or more by kind; all features of a story with one article."""
        if self._lasting is None:
            counts, found = self.counts, dict[str, list[tuple[str, int]]]()
            for f in self.lasting if self.size > 1 else counts:
                found.setdefault(f[0], []).append((f, counts[f] * counts[f]))
            self._lasting = {letter: Lasting(features) for letter, features in found.items()}
        return self._lasting

    def gap(self, at: datetime) -> float:
        """Seconds between an instant and the story's article nearest to it in time."""
        moment = at.timestamp()
        place = bisect_left(self.times, moment)
        return min((abs(moment - time) for time in self.times[max(0, place - 1) : place + 1]), default=0.0)

    def speaks(self, language: str) -> bool:
        """Whether one of the story's articles is in this language."""
        return self.languages.get(language, 0) > 0
