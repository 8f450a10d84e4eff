"""What ingest remembers in Redis: the record of every uri, versions on hold, original bytes.

| key | type | holds |
|---|---|---|
| `ingest:versions` | hash by uri | the record: newest version, marks of the last 32, at most about 3 kB |
| `ingest:held` | hash by uri | the article that waits, as it will go out |
| `ingest:embargo` | sorted set of uris | when it goes out, in seconds since 1970; no known end: not in here |
| `ingest:raw:<ref>` | string | the original bytes, for `raw_days` |
| `ingest:counts` | hash by outcome | submissions since the beginning |
"""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from services.ingest.domain.item import digest
from services.ingest.domain.ports import Recorded
from services.ingest.domain.versions import Decision, History
from shared.contracts.article import Article
from shared.delivery.state import State
from shared.delivery.unit import Unit

VERSIONS, HELD, EMBARGO, COUNTS = "ingest:versions", "ingest:held", "ingest:embargo", "ingest:counts"
#: Held articles that one round of the timer releases; the next round comes a second later.
RELEASED_AT_ONCE = 200

_HISTORY = TypeAdapter(History)


class Memory:
    """Reads and writes of ingest. Writes are collected in the unit and happen with its commit."""

    def __init__(self, state: State, raw_days: float) -> None:
        self._state = state
        self._raw_ms = int(raw_days * 86_400_000)

    async def of(self, uri: str) -> Recorded:
        """What is remembered of this uri."""
        stored = await self._state.hget(VERSIONS, uri)
        if stored is None:
            return Recorded(None, None)
        return Recorded(_HISTORY.validate_json(stored), stored.decode())

    async def held(self, uri: str) -> Article | None:
        """The article of this uri that waits."""
        stored = await self._state.hget(HELD, uri)
        return None if stored is None else Article.model_validate_json(stored)

    async def held_count(self) -> int:
        """How many articles wait: for their time, a newer version or an editor."""
        count: int = await self._state.redis.hlen(self._state.key(HELD))
        return count

    async def due(self, now: datetime) -> list[str]:
        """The uris whose embargo has passed, the earliest first."""
        key = self._state.key(EMBARGO)
        uris: list[bytes] = await self._state.redis.zrangebyscore(
            key, "-inf", now.timestamp(), start=0, num=RELEASED_AT_ONCE
        )
        return [uri.decode() for uri in uris]

    def raw_ref(self, raw: bytes) -> str:
        """Where these bytes would be kept: the same bytes have one place."""
        return digest(raw.decode("utf-8", "replace"))[:32]

    def save(self, unit: Unit, uri: str, recorded: Recorded, history: History) -> None:
        """Writes the record, on condition that nobody else has since it was read."""
        if history != recorded.history:
            unit.expect(VERSIONS, recorded.stored, field=uri)
            unit.hset(VERSIONS, uri, _HISTORY.dump_json(history, exclude_defaults=True).decode())

    def hold(self, unit: Unit, article: Article) -> None:
        """Puts the article aside until its time, or without a time."""
        unit.hset(HELD, article.uri, article.model_dump_json())
        if article.pub_status == "usable" and article.embargoed_until is not None:
            unit.zadd(EMBARGO, article.uri, article.embargoed_until.timestamp())
        else:
            unit.zrem(EMBARGO, article.uri)

    def let_go(self, unit: Unit, uri: str) -> None:
        """Forgets the article that waited, because a newer version took its place or a kill withdrew it."""
        unit.hdel(HELD, uri)
        unit.zrem(EMBARGO, uri)

    def keep_raw(self, unit: Unit, ref: str, raw: bytes) -> None:
        """Keeps the original bytes for their time."""
        if self._raw_ms:
            unit.set(_raw_key(ref), raw, ttl_ms=self._raw_ms)

    def drop_raw(self, unit: Unit, history: History | None) -> None:
        """Removes the original bytes of all versions of a killed article."""
        for ref in history.raw_refs if history else ():
            unit.delete(_raw_key(ref))

    def count(self, unit: Unit, decision: Decision) -> None:
        """Counts the submission under what became of it."""
        unit.hincrby(COUNTS, decision.outcome)


def _raw_key(ref: str) -> str:
    return f"ingest:raw:{ref}"
