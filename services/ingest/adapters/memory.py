"""What ingest remembers in Redis: the record of every uri, versions on hold, original bytes.

| key | type | holds |
|---|---|---|
| `ingest:versions` | hash by uri | the record: newest version, marks of the last 32, at most about 3 kB |
| `ingest:held` | hash by uri | the article that waits, as it will go out |
| `ingest:embargo` | sorted set of uris | when it goes out, in seconds since 1970; no known end: not in here |
| `ingest:raw:<ref>` | string | the original bytes, for `raw_days`; with an archive until they are in it |
| `ingest:raw_due` | sorted set of refs | when each is to leave for the archive; only with an archive |
| `ingest:raw_from` | hash by ref | stream entry and uri that these bytes came with; only with an archive |
| `ingest:touched` | sorted set of uris | when something of each last came: what `keep_articles_days` goes by |
| `ingest:strikes` | sorted set | articles whose words are still to be taken out of the archive, and when |
| `ingest:counts` | hash by outcome | submissions since the beginning |
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from services.ingest.domain.item import digest
from services.ingest.domain.ports import Recorded
from services.ingest.domain.versions import Decision, History
from shared.contracts.article import Article
from shared.delivery.state import State
from shared.delivery.unit import Unit

VERSIONS, HELD, EMBARGO, COUNTS = "ingest:versions", "ingest:held", "ingest:embargo", "ingest:counts"
RAW_DUE, RAW_FROM, TOUCHED, STRIKES = "ingest:raw_due", "ingest:raw_from", "ingest:touched", "ingest:strikes"
#: Held articles that one round of the timer releases; the next round comes a second later.
RELEASED_AT_ONCE = 200

#: Reads and writes the record of a uri.
HISTORIES = TypeAdapter(History)


class Memory:
    """Reads and writes of ingest. Writes are collected in the unit and happen with its commit."""

    def __init__(self, state: State, raw_days: float, archives: bool = False) -> None:
        self._state = state
        self._raw_ms = int(raw_days * 86_400_000)
        #: Whether original bytes go to an archive; they then stay until they are in it.
        self.archives = archives

    async def of(self, uri: str) -> Recorded:
        """What is remembered of this uri."""
        stored = await self._state.hget(VERSIONS, uri)
        if stored is None:
            return Recorded(None, None)
        return Recorded(HISTORIES.validate_json(stored), stored.decode())

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
            unit.hset(VERSIONS, uri, HISTORIES.dump_json(history, exclude_defaults=True).decode())
            unit.zadd(TOUCHED, uri, unit.started_at.timestamp())

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

    def keep_raw(self, unit: Unit, ref: str, raw: bytes, uri: str = "") -> None:
        """Keeps the original bytes for their time, or, where there is an archive, until they are in it."""
        if self.archives:
            unit.set(raw_key(ref), raw)
            unit.hset(RAW_FROM, ref, f"{unit.entry_id} {uri}")
            unit.zadd(RAW_DUE, ref, unit.arrived_at.timestamp() + self._raw_ms / 1000)
        elif self._raw_ms:
            unit.set(raw_key(ref), raw, ttl_ms=self._raw_ms)

    def strike(self, unit: Unit, uri: str, why: Literal["kill", "recall"]) -> None:
        """Has the archive rid of the article's words, at once and once more later; see retention.py."""
        if self.archives:
            unit.zadd(STRIKES, f"1 {why} {uri}", unit.started_at.timestamp())

    def drop_raw(self, unit: Unit, history: History | None) -> None:
        """Removes the original bytes of all versions of a killed article."""
        for ref in history.raw_refs if history else ():
            unit.delete(raw_key(ref))
            unit.hdel(RAW_FROM, ref)
            unit.zrem(RAW_DUE, ref)

    def count(self, unit: Unit, decision: Decision) -> None:
        """Counts the submission under what became of it."""
        unit.hincrby(COUNTS, decision.outcome)


def raw_key(ref: str) -> str:
    """Where the bytes of this reference lie."""
    return f"ingest:raw:{ref}"
