"""Reads of stories: lists, one with its articles, its decisions."""

from __future__ import annotations

from services.publish.adapters import keys
from services.publish.adapters.paging import highest_first
from services.publish.adapters.reads import Reads
from services.publish.domain.articles import HeldArticle
from services.publish.domain.cursors import Cursor
from services.publish.domain.decisions import DecisionList, StoryDecision, in_order
from services.publish.domain.families import ArticleInStory, origin_of
from services.publish.domain.membership import Membership, in_story
from services.publish.domain.redaction import in_snapshot, redacted_story
from services.publish.domain.results import StoryDetail, StoryPage
from shared.contracts.story import StorySnapshot


class StoryReads(Reads):
    """What is known of stories as they are now."""

    async def stories(self, limit: int, after: Cursor | None = None) -> StoryPage:
        """A page of stories, the newest update first. Merged ones are not listed."""
        ids, following = await highest_first(self._redis, self._state.key(keys.RECENT_STORIES), limit, after)
        found = await self._models(keys.STORIES, ids, StorySnapshot)
        killed = await self.withdrawn(uri for story in found.values() for uri in in_snapshot(story))
        items = tuple(redacted_story(found[story_id], killed) for story_id in ids if story_id in found)
        return StoryPage(items=items, next=following)

    async def snapshot(self, story_id: str) -> StorySnapshot | None:
        """The story at its latest revision, or None."""
        story = (await self._models(keys.STORIES, [story_id], StorySnapshot)).get(story_id)
        return None if story is None else redacted_story(story, await self.withdrawn(in_snapshot(story)))

    async def story(self, story_id: str) -> StoryDetail | None:
        """The story with its articles, oldest first; None where there is no such story."""
        story = await self.snapshot(story_id)
        if story is None:
            return None
        articles = await self._articles_of(story_id)
        count: int = await self._redis.hlen(self._state.key(keys.updates(story_id)))
        return StoryDetail(story=story, articles=articles, updates=count)

    async def decisions(self, story_id: str) -> DecisionList:
        """Who decided what on the story, and on those that became part of it."""
        family, _ = await self._family(story_id)
        bodies = await self._hash_values([keys.decisions(one) for one in family])
        return DecisionList(items=in_order(StoryDecision.model_validate_json(body) for body in bodies))

    async def _articles_of(self, story_id: str) -> tuple[ArticleInStory, ...]:
        members = await self._members(story_id)
        found = await self._models(keys.ARTICLES, list(members), HeldArticle)
        usable = {uri: held for uri, held in found.items() if held.status == "usable"}
        copies = {uri: membership.copy_of for uri, membership in members.items()}
        articles = (_in_story(held, members[uri], origin_of(uri, copies)) for uri, held in usable.items())
        return tuple(sorted(articles, key=lambda a: (a.published_at, a.uri)))

    async def _members(self, story_id: str) -> dict[str, Membership]:
        """What holds of each article in this story, those of merged stories among them; withdrawn ones are left out."""
        family, merged = await self._family(story_id)
        said: dict[str, dict[str, Membership]] = {}
        for body in await self._hash_values([keys.members(one) for one in family]):
            membership = Membership.model_validate_json(body)
            said.setdefault(membership.uri, {})[membership.story_id] = membership
        standing_here = {uri: in_story(story_id, stories, merged) for uri, stories in said.items()}
        return {uri: membership for uri, membership in standing_here.items() if membership is not None}


def _in_story(held: HeldArticle, membership: Membership, origin: str) -> ArticleInStory:
    return ArticleInStory(
        uri=held.uri,
        version=held.version,
        provider=held.provider.name,
        language=held.language,
        headline=held.headline,
        published_at=held.published_at,
        copy_of=membership.copy_of,
        origin=origin,
        role=membership.role or "primary",
        why=membership.why,
    )
