"""Builders of contracts with sensible defaults: a test names only what it is about.

Every builder takes keyword overrides. Spans are found in the text, so that a built claim or entity is never out of step
with its article.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from shared.contracts.article import Article, DetectedLanguage, Part, Provider, Span, Translation
from shared.contracts.claim import Claim, ClaimKind, Quantity, Source
from shared.contracts.entity import EntityChange, EntityInArticle
from shared.contracts.envelope import Event
from shared.contracts.ledger import LedgerEntry, SaidBy, StoryClaims
from shared.contracts.mention import EntityType
from shared.contracts.stages import ArticleAccepted, ArticleExtracted, ArticleResolved, ArticleTranslated, StageTiming
from shared.contracts.story import KeyClaim, StoryArticle, StoryCounts, StoryEntity, StorySnapshot
from shared.contracts.update import Change, Evidence, StoryUpdate, Why

#: Noon on the day of the first prisoner release; every default time is counted from here.
NOON = datetime(2025, 8, 15, 12, 0, tzinfo=UTC)

HEADLINE = "Belarus frees 16 prisoners after talks with U.S. envoy"
TEXT = (
    "Belarus released 16 prisoners on Friday, the U.S. embassy in Vilnius said.\n\n"
    '"We are grateful to all who made this possible," the envoy told reporters.'
)

_sequence = count(1)


def at(minutes: float) -> datetime:
    """The instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def article(uri: str = "urn:test:1", **fields: Any) -> Article:
    """A usable English article; `provider` may be a plain name."""
    if isinstance(fields.get("provider"), str):
        fields["provider"] = provider(fields["provider"])
    published = fields.setdefault("published_at", NOON)
    defaults: dict[str, Any] = {
        "headline": HEADLINE,
        "text": TEXT,
        "version_created": published,
        "received_at": published,
        "provider": provider("Agency A"),
        "language": "en",
    }
    version = str(fields.get("version", "1"))
    if version.isdigit():
        fields.setdefault("version_order", int(version))
    return Article(uri=uri, **(defaults | fields))


def kill(uri: str = "urn:test:1", version: str = "2", **fields: Any) -> Article:
    """A kill: withdraws every version of its uri."""
    defaults = {"headline": "", "text": "", "pub_status": "canceled", "change_kind": "kill"}
    return article(uri, version=version, **(defaults | fields))


def provider(name: str = "Agency A") -> Provider:
    """An outlet by its name."""
    return Provider(id=name.lower().replace(" ", "-"), name=name)


def span(item: Article, words: str, part: Part = "text") -> Span:
    """Where these words stand first in the article. Raises ValueError where they do not."""
    start = item.part(part).index(words)
    return Span(start=start, end=start + len(words), part=part)


def entity(
    item: Article,
    words: str,
    name: str | None = None,
    type: EntityType = "GPE",
    **fields: Any,
) -> EntityInArticle:
    """The entity that these words of the article name."""
    name = name or words
    fields.setdefault("entity_id", f"en_{name.lower().replace(' ', '_')}")
    return EntityInArticle(name=name, type=type, surfaces=(words,), spans=(span(item, words),), **fields)


def claim(item: Article, words: str, kind: ClaimKind = "quote", source: str | None = None, **fields: Any) -> Claim:
    """The claim that stands in these words of the article."""
    where = span(item, words, fields.pop("part", "text"))
    said_by = Source(name=source) if source else None
    return Claim(kind=kind, text=words, start=where.start, end=where.end, part=where.part, source=said_by, **fields)


def quantity(item: Article, words: str, value: float, unit: str, source: str | None = None, **fields: Any) -> Claim:
    """The figure that stands in these words of the article."""
    fields.setdefault("key", f"quantity:{unit}")
    return claim(item, words, "quantity", source, quantity=Quantity(value=value, unit=unit), **fields)


def _language(item: Article) -> DetectedLanguage:
    return DetectedLanguage(tag=item.language or "und", confidence=0.99, method="test")


