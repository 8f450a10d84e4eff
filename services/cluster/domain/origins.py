"""Origins: who first said it. Copies have the origin of what they copy; outlets that credit one agency share one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from anyascii import anyascii

from services.cluster.domain.records import ArticleRecord


def origins(articles: Iterable[ArticleRecord]) -> dict[str, str]:
    """The origin of each of a story's articles, by uri."""
    of = list(articles)
    by_uri = {article.uri: article for article in of}
    aliases = _aliases(of)
    return {article.uri: _origin(_root(article, by_uri), aliases) for article in of}


def _root(article: ArticleRecord, by_uri: Mapping[str, ArticleRecord]) -> ArticleRecord:
    return by_uri.get(article.copy_of or "", article)


def _origin(article: ArticleRecord, aliases: Mapping[str, str]) -> str:
    name = _key(article.credits[0] if article.credits else article.provider)
    return f"or_{aliases.get(name, name)}"


def _aliases(articles: list[ArticleRecord]) -> dict[str, str]:
    """Full names by their initials, for agencies that one outlet credits as "HPA" and another by name."""
    names = {article.provider for article in articles}
    names.update(name for article in articles for name in article.credits)
    return {_initials(name): _key(name) for name in sorted(names) if len(name.split()) > 1}


@lru_cache(maxsize=20_000)
def _initials(name: str) -> str:
    return "".join(word[0] for word in _key(name).split("-") if word)


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    """A name in small ASCII letters with hyphens: "harbor-press-agency"."""
    letters = "".join(char if char.isalnum() else " " for char in anyascii(name).lower())
    return "-".join(letters.split()) or "unknown"
