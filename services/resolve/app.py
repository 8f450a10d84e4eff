"""Wiring of resolve: the one file that names concrete adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.resolve.adapters.memory_in_redis import load
from services.resolve.domain.memory import Memory
from services.resolve.domain.resolving import read_words
from services.resolve.handlers import FollowEntityCommand, ResolveArticle
from services.resolve.settings import ResolveSettings
from shared.delivery.service import Service
from shared.streams import ARTICLES_EXTRACTED, ARTICLES_RESOLVED, ENTITIES_COMMANDS

if TYPE_CHECKING:
    from redis.asyncio import Redis


def build(settings: ResolveSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run: a single writer that reads its memory back when it takes the lease."""
    service = Service("resolve", settings or ResolveSettings(), redis=redis)
    memory = Memory()

    async def load_state() -> None:
        await load(memory, service.state)

    service.on_load(load_state)
    service.warm_up(read_words)
    service.consume_in_order(ARTICLES_EXTRACTED, ResolveArticle(memory), forward_skips_to=ARTICLES_RESOLVED)
    service.consume(ENTITIES_COMMANDS, FollowEntityCommand(memory))
    return service
