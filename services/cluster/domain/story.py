"""A story as it stands at one revision: a pure function of its record and its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.cluster.domain.ledger import LedgerClaim, ledger
from services.cluster.domain.origins import origins
from services.cluster.domain.records import ArticleRecord, NamedEntity, StoryRecord
from services.cluster.domain.title import titles
from shared.contracts.mention import EntityType

Role = Literal["primary", "also"]


@dataclass(frozen=True)
class Member:
    """An article in the story."""

    article: ArticleRecord
    role: Role
    origin: str


@dataclass(frozen=True)
class EntityInStory:
    """An entity and how many of the story's articles name it."""

    id: str
    name: str
    type: EntityType
    articles: int
    salience: float


@dataclass(frozen=True)
class Story:
    """Everything that readers can see of a story."""

    id: str
    revision: int = 0
    status: Literal["developing", "retracted", "merged"] = "developing"
    title: dict[str, str] = field(default_factory=dict)
    #: In order of placement, copies among them; those that tell it beside another story come last.
    members: tuple[Member, ...] = ()
    claims: tuple[LedgerClaim, ...] = ()
    entities: tuple[EntityInStory, ...] = ()
    withdrawn: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    merged_into: str | None = None
    last_updated: datetime | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Who first said what this story tells, in order of placement."""
        return tuple(dict.fromkeys(m.origin for m in self.members if m.role == "primary"))

    @property
    def current_claims(self) -> dict[str, LedgerClaim]:
        """The claims that still hold, by id."""
        return {claim.id: claim for claim in self.claims if claim.is_current}


def tell(record: StoryRecord, articles: Mapping[str, ArticleRecord]) -> Story:
    """The story of a record."""
    primary = [articles[uri] for uri in record.members]
    beside = [articles[uri] for uri in record.also]
    origin = origins([*primary, *beside])
    claims = ledger((article, origin[article.uri]) for article in primary)
    return Story(
        id=record.id,
        revision=record.revision,
        status=record.status,
        title=titles(primary, claims),
        members=(
            *(Member(article, "primary", origin[article.uri]) for article in primary),
            *(Member(article, "also", origin[article.uri]) for article in beside),
        ),
        claims=claims,
        entities=_entities(primary),
        withdrawn=record.withdrawn,
        merged_from=record.merged_from,
        merged_into=record.merged_into,
        last_updated=record.last_updated,
    )


def _entities(articles: list[ArticleRecord]) -> tuple[EntityInStory, ...]:
    """The entities, those first that most of the articles are about; each by its latest name."""
    counts: Counter[str] = Counter()
    salience: dict[str, list[float]] = {}
    latest: dict[str, tuple[int, NamedEntity]] = {}
    for article in articles:
        for entity in article.entities:
            counts[entity.id] += 1
            salience.setdefault(entity.id, []).append(entity.salience)
            if entity.id not in latest or article.seq >= latest[entity.id][0]:
                latest[entity.id] = (article.seq, entity)
    found = [
        EntityInStory(i, e.name, e.type, counts[i], round(sum(sorted(salience[i])), 4)) for i, (_, e) in latest.items()
    ]
    return tuple(sorted(found, key=lambda e: (-e.salience, e.id)))
