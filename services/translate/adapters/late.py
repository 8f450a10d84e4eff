"""Articles that went on without a translation that may still come.

| key | type | holds |
|---|---|---|
| `translate:late` | sorted set of uris | when each is tried again, in seconds since 1970 |
| `translate:late_articles` | hash by uri | the article as it went on, and how often it was tried |
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.base import Contract
from shared.contracts.stages import ArticleTranslated
from shared.delivery.state import State
from shared.delivery.unit import Unit

LATE, ARTICLES = "translate:late", "translate:late_articles"


class Waiting(Contract):
    """An article that waits: the newest version of its uri that went on without."""

    translated: ArticleTranslated
    since: datetime
    tries: int = 0


class LateStore:
    """Reads and writes of what waits. Writes are collected in the unit and happen with its commit."""

    def __init__(self, state: State, most: int) -> None:
        self._state = state
        self._most = most

    async def has_room(self) -> bool:
        """Whether another article may wait."""
        return await self.count() < self._most

    async def count(self) -> int:
        """How many articles wait."""
        count: int = await self._state.redis.zcard(self._state.key(LATE))
        return count

    async def due(self, now: datetime, most: int) -> list[str]:
        """The uris whose time has come, the longest due first."""
        uris: list[bytes] = await self._state.redis.zrangebyscore(
            self._state.key(LATE), "-inf", now.timestamp(), start=0, num=most
        )
        return [uri.decode() for uri in uris]

    async def of(self, uri: str) -> tuple[Waiting | None, str | None]:
        """What waits of this uri, parsed and as it is stored."""
        stored = await self._state.hget(ARTICLES, uri)
        return (Waiting.model_validate_json(stored), stored.decode()) if stored else (None, None)

    async def put(self, unit: Unit, waiting: Waiting, due: float) -> None:
        """Lets an article wait, unless a later version of it does."""
        uri = waiting.translated.article.uri
        held, stored = await self.of(uri)
        if held is not None and held.translated.seq > waiting.translated.seq:
            return
        unit.expect(ARTICLES, stored, field=uri)
        unit.hset(ARTICLES, uri, waiting.model_dump_json())
        unit.zadd(LATE, uri, due)

    def drop(self, unit: Unit, uri: str) -> None:
        """Lets nothing of this uri wait any longer."""
        unit.hdel(ARTICLES, uri)
        unit.zrem(LATE, uri)
