"""Reads of what a feed tells: the latest updates, or stories, that a filter lets through."""

from __future__ import annotations

from collections.abc import Iterable

from services.publish.adapters import keys
from services.publish.adapters.paging import Entry, Where, page
from services.publish.adapters.search_reads import SearchReads
from services.publish.domain.feeds import FeedEntry, story_entry, told_at, update_entry
from services.publish.domain.filters import Facts, UpdateFilter
from services.publish.domain.index import CUT, facet, update_name
from services.publish.domain.raw_words import may_hold
from services.publish.domain.results import present_id
from services.publish.domain.searching import Asked
from shared.contracts.envelope import Event
from shared.contracts.story import StorySnapshot
from shared.contracts.update import StoryUpdate
from shared.language import base

#: Updates that are looked at for one feed, at most.
_EXAMINED = 500

Events = dict[str, Event[StoryUpdate]]


class FeedReads(SearchReads):
    """What feeds tell."""

    async def feed_of_updates(self, asked: UpdateFilter, limit: int) -> tuple[FeedEntry, ...]:
        """The latest updates that the filter lets through, newest first, of the last five hundred that may be meant."""
        followed = [one for story in asked.story for one in await self._family_of(story)]
        found: Events = {}
        may_be_meant = may_hold(asked.text) if asked.text else None

        async def keep(entries: list[Entry]) -> list[bool]:
            events = await self.updates_named((name for name, _ in entries), may_be_meant)
            merges = await self._merges(asked, events)
            passed = {n: e for n, e in events.items() if asked.passes(Facts(e.data), followed, merges)}
            found.update(passed)
            return [name in passed for name, _ in entries]

        where = await self._where_updates(asked, followed)
        names, _ = await page(self._redis, where, limit, None, keep, _EXAMINED)
        return await self._update_entries([found[name] for name in names])

    async def feed_of_stories(self, asked: Asked, limit: int) -> tuple[FeedEntry, ...]:
        """The stories that are asked for, the newest update first."""
        stories = (await self.story_page(asked, limit)).items
        latest = await self._latest(stories)
        return tuple(
            story_entry(story, latest[story.id].data.message, told_at(latest[story.id]))
            for story in stories
            if story.id in latest
        )

    async def _update_entries(self, events: list[Event[StoryUpdate]]) -> tuple[FeedEntry, ...]:
        ids = list(dict.fromkeys(event.data.story_id for event in events))
        stories = await self.snapshots(ids)
        latest = await self._latest(stories.values())
        times = {story_id: told_at(event) for story_id, event in latest.items()}
        shown = [event for event in events if event.data.story_id in stories]
        return tuple(update_entry(e, stories[e.data.story_id], times.get(e.data.story_id, told_at(e))) for e in shown)

    async def _latest(self, stories: Iterable[StorySnapshot]) -> dict[str, Event[StoryUpdate]]:
        """The last update of each of these stories."""
        named = {update_name(story.id, story.revision): story.id for story in stories}
        return {named[name]: event for name, event in (await self.updates_named(named)).items()}

    async def _family_of(self, story_id: str) -> list[str]:
        """The survivor of a story and all that went into it: who follows one of them follows what it became."""
        family, _ = await self._family((await self.survivor(story_id)).into)
        return family

    async def _merges(self, asked: UpdateFilter, events: Events) -> dict[str, str]:
        """The present ids of merged entities, where the filter names entities."""
        if not asked.entity:
            return {}
        ids = {*asked.entity, *(one for event in events.values() for one in Facts(event.data).entities)}
        names = await self._names_of(ids)
        return {one: present_id(one, names) for one in ids if present_id(one, names) != one}

    async def _where_updates(self, asked: UpdateFilter, followed: list[str]) -> Where:
        """Where the index has the updates that may be meant; the filter itself decides."""
        facets = [("all", [""])]
        facets += [("of", followed)] if followed else []
        facets += [("language", [base(tag) for tag in asked.language])] if asked.language else []
        facets += [("weight", [asked.significance])] if asked.significance in ("notable", "major") else []
        facets += [("kind", [*asked.kind, CUT])] if asked.kind else []
        if asked.entity and (families := await self._known_families(asked.entity)):
            facets.append(("entity", families))
        return Where([[self._state.key(keys.index(facet("update", word, v))) for v in vs] for word, vs in facets])

    async def _known_families(self, asked: Iterable[str]) -> list[str]:
        """The ids under which the index has these entities; none where one of them is a name and not an id."""
        found: list[str] = []
        for one in asked:
            family = await self.entity_family(one)
            places = [self._state.key(keys.index(facet("update", "entity", each))) for each in family]
            if not await self._redis.exists(*places):
                return []
            found += family
        return found
