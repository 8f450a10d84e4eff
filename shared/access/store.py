"""Keys and sessions in Redis.

| key | type | holds |
|---|---|---|
| `access:keys` | hash by id | name, scopes, SHA-256, created, expires |
| `access:used` | hash by id | the hour of the last use, ISO 8601 |
| `access:session:<SHA-256 of its token>` | string | id of the key that it was opened with, until it ends |
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from redis.exceptions import WatchError

from shared.access.keys import Caller, KeyRecord, Scope, digest, key_id, make_key, matches

if TYPE_CHECKING:
    from redis.asyncio import Redis

KEYS, USED = "access:keys", "access:used"
#: Keys of one name that may be alive at once: the old one and the new one, while programs change over.
ALIVE_AT_ONCE = 2

Result = TypeVar("Result")


class KeyRefused(Exception):
    """The change is not made; the message says why, for people."""


class KeyStore:
    """The keys of one namespace."""

    def __init__(self, redis: Redis, namespace: str, now: Callable[[], datetime]) -> None:
        self._redis: Any = redis
        self._namespace = namespace
        self._now = now
        self._told_used: dict[str, str] = {}

    # What requests ask

    async def caller(self, key: str) -> Caller | None:
        """Who holds this key; None for one that is wrong, revoked or expired."""
        named = key_id(key)
        kept = await self._record(named) if named else None
        is_right = matches(key, kept.digest if kept else "")
        return await self._alive(kept) if is_right else None

    async def open_session(self, caller: Caller, seconds: int) -> str:
        """The token of a new session."""
        token = secrets.token_urlsafe(32)
        await self._redis.set(self._session(token), caller.key_id, ex=seconds)
        return token

    async def caller_of_session(self, token: str) -> Caller | None:
        """Whose session this is; None once it has ended, or its key was revoked or has expired."""
        named = await self._redis.get(self._session(token))
        kept = await self._record(named.decode()) if named else None
        return await self._alive(kept)

    async def close_session(self, token: str) -> None:
        """Ends a session; nothing happens where there is none."""
        await self._redis.delete(self._session(token))

    # What people ask

    async def all(self) -> list[tuple[KeyRecord, str | None]]:
        """Every key that is kept and the hour of its last use, the oldest first."""
        kept, used = await self._kept(self._redis), await self._redis.hgetall(self._key(USED))
        hours = {name.decode(): hour.decode() for name, hour in used.items()}
        return [(key, hours.get(key.id)) for key in sorted(kept.values(), key=lambda key: (key.created, key.id))]

    async def create(self, name: str, scopes: tuple[Scope, ...], expires: datetime | None) -> tuple[str, KeyRecord]:
        """A key for a name that has none. Raises KeyRefused for one that has."""

        def change(kept: Mapping[str, KeyRecord]) -> tuple[tuple[str, KeyRecord], list[KeyRecord]]:
            if self._of(kept, name):
                raise KeyRefused(f"{name} has a key already; `slugline keys rotate {name}` makes its successor")
            made = make_key(name, scopes, self._now(), expires)
            return made, [made[1]]

        return await self._change(change)

    async def create_first(self, name: str) -> tuple[str, KeyRecord] | None:
        """An admin key where no key with that scope is alive; else None."""

        def change(kept: Mapping[str, KeyRecord]) -> tuple[tuple[str, KeyRecord] | None, list[KeyRecord]]:
            if any(key.may("admin") and key.is_alive(self._now()) for key in kept.values()):
                return None, []
            made = make_key(name, ("admin",), self._now())
            return made, [made[1]]

        return await self._change(change)

    async def rotate(self, named: str, overlap: timedelta) -> tuple[str, KeyRecord, KeyRecord]:
        """A new key of the same name and scopes, its record, and the old one, which ends after the overlap."""

        def change(kept: Mapping[str, KeyRecord]) -> tuple[tuple[str, KeyRecord, KeyRecord], list[KeyRecord]]:
            old = self._one(kept, named)
            if len(self._of(kept, old.name)) >= ALIVE_AT_ONCE:
                raise KeyRefused(f"{old.name} has two keys already; revoke one of them first")
            now = self._now()
            ends = now + overlap if old.expires is None else min(old.expires, now + overlap)
            key, new = make_key(old.name, old.scopes, now)
            ended = old.model_copy(update={"expires": ends})
            return (key, new, ended), [ended, new]

        return await self._change(change)

    async def revoke(self, named: str) -> list[KeyRecord]:
        """Ends a key by its id, or all keys of a name, at once; those that were ended."""
        kept = await self._kept(self._redis)
        ended = [key for key in kept.values() if named in (key.id, key.name)]
        if not ended:
            raise KeyRefused(f"there is no key {named}")
        ids = [key.id for key in ended]
        await self._redis.hdel(self._key(KEYS), *ids)
        await self._redis.hdel(self._key(USED), *ids)
        return ended

    # Inside

    async def _alive(self, kept: KeyRecord | None) -> Caller | None:
        if kept is None or not kept.is_alive(self._now()):
            return None
        await self._tell_used(kept.id)
        return Caller(key_id=kept.id, name=kept.name, scopes=kept.scopes)

    async def _tell_used(self, used: str) -> None:
        """Notes the hour, once an hour."""
        hour = self._now().replace(minute=0, second=0, microsecond=0).isoformat()
        if self._told_used.get(used) != hour:
            self._told_used[used] = hour
            await self._redis.hset(self._key(USED), used, hour)

    async def _record(self, named: str) -> KeyRecord | None:
        kept = await self._redis.hget(self._key(KEYS), named)
        return KeyRecord.model_validate_json(kept) if kept else None

    async def _kept(self, redis: Any) -> dict[str, KeyRecord]:
        kept = await redis.hgetall(self._key(KEYS))
        return {name.decode(): KeyRecord.model_validate_json(record) for name, record in kept.items()}

    def _of(self, kept: Mapping[str, KeyRecord], name: str) -> list[KeyRecord]:
        return [key for key in kept.values() if key.name == name and key.is_alive(self._now())]

    def _one(self, kept: Mapping[str, KeyRecord], named: str) -> KeyRecord:
        """The living key of this id, or the newest of this name."""
        found = [key for key in kept.values() if named in (key.id, key.name) and key.is_alive(self._now())]
        if not found:
            raise KeyRefused(f"there is no key {named}")
        return max(found, key=lambda key: key.created)

    async def _change(self, change: Callable[[Mapping[str, KeyRecord]], tuple[Result, list[KeyRecord]]]) -> Result:
        """Writes what the change says, made anew where somebody else was faster."""
        while True:
            async with self._redis.pipeline(transaction=True) as pipeline:
                await pipeline.watch(self._key(KEYS))
                result, records = change(await self._kept(pipeline))
                pipeline.multi()
                for record in records:
                    pipeline.hset(self._key(KEYS), record.id, record.model_dump_json())
                try:
                    await pipeline.execute()
                except WatchError:
                    continue
                return result

    def _key(self, name: str) -> str:
        return self._namespace + name

    def _session(self, token: str) -> str:
        return self._key(f"access:session:{digest(token)}")
