"""Origins: who first said it. A copy family has one; what outlets make of one agency's material has the agency's.

Names are compared by what they are called after: an agency is credited as "HPA", "Harbor" and "Harbor Press Agency".
Short forms are matched to full names as Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation
definitions") match them, among the names that stand in the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim
from shared.language.lexicon import lookup
from shared.language.places import place_named


def origins(articles: Iterable[ArticleRecord]) -> dict[str, str]:
    """The origin of each of a story's articles, by uri."""
    of = list(articles)
    speakers = _speakers(of)
    names = _full_names(of)
    known = outlets(of, names)
    return {article.uri: _origin(speakers[_family(article)], names, known) for article in of}


class Whose(NamedTuple):
    """Whose an article's claims are: its own origin's, but for those that it has from another outlet of its story."""

    own: str
    cited: Mapping[str, str] = {}

    def origin(self, claim: Claim) -> str:
        """Who is behind a claim: "Halberd News Agency reported" is no second voice beside Halberd's own."""
        return self.cited.get(claim.source.name, self.own) if claim.source and self.cited else self.own


def outlets(articles: Iterable[ArticleRecord], names: Mapping[str, str] | None = None) -> dict[str, str]:
    """The origins of a story's outlets and agencies, by what they are called after."""
    of = list(articles)
    full = _full_names(of) if names is None else names
    keys = {_key(a.credits[0] if a.credits else a.provider) for a in of} - {"unknown"}
    return {name: f"or_{name}" for name in sorted({full.get(key, key) for key in keys})}


def whose(article: ArticleRecord, own: str, known: Mapping[str, str]) -> Whose:
    """Whose the claims of an article are, by the outlets of its story."""
    names = dict.fromkeys(claim.source.name for claim in article.claims if claim.source)
    found = {name: _outlet(name, known) for name in names}
    mine = _key(article.provider)
    return Whose(own, {name: known[key] for name, key in found.items() if key and key != mine and known[key] != own})


def retold(article: ArticleRecord, known: Mapping[str, str]) -> str | None:
    """The origin that an article has everything from that it claims, as its sentences say; None of most."""
    if article.credits or not article.claims:
        return None
    cited = whose(article, "", known)
    found = {cited.origin(claim) for claim in article.claims}
    return found.pop() or None if len(found) == 1 else None


def _outlet(name: str, known: Mapping[str, str]) -> str | None:
    """The outlet that a claim names as its source: in full, by its first words or by its initials."""
    key = _key(name)
    if key in known or not name[:1].isupper():
        return key if key in known else None
    if name.isupper():
        return next((full for full in known if _is_initials(key, full)), None)
    is_name = len(key) > _SHORTEST and not place_named(name, "en") and not lookup(name.casefold(), "en")
    return next((full for full in known if is_name and full.startswith(f"{key}-")), None)


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


def _origin(article: ArticleRecord, names: Mapping[str, str], known: Mapping[str, str]) -> str:
    """The agency that an article is made of, the first where it credits several; its outlet where it credits none."""
    if (agency := retold(article, known)) is not None:
        return agency
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
