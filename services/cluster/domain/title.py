"""The title of a story in each of its languages: the headline of the most central article of its latest phase.

A title stays until something material happens (see telling.py), and then only a clearly better one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from services.cluster.domain.reading import Figure
from services.cluster.domain.records import ArticleRecord
from shared.language.numbers import numbers

#: "CORRECTED: ", "URGENT-", "BERICHTIGUNG: ": a slug that agencies put before the headline.
_SLUG = re.compile(r"^(?:[^\W\d_]{3,}(?:[ -][^\W\d_]{3,})??)\s*(?::\s+|\s?[-–—](?=\S)\s*)")
#: The same in small letters, where it only says that this is a corrected version.
_CORRECTED = re.compile(
    r"(?:correct(?:ed|ion)|berichtigung|korrektur|исправлен\w*|уточнен\w*|виправлен\w*|уточнен\w*|удакладнен\w*|"
    r"sprostowanie|korekta|rectificatif|rectificación|corrección|patikslint\w*|pataisyt\w*)\s*:\s+",
    re.IGNORECASE,
)
#: A title is cut at this many characters.
LONGEST = 160
#: How English words come: a gist word by word, from an engine, or as the outlet wrote them.
GIST, TRANSLATED, OWN = range(3)
#: What a headline is worth by how its words come; and where it is a question or too short to say what happened.
_BY_GRADE = (0.4, 0.85, 1.0)
QUESTION, SHORT, SHORTEST = 0.7, 0.8, 25


class Headline(NamedTuple):
    """A headline in one language: the article's own, or its English."""

    tag: str
    article: ArticleRecord
    grade: int

    @property
    def words(self) -> str:
        """The headline as people see it."""
        if self.grade == OWN:
            return plain(self.article.headline)
        return shown(self.article, self.article.headline_en or "")

    @property
    def form(self) -> float:
        """How well it would do as a title by its form alone, 0 to 1."""
        words = self.words
        return _BY_GRADE[self.grade] * (QUESTION if "?" in words else 1.0) * (SHORT if len(words) < SHORTEST else 1.0)

    def gives(self, figure: Figure) -> bool:
        """Whether this figure of its article stands in it."""
        claim = figure.claim
        if claim.part == "headline":
            return True
        return claim.quantity is not None and claim.quantity.value in _amounts(self.words, self.tag)


@lru_cache(maxsize=4096)
def _amounts(words: str, language: str) -> frozenset[float]:
    return frozenset(number.value for number in numbers(words, language))


def headlines(article: ArticleRecord) -> Iterator[Headline]:
    """The article's own headline, and its English where that came with it."""
    own = article.language.split("-")[0]
    if article.headline.strip():
        yield Headline(own, article, OWN)
    if own != "en" and article.headline_en and not article.is_english_late:
        yield Headline("en", article, GIST if article.english == "gist" else TRANSLATED)


def titles(chosen: Mapping[str, Headline]) -> dict[str, str]:
    """The words by language tag, English first."""
    words = {tag: chosen[tag].words for tag in chosen} | _late_english(chosen)
    return {tag: words[tag] for tag in sorted(words, key=lambda tag: (tag != "en", tag)) if words[tag]}


def _late_english(chosen: Mapping[str, Headline]) -> dict[str, str]:
    """English that came late: for a story that has no English in whole words, that of its latest other title."""
    if "en" in chosen and chosen["en"].grade > GIST:
        return {}
    held = [c.article for tag, c in sorted(chosen.items()) if c.article.is_english_late and c.article.headline_en]
    latest = max(held, key=lambda a: (a.english == "translated", a.published_at, a.seq), default=None)
    if latest is None or (latest.english == "gist" and "en" in chosen):
        return {}
    return {"en": shown(latest, latest.headline_en or "")}


def plain(headline: str) -> str:
    """A headline without an agency's slug, cut to a bearable length."""
    match = _SLUG.match(headline)
    if match and (match.group().rstrip(" :-–—").isupper() or _CORRECTED.fullmatch(match.group())):
        headline = headline[match.end() :]
    return headline if len(headline) <= LONGEST else headline[: LONGEST - 1].rstrip() + "…"


def shown(article: ArticleRecord, headline_en: str) -> str:
    """An English headline as people see it: a gist is called one."""
    return f"{plain(headline_en)} (gist)" if article.english == "gist" else plain(headline_en)
