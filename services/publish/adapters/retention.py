"""What publish lets go: articles, earlier updates and stories that are older than they may be, into the archive.

What leaves is archived as it is served, without the words of what was withdrawn, and is in the archive before it
leaves Redis. Each thing leaves in a commit of its own, which changes nothing where something has come for it meanwhile;
so replicas may take a step at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from typing import Any

from services.publish.adapters import keys
from services.publish.adapters.packing import unpacked
from services.publish.adapters.projection import Projection
from services.publish.domain.articles import HeldArticle
from services.publish.domain.index import article_entries, facet, story_entries, update_entries, update_named
from services.publish.domain.leaving import DAY, WITNESSES, GoneStory
from services.publish.domain.redaction import in_snapshot, mentioned
from services.publish.domain.results import StoryDetail
from services.publish.handlers import reindex
from shared.archive.archive import Archive
from shared.archive.record import Record
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate
from shared.delivery.state import State
from shared.delivery.unit import Unit
from shared.metrics import metric

_Update = Event[StoryUpdate]
#: Things that one step reads and archives, and steps of one round.
STEP, STEPS = 100, 50

TimerUnit = Callable[[str, str], AbstractAsyncContextManager[Unit]]
#: All updates by their position in the stream.
_UPDATES = keys.index(facet("update", "all", ""))


class Leaving:
    """One kind of thing that leaves."""

    kind = ""

    def __init__(self, state: State, timer_unit: TimerUnit, archive: Archive | None, days: float) -> None:
        self._state, self._redis = state, state.redis
        self._projection = Projection(state)
        self._timer_unit, self._archive, self._days = timer_unit, archive, days

    async def __call__(self) -> int:
        """One round; how many left. Nothing leaves where the setting says for ever."""
        left = await self._round() if self._days else 0
        metric("slugline_retention_left_total", self.kind).inc(left)
        return left

    async def _round(self) -> int:
        raise NotImplementedError

    async def _keep(self, records: Iterable[Record]) -> None:
        """Puts these into the archive; on return they are safe."""
        if self._archive is not None:
            await asyncio.to_thread(self._archive.put, list(records))

    async def _due(self, key: str, until: float, after: float = float("-inf")) -> list[tuple[str, float]]:
        """Members of a sorted set up to a score, the lowest first."""
        low = "-inf" if after == float("-inf") else f"({after}"
        found = await self._redis.zrangebyscore(self._state.key(key), low, until, start=0, num=STEP, withscores=True)
        return [(member.decode(), float(score)) for member, score in found]


class Articles(Leaving):
    """Articles, by the days that the wire has moved on since they were published."""

    kind = "articles"

    async def _round(self) -> int:
        left = 0
        for _ in range(STEPS):
            due = await self._due(keys.RECENT_ARTICLES, await self._now() - self._days * DAY)
            left += await self._step([uri for uri, _ in due])
            if len(due) < STEP:
                break
        return left

    async def _now(self) -> float:
        """How late it is by the articles' own dates; minus infinity while hardly one has come."""
        key = self._state.key(keys.RECENT_ARTICLES)
        found = await self._redis.zrevrange(key, WITNESSES - 1, WITNESSES - 1, withscores=True)
        return min(float(found[0][1]), time.time()) if found else float("-inf")

    async def _step(self, uris: list[str]) -> int:
        places = dict(zip(uris, await self._state.hmget(keys.PLACES, uris), strict=True))
        bodies = dict(zip(uris, await self._state.hmget(keys.ARTICLES, uris), strict=True))
        held = {uri: HeldArticle.model_validate_json(body) for uri, body in bodies.items() if body}
        await self._keep([await self._record(uri, one) for uri, one in held.items()])
        for uri in uris:
            place = places[uri]
            async with self._timer_unit(keys.RECENT_ARTICLES, uri) as unit:
                unit.expect(keys.PLACES, place.decode() if place else None, field=uri)
                _remove_article(unit, uri, held.get(uri))
        return len(held)

    async def _record(self, uri: str, held: HeldArticle) -> Record:
        detail = await self._projection.article(uri)
        told = (detail or held).model_dump(mode="json", exclude_defaults=True)
        at = held.published_at.astimezone(UTC)
        return Record("articles", f"{uri}#{held.version}", at.date(), at.isoformat(), (uri,), told)


class Updates(Leaving):
    """Revisions that are not the latest of their story, by when they were told."""

    kind = "updates"

    def __init__(self, state: State, timer_unit: TimerUnit, archive: Archive | None, days: float) -> None:
        super().__init__(state, timer_unit, archive, days)
        #: The next round goes on here: latest revisions stay, and must not be looked at each time.
        self._after = float("-inf")

    async def _round(self) -> int:
        left = 0
        for _ in range(STEPS):
            until = keys.position_of(datetime.fromtimestamp(time.time() - self._days * DAY, UTC))
            due = await self._due(_UPDATES, until, self._after)
            left += await self._step([name for name, _ in due])
            self._after = due[-1][1] if len(due) == STEP else float("-inf")
            if len(due) < STEP:
                break
        return left

    async def _step(self, names: list[str]) -> int:
        stories = sorted({update_named(name)[0] for name in names})
        latest = dict(zip(stories, await self._state.hmget(keys.REVISIONS, stories), strict=True))
        old = [name for name in names if latest[update_named(name)[0]] != update_named(name)[1].encode()]
        told = await self._projection.updates_named(old)
        shown = await self._projection.redacted_events(list(told.values()))
        await self._keep(map(update_record, shown))
        for name in old:
            await self._leave(name, told.get(name))
        return len(old)

    async def _leave(self, name: str, told: Event[StoryUpdate] | None) -> None:
        story_id, revision = update_named(name)
        stored = await self._state.hget(keys.updates(story_id), revision)
        async with self._timer_unit(_UPDATES, name) as unit:
            unit.hdel(keys.updates(story_id), revision)
            if stored is not None:  # as it was indexed: with the words that were withdrawn since
                reindex(unit, update_entries(_Update.model_validate_json(unpacked(stored)).data, 0), set())


