"""One short function a consumed event: what it changes in the projection.

Several replicas handle events in any order. What replaces is written only over what is older (a version, a revision,
a position in a stream); everything else has a place of its own that no other event writes.
"""

from __future__ import annotations

from itertools import groupby

from services.publish.adapters import keys
from services.publish.adapters.latency import killed
from services.publish.adapters.packing import packed
from services.publish.adapters.parsed import Parsed
from services.publish.domain.articles import HeldArticle, Place, hold, is_newer, place, version_of
from services.publish.domain.claims import GoneEntry, HeldEntry
from services.publish.domain.decisions import decisions
from services.publish.domain.index import Entry, article_entries, given_entries, story_entries, update_entries
from services.publish.domain.membership import memberships, redirects, steps
from services.publish.domain.redaction import withdrawn_by
from services.publish.domain.results import EntityName
from shared.contracts.entity import EntityChange
from shared.contracts.envelope import Event
from shared.contracts.ledger import StoryClaims
from shared.contracts.stages import ArticleResolved
from shared.contracts.update import StoryUpdate
from shared.delivery.state import State
from shared.delivery.unit import Unit

_Update = Event[StoryUpdate]
#: Bytes of updates that are kept parsed while they are projected.
_RECENT = 2_000_000


class Projecting:
    """The handlers of publish over what the projection holds already."""

    def __init__(self, state: State) -> None:
        self._state = state
        #: The updates of the last moments: what follows on one of them takes its entries out of the index.
        self._parsed = Parsed(_RECENT)

    async def article_resolved(self, event: Event[ArticleResolved], unit: Unit) -> None:
        """Holds the article's latest version, or the tombstone of its kill."""
        uri, incoming = event.data.article.uri, place(event.data)
        unit.hset(keys.versions(uri), incoming.encoded(), version_of(event.data).model_dump_json())
        for entity in event.data.entities:
            unit.sadd(keys.NAMED, entity.entity_id)
        held, before = await self._held((keys.PLACES, uri), (keys.ARTICLES, uri))
        if not is_newer(held, incoming):
            return
        unit.expect(keys.PLACES, held, field=uri)
        replaced = article_entries(HeldArticle.model_validate_json(before)) if before else set()
        article = hold(event.data)
        _save_article(unit, article, incoming)
        if article.status == "canceled":
            unit.after_commit(lambda: killed(event.data.article.received_at))
        reindex(unit, replaced, article_entries(article))

    async def story_updated(self, event: Event[StoryUpdate], unit: Unit) -> None:
        """Adds the update to its story's log and notes what it says of articles, merges and the story itself."""
        update = event.data
        body = event.model_dump_json().encode()
        kept = packed(body)
        unit.hset(keys.updates(update.story_id), str(update.revision), kept)
        self._parsed.keep(event, kept, len(body))
        _save_memberships(unit, update)
        for story_id, decision in decisions(update, event.time, unit.entry_id):
            unit.hset(keys.decisions(story_id), decision.command_id, decision.model_dump_json())
        for claim in sorted(withdrawn_by(update).claims):
            unit.sadd(keys.GONE_CLAIMS, claim)
        _save_redirects(unit, update, keys.position(unit.entry_id))
        reindex(unit, set(), update_entries(update, keys.position(unit.entry_id)))
        await self._save_snapshot(unit, update)

    async def story_claims(self, event: Event[StoryClaims], unit: Unit) -> None:
        """Holds each claim as the latest revision tells it, and since when nobody makes it any more."""
        told = event.data
        for entry in told.claims:
            held = HeldEntry(revision=told.revision, amendment=told.amendment, entry=entry).model_dump_json()
            unit.hset_newer(keys.claims(told.story_id), entry.id, told.order, held)
        gone = GoneEntry(revision=told.revision, amendment=told.amendment, gone_with=told.gone_with).model_dump_json()
        for claim_id in told.gone:
            unit.hset_newer(keys.gone_claims(told.story_id), claim_id, told.order, gone)

    async def entity_changed(self, event: Event[EntityChange], unit: Unit) -> None:
        """Holds the entity's latest name, and where it went when it was merged."""
        change = event.data
        name = EntityName(name=change.name, into=change.into if change.kind == "merged" else None)
        order = keys.position(unit.entry_id)
        unit.hset_newer(keys.ENTITIES, change.entity_id, order, name.model_dump_json())
        reindex(unit, set(), given_entries(change.entity_id, change.name))
        if name.into is not None:
            unit.sadd(keys.merged_entities(name.into), change.entity_id)

    async def _save_snapshot(self, unit: Unit, update: StoryUpdate) -> None:
        """Holds the story as of this revision, unless a later one was here first."""
        story_id = update.story_id
        held, redirect = await self._held((keys.REVISIONS, story_id), (keys.REDIRECTS, story_id))
        if held is not None and int(held) >= update.revision:
            return
        unit.expect(keys.REVISIONS, held, field=story_id)
        unit.hset(keys.REVISIONS, story_id, update.revision)
        unit.hset(keys.STORIES, story_id, update.story.model_dump_json())
        position = keys.position(unit.entry_id)
        reindex(unit, await self._entries_at(story_id, held), story_entries(update, position))
        if redirect is None:
            unit.expect(keys.REDIRECTS, None, field=story_id)
            unit.zadd(keys.RECENT_STORIES, story_id, position)

    async def _entries_at(self, story_id: str, revision: str | None) -> set[Entry]:
        """Where the story stood in the index after this revision."""
        body = await self._state.hget(keys.updates(story_id), revision) if revision else None
        return story_entries(self._parsed(_Update, body).data, 0) if body else set()

    async def _held(self, *fields: tuple[str, str]) -> list[str | None]:
        """These fields, each of a hash, read at one go."""
        pipeline = self._state.redis.pipeline(transaction=False)
        for name, field in fields:
            pipeline.hget(self._state.key(name), field)
        return [_text(value) for value in await pipeline.execute()]


