"""The Article that goes on to the next services."""

from __future__ import annotations

from datetime import datetime

from services.ingest.domain.item import WireItem, digest
from services.ingest.domain.limits import NOTE_CHARS
from services.ingest.domain.versions import Decision
from shared.contracts.article import Article


def accepted(
    item: WireItem, decision: Decision, arrived_at: datetime, raw_ref: str | None = None, *, in_full: bool = False
) -> Article:
    """The accepted version. Of a kill, or of a text recalled, no word travels on but the reason.

    With `in_full` it is the article to put aside, with all its words.
    """
    is_recalled = decision.change_kind in {"kill", "hold"} and not in_full
    status = "canceled" if decision.outcome == "kill" else item.pub_status
    return Article(
        uri=item.uri,
        version=decision.place.version,
        version_order=decision.place.order,
        change_kind=decision.change_kind or "hold",
        change_rule=decision.rule,
        change_note=_note(item, is_recalled),
        pub_status=status,
        published_at=decision.history.published_at,
        version_created=item.version_created or arrived_at,
        received_at=arrived_at,
        embargoed_until=item.embargo.until if item.embargo else None,
        provider=item.provider,
        credits=item.credits,
        format=item.format,
        language=item.language,
        headline="" if is_recalled else item.headline,
        text="" if is_recalled else item.text,
        slugline=item.slugline,
        located=item.located,
        by=item.by,
        url=item.url,
        urgency=item.urgency,
        subjects=item.subjects,
        content_hash=item.content_hash,
        raw_ref=None if is_recalled else raw_ref,
    )


def released(held: Article) -> Article:
    """The held article when its embargo has passed."""
    return held.model_copy(update={"change_kind": "release", "change_rule": "embargo:passed"})


def event_id(article: Article) -> str:
    """The id of the event that accepts this version: the same at every delivery, and safe in an HTTP header."""
    parts = (article.uri, article.version, article.content_hash, article.change_kind)
    return f"accepted-{digest(*parts)[:32]}"


def _note(item: WireItem, is_recalled: bool) -> str:
    return (item.ed_note or (item.headline if is_recalled else ""))[:NOTE_CHARS]