class Stories(Leaving):
    """Stories, with all that went into them, by when they were last told. Redirects stay, and a word that it left."""

    kind = "stories"

    async def _round(self) -> int:
        left = 0
        for _ in range(STEPS):
            until = keys.position_of(datetime.fromtimestamp(time.time() - self._days * DAY, UTC))
            due = await self._due(keys.RECENT_STORIES, until)
            for story_id, _ in due:
                left += await self._leave(story_id)
            if len(due) < STEP:
                break
        return left

    async def _leave(self, story_id: str) -> int:
        revision = await self._state.hget(keys.REVISIONS, story_id)
        detail = await self._projection.story(story_id)
        family = await self._projection.family(story_id)
        told = [await self._told(one) for one in family]
        gone = await self._archived(story_id, detail, [event for events in told for event in events])
        async with self._timer_unit(keys.RECENT_STORIES, story_id) as unit:
            unit.expect(keys.REVISIONS, revision.decode() if revision else None, field=story_id)
            for one, events in zip(family, told, strict=True):
                _remove_story(unit, one, events)
            unit.hset(keys.GONE_STORIES, story_id, gone.model_dump_json(exclude_defaults=True))
        return 1

    async def _told(self, story_id: str) -> list[Event[StoryUpdate]]:
        held = await self._state.hgetall(keys.updates(story_id))
        events = (_Update.model_validate_json(unpacked(kept)) for kept in held.values())
        return sorted(events, key=lambda event: event.data.revision)

    async def _archived(self, story_id: str, detail: StoryDetail | None, told: list[Event[StoryUpdate]]) -> GoneStory:
        if detail is None:
            return GoneStory(revision=0)
        story = detail.story
        record = await self._record(story_id, detail)
        await self._keep([record, *map(update_record, await self._projection.redacted_events(told))])
        return GoneStory(
            revision=story.revision,
            first_seen=story.first_seen,
            last_updated=story.last_updated,
            articles=len(detail.articles),
            archived=f"stories/day={record.day.isoformat()}" if self._archive else None,
        )

    async def _record(self, story_id: str, detail: StoryDetail) -> Record:
        at = (detail.story.last_updated or detail.story.first_seen).astimezone(UTC)
        claims = await self._projection.claims(story_id)
        decisions = await self._projection.decisions(story_id)
        data: dict[str, Any] = {
            **detail.model_dump(mode="json", exclude_defaults=True),
            "claims": [one.model_dump(mode="json", exclude_defaults=True) for one in claims.items],
            "decisions": [one.model_dump(mode="json", exclude_defaults=True) for one in decisions.items],
        }
        uris = {article.uri for article in detail.articles} | in_snapshot(detail.story)
        uris |= await self._projection.uris_ever(story_id)
        return Record(
            "stories", f"{story_id}-r{detail.story.revision}", at.date(), at.isoformat(), tuple(sorted(uris)), data
        )


def update_record(event: Event[StoryUpdate]) -> Record:
    """What the archive keeps of an update."""
    at = (event.time or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
    day: date = at.date()
    data = event.model_dump(mode="json", exclude_none=True)
    return Record("updates", event.id, day, at.isoformat(), tuple(sorted(mentioned(event.data))), data)


def _remove_article(unit: Unit, uri: str, held: HeldArticle | None) -> None:
    unit.hdel(keys.ARTICLES, uri)
    unit.hdel(keys.PLACES, uri)
    unit.delete(keys.versions(uri))
    _delete_ordered(unit, keys.standings(uri))
    if held is not None:
        reindex(unit, article_entries(held), set())


def _remove_story(unit: Unit, story_id: str, told: list[Event[StoryUpdate]]) -> None:
    for event in told:
        reindex(unit, update_entries(event.data, 0), set())
    if told:
        reindex(unit, story_entries(told[-1].data, 0), set())
    for key in (keys.updates, keys.history, keys.decisions, keys.merged):
        unit.delete(key(story_id))
    for key in (keys.members, keys.claims, keys.gone_claims):
        _delete_ordered(unit, key(story_id))
    unit.hdel(keys.STORIES, story_id)
    unit.hdel(keys.REVISIONS, story_id)


def _delete_ordered(unit: Unit, key: str) -> None:
    """A hash whose fields have their order in another one beside it."""
    unit.delete(key)
    unit.delete(f"{key}:order")
