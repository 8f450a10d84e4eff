"""The compact form of a story that travels in every update, and the update itself within its size budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from operator import attrgetter

from services.cluster.domain.cause import Cause
from services.cluster.domain.ledger import LedgerClaim
from services.cluster.domain.message import message, significance
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.story import EntityInStory, Member, Story
from services.cluster.domain.summary import Line
from services.cluster.domain.travelling import label_of, ledger_changes, topic_of
from shared.contracts.ledger import StoryClaims
from shared.contracts.story import KeyClaim, StoryCounts, StoryEntity, StorySnapshot, SummarySentence
from shared.contracts.update import Change, StoryUpdate, Timing, UpdateName

#: Bytes of an update's data, at most (Standard Webhooks' advice).
BUDGET = 20_000
#: Entries of each list of a snapshot, at most.
ENTITIES, CLAIMS, ARTICLES = 25, 15, 10
#: How many of them stay before changes are cut, those that tell least first.
_LEAST = {"top_articles": 3, "key_claims": 5, "entities": 10}
#: Characters of a claim's content in a snapshot.
CONTENT = 300


@dataclass(frozen=True)
class Revision:
    """An update with its name, the last part but one of the event's type."""

    name: UpdateName
    update: StoryUpdate
    #: What it changed in the ledger.
    claims: tuple[StoryClaims, ...] = ()


def revision(before: Story, after: Story, changes: tuple[Change, ...], cause: Cause) -> Revision:
    """The event that tells subscribers of these changes."""
    update = StoryUpdate(
        story_id=after.id,
        revision=after.revision,
        previous_revision=before.revision or None,
        significance=significance(before, changes),
        message=message(after, changes, cause),
        changes=changes,
        story=snapshot(after),
        timing=Timing(received_at=cause.article.received_at if cause.article and not cause.is_late else None),
    )
    return Revision(_name(before, after, cause), within_budget(update), ledger_changes(before, after, cause))


def snapshot(story: Story) -> StorySnapshot:
    """What a story is, in at most 25 entities, 15 claims and 10 articles."""
    articles = [member.article for member in story.members if member.role == "primary"]
    times = [article.published_at for article in articles]
    seen = story.last_updated or max(times)
    return StorySnapshot(
        id=story.id,
        revision=story.revision,
        url=f"/v1/stories/{story.id}",
        status=story.status,
        title=story.title or {"en": "Withdrawn"},
        summary=tuple(_sentence(line) for line in story.summary),
        first_seen=min(times, default=seen),
        last_updated=seen,
        counts=_counts(story, articles),
        languages=dict(sorted(Counter(article.language for article in articles).items())),
        entities=tuple(_entity(entity) for entity in story.entities[:ENTITIES]),
        key_claims=tuple(_key_claim(claim) for claim in _foremost(story.claims.values())),
        top_articles=tuple(member.told for member in _top(story.members)),
        merged_from=story.merged_from,
        merged_into=story.merged_into,
    )


def within_budget(update: StoryUpdate) -> StoryUpdate:
    """The update under 20 kB. The lists of the snapshot, which can be read in full, give way to what has changed.

    Of those a few stay; then changes go from the end, and then the rest of the snapshot.
    """
    over = size(update) - BUDGET
    if over <= 0:
        return update
    update = update.model_copy(update={"story": _leaner(update.story, over)})
    while len(update.changes) > 1 and size(update) > BUDGET:
        over = size(update) - BUDGET
        keep = _fitting(update.changes, over)
        cut = update.changes_truncated + len(update.changes) - keep
        update = update.model_copy(update={"changes": update.changes[:keep], "changes_truncated": cut})
    story = update.story
    while size(update) > BUDGET and (story.key_claims or story.top_articles or story.entities):
        fewer = {"key_claims": story.key_claims[:-1], "top_articles": story.top_articles[: len(story.key_claims)]}
        story = story.model_copy(update=fewer | {"entities": story.entities[: 5 + len(story.key_claims)][:-1]})
        update = update.model_copy(update={"story": story})
    if size(update) > BUDGET:
        update = update.model_copy(update={"story": story.model_copy(update={"summary": ()})})
    return update


def _leaner(story: StorySnapshot, over: int) -> StorySnapshot:
    """The snapshot with its lists cut from the end until so many bytes are saved, each down to a few entries."""
    for name, least in _LEAST.items():
        entries = list(getattr(story, name))
        while over > 0 and len(entries) > least:
            over -= len(entries.pop().model_dump_json().encode()) + 1
        story = story.model_copy(update={name: tuple(entries)})
    return story


def size(update: StoryUpdate) -> int:
    """Bytes of the update's JSON."""
    return len(update.model_dump_json().encode())


def _fitting(changes: tuple[Change, ...], over: int) -> int:
    """How many changes stay when the last ones make room for this many bytes; one at least."""
    keep = len(changes)
    while keep > 1 and over > 0:
        keep -= 1
        over -= len(changes[keep].model_dump_json().encode())
    return keep


def _name(before: Story, after: Story, cause: Cause) -> UpdateName:
    if after.status == "retracted":
        return "retracted"
    if cause.merged:
        return "merged"
    if not before.revision:
        return "created"
    if any(transfer.source == after.id and transfer.is_new for transfer in cause.transfers):
        return "split"
    withdrawn = cause.article is not None and not cause.article.is_usable
    return "corrected" if cause.is_correction or withdrawn else "updated"


def _sentence(line: Line) -> SummarySentence:
    article, excerpt = line
    return SummarySentence(
        article_uri=article.uri,
        article_version=article.version,
        provider=article.provider_id or article.provider,
        language=article.language,
        start=excerpt.start,
        end=excerpt.end,
        part=excerpt.part,
        exact=excerpt.text,
        translation=excerpt.english,
        is_gist=excerpt.english is not None and article.english == "gist",
    )


def _counts(story: Story, articles: list[ArticleRecord]) -> StoryCounts:
    return StoryCounts(
        articles=len(articles),
        versions=len(articles),
        providers=len({article.provider for article in articles}),
        origins=len(story.origins),
        copies=sum(article.copy_of is not None for article in articles),
        withdrawn=len(story.withdrawn),
    )


def _foremost(claims: Iterable[LedgerClaim]) -> list[LedgerClaim]:
    """The claims that matter most."""
    return nsmallest(CLAIMS, claims, key=attrgetter("rank"))


@lru_cache(maxsize=20_000)
def _entity(entity: EntityInStory) -> StoryEntity:
    return StoryEntity(id=entity.id, name=entity.name, type=entity.type, articles=entity.articles)


def _key_claim(claim: LedgerClaim) -> KeyClaim:
    return KeyClaim(
        id=claim.id,
        kind=claim.kind,
        content=claim.first.text[:CONTENT],
        translation=claim.first.english,
        source=claim.source,
        cue=claim.first.cue,
        quantity=claim.quantity,
        instant=claim.instant,
        as_of=claim.as_of,
        status=claim.status,
        topic=topic_of(claim),
        label=label_of(claim),
        disputes=claim.disputes,
        origins=claim.origins,
        evidence=tuple(e.model_copy(update={"exact": e.exact[:CONTENT]}) for e in claim.evidence(most=1)),
    )


def _top(members: tuple[Member, ...]) -> list[Member]:
    """Reports of their own before copies, the latest first."""
    return nsmallest(ARTICLES, (m for m in members if m.role == "primary"), key=attrgetter("rank"))
