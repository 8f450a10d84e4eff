"""Reads of updates, without the words of what was withdrawn since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from services.publish.adapters import keys
from services.publish.adapters.packing import unpacked
from services.publish.adapters.story_reads import StoryReads
from services.publish.domain.index import update_named
from services.publish.domain.redaction import Withdrawn, claims_of, entities_of, mentioned, redacted_update
from services.publish.domain.results import StoryDetail, UpdateList, contiguous
from shared.contracts.envelope import Event
from shared.contracts.story import StorySnapshot
from shared.contracts.update import StoryUpdate

_Update = Event[StoryUpdate]


class UpdateReads(StoryReads):
    """What changed in stories."""

    async def updates(self, story_id: str, since: int, limit: int) -> UpdateList:
        """The story's updates after a revision, as far as they are here without a gap."""
        key = keys.updates(story_id)
        held = [int(field) for field in await self._redis.hkeys(self._state.key(key))]
        revisions = contiguous(held, since)
        found = await self._models(key, [str(r) for r in revisions[:limit]], _Update)
        items = await self._redacted(story_id, list(found.values()))
        following = revisions[limit - 1] if len(revisions) > limit else None
        return UpdateList(items=tuple(items), next=following)

    async def snapshot_at(self, story_id: str, revision: int) -> StorySnapshot | None:
        """The story as of a revision, without the words of what was withdrawn since; None where it is not held."""
        found = await self._models(keys.updates(story_id), [str(revision)], _Update)
        shown = await self._redacted(story_id, list(found.values()))
        return shown[0].data.story if shown else None

    async def story_at(self, story_id: str, revision: int) -> StoryDetail | None:
        """The story as of a revision with the articles it had then; None where that revision is not held."""
        story = await self.snapshot_at(story_id, revision)
        if story is None:
            return None
        articles = await self._shown_in(await self._members_at(story_id, revision))
        return StoryDetail(story=story, articles=articles, updates=revision)

    async def latest_updates(self, story_id: str, revision: int, count: int) -> list[Event[StoryUpdate]]:
        """The story's last updates, newest first."""
        fields = [str(r) for r in range(revision, max(revision - count, 0), -1)]
        found = await self._models(keys.updates(story_id), fields, _Update)
        return await self._redacted(story_id, list(found.values()))

    async def latest_messages(self, stories: Iterable[StorySnapshot]) -> dict[str, StoryUpdate]:
        """The last update of each of these stories."""
        wanted = {story.id: story.revision for story in stories}
        pipeline = self._redis.pipeline(transaction=False)
        for story_id, revision in wanted.items():
            pipeline.hget(self._state.key(keys.updates(story_id)), str(revision))
        bodies = await pipeline.execute()
        events = {i: self._parsed(_Update, b) for i, b in zip(wanted, bodies, strict=True) if b is not None}
        gone = await self._gone(events.values())
        return {story_id: redacted_update(event.data, gone) for story_id, event in events.items()}

    async def updates_named(
        self, names: Iterable[str], may_be_meant: Callable[[bytes], bool] | None = None
    ) -> dict[str, Event[StoryUpdate]]:
        """The updates that these members of the index are, each without the words of what was withdrawn since.

        Those whose JSON is not meant are not even parsed.
        Titles of an older revision may be such words too: what shows them takes those of the story as it is now.
        """
        wanted = {name: update_named(name) for name in names}
        pipeline = self._redis.pipeline(transaction=False)
        for story_id, revision in wanted.values():
            pipeline.hget(self._state.key(keys.updates(story_id)), revision)
        bodies = await pipeline.execute() if wanted else []
        events = {
            name: self._parsed(_Update, body)
            for name, body in zip(wanted, bodies, strict=True)
            if body is not None and (may_be_meant is None or may_be_meant(unpacked(body)))
        }
        gone = await self._gone(events.values())
        return {n: e.model_copy(update={"data": redacted_update(e.data, gone)}) for n, e in events.items()}

    async def redacted_events(self, events: Sequence[Event[StoryUpdate]]) -> list[Event[StoryUpdate]]:
        """The events without the words of articles that were withdrawn since, in the same order."""
        shown: dict[int, Event[StoryUpdate]] = {}
        for story_id in dict.fromkeys(event.data.story_id for event in events):
            own = [place for place, event in enumerate(events) if event.data.story_id == story_id]
            shown.update(zip(own, await self._redacted(story_id, [events[place] for place in own]), strict=True))
        return [shown[place] for place in range(len(events))]

    async def _redacted(self, story_id: str, events: list[Event[StoryUpdate]]) -> list[Event[StoryUpdate]]:
        members = await self.uris_ever(story_id)
        gone = await self._gone(events, members)
        if not gone.articles and not gone.entities:
            return events
        story = await self.snapshot(story_id)
        return [event.model_copy(update={"data": _as_told_now(event.data, gone, story)}) for event in events]

    async def _gone(self, events: Iterable[Event[StoryUpdate]], uris: Iterable[str] = ()) -> Withdrawn:
        """What was withdrawn of all that these updates speak of."""
        updates = [event.data for event in events]
        articles = await self.withdrawn({*uris, *(uri for update in updates for uri in mentioned(update))})
        claims = await self._among(keys.GONE_CLAIMS, (claim for update in updates for claim in claims_of(update)))
        entities = await self._unnamed(entity for update in updates for entity in entities_of(update))
        return Withdrawn(articles, claims, entities)

    async def uris_ever(self, story_id: str) -> set[str]:
        """All articles that were ever in this story or in one that went into it."""
        family, _ = await self._family(story_id)
        pipeline = self._redis.pipeline(transaction=False)
        for one in family:
            pipeline.hkeys(self._state.key(keys.members(one)))
        return {uri.decode() for uris in await pipeline.execute() for uri in uris}


def _as_told_now(update: StoryUpdate, gone: Withdrawn, story: StorySnapshot | None) -> StoryUpdate:
    """The update without what is gone; an older one shows the story's present title, since its own may be gone too."""
    is_latest = story is not None and update.revision >= story.revision
    return redacted_update(update, gone, None if is_latest else story.title if story else {})
