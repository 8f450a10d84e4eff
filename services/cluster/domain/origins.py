"""Origins: who first said it. A copy family has one; what outlets make of one agency's material has the agency's.

Names are compared by what they are called after: an agency is credited as "HPA", "Harbor" and "Harbor Press Agency".
Short forms are matched to full names as Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation
definitions") match them, among the names that stand in the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from anyascii import anyascii

from services.cluster.domain.records import ArticleRecord


def origins(articles: Iterable[ArticleRecord]) -> dict[str, str]:
    """The origin of each of a story's articles, by uri."""
    of = list(articles)
    speakers = _speakers(of)
    names = _full_names(of)
    return {article.uri: _origin(speakers[_family(article)], names) for article in of}


def _family(article: ArticleRecord) -> str:
    return article.copy_of or article.uri


def _speakers(articles: Iterable[ArticleRecord]) -> dict[str, ArticleRecord]:
    """By family, the article that says where its text is from: the one that came out first.

    It need not be the one that reached us first: a reprint may overtake the agency.
    """
    found: dict[str, ArticleRecord] = {}
    for article in articles:
        before = found.get(_family(article))
        if before is None or _place(article) < _place(before):
            found[_family(article)] = article
    return found


def _place(article: ArticleRecord) -> tuple[float, int, str]:
    return (article.published_at.timestamp(), article.seq, article.uri)


def _origin(article: ArticleRecord, names: Mapping[str, str]) -> str:
    """The agency that an article is made of, the first where it credits several; its outlet where it credits none."""
    name = _key(article.credits[0] if article.credits else article.provider)
    return f"or_{names.get(name, name)}"


def _full_names(articles: Iterable[ArticleRecord]) -> dict[str, str]:
    """Short names by the full name that they stand for in this story.

    What an outlet credits itself as is its name, however it abbreviates itself; what others credit must be a part of a
    name or the initials of one.
    """
    of = list(articles)
    names: dict[str, str] = {}
    for own, key in sorted({(_key(article.provider), _key(name)) for article in of for name in article.credits}):
        if key != own and (_is_part(key, own) or _abbreviates(key, own)):
            names.setdefault(key, own)  # of several by that name always the same one, whichever came first
    full = sorted({_key(name) for article in of for name in (article.provider, *article.credits)})
    for key in sorted({_key(name) for article in of for name in article.credits} - names.keys()):
        meant = next((name for name in full if _is_part(key, name) or _is_initials(key, name)), None)
        if meant is not None:
            names[key] = meant
    return {key: names.get(name, name) for key, name in names.items()}


def _is_part(short: str, full: str) -> bool:
    """Whether a name is the first or last words of a fuller one: "harbor" of "harbor-press-agency"."""
    return len(short) > _SHORTEST and (full.startswith(f"{short}-") or full.endswith(f"-{short}"))


def _is_initials(short: str, full: str) -> bool:
    return len(short) >= _SHORTEST and short == "".join(word[0] for word in full.split("-"))


#: Letters from which initials are taken for a name that nobody says they stand for: "AP" could be anybody's.
_SHORTEST = 3


@lru_cache(maxsize=50_000)
def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters come in order, the first one at the first word, and no word is left without one."""
    words = [word for word in full.split("-") if word not in _SMALL]
    rest = short
    for place, word in enumerate(words):
        if not rest or rest[0] != word[0]:
            return False
        still = len(words) - place - 1
        rest = rest[1:]
        at = 1
        while len(rest) > still and (found := word.find(rest[0], at)) > 0:
            at, rest = found + 1, rest[1:]
    return not rest and len(short) >= 2


_SMALL = frozenset("the of and de la le les del der die das und et y i ir".split())


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    """A name in small ASCII letters with hyphens: "harbor-press-agency"."""
    letters = "".join(char if char.isalnum() else " " for char in anyascii(name).lower())
    return "-".join(word for word in letters.split() if word != "the") or "unknown"