def _translation(item: Article) -> Translation:
    return Translation(status="original" if item.language == "en" else "untranslated")


def _stage(item: Article, fields: dict[str, Any]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"seq": next(_sequence), "article": item}
    return defaults | fields


def accepted(item: Article | None = None, **fields: Any) -> ArticleAccepted:
    """The article as ingest sends it on."""
    return ArticleAccepted(**_stage(item or article(), fields))


def translated(item: Article | None = None, **fields: Any) -> ArticleTranslated:
    """The article with its language and translation."""
    item = item or article()
    defaults = {"language": _language(item), "translation": _translation(item)}
    return ArticleTranslated(**_stage(item, defaults | fields))


def extracted(item: Article | None = None, **fields: Any) -> ArticleExtracted:
    """The article with mentions and claims."""
    item = item or article()
    defaults = {"language": _language(item), "translation": _translation(item)}
    return ArticleExtracted(**_stage(item, defaults | fields))


def resolved(item: Article | None = None, **fields: Any) -> ArticleResolved:
    """The article as cluster and publish read it."""
    item = item or article()
    defaults: dict[str, Any] = {
        "language": _language(item),
        "translation": _translation(item),
        "timing": (StageTiming(stage="ingest", at=item.received_at, ms=1.0),),
    }
    return ArticleResolved(**_stage(item, defaults | fields))


def entity_change(entity_id: str, name: str, kind: str = "renamed", **fields: Any) -> EntityChange:
    """What resolve learnt about an entity."""
    return EntityChange.model_validate({"kind": kind, "entity_id": entity_id, "name": name, **fields})


def evidence(item: Article, words: str, **fields: Any) -> Evidence:
    """Where these words stand in the article."""
    where = span(item, words, fields.pop("part", "text"))
    return Evidence(
        article_uri=item.uri,
        article_version=item.version,
        provider=item.provider.name,
        language=item.language or "und",
        start=where.start,
        end=where.end,
        part=where.part,
        exact=words,
        **fields,
    )


def why(score: float = 0.9, **fields: Any) -> Why:
    """Why an article is in its story."""
    defaults: dict[str, Any] = {"method": "same_story", "threshold": 0.5, "components": {"entities": 0.8, "time": 0.9}}
    return Why(score=score, **(defaults | fields))


def article_added(uri: str, story_id: str = "st_1", role: str = "primary", **fields: Any) -> Change:
    """The change that brings an article into a story; with `copy_of` a copy."""
    after = {
        "story_id": story_id,
        "role": role,
        "copy_of": fields.pop("copy_of", None),
        "version": fields.pop("version", "1"),
    }
    defaults: dict[str, Any] = {"kind": "copy_added" if after["copy_of"] else "article_added", "after": after}
    return Change(ref=uri, **(defaults | fields))


def article_withdrawn(uri: str) -> Change:
    """The change that takes an article out of its story."""
    return Change(kind="article_withdrawn", ref=uri, after={"pub_status": "canceled"}, effect="supersedes")


def merged_from(story_id: str, uris: Sequence[str] = ()) -> Change:
    """The change on the survivor of a merge."""
    return Change(kind="merged_from", ref=story_id, after={"articles": list(uris)}, effect="supersedes")


def key_claim(item: Article, words: str, **fields: Any) -> KeyClaim:
    """A claim of a story with one piece of evidence."""
    defaults: dict[str, Any] = {"id": "cl_1", "kind": "quote", "content": words, "evidence": (evidence(item, words),)}
    return KeyClaim(**(defaults | fields))


def said_by(item: Article, words: str, **fields: Any) -> SaidBy:
    """That the article makes a claim, with these of its words; its origin is its provider."""
    defaults: dict[str, Any] = {
        "evidence": evidence(item, words),
        "origin": item.provider.name,
        "at": item.published_at,
    }
    return SaidBy(**(defaults | fields))


