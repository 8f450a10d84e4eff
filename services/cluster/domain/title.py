"""The title of a story in each of its languages: a headline that changes only when the news in it does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.cluster.domain.ledger import LedgerClaim
from services.cluster.domain.reading import Place, place
from services.cluster.domain.records import ArticleRecord

#: "CORRECTED: ", "URGENT-", "BERICHTIGUNG: ": a slug that agencies put before the headline.
_SLUG = re.compile(r"^(?:[^\W\d_]{3,}(?:[ -][^\W\d_]{3,})?)\s*(?::\s+|\s?[-–—](?=\S)\s*)")
#: A title is cut at this many characters.
LONGEST = 160


def titles(articles: Iterable[ArticleRecord], claims: Iterable[LedgerClaim]) -> dict[str, str]:
    """By language tag, English first: the headline of the article with the latest figure, else of the first article."""
    chosen: dict[str, tuple[bool, Place, str]] = {}
    bringing = _bringing_news(claims)
    for article in articles:
        is_news, where = article.uri in bringing, place(article)
        for language, headline in _headlines(article):
            before = chosen.get(language)
            if headline and (before is None or _goes_before((is_news, where), before)):
                chosen[language] = (is_news, where, headline)
    return {tag: plain(chosen[tag][2]) for tag in sorted(chosen, key=lambda tag: (tag != "en", tag))}


def _goes_before(mine: tuple[bool, Place], other: tuple[bool, Place, str]) -> bool:
    """News goes before the rest: of news the latest, of the rest the first."""
    if mine[0] != other[0]:
        return mine[0]
    return mine[1] > other[1] if mine[0] else mine[1] < other[1]


def plain(headline: str) -> str:
    """A headline without an agency's slug, cut to a bearable length."""
    match = _SLUG.match(headline)
    if match and match.group().rstrip(" :-–—").isupper():
        headline = headline[match.end() :]
    return headline if len(headline) <= LONGEST else headline[: LONGEST - 1].rstrip() + "…"


def _headlines(article: ArticleRecord) -> list[tuple[str, str]]:
    own = (article.language.split("-")[0], article.headline)
    return [own, ("en", article.headline_en)] if article.headline_en and own[0] != "en" else [own]


def _bringing_news(claims: Iterable[LedgerClaim]) -> set[str]:
    """The articles that first gave a figure which took the place of another and still holds."""
    return {claim.said[0].article.uri for claim in claims if claim.supersedes and claim.is_current}
