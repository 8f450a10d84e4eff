"""One short function a consumed event: what it changes in the projection.

Several replicas handle events in any order. What replaces is written only over what is older (a version, a revision,
a position in a stream); everything else has a place of its own that no other event writes.
"""

from __future__ import annotations

from services.publish.adapters import keys
from services.publish.domain.articles import HeldArticle, Place, hold, is_newer, place
from services.publish.domain.claims import GoneEntry, HeldEntry
from services.publish.domain.decisions import decisions
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


class Projecting:
    """The handlers of publish over what the projection holds already."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def article_resolved(self, event: Event[ArticleResolved], unit: Unit) -> None:
        """Holds the article's latest version, or the tombstone of its kill."""
        uri, incoming = event.data.article.uri, place(event.data)
        held = _text(await self._state.hget(keys.PLACES, uri))
        if not is_newer(held, incoming):
            return
        unit.expect(keys.PLACES, held, field=uri)
        _save_article(unit, hold(event.data), incoming)

    async def story_updated(self, event: Event[StoryUpdate], unit: Unit) -> None:
        """Adds the update to its story's log and notes what it says of articles, merges and the story itself."""
        update = event.data
        unit.hset(keys.updates(update.story_id), str(update.revision), event.model_dump_json())
        _save_memberships(unit, update)
        for story_id, decision in decisions(update, event.time, unit.entry_id):
            unit.hset(keys.decisions(story_id), decision.command_id, decision.model_dump_json())
        for claim in sorted(withdrawn_by(update).claims):
            unit.sadd(keys.GONE_CLAIMS, claim)
        _save_redirects(unit, update, keys.position(unit.entry_id))
        await self._save_snapshot(unit, update)

    async def story_claims(self, event: Event[StoryClaims], unit: Unit) -> None:
        """Holds each claim as the latest revision tells it, and since when nobody makes it any more."""
        told = event.data
        for entry in told.claims:
            held = HeldEntry(revision=told.revision, entry=entry).model_dump_json()
            unit.hset_newer(keys.claims(told.story_id), entry.id, told.revision, held)
        gone = GoneEntry(revision=told.revision, gone_with=told.gone_with).model_dump_json()
        for claim_id in told.gone:
            unit.hset_newer(keys.gone_claims(told.story_id), claim_id, told.revision, gone)

    async def entity_changed(self, event: Event[EntityChange], unit: Unit) -> None:
        """Holds the entity's latest name, and where it went when it was merged."""
        change = event.data
        name = EntityName(name=change.name, into=change.into if change.kind == "merged" else None)
        order = keys.position(unit.entry_id)
        unit.hset_newer(keys.ENTITIES, change.entity_id, order, name.model_dump_json())

    async def _save_snapshot(self, unit: Unit, update: StoryUpdate) -> None:
        """Holds the story as of this revision, unless a later one was here first."""
        story_id = update.story_id
        held = _text(await self._state.hget(keys.REVISIONS, story_id))
        if held is not None and int(held) >= update.revision:
            return
        unit.expect(keys.REVISIONS, held, field=story_id)
        unit.hset(keys.REVISIONS, story_id, update.revision)
        unit.hset(keys.STORIES, story_id, update.story.model_dump_json())
        if await self._state.hget(keys.REDIRECTS, story_id) is None:
            unit.expect(keys.REDIRECTS, None, field=story_id)
            unit.zadd(keys.RECENT_STORIES, story_id, keys.position(unit.entry_id))


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
