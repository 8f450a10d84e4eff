"""What an article contributes: its record, made from the article as the earlier stages left it."""

from __future__ import annotations

from typing import Any

from services.cluster.domain.beside_figures import beside
from services.cluster.domain.copies import fingerprint
from services.cluster.domain.excerpts import excerpts
from services.cluster.domain.features import features
from services.cluster.domain.records import ArticleRecord, NamedEntity
from shared.contracts.claim import Claim
from shared.contracts.stages import ArticleResolved
from shared.language.prose import why_no_report

#: Claims and entities kept of one article; more would be a list, not a report.
MOST_CLAIMS, MOST_ENTITIES = 60, 60
#: Code points of a claim's text that are kept; its span stays whole.
LONGEST_CLAIM = 2000


def contribution(resolved: ArticleResolved) -> ArticleRecord:
    """The record of an article that is in no story yet. One that reports nothing brings its reason along."""
    article = resolved.article
    reason = why_no_report(article.headline, article.text, len(resolved.entities))
    record = ArticleRecord(
        uri=article.uri,
        version=article.version,
        version_order=article.version_order,
        seq=resolved.seq,
        status=article.pub_status,
        provider=article.provider.name,
        provider_id=article.provider.id,
        language=resolved.language.tag,
        headline=article.headline,
        published_at=article.published_at,
        version_created=article.version_created,
        received_at=article.received_at,
        change_note=article.change_note,
        credits=article.credits,
        content_hash=article.content_hash,
        reason=reason or "",
        **english_of(resolved),
    )
    if not record.is_usable or record.reason:
        return record
    kept = resolved.model_copy(update={"claims": _kept(resolved)})
    return record.model_copy(
        update={
            "weights": features(resolved),
            "sketch": fingerprint(article.text, resolved.language.tag, min(article.published_at, article.received_at)),
            "entities": tuple(
                NamedEntity(id=e.entity_id, name=e.name, type=e.type, salience=e.salience)
                for e in resolved.entities[:MOST_ENTITIES]
            ),
            "excerpts": excerpts(resolved),
            "claims": kept.claims,
            "beside": beside(kept),
        }
    )


def _kept(resolved: ArticleResolved) -> tuple[Claim, ...]:
    return tuple(c for c in resolved.claims[:MOST_CLAIMS] if len(c.text) <= LONGEST_CLAIM)


def english_of(resolved: ArticleResolved) -> dict[str, Any]:
    """What a record says of an article's English."""
    translation = resolved.translation
    has_english = translation.status in ("translated", "gist")
    return {
        "headline_en": (translation.headline or None) if has_english else None,
        "english": translation.status if has_english else "",
    }


def tombstone(before: ArticleRecord, now: ArticleRecord) -> ArticleRecord:
    """The record of a withdrawn article: that it was, and nothing of what it said."""
    return now.model_copy(
        update={
            "seq": before.seq,
            "pinned_to": before.pinned_to,
            "headline": "",
            "headline_en": None,
            "english": "",
            "weights": {},
            "sketch": "",
            "entities": (),
            "claims": (),
            "beside": (),
            "excerpts": (),
            "credits": (),
            "story_id": None,
            "also": (),
            "copy_of": None,
            "why": None,
            "also_why": {},
            "reason": "",
        }
    )
