"""Wiring of cluster: the one file that names concrete adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cluster.adapters.figures import begin, tell_stories
from services.cluster.adapters.memory_in_redis import Archive, load
from services.cluster.domain.features import read_words
from services.cluster.domain.memory import Memory
from services.cluster.domain.same_story import shipped
from services.cluster.handlers import ClusterArticle, FollowCommand, NoteEntityChange
from services.cluster.settings import ClusterSettings
from shared.delivery.service import Service
from shared.streams import ARTICLES_RESOLVED, ENTITIES_UPDATED, STORIES_COMMANDS

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Seconds between two counts of the stories in memory.
COUNT_EVERY = 5.0


def build(settings: ClusterSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run: a single writer that reads its memory back when it takes the lease."""
    settings = settings or ClusterSettings()
    service = Service("cluster", settings, redis=redis)
    memory, archive = Memory(settings.limits()), Archive(service.state)

    async def load_state() -> None:
        await load(memory, service.state)

    async def count_stories() -> None:
        tell_stories(memory.stories.values())

    begin()
    service.on_load(load_state)
    service.warm_up(read_words)
    service.every(COUNT_EVERY, count_stories)
    service.consume_in_order(ARTICLES_RESOLVED, ClusterArticle(memory, shipped(), archive))
    service.consume(STORIES_COMMANDS, FollowCommand(memory, archive))
    service.consume(ENTITIES_UPDATED, NoteEntityChange())
    return service
