"""Reads of stories: lists, one with its articles, its decisions."""

from __future__ import annotations

from collections.abc import Mapping

from services.publish.adapters import keys
from services.publish.adapters.paging import highest_first
from services.publish.adapters.reads import Reads
from services.publish.domain.articles import HeldArticle
from services.publish.domain.cursors import Cursor
from services.publish.domain.decisions import DecisionList, StoryDecision, in_order
from services.publish.domain.families import ArticleInStory, origin_of
from services.publish.domain.leaving import GoneStory
from services.publish.domain.membership import Membership, Steps, as_of, in_story
from services.publish.domain.redirects import Redirect
from services.publish.domain.results import StoryDetail, StoryPage
from shared.contracts.story import StorySnapshot


class StoryReads(Reads):
    """What is known of stories as they are now."""

    async def stories(self, limit: int, after: Cursor | None = None) -> StoryPage:
        """A page of stories, the newest update first. Merged ones are not listed."""
        ids, following = await highest_first(self._redis, self._state.key(keys.RECENT_STORIES), limit, after)
        return StoryPage(items=tuple((await self.snapshots(ids)).values()), next=following)

    async def snapshots(self, ids: list[str]) -> dict[str, StorySnapshot]:
        """Those of these stories that are held, each at its latest revision, in the same order."""
        return await self._redacted_stories(await self._models(keys.STORIES, ids, StorySnapshot))

    async def snapshot(self, story_id: str) -> StorySnapshot | None:
        """The story at its latest revision, or None."""
        return (await self.snapshots([story_id])).get(story_id)

    async def is_story(self, story_id: str) -> bool:
        """True where a revision of this story was seen."""
        return await self._state.hget(keys.REVISIONS, story_id) is not None

    async def gone(self, story_id: str) -> GoneStory | None:
        """What is known of a story that has left; None for one that has not, or was never seen."""
        return (await self._models(keys.GONE_STORIES, [story_id], GoneStory)).get(story_id)

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
        return await self._shown_in(await self._members(story_id))

    async def _shown_in(self, members: Mapping[str, Membership]) -> tuple[ArticleInStory, ...]:
        """These articles as their story lists them, oldest first; withdrawn ones are left out."""
        found = await self._models(keys.ARTICLES, list(members), HeldArticle)
        usable = {uri: held for uri, held in found.items() if held.status == "usable"}
        copies = {uri: membership.copy_of for uri, membership in members.items()}
        articles = (_in_story(held, members[uri], origin_of(uri, copies)) for uri, held in usable.items())
        return tuple(sorted(articles, key=lambda a: (a.published_at, a.uri)))

    async def _members_at(self, story_id: str, revision: int) -> dict[str, Membership]:
        """What held of each article at a revision; stories that went into this one by then count as they ended."""
        family, merged = await self._family(story_id)
        before = {old: redirect for old, redirect in merged.items() if _is_by(redirect, story_id, revision)}
        said = await self._said([story_id, *(old for old in family if old in before)])
        steps = await self._state.hgetall(keys.history(story_id))
        history = {int(number): self._parsed(Steps, body) for number, body in steps.items()}
        own = as_of(revision, history, {uri: one[story_id] for uri, one in said.items() if story_id in one})
        for uri in said.keys() | own.keys():
            others = {other: one for other, one in said.get(uri, {}).items() if other != story_id}
            said[uri] = others | ({story_id: own[uri]} if uri in own else {})
        return _present(story_id, said, before)

    async def _members(self, story_id: str) -> dict[str, Membership]:
        """What holds of each article in this story, those of merged stories among them; withdrawn ones are left out."""
        family, merged = await self._family(story_id)
        return _present(story_id, await self._said(family), merged)

    async def _said(self, family: list[str]) -> dict[str, dict[str, Membership]]:
        """What each of these stories says of each article, by article."""
        said: dict[str, dict[str, Membership]] = {}
        for body in await self._hash_values([keys.members(one) for one in family]):
            membership = self._parsed(Membership, body)
            said.setdefault(membership.uri, {})[membership.story_id] = membership
        return said


def _present(
    story_id: str, said: Mapping[str, Mapping[str, Membership]], merged: Mapping[str, Redirect]
) -> dict[str, Membership]:
    standing_here = {uri: in_story(story_id, stories, merged) for uri, stories in said.items()}
    return {uri: membership for uri, membership in standing_here.items() if membership is not None}


def _is_by(redirect: Redirect, story_id: str, revision: int) -> bool:
    """True where the merge was done at that revision; merges into what was merged later count with their own story."""
    return redirect.into != story_id or redirect.revision <= revision


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
