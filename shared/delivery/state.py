"""Reads of a service's own keys, with the namespace in front. Writes go through the unit of work only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis


class State:
    """What a service remembers, as it stands in Redis. Values are bytes; missing is None or empty."""

    def __init__(self, redis: Redis, namespace: str = "") -> None:
        self.redis: Any = redis
        self.namespace = namespace

    def key(self, name: str) -> str:
        """The full key."""
        return self.namespace + name

    async def get(self, name: str) -> bytes | None:
        """A string key."""
        value: bytes | None = await self.redis.get(self.key(name))
        return value

    async def mget(self, names: list[str]) -> list[bytes | None]:
        """Several string keys, in order."""
        if not names:
            return []
        values: list[bytes | None] = await self.redis.mget([self.key(name) for name in names])
        return values

    async def hget(self, name: str, field: str) -> bytes | None:
        """A field of a hash."""
        value: bytes | None = await self.redis.hget(self.key(name), field)
        return value

    async def hmget(self, name: str, fields: list[str]) -> list[bytes | None]:
        """Several fields of a hash, in order."""
        if not fields:
            return []
        values: list[bytes | None] = await self.redis.hmget(self.key(name), fields)
        return values

    async def hgetall(self, name: str) -> dict[bytes, bytes]:
        """A whole hash; only for hashes that stay small."""
        value: dict[bytes, bytes] = await self.redis.hgetall(self.key(name))
        return value

    async def hscan(self, name: str) -> AsyncIterator[tuple[bytes, bytes]]:
        """A whole hash of any size, field by field, in no order."""
        async for field, value in self.redis.hscan_iter(self.key(name), count=500):
            yield field, value

    async def zrange(self, name: str, start: int = 0, stop: int = -1, desc: bool = False) -> list[bytes]:
        """Members of a sorted set by rank."""
        value: list[bytes] = await self.redis.zrange(self.key(name), start, stop, desc=desc)
        return value

    async def smembers(self, name: str) -> set[bytes]:
        """A whole set."""
        value: set[bytes] = await self.redis.smembers(self.key(name))
        return value
