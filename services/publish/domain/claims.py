"""The claim ledger of a story as it is served: topics, each with its values in order of the time they are about.

Cluster tells what changed (`stories.claims`); the entry of the highest revision stands, whatever came first. A claim
that nobody makes any more because an article was withdrawn or corrected stays as a tombstone: that it was there, when,
and what took it out, in no words of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import Field

from services.publish.domain.cursors import Cursor
from shared.contracts.base import Contract
from shared.contracts.claim import ClaimKind
from shared.contracts.ledger import LedgerEntry, SaidBy
from shared.contracts.story import ClaimStatus

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What a value is that no longer counts.
_OVER: tuple[ClaimStatus, ...] = ("superseded", "retracted")


class HeldEntry(Contract):
    """An entry of the ledger and the revision, or its amendment, that told of it."""

    revision: int
    amendment: int = 0
    entry: LedgerEntry


class GoneEntry(Contract):
    """That a claim was made no more from this revision on, and what took it out."""

    revision: int
    amendment: int = 0
    gone_with: str | None = None


class ClaimValue(LedgerEntry):
    """One value of one thing, or one statement, with everyone who makes it; a retracted one has no words."""

    gone_with: str | None = Field(default=None, description="The article whose kill or correction took it out.")


class ClaimTopic(Contract):
    """One thing that the story's articles make claims about, with all its values."""

    topic: str
    label: str = Field(description='What it is called: "prisoners released", or the name of who speaks.')
    kind: ClaimKind
    current: tuple[str, ...] = Field(description="Ids of the values that stand: neither superseded nor retracted.")
    values: tuple[ClaimValue, ...] = Field(description="In order of as-of time.")


class ClaimFilter(NamedTuple):
    """Which claims are asked for; without a word, all."""

    status: ClaimStatus | None = None
    kind: ClaimKind | None = None
    topic: str | None = None


class ClaimList(Contract):
    """The ledger of a story by topic, the one spoken of last first."""

    story_id: str
    items: tuple[ClaimTopic, ...]
    next: str | None = Field(default=None, description="Pass as `cursor` for the next page; null on the last one.")


def standing_entries(
    held: Mapping[str, HeldEntry], gone: Mapping[str, GoneEntry], killed: Collection[str]
) -> list[ClaimValue]:
    """The entries as they may be served now, tombstones among them."""
    found = [_shown(one, gone.get(claim_id), killed) for claim_id, one in sorted(held.items())]
    values = [value for value in found if value is not None]
    retracted = {value.id for value in values if value.status == "retracted"}
    return [_without(value, retracted) for value in values]


def by_topic(values: Iterable[ClaimValue]) -> tuple[ClaimTopic, ...]:
    """The values under what they are about, the topic spoken of last first."""
    grouped: dict[str, list[ClaimValue]] = {}
    for value in values:
        grouped.setdefault(value.topic, []).append(value)
    topics = [one for topic, members in grouped.items() for one in _topics(topic, members)]
    return tuple(sorted(topics, key=_place, reverse=True))


def last_said(topic: ClaimTopic) -> datetime:
    """When the topic was last spoken of."""
    return max(value.last_said for value in topic.values)


def selected(topics: Iterable[ClaimTopic], only: ClaimFilter) -> tuple[ClaimTopic, ...]:
    """The topics with their values of this status and kind; those that have none are left out."""
    cut = (
        topic.model_copy(update={"values": tuple(v for v in topic.values if only.status in (None, v.status))})
        for topic in topics
        if only.kind in (None, topic.kind) and only.topic in (None, topic.topic)
    )
    return tuple(topic for topic in cut if topic.values)


def page_of(
    topics: tuple[ClaimTopic, ...], limit: int, after: Cursor | None
) -> tuple[tuple[ClaimTopic, ...], str | None]:
    """The next topics and the cursor behind them; no cursor on the last page."""
    behind = [topic for topic in topics if after is None or _place(topic) < (after.score, after.member)]
    page = tuple(behind[:limit])
    return page, Cursor(*_place(page[-1])).encoded() if len(behind) > limit else None


def _place(topic: ClaimTopic) -> tuple[float, str]:
    return (last_said(topic) - EPOCH).total_seconds(), topic.topic


