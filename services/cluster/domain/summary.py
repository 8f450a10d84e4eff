"""The summary of a story: two or three sentences of its articles, each with the place where it stands.

Sentences are weighed by how much they share with what the story's recent articles have in common (their centroid, after
Radev et al. 2004, MEAD), by where they stand in their article, and by whether they give a figure that holds; the next
one is always the best that says something else (maximal marginal relevance, Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from services.cluster.domain.reading import Place, place
from services.cluster.domain.records import ArticleRecord, Excerpt
from services.cluster.domain.standing import Standing
from shared.contracts.claim import Claim
from shared.language.terms import terms

#: Sentences of a summary, and characters of all together.
FEWEST, MOST, LONGEST = 2, 3, 640
#: How much relevance counts against being different from what is there already (MMR's lambda).
RELEVANCE = 0.7
#: A sentence as like another as this says nothing new.
SAME = 0.5
#: The least worth of a further sentence, as a share of the best one's.
LEAST = 0.4
#: What is worth more: names than words; a figure that is confirmed or new; a sentence that stands already; English.
NAME, KEY_FIGURE, HELD, ENGLISH = 2.0, 1.2, 1.3, 1.15
#: What is worth less: what was reported before the latest phase of the story began.
PAST = 0.7
#: Hours in which a report loses half of its weight.
HALF_LIFE = 96.0

Centroid = Mapping[str, float]


class Line(NamedTuple):
    """A sentence with the article it stands in."""

    article: ArticleRecord
    excerpt: Excerpt

    @property
    def key(self) -> tuple[str, int]:
        """The same for the same sentence."""
        return (self.article.uri, self.excerpt.start)


class _Weighed(NamedTuple):
    worth: float
    line: Line
    about: frozenset[str]


def centroid(articles: Iterable[ArticleRecord]) -> Centroid:
    """What articles have in common: their features without their kinds, each article counting as much as the others."""
    found: dict[str, float] = defaultdict(float)
    for article in articles:
        length = _length(article)
        for feature, weight in article.weights.items():
            found[feature[2:]] += (1.0 if feature[0] in "tn" else NAME) * weight / length
    return found


def fading(hours: float) -> float:
    """What is left of a report's weight after so many hours."""
    return math.exp2(-max(0.0, hours) / HALF_LIFE)


def relevance(article: ArticleRecord, common: Centroid) -> float:
    """How much of what the articles have in common an article is about; comparable within one centroid."""
    get = common.get
    return math.fsum([weight * get(f[2:], 0.0) for f, weight in article.weights.items()]) / _length(article)


def _length(article: ArticleRecord) -> float:
    return math.sqrt(sum([weight * weight for weight in article.weights.values()])) or 1.0


def summary(
    articles: Sequence[ArticleRecord], held: Sequence[Line], standing: Standing, since: Place, at: Place
) -> tuple[Line, ...]:
    """The sentences that tell a story best as of a place; those that tell it already only give way to better ones."""
    lines = {line.key: line for line in [*held, *(Line(a, e) for a in articles for e in a.excerpts)]}
    stands = {line.key for line in held}
    common = centroid(articles) if len(articles) > 1 else {}  # one article is told by its own order
    weighed = _weighed(_holding(lines.values(), standing, at), common, len(articles) > 1)
    aged = [_aged(w, since, at, HELD if w.line.key in stands else 1.0) for w in weighed]
    return _in_order(_picked(sorted(aged, key=_rank), []))


def filled(held: Sequence[Line], article: ArticleRecord, standing: Standing, at: Place) -> tuple[Line, ...]:
    """A summary that was too short, with what an article adds to it."""
    lines = [Line(article, excerpt) for excerpt in article.excerpts]
    both = _weighed([*((line, 1.0) for line in held), *_holding(lines, standing, at)], centroid([article]), True)
    return _in_order(_picked(sorted(both[len(held) :], key=_rank), both[: len(held)])[:FEWEST])


