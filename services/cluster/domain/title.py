"""The title of a story in each of its languages: a headline that changes only when the news in it does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from services.cluster.domain.ledger import LedgerClaim
from services.cluster.domain.reading import Place, place
from services.cluster.domain.records import ArticleRecord

#: "CORRECTED: ", "URGENT-", "BERICHTIGUNG: ": a slug that agencies put before the headline.
_SLUG = re.compile(r"^(?:[^\W\d_]{3,}(?:[ -][^\W\d_]{3,})?)\s*(?::\s+|\s?[-–—](?=\S)\s*)")
#: A title is cut at this many characters.
LONGEST = 160


def titles(articles: Iterable[ArticleRecord], claims: Iterable[LedgerClaim]) -> dict[str, str]:
    """By language tag, English first: the headline of the article with the latest figure, else of the first article."""
    chosen: dict[str, _Chosen] = {}
    bringing = _bringing_news(claims)
    for article in articles:
        is_news, where = article.uri in bringing, place(article)
        for language, headline, is_own in _headlines(article):
            mine = _Chosen(article.english != "gist" or is_own, is_news, where, headline)
            if headline and (language not in chosen or _goes_before(mine, chosen[language])):
                chosen[language] = mine
    return {tag: chosen[tag].headline for tag in sorted(chosen, key=lambda tag: (tag != "en", tag))}


class _Chosen(NamedTuple):
    is_in_words: bool
    is_news: bool
    place: Place
    headline: str


def _goes_before(mine: _Chosen, other: _Chosen) -> bool:
    """Anything before a gist; news before the rest: of news the latest, of the rest the first."""
    if mine[:2] != other[:2]:
        return mine[:2] > other[:2]
    return mine.place > other.place if mine.is_news else mine.place < other.place


def plain(headline: str) -> str:
    """A headline without an agency's slug, cut to a bearable length."""
    match = _SLUG.match(headline)
    if match and match.group().rstrip(" :-–—").isupper():
        headline = headline[match.end() :]
    return headline if len(headline) <= LONGEST else headline[: LONGEST - 1].rstrip() + "…"


def shown(article: ArticleRecord, headline_en: str) -> str:
    """An English headline as people see it: a gist is called one."""
    return f"{plain(headline_en)} (gist)" if article.english == "gist" else plain(headline_en)


def _headlines(article: ArticleRecord) -> list[tuple[str, str, bool]]:
    """Language, headline, and whether it is the article's own."""
    own = (article.language.split("-")[0], plain(article.headline), True)
    if not article.headline_en or own[0] == "en":
        return [own]
    return [own, ("en", shown(article, article.headline_en), False)]


def _bringing_news(claims: Iterable[LedgerClaim]) -> set[str]:
    """The articles that first gave a figure which took the place of another and still holds."""
    return {claim.said[0].article.uri for claim in claims if claim.supersedes and claim.is_current}
