"""Articles of a story grouped by copy family: who said it first, and who printed it after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.publish.domain.membership import Role
from services.publish.domain.redirects import follow
from shared.contracts.base import Contract
from shared.contracts.story import StoryArticle
from shared.contracts.update import Why


class ArticleInStory(StoryArticle):
    """An article of a story with its role in it and the reasons for its place."""

    role: Role = "primary"
    why: Why | None = None


class Family(Contract):
    """One origin with its copies, in order of time."""

    origin: ArticleInStory
    copies: tuple[ArticleInStory, ...] = ()


def origin_of(uri: str, copy_of: Mapping[str, str | None]) -> str:
    """The uri at the end of the copies of copies."""
    return follow(uri, {copy: of for copy, of in copy_of.items() if of is not None})


def families(articles: Iterable[ArticleInStory]) -> tuple[Family, ...]:
    """The copy families, newest article first. A family whose origin is gone is led by its earliest article."""
    grouped: dict[str, list[ArticleInStory]] = {}
    for article in sorted(articles, key=_age):
        grouped.setdefault(article.origin or article.uri, []).append(article)
    made = [_family(origin, members) for origin, members in grouped.items()]
    return tuple(sorted(made, key=_newest, reverse=True))


def _family(origin: str, members: Sequence[ArticleInStory]) -> Family:
    first = next((a for a in members if a.uri == origin), members[0])
    return Family(origin=first, copies=tuple(a for a in members if a is not first))


def _age(article: ArticleInStory) -> tuple[object, str]:
    return article.published_at, article.uri


def _newest(family: Family) -> tuple[object, str]:
    return max(_age(article) for article in (family.origin, *family.copies))
