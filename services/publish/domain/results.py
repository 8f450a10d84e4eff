"""What the read API answers: articles and stories put together from what is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from services.publish.domain.articles import ArticleStatus, ArticleVersion, HeldArticle
from services.publish.domain.families import ArticleInStory
from services.publish.domain.membership import Standing
from shared.contracts.article import DetectedLanguage, Part, Passage, Span, Translation
from shared.contracts.base import Contract
from shared.contracts.claim import Claim, ClaimKind, Quantity, Source
from shared.contracts.entity import EntityInArticle
from shared.contracts.envelope import Event
from shared.contracts.mention import EntityType
from shared.contracts.stages import StageTiming
from shared.contracts.story import StorySnapshot
from shared.contracts.update import StoryUpdate, Why


class EntityResult(Contract):
    """An entity of an article under the id and name that it has by now."""

    entity_id: str
    name: str = Field(description="Canonical English name.")
    type: EntityType
    surfaces: tuple[str, ...] = Field(description="The forms in this article, in order of appearance.")
    spans: tuple[Span, ...] = ()
    salience: float = 0.0


class ClaimResult(Contract):
    """A claim of an article; start and end are code points into the part it stands in."""

    text: str
    start: int
    end: int
    part: Part = "text"
    kind: ClaimKind
    source: Source | None = None
    quantity: Quantity | None = None
    cue: str | None = None


class ArticleResult(Contract):
    """The latest version of an article and what is known of it; a withdrawn one is `canceled` and has no content."""

    uri: str
    version: str
    language: str = Field(description="BCP 47, as detected; `und` when unsure.")
    story_id: str | None = Field(default=None, description="The story it belongs to; null where there is none yet.")
    also: tuple[str, ...] = Field(default=(), description="Further stories that it tells.")
    duplicate_of: str | None = Field(default=None, description="The uri of the article that its text derives from.")
    status: ArticleStatus
    entities: tuple[EntityResult, ...] = Field(default=(), description="Most salient first.")
    claims: tuple[ClaimResult, ...] = ()
    headline: str = ""
    published_at: datetime
    provider: str


class ArticleDetail(ArticleResult):
    """An article with its text, its translation, its reasons and the time that each stage took."""

    text: str = ""
    detected: DetectedLanguage = DetectedLanguage()
    declared_language: str | None = None
    passages: tuple[Passage, ...] = ()
    translation: Translation = Translation()
    why: Why | None = None
    version_created: datetime
    change_kind: str = "new"
    change_note: str = ""
    credits: tuple[str, ...] = ()
    located: str | None = None
    by: str | None = None
    url: str | None = None
    timing: tuple[StageTiming, ...] = ()
    versions: tuple[ArticleVersion, ...] = Field(default=(), description="Every version that came, in order.")


class StoryDetail(Contract):
    """A story with its articles and the number of updates so far."""

    story: StorySnapshot
    articles: tuple[ArticleInStory, ...]
    updates: int


class StoryPage(Contract):
    """One page of stories, the one with the newest update first."""

    items: tuple[StorySnapshot, ...]
    next: str | None = Field(default=None, description="Pass as `cursor` for the next page; null on the last one.")


class ArticlePage(Contract):
    """One page of articles, the newest first."""

    items: tuple[ArticleResult, ...]
    next: str | None = Field(default=None, description="Pass as `cursor` for the next page; null on the last one.")


class UpdateList(Contract):
    """Updates of a story in order of revision, without gaps; what is still on its way comes with the next call."""

    items: tuple[Event[StoryUpdate], ...]
    next: int | None = Field(default=None, description="Pass as `since` for the rest; null where this is all so far.")


class EntityName(Contract):
    """The name of an entity by now, and the entity it was merged into."""

    name: str
    into: str | None = None


def article_result(held: HeldArticle, standing: Standing, names: Mapping[str, EntityName]) -> ArticleResult:
    """The article as lists show it."""
    return ArticleResult(**_result(held, standing, names))


def article_detail(held: HeldArticle, standing: Standing, names: Mapping[str, EntityName]) -> ArticleDetail:
    """The article in full."""
    return ArticleDetail(
        **_result(held, standing, names),
        text=held.text,
        detected=held.detected,
        declared_language=held.declared_language,
        passages=held.passages,
        translation=held.translation,
        why=standing.why if held.status == "usable" else None,
        version_created=held.version_created,
        change_kind=held.change_kind,
        change_note=held.change_note,
        credits=held.credits,
        located=held.located,
        by=held.by,
        url=held.url,
        timing=held.timing,
    )


def named_entities(held: HeldArticle, names: Mapping[str, EntityName]) -> tuple[EntityResult, ...]:
    """The article's entities under their present ids and names; those that were merged are one."""
    found: dict[str, EntityResult] = {}
    for entity in held.entities:
        entity_id = present_id(entity.entity_id, names)
        known = names.get(entity_id)
        one = _entity(entity, entity_id, known.name if known else entity.name)
        found[entity_id] = _merged(found[entity_id], one) if entity_id in found else one
    return tuple(found.values())


def present_id(entity_id: str, names: Mapping[str, EntityName]) -> str:
    """The id that an entity goes by now."""
    seen = {entity_id}
    while (known := names.get(entity_id)) is not None and known.into is not None and known.into not in seen:
        entity_id = known.into
        seen.add(entity_id)
    return entity_id


def contiguous(held: Iterable[int], since: int) -> list[int]:
    """The revisions after `since` that may be served: up to the first one still on its way.

    A client that goes on from the last one it got then misses none. What lies before the first revision held is
    history that was trimmed before this projection began; it holds nothing up.
    """
    revisions = sorted(held)
    later = [r for r in revisions if r > since]
    expected = later[0] if later and later[0] == revisions[0] else since + 1
    return [r for i, r in enumerate(later) if r == expected + i]


def _result(held: HeldArticle, standing: Standing, names: Mapping[str, EntityName]) -> dict[str, Any]:
    shown = standing if held.status == "usable" else Standing()
    return {
        "uri": held.uri,
        "version": held.version,
        "language": held.language,
        "story_id": shown.story_id,
        "also": shown.also,
        "duplicate_of": shown.duplicate_of,
        "status": held.status,
        "entities": named_entities(held, names),
        "claims": tuple(_claim(claim, names) for claim in held.claims),
        "headline": held.headline,
        "published_at": held.published_at,
        "provider": held.provider.name,
    }


def _entity(entity: EntityInArticle, entity_id: str, name: str) -> EntityResult:
    return EntityResult(
        entity_id=entity_id,
        name=name,
        type=entity.type,
        surfaces=entity.surfaces,
        spans=entity.spans,
        salience=entity.salience,
    )


def _merged(one: EntityResult, other: EntityResult) -> EntityResult:
    spans = sorted({*one.spans, *other.spans}, key=lambda s: (s.part, s.start, s.end))
    return one.model_copy(
        update={
            "surfaces": tuple(dict.fromkeys((*one.surfaces, *other.surfaces))),
            "spans": tuple(spans),
            "salience": max(one.salience, other.salience),
        }
    )


def _claim(claim: Claim, names: Mapping[str, EntityName]) -> ClaimResult:
    source = claim.source
    if source is not None and source.entity_id is not None:
        source = source.model_copy(update={"entity_id": present_id(source.entity_id, names)})
    return ClaimResult(
        text=claim.text,
        start=claim.start,
        end=claim.end,
        part=claim.part,
        kind=claim.kind,
        source=source,
        quantity=claim.quantity,
        cue=claim.cue,
    )
