"""What all reads of the projection share: models of hash fields, redirects, withdrawn articles, names of entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from services.publish.adapters import keys
from services.publish.adapters.parsed import Parsed
from services.publish.domain.articles import HeldArticle
from services.publish.domain.index import facet
from services.publish.domain.redaction import in_snapshot, redacted_story
from services.publish.domain.redirects import Redirect, follow
from services.publish.domain.results import EntityName
from shared.contracts.story import StorySnapshot
from shared.delivery.state import State

Model = TypeVar("Model", bound=BaseModel)


class Reads:
    """Reads that other reads are made of. Holds nothing that could be old: any replica answers alike."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._redis: Any = state.redis
        self._parsed = Parsed()

    async def survivor(self, story_id: str) -> Redirect:
        """The id that this story goes by now, and the revision at which it became part of that one (0 for its own)."""
        redirects = await self._redirects([story_id])
        into = follow(story_id, {old: r.into for old, r in redirects.items()})
        revision = next((r.revision for old, r in sorted(redirects.items()) if r.into == into and old != into), 0)
        return Redirect(into=into, revision=0 if into == story_id else revision)

    async def withdrawn(self, uris: Iterable[str]) -> frozenset[str]:
        """Those of these articles that were killed or are withheld."""
        return await self._among(keys.WITHDRAWN, uris)

    async def _redacted_stories(self, stories: Mapping[str, StorySnapshot]) -> dict[str, StorySnapshot]:
        """These stories without the words of what was withdrawn."""
        killed = await self.withdrawn(uri for story in stories.values() for uri in in_snapshot(story))
        unnamed = await self._unnamed({entity.id for story in stories.values() for entity in story.entities})
        return {story_id: redacted_story(story, killed, unnamed) for story_id, story in stories.items()}

    async def _unnamed(self, entities: Iterable[str]) -> frozenset[str]:
        """Those of these entities that articles named once and none names now: their names are withdrawn words."""
        asked = sorted(set(entities))
        pipeline = self._redis.pipeline(transaction=False)
        for entity_id in asked:
            pipeline.exists(self._state.key(keys.index(facet("article", "entity", entity_id))))
        answers = await pipeline.execute() if asked else []
        empty = [entity_id for entity_id, is_used in zip(asked, answers, strict=True) if not is_used]
        return await self._among(keys.NAMED, empty)

    async def _among(self, key: str, members: Iterable[str]) -> frozenset[str]:
        """Those of these that are in a set."""
        asked = sorted(set(members))
        if not asked:
            return frozenset()
        flags = await self._redis.smismember(self._state.key(key), asked)
        return frozenset(member for member, is_in in zip(asked, flags, strict=True) if is_in)

    async def family(self, story_id: str) -> list[str]:
        """The story and all that went into it."""
        return (await self._family(story_id))[0]

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
        return await self._names_of(entity_id for held in articles for entity_id in _entity_ids(held))

    async def _names_of(self, ids: Iterable[str]) -> dict[str, EntityName]:
        """The present names of these entities and of those that they were merged into."""
        found: dict[str, EntityName] = {}
        wanted = set(ids)
        while wanted:
            step = await self._models(keys.ENTITIES, sorted(wanted), EntityName)
            found |= step
            wanted = {name.into for name in step.values() if name.into is not None} - set(found)
        return found

    async def _models(self, key: str, fields: list[str], model: type[Model]) -> dict[str, Model]:
        """The values of these fields of a hash that are there."""
        values = await self._state.hmget(key, fields)
        return {f: self._parsed(model, v) for f, v in zip(fields, values, strict=True) if v is not None}

    async def _models_of(self, key: str, model: type[Model]) -> dict[str, Model]:
        """All values of a hash that stays small, by field."""
        held = await self._state.hgetall(key)
        return {field.decode(): self._parsed(model, body) for field, body in held.items()}

    async def _hash_values(self, names: list[str]) -> list[bytes]:
        pipeline = self._redis.pipeline(transaction=False)
        for name in names:
            pipeline.hvals(self._state.key(name))
        return [value for values in await pipeline.execute() for value in values]


def _entity_ids(held: HeldArticle) -> Iterable[str]:
    yield from (entity.entity_id for entity in held.entities)
    for claim in held.claims:
        if claim.source is not None and claim.source.entity_id is not None:
            yield claim.source.entity_id
