"""Passages: an article's headline and paragraphs, each with the features that stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from services.cluster.domain.features import READ, numbers_in, term_features, words_of
from shared.contracts.article import Span
from shared.contracts.stages import ArticleResolved
from shared.language.sentences import sentences

#: A paragraph shorter than this (a sub-heading, one spoken sentence) goes with the next one; in code points.
SHORT = 80
#: A longer one is cut between sentences into pieces of about half of this.
LONG = 1200
#: Passages of one article, the headline among them.
MOST = 60

_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Passage:
    """A part of an article and the features that stand in it, each once."""

    span: Span
    features: tuple[str, ...]


def passages(resolved: ArticleResolved, weights: Iterable[str]) -> tuple[Passage, ...]:
    """The headline and the paragraphs of an article, with those features that the article is known by."""
    article, known = resolved.article, frozenset(weights)
    headline, text, language = words_of(resolved)
    cuts = paragraphs(article.text[:READ], resolved.language.tag)
    words = [headline, *_words(article.text, cuts, text)]
    spans = [Span(start=0, end=len(article.headline), part="headline"), *(Span(start=a, end=b) for a, b in cuts)]
    names = _names(resolved, spans, known)
    found = []
    for place, span in enumerate(spans[:MOST]):
        numbers = numbers_in(article.part(span.part)[span.start : span.end], resolved.language.tag)
        says = (*names[place], *term_features(words[place], language), *(f"n:{n}" for n in numbers))
        found.append(Passage(span, tuple(filter(known.__contains__, dict.fromkeys(says)))))
    return tuple(found)


def paragraphs(text: str, language: str) -> list[tuple[int, int]]:
    """The spans of the paragraphs: short ones together with the next, long ones in pieces."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for first, last in _between(text):
        start = first if start is None else start
        if last - start >= SHORT:
            spans += _pieces(text, start, last, language)
            start = None
    if start is not None:  # a short last one goes with the one before
        end = len(text.rstrip())
        spans = [*spans[:-1], (spans[-1][0], end)] if spans else [(start, end)]
    return spans


def _between(text: str) -> Iterable[tuple[int, int]]:
    """The stretches between empty lines, without white space around them."""
    start = 0
    for end, after in [*((m.start(), m.end()) for m in _EMPTY_LINE.finditer(text)), (len(text), len(text))]:
        words = text[start:end]
        if words.strip():
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        start = after


def _pieces(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    if end - start <= LONG:
        return [(start, end)]
    cuts = [start]
    for first, _ in sentences(text[start:end], language):
        if start + first - cuts[-1] >= LONG // 2:
            cuts.append(start + first)
    return [(a, a + len(text[a:b].rstrip())) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _words(text: str, cuts: list[tuple[int, int]], read: str) -> list[str]:
    """The words of each paragraph: its own, or those of the translation where that has as many paragraphs."""
    if read == text:
        return [text[a:b] for a, b in cuts]
    english = [read[a:b] for a, b in paragraphs(read[:READ], "en")]
    return english if len(english) == len(cuts) else [""] * len(cuts)


def _names(resolved: ArticleResolved, spans: list[Span], known: frozenset[str]) -> list[list[str]]:
    """The entities of each passage, as features."""
    by_id = {feature[2:]: feature for feature in known if feature[0] not in "tn"}
    found: list[list[str]] = [[] for _ in spans]
    for entity in resolved.entities:
        if feature := by_id.get(entity.entity_id):
            for place in sorted({_place(span, spans) for span in entity.spans}):
                if place >= 0:
                    found[place].append(feature)
    return found


def _place(span: Span, spans: list[Span]) -> int:
    """The passage that a mention stands in, -1 for none; the headline is the first."""
    if span.part == "headline":
        return 0
    place = bisect_right(spans, span.start, lo=1, key=lambda passage: passage.start) - 1
    return place if place > 0 and span.start < spans[place].end else -1