def _holding(lines: Iterable[Line], standing: Standing, at: Place) -> list[tuple[Line, float]]:
    """The sentences without those whose figure no longer holds, each with what its figures are worth."""
    found = []
    for line in lines:
        here = [standing.value(f, at) for f in standing.figures(line.article) if _is_in(f.claim, line.excerpt)]
        still = {v.figure.key for v in here if v.holds}
        if all(v.holds or v.figure.key in still for v in here):
            found.append((line, KEY_FIGURE if any(v.is_key for v in here) else 1.0))
    return found


def _is_in(claim: Claim, excerpt: Excerpt) -> bool:
    return claim.part == excerpt.part and claim.start < excerpt.end and excerpt.start < claim.end


def _weighed(lines: Sequence[tuple[Line, float]], common: Centroid, has_words: bool) -> list[_Weighed]:
    """The sentences with their worth. One article alone is told by its own order, whatever its words."""
    about = [_about(line, has_words) for line, _ in lines]
    raw = [math.fsum([common.get(f, 0.0) for f in found]) / math.sqrt(len(found) or 1) for found in about]
    top = max(raw, default=0.0) or 1.0
    return [
        _Weighed(
            line.excerpt.worth * (0.4 + 0.6 * value / top if has_words else 1.0) * factor * _english(line), line, a
        )
        for (line, factor), value, a in zip(lines, raw, about, strict=True)
    ]


def _english(line: Line) -> float:
    return ENGLISH if line.article.language.split("-")[0] == "en" else 1.0


def _aged(weighed: _Weighed, since: Place, at: Place, factor: float) -> _Weighed:
    where = place(weighed.line.article)
    hours = (at[0] - where[0]).total_seconds() / 3600
    return weighed._replace(worth=weighed.worth * factor * fading(hours) * (PAST if where < since else 1))


def _rank(weighed: _Weighed) -> tuple[float, Place, int]:
    return (-round(weighed.worth, 6), place(weighed.line.article), weighed.line.excerpt.start)


def _picked(ranked: Sequence[_Weighed], first: Sequence[_Weighed]) -> list[_Weighed]:
    """The best, then always the best that is least like those before it."""
    picked, left = list(first), list(ranked)
    best = max((w.worth for w in [*picked, *left]), default=0.0)
    while left and len(picked) < MOST:
        room = LONGEST - sum(len(w.line.excerpt.text) for w in picked)
        fresh = [(w, _nearest(w, picked)) for w in left if w.worth >= LEAST * best or len(picked) < FEWEST]
        open_ones = [(w, like) for w, like in fresh if like < SAME and len(w.line.excerpt.text) <= room]
        if not open_ones:
            break
        chosen, _ = max(open_ones, key=lambda pair: RELEVANCE * pair[0].worth - (1 - RELEVANCE) * best * pair[1])
        picked.append(chosen)
        left.remove(chosen)
    return picked


def _nearest(weighed: _Weighed, picked: Iterable[_Weighed]) -> float:
    return max((_likeness(weighed.about, other.about) for other in picked), default=0.0)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def _in_order(picked: Sequence[_Weighed]) -> tuple[Line, ...]:
    """The best sentence and its neighbours in its article first, the others as they came."""
    if not picked:
        return ()
    lead = picked[0].line.article.uri
    lines = [w.line for w in picked]
    return tuple(sorted(lines, key=lambda x: (x.article.uri != lead, place(x.article), x.excerpt.start)))


def _about(line: Line, has_words: bool) -> frozenset[str]:
    names = {line.article.entities[n].id for n in line.excerpt.entities if n < len(line.article.entities)}
    words = _words(line.excerpt.text, line.article.language) if has_words else frozenset()
    return words | names


@lru_cache(maxsize=4096)
def _words(text: str, language: str) -> frozenset[str]:
    return frozenset(terms(text, language))