def reindex(unit: Unit, before: set[Entry], after: set[Entry]) -> None:
    """Takes out of the index what no longer holds, and puts in what does."""
    stays = {(entry.where, entry.member) for entry in after}
    gone = sorted({(entry.where, entry.member) for entry in before} - stays)
    if gone:
        unit.zrem_each(keys.index(""), gone)
    for score, entries in groupby(sorted(after - before, key=_score), key=_score):
        unit.zadd_each(keys.index(""), score, sorted((entry.where, entry.member) for entry in entries))


def _score(entry: Entry) -> float:
    return entry.score


def _save_article(unit: Unit, article: HeldArticle, incoming: Place) -> None:
    unit.hset(keys.PLACES, article.uri, incoming.encoded())
    unit.hset(keys.ARTICLES, article.uri, article.model_dump_json())
    unit.zadd(keys.RECENT_ARTICLES, article.uri, article.published_at.timestamp())
    if article.status == "canceled":
        unit.sadd(keys.WITHDRAWN, article.uri)
    else:
        unit.srem(keys.WITHDRAWN, article.uri)


def _save_memberships(unit: Unit, update: StoryUpdate) -> None:
    taken = steps(update).model_dump_json(exclude_defaults=True)
    unit.hset(keys.history(update.story_id), str(update.revision), taken)
    for said in memberships(update):
        body = said.model_dump_json()
        unit.hset_newer(keys.members(said.story_id), said.uri, said.revision, body)
        unit.hset_newer(keys.standings(said.uri), said.story_id, said.revision, body)


def _save_redirects(unit: Unit, update: StoryUpdate, order: int) -> None:
    for old, redirect in redirects(update).items():
        unit.hset_newer(keys.REDIRECTS, old, order, redirect.model_dump_json())
        unit.sadd(keys.merged(redirect.into), old)
        unit.zrem(keys.RECENT_STORIES, old)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
