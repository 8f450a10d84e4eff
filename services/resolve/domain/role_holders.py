"""The roles of one article with their holders: from what it shows, then from what the stream showed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.resolve.domain.linking import Linker
from services.resolve.domain.memory import Entity
from services.resolve.domain.remembering import posts_of
from services.resolve.domain.roles import Named, Post, Role, holder, roles_in, shown
from shared.contracts.article import Article, Part, Span

#: Roles of an article that are looked at.
_MOST = 200
_PARTS: tuple[Part, ...] = ("headline", "text")


@dataclass(frozen=True)
class RoleHolders:
    """Posts that this article shows, posts that are known from before, and where roles alone mean somebody."""

    shown: dict[str, list[Post]] = field(default_factory=dict)
    known: dict[str, list[Post]] = field(default_factory=dict)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    language: str = ""

    def meant(self, words: str) -> str | None:
        """The entity that a role in these words means, where they begin or end with it."""
        roles = roles_in(words, self.language)
        return self.of((roles[0].office, roles[0].nation)) if len(roles) == 1 else None

    def of(self, post: Post) -> str | None:
        """The one holder of a post among the people of the article."""
        return holder(post, self.shown) or holder(post, self.known)


def role_holders(article: Article, language: str, linker: Linker, people: Mapping[str, Entity]) -> RoleHolders:
    """Who holds which role in this article, and the spans of roles that stand without a name."""
    found = {part: roles_in(article.part(part), language)[:_MOST] for part in _PARTS}
    named = {part: _named(linker, part) for part in _PARTS}
    here: dict[str, list[Post]] = {}
    for part in _PARTS:
        for entity_id, posts in shown(article.part(part), found[part], named[part]).items():
            here.setdefault(entity_id, []).extend(posts)
    known = {e.id: [*here.get(e.id, ()), *posts_of(e)] for e in people.values() if e.type == "PERSON"}
    holders = RoleHolders(here, known, {}, language)
    for part in _PARTS:
        _add_spans(holders, found[part], named[part], part)
    return holders


def _named(linker: Linker, part: Part) -> list[Named]:
    mentions = [(m.span, entity) for name, entity in linker.linked if name.type == "PERSON" for m in name.mentions]
    own = [Named(span.start, span.end, entity) for span, entity in mentions if span.part == part]
    return sorted(own, key=lambda each: each.start)


def _add_spans(holders: RoleHolders, roles: Iterable[Role], named: list[Named], part: Part) -> None:
    """Notes where a role stands alone and means somebody; beside or over a name it says nothing new."""
    for role in roles:
        is_beside = any(n.start <= role.end + 2 and role.start <= n.end + 2 for n in named)
        entity = None if is_beside else holders.of((role.office, role.nation))
        if entity:
            holders.spans.setdefault(entity, []).append(Span(start=role.start, end=role.end, part=part))