def redacted_entry(entry: LedgerEntry, killed: Collection[str]) -> LedgerEntry | None:
    """The entry without the words of withdrawn articles, told by who is left; None where it rests on nobody else."""
    said = tuple(one for one in entry.said if one.evidence.article_uri not in killed)
    if len(said) == len(entry.said):
        return entry
    return _told_by(entry, said) if said else None


def articles_of(entry: LedgerEntry) -> set[str]:
    """The uris of the articles whose words the entry holds."""
    return {one.evidence.article_uri for one in entry.said}


def _shown(held: HeldEntry, gone: GoneEntry | None, killed: Collection[str]) -> ClaimValue | None:
    """The value, its tombstone, or None where it went to another story or became part of another claim.

    Only an article that made the claim can have taken it out.
    """
    if gone is not None and (gone.revision, gone.amendment) >= (held.revision, held.amendment):
        is_taken_out = gone.gone_with is not None and gone.gone_with in articles_of(held.entry)
        return _tombstone(held.entry, gone.gone_with) if is_taken_out and gone.gone_with else None
    entry = redacted_entry(held.entry, killed)
    if entry is None:
        return _tombstone(held.entry, next(uri for uri in sorted(articles_of(held.entry)) if uri in killed))
    return ClaimValue(**dict(entry))


def _tombstone(entry: LedgerEntry, gone_with: str) -> ClaimValue:
    return ClaimValue(
        id=entry.id,
        topic=entry.topic,
        kind=entry.kind,
        status="retracted",
        content="",
        as_of=entry.as_of,
        first_said=entry.first_said,
        last_said=entry.last_said,
        origins=0,
        articles=0,
        gone_with=gone_with,
    )


def _told_by(entry: LedgerEntry, said: tuple[SaidBy, ...]) -> LedgerEntry:
    """The entry as it is without the articles that are missing in `said`; cluster's own word follows soon."""
    lost = len(entry.said) - len(said)
    origins = len({one.origin for one in said})
    first, source = said[0].evidence, next((one.source for one in said if one.source), None)
    named = entry.source.name if entry.source else None
    is_complete = entry.articles == len(entry.said)
    told = {
        "label": (source.name if source else "") if entry.label == named else entry.label,
        "status": "reported" if entry.status == "corroborated" and is_complete and origins < 2 else entry.status,
        "content": first.exact,
        "language": first.language,
        "translation": first.translation,
        "source": source,
        "cue": None,
        "as_of": next((one.as_of for one in said if one.as_of), said[0].at),
        "first_said": min(one.at for one in said),
        "last_said": max(one.at for one in said),
        "origins": origins if is_complete else max(origins, entry.origins - lost),
        "articles": entry.articles - lost,
        "said": said,
    }
    return entry.model_copy(update=told)


def _without(value: ClaimValue, retracted: Collection[str]) -> ClaimValue:
    """The value without a dispute with, or a successor in, what is retracted."""
    if not {*value.disputes, value.superseded_by} & set(retracted):
        return value
    disputes = tuple(claim for claim in value.disputes if claim not in retracted)
    successor = value.superseded_by if value.superseded_by not in retracted else None
    reopened = (value.status == "disputed" and not disputes) or (value.status == "superseded" and successor is None)
    standing: ClaimStatus = "corroborated" if value.origins > 1 else "reported"
    told = {"disputes": disputes, "superseded_by": successor, "status": standing if reopened else value.status}
    return value.model_copy(update=told)


def _topics(topic: str, members: list[ClaimValue]) -> list[ClaimTopic]:
    """The topic; one that nobody speaks of any more falls into its tombstones, since its name is words too."""
    if all(value.status == "retracted" for value in members):
        return [_one_topic(value.id, [value.model_copy(update={"topic": value.id})]) for value in members]
    return [_one_topic(topic, members)]


def _one_topic(topic: str, members: list[ClaimValue]) -> ClaimTopic:
    values = tuple(sorted(members, key=lambda value: (value.as_of, value.first_said, value.id)))
    return ClaimTopic(
        topic=topic,
        label=next((value.label for value in reversed(values) if value.label), ""),
        kind=values[0].kind,
        current=tuple(value.id for value in values if value.status not in _OVER),
        values=values,
    )
