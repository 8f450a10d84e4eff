"""What ingest remembers of feeds in Redis.

| key | type | holds |
|---|---|---|
| `ingest:feeds` | hash by name | the feed as it was written down, and by whom |
| `ingest:feeds:known` | hash by name | when it was asked, with what it is asked next, how it stands |
| `ingest:feeds:seen` | hash by name | id and mark of the entries of its last documents, at most 2,000 |
| `ingest:feeds:due` | sorted set of names | when each is asked next, in seconds since 1970 |
| `ingest:feeds:lease:<name>` | string | the replica that asks it just now |
| `ingest:feeds:host:<host>` | string | a host that is being asked, or was a moment ago |
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.ingest.domain.feeds.feed import Feed, Known, Origin
from shared.delivery.scripts import DROP_LEASE
from shared.delivery.state import State
from shared.delivery.unit import Unit

FEEDS, KNOWN, SEEN, DUE = "ingest:feeds", "ingest:feeds:known", "ingest:feeds:seen", "ingest:feeds:due"


class Written(BaseModel):
    """A feed as it was written down."""

    model_config = ConfigDict(frozen=True)

    feed: Feed
    origin: Origin


class FeedStore:
    """Reads and writes of feeds. What a poll changes is collected in its unit; the list itself changes at once."""

    def __init__(self, state: State, owner: str) -> None:
        self._state = state
        self._redis: Any = state.redis
        self._owner = owner

    # The list

    async def all(self) -> dict[str, Written]:
        """Every feed by name."""
        stored = await self._state.hgetall(FEEDS)
        return {name.decode(): Written.model_validate_json(value) for name, value in sorted(stored.items())}

    async def of(self, name: str) -> Written | None:
        """The feed of this name."""
        stored = await self._state.hget(FEEDS, name)
        return None if stored is None else Written.model_validate_json(stored)

    async def write(self, feed: Feed, origin: Origin, now: datetime) -> None:
        """Writes the feed down, and has it asked at once. What is known of it stays, but that it was gone."""
        known, _ = await self.known(feed.name)
        pipeline = self._redis.pipeline(transaction=True)
        if known.is_gone:
            pipeline.hdel(self._key(KNOWN), feed.name)
        pipeline.hset(self._key(FEEDS), feed.name, Written(feed=feed, origin=origin).model_dump_json())
        pipeline.zadd(self._key(DUE), {feed.name: now.timestamp()})
        await pipeline.execute()

    async def remove(self, name: str) -> bool:
        """Forgets the feed; its articles stay. False where there is none of this name."""
        pipeline = self._redis.pipeline(transaction=True)
        for key in (FEEDS, KNOWN, SEEN):
            pipeline.hdel(self._key(key), name)
        pipeline.zrem(self._key(DUE), name)
        gone, *_ = await pipeline.execute()
        return bool(gone)

    async def heal(self, names: Iterable[str], now: datetime) -> None:
        """Has feeds asked that no time is set for."""
        if wanted := dict.fromkeys(names, now.timestamp()):
            await self._redis.zadd(self._key(DUE), wanted, nx=True)

    # What is known

    async def known(self, name: str) -> tuple[Known, str | None]:
        """What is known of a feed, and the stored form of it."""
        stored = await self._state.hget(KNOWN, name)
        return (Known(), None) if stored is None else (Known.model_validate_json(stored), stored.decode())

    async def all_known(self) -> dict[str, Known]:
        """What is known of every feed."""
        stored = await self._state.hgetall(KNOWN)
        return {name.decode(): Known.model_validate_json(value) for name, value in stored.items()}

    async def seen(self, name: str) -> dict[str, str]:
        """The mark of each entry of the last document, by the entry's uri in short."""
        stored = await self._state.hget(SEEN, name)
        return {} if stored is None else dict(json.loads(stored))

    async def due(self, now: datetime, most: int) -> list[str]:
        """The names of feeds whose time has come, the longest overdue first."""
        names = await self._redis.zrangebyscore(self._key(DUE), "-inf", now.timestamp(), start=0, num=most)
        return [name.decode() for name in names]

    async def is_due(self, name: str, now: datetime) -> bool:
        """True where the feed's time has come."""
        moment: float | None = await self._redis.zscore(self._key(DUE), name)
        return moment is not None and moment <= now.timestamp()

    def save(self, unit: Unit, name: str, stored: str | None, known: Known, seen: Mapping[str, str] | None) -> None:
        """Writes what is known from now on, on condition that nobody else has since it was read."""
        unit.expect(KNOWN, stored, field=name)
        unit.hset(KNOWN, name, known.model_dump_json(exclude_none=True))
        if seen is not None:
            unit.hset(SEEN, name, json.dumps(seen, separators=(",", ":")))

    def ask_again(self, unit: Unit, name: str, moment: datetime) -> None:
        """Sets the time of the next request."""
        unit.zadd(DUE, name, moment.timestamp())

    # One at a time

    async def lease(self, name: str, seconds: float) -> bool:
        """True where no replica asks this feed: from now on this one does."""
        return await self._take(f"ingest:feeds:lease:{name}", seconds)

    async def give_back(self, name: str) -> None:
        """Ends the lease, where it is still ours."""
        await self._redis.eval(DROP_LEASE, 1, self._key(f"ingest:feeds:lease:{name}"), self._owner)

    async def take_host(self, host: str, seconds: float) -> bool:
        """True where nobody asks this host, nor did a moment ago."""
        return await self._take(f"ingest:feeds:host:{host}", seconds)

    async def leave_host(self, host: str, gap: float) -> None:
        """Lets the host rest for a moment."""
        await self._redis.pexpire(self._key(f"ingest:feeds:host:{host}"), max(1, int(gap * 1000)))

    async def _take(self, key: str, seconds: float) -> bool:
        return bool(await self._redis.set(self._key(key), self._owner, nx=True, px=int(seconds * 1000)))

    def _key(self, name: str) -> str:
        return self._state.key(name)
