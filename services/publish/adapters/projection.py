"""Reads of the projection: the only place that knows how it lies in Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel

from services.publish.adapters import keys
from services.publish.adapters.paging import highest_first
from services.publish.domain.articles import HeldArticle
from services.publish.domain.cursors import Cursor
from services.publish.domain.decisions import DecisionList, StoryDecision, in_order
from services.publish.domain.families import ArticleInStory, origin_of
from services.publish.domain.membership import Membership, Standing, in_story, standing
from services.publish.domain.reasons import ArticleWhy, Known, article_why
from services.publish.domain.redaction import (
    Withdrawn,
    claims_of,
    in_snapshot,
    mentioned,
    redacted_story,
    redacted_update,
)
from services.publish.domain.redirects import Redirect, follow
from services.publish.domain.results import (
    ArticleDetail,
    ArticlePage,
    EntityName,
    StoryDetail,
    StoryPage,
    UpdateList,
    article_detail,
    article_result,
    contiguous,
)
from shared.contracts.envelope import Event
from shared.contracts.story import StorySnapshot
from shared.contracts.update import StoryUpdate
from shared.delivery.state import State

Model = TypeVar("Model", bound=BaseModel)

_Update = Event[StoryUpdate]


class Projection:
    """What publish knows, put together for one answer. Holds nothing itself: any replica answers alike."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._redis: Any = state.redis

    async def survivor(self, story_id: str) -> Redirect:
        """The id that this story goes by now, and the revision at which it became part of that one (0 for its own)."""
        redirects = await self._redirects([story_id])
        into = follow(story_id, {old: r.into for old, r in redirects.items()})
        revision = next((r.revision for old, r in sorted(redirects.items()) if r.into == into and old != into), 0)
        return Redirect(into=into, revision=0 if into == story_id else revision)

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

    async def updates(self, story_id: str, since: int, limit: int) -> UpdateList:
        """The story's updates after a revision, as far as they are here without a gap."""
        key = keys.updates(story_id)
        held = [int(field) for field in await self._redis.hkeys(self._state.key(key))]
        revisions = contiguous(held, since)
        found = await self._models(key, [str(r) for r in revisions[:limit]], _Update)
        items = await self._redacted(story_id, list(found.values()))
        following = revisions[limit - 1] if len(revisions) > limit else None
        return UpdateList(items=tuple(items), next=following)

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
        events = {i: _Update.model_validate_json(b) for i, b in zip(wanted, bodies, strict=True) if b is not None}
        gone = await self._gone(events.values())
        return {story_id: redacted_update(event.data, gone) for story_id, event in events.items()}

    async def decisions(self, story_id: str) -> DecisionList:
        """Who decided what on the story, and on those that became part of it."""
        family, _ = await self._family(story_id)
        bodies = await self._hash_values([keys.decisions(one) for one in family])
        return DecisionList(items=in_order(StoryDecision.model_validate_json(body) for body in bodies))

    async def articles(self, limit: int, after: Cursor | None = None) -> ArticlePage:
        """A page of articles, the newest first, tombstones among them."""
        uris, following = await highest_first(self._redis, self._state.key(keys.RECENT_ARTICLES), limit, after)
        items = await self._results(uris, article_result)
        return ArticlePage(items=tuple(items), next=following)

    async def article(self, uri: str) -> ArticleDetail | None:
        """The article in full, or its tombstone; None where it was never seen."""
        found: list[ArticleDetail] = await self._results([uri], article_detail)
        return found[0] if found else None

    async def why(self, uri: str) -> ArticleWhy | None:
        """Why the article is where it is; None where it was never seen."""
        held = (await self._models(keys.ARTICLES, [uri], HeldArticle)).get(uri)
        if held is None:
            return None
        stated = (await self._standings([uri]))[uri].memberships
        return article_why(held, stated, await self._referred_to(stated))

    async def _referred_to(self, stated: Iterable[Membership]) -> Known:
        """The stories and articles that reasons speak of, withdrawn words left out."""
        whys = [one.why for one in stated if one.why is not None]
        ids = {one.story_id for one in stated} | {why.runner_up_story_id for why in whys if why.runner_up_story_id}
        redirects = await self._redirects(ids)
        survivors = {i: follow(i, {old: r.into for old, r in redirects.items()}) for i in ids}
        stories = await self._models(keys.STORIES, sorted(set(survivors.values())), StorySnapshot)
        killed = await self.withdrawn(uri for story in stories.values() for uri in in_snapshot(story))
        nearest = sorted({why.nearest_article_uri for why in whys if why.nearest_article_uri})
        return Known(
            stories={story_id: redacted_story(story, killed) for story_id, story in stories.items()},
            articles=await self._models(keys.ARTICLES, nearest, HeldArticle),
            survivors=survivors,
        )

    async def withdrawn(self, uris: Iterable[str]) -> frozenset[str]:
        """Those of these articles that were killed or are withheld."""
        return await self._among(keys.WITHDRAWN, uris)

    async def redacted_event(self, event: Event[StoryUpdate]) -> Event[StoryUpdate]:
        """The event without the words of articles that were withdrawn since."""
        return event.model_copy(update={"data": redacted_update(event.data, await self._gone([event]))})

    async def _redacted(self, story_id: str, events: list[Event[StoryUpdate]]) -> list[Event[StoryUpdate]]:
        members = await self._uris_ever(story_id)
        gone = await self._gone(events, members)
        if not gone.articles:
            return events
        story = await self.snapshot(story_id)
        title = story.title if story else {}
        return [e.model_copy(update={"data": redacted_update(e.data, gone, title)}) for e in events]

    async def _gone(self, events: Iterable[Event[StoryUpdate]], uris: Iterable[str] = ()) -> Withdrawn:
        """What was withdrawn of all that these updates speak of."""
        updates = [event.data for event in events]
        articles = await self.withdrawn({*uris, *(uri for update in updates for uri in mentioned(update))})
        claims = await self._among(keys.GONE_CLAIMS, (claim for update in updates for claim in claims_of(update)))
        return Withdrawn(articles, claims)

    async def _among(self, key: str, members: Iterable[str]) -> frozenset[str]:
        """Those of these that are in a set."""
        asked = sorted(set(members))
        if not asked:
            return frozenset()
        flags = await self._redis.smismember(self._state.key(key), asked)
        return frozenset(member for member, is_in in zip(asked, flags, strict=True) if is_in)

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

    async def _uris_ever(self, story_id: str) -> set[str]:
        """All articles that were ever in this story or in one that went into it."""
        family, _ = await self._family(story_id)
        pipeline = self._redis.pipeline(transaction=False)
        for one in family:
            pipeline.hkeys(self._state.key(keys.members(one)))
        return {uri.decode() for uris in await pipeline.execute() for uri in uris}

    async def _family(self, story_id: str) -> tuple[list[str], dict[str, Redirect]]:
        """The story with all that went into it, and the redirects between them."""
        family, fresh = [story_id], [story_id]
        while fresh:
            pipeline = self._redis.pipeline(transaction=False)
            for one in fresh:
                pipeline.smembers(self._state.key(keys.merged(one)))
            merged = {old.decode() for answer in await pipeline.execute() for old in answer}
            fresh = sorted(merged - set(family))
            family += fresh
        return family, await self._redirects(family[1:])

    async def _results(self, uris: list[str], make: Callable[..., Any]) -> list[Any]:
        held = await self._models(keys.ARTICLES, uris, HeldArticle)
        names = await self._names(held.values())
        standings = await self._standings(held)
        return [make(held[uri], standings[uri], names) for uri in uris if uri in held]

    async def _standings(self, uris: Iterable[str]) -> dict[str, Standing]:
        """Where these articles stand."""
        wanted = list(uris)
        said = dict(zip(wanted, await self._membership_hashes(wanted), strict=True))
        merged = await self._redirects({story_id for stories in said.values() for story_id in stories})
        return {uri: standing(stories, merged) for uri, stories in said.items()}

    async def _membership_hashes(self, uris: list[str]) -> list[dict[str, Membership]]:
        pipeline = self._redis.pipeline(transaction=False)
        for uri in uris:
            pipeline.hgetall(self._state.key(keys.standings(uri)))
        answers = await pipeline.execute() if uris else []
        return [{i.decode(): Membership.model_validate_json(body) for i, body in a.items()} for a in answers]

    async def _redirects(self, story_ids: Iterable[str]) -> dict[str, Redirect]:
        """The redirects that begin at these stories, each followed to its end."""
        found: dict[str, Redirect] = {}
        wanted = set(story_ids)
        while wanted:
            step = await self._models(keys.REDIRECTS, sorted(wanted), Redirect)
            found |= step
            wanted = {redirect.into for redirect in step.values()} - set(found)
        return found

    async def _names(self, articles: Iterable[HeldArticle]) -> dict[str, EntityName]:
        """The present names of all entities in these articles, merges followed."""
        found: dict[str, EntityName] = {}
        wanted = {entity_id for held in articles for entity_id in _entity_ids(held)}
        while wanted:
            step = await self._models(keys.ENTITIES, sorted(wanted), EntityName)
            found |= step
            wanted = {name.into for name in step.values() if name.into is not None} - set(found)
        return found

    async def _models(self, key: str, fields: list[str], model: type[Model]) -> dict[str, Model]:
        """The values of these fields of a hash that are there."""
        values = await self._state.hmget(key, fields)
        return {f: model.model_validate_json(v) for f, v in zip(fields, values, strict=True) if v is not None}

    async def _hash_values(self, names: list[str]) -> list[bytes]:
        pipeline = self._redis.pipeline(transaction=False)
        for name in names:
            pipeline.hvals(self._state.key(name))
        return [value for values in await pipeline.execute() for value in values]


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


def _entity_ids(held: HeldArticle) -> Iterable[str]:
    yield from (entity.entity_id for entity in held.entities)
    for claim in held.claims:
        if claim.source is not None and claim.source.entity_id is not None:
            yield claim.source.entity_id