def ledger_entry(item: Article, words: str, *others: SaidBy, **fields: Any) -> LedgerEntry:
    """A claim in the ledger of a story, made in these words of an article, and by others."""
    said = (said_by(item, words), *others)
    defaults: dict[str, Any] = {
        "id": "cl_1",
        "topic": "quantity:prisoners released",
        "label": "prisoners released",
        "kind": "quantity",
        "status": "reported",
        "content": words,
        "language": item.language or "und",
        "as_of": item.published_at,
        "first_said": min(one.at for one in said),
        "last_said": max(one.at for one in said),
        "origins": len({one.origin for one in said}),
        "articles": len(said),
        "said": said,
    }
    return LedgerEntry(**(defaults | fields))


def story_claims(story_id: str = "st_1", revision: int = 1, *claims: LedgerEntry, **fields: Any) -> StoryClaims:
    """What a revision changed in the ledger of a story."""
    return StoryClaims(story_id=story_id, revision=revision, claims=claims, **fields)


def story_article(item: Article, **fields: Any) -> StoryArticle:
    """The article as a story lists it."""
    defaults: dict[str, Any] = {
        "uri": item.uri,
        "version": item.version,
        "provider": item.provider.name,
        "language": item.language or "und",
        "headline": item.headline,
        "published_at": item.published_at,
    }
    return StoryArticle(**(defaults | fields))


def story_entity(name: str, articles: int = 1, **fields: Any) -> StoryEntity:
    """An entity of a story."""
    defaults: dict[str, Any] = {"id": f"en_{name.lower().replace(' ', '_')}", "type": "GPE"}
    return StoryEntity(name=name, articles=articles, **(defaults | fields))


def snapshot(story_id: str = "st_1", revision: int = 1, **fields: Any) -> StorySnapshot:
    """A story at one revision; a later revision was updated a minute later."""
    defaults: dict[str, Any] = {
        "url": f"/stories/{story_id}",
        "title": {"en": HEADLINE},
        "first_seen": NOON,
        "last_updated": at(revision),
        "counts": StoryCounts(articles=1, versions=1, providers=1, origins=1),
        "languages": {"en": 1},
    }
    return StorySnapshot(id=story_id, revision=revision, **(defaults | fields))


def story_update(
    story_id: str = "st_1", revision: int = 1, *changes: Change, story: StorySnapshot | None = None, **fields: Any
) -> StoryUpdate:
    """One update of a story."""
    defaults: dict[str, Any] = {
        "previous_revision": revision - 1 or None,
        "message": f"Revision {revision} of {story_id}.",
        "significance": "notable",
    }
    story = story or snapshot(story_id, revision)
    return StoryUpdate(story_id=story_id, revision=revision, changes=changes, story=story, **(defaults | fields))


def event(data: Any, type: str | None = None, **fields: Any) -> Event[Any]:
    """The event that carries this data, with the type and id that its stream gives it."""
    kind, event_id, subject = _names(data)
    defaults: dict[str, Any] = {"id": event_id, "source": "/test", "subject": subject, "time": NOON}
    return Event[Any](type=type or kind, data=data, **(defaults | fields))


def _names(data: Any) -> tuple[str, str, str]:
    if isinstance(data, StoryUpdate):
        name = "created" if data.revision == 1 else "updated"
        return f"slugline.story.{name}.v1", f"{data.story_id}-r{data.revision}", data.story_id
    if isinstance(data, StoryClaims):
        return "slugline.story.claims.v1", f"{data.story_id}-r{data.revision}-claims-{data.part}", data.story_id
    if isinstance(data, EntityChange):
        return f"slugline.entity.{data.kind}.v1", f"{data.entity_id}-{data.kind}", data.entity_id
    stage = type(data).__name__.removeprefix("Article").lower()
    return f"slugline.article.{stage}.v1", f"{data.article.uri}-{data.article.version}", data.article.uri
