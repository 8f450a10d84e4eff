"""A projection on a real Redis, filled through the real handlers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.publish.adapters.projection import Projection
from services.publish.app import web
from services.publish.handlers import Projecting
from services.publish.settings import PublishSettings
from shared.contracts.entity import EntityChange
from shared.contracts.ledger import StoryClaims
from shared.contracts.stages import ArticleResolved
from shared.contracts.update import StoryUpdate
from shared.streams import STORIES_UPDATED
from shared.testing.builders import event
from shared.testing.handling import Handling


class Publish:
    """publish without its broker: what is told to it goes through its handlers."""

    def __init__(self, redis: Any, namespace: str) -> None:
        self.redis = redis
        self.handling = Handling(redis, namespace)
        self.handlers = Projecting(self.handling.state)
        self.projection = Projection(self.handling.state)
        settings = PublishSettings(
            namespace=namespace, hosts="publish", auth="off", auth_off_for_all=True, sse_heartbeat=0.05, sse_queue=5
        )
        self.web = web(self.handling.state, settings)
        self.live = self.web.state.live

    def handler(self, data: Any) -> Any:
        """The handler of this kind of data."""
        kinds = {
            ArticleResolved: self.handlers.article_resolved,
            StoryUpdate: self.handlers.story_updated,
            StoryClaims: self.handlers.story_claims,
            EntityChange: self.handlers.entity_changed,
        }
        return kinds[type(data)]

    async def told(self, *told: Any) -> None:
        """Handles this data in order."""
        for data in told:
            await self.handling.handle(self.handler(data), event(data))

    async def stream(self, *updates: StoryUpdate) -> list[str]:
        """Writes updates to the public stream, as cluster does; their entry ids."""
        key = self.handling.state.key(STORIES_UPDATED.name)
        return [(await self.redis.xadd(key, {"data": event(u).model_dump_json()})).decode() for u in updates]


@pytest.fixture
async def publish(redis: Any, namespace: str) -> AsyncIterator[Publish]:
    """publish with an empty projection."""
    publish = Publish(redis, namespace)
    yield publish
    await publish.live.close()


@pytest.fixture
async def http(publish: Publish) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its HTTP."""
    transport = httpx.ASGITransport(publish.web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://publish") as client:
        yield client
