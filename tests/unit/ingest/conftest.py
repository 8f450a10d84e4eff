"""An ingest without a server: the real handler over a dictionary that applies what each unit would commit."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from services.ingest.adapters.memory import COUNTS, EMBARGO, HELD, VERSIONS, Memory
from services.ingest.handlers import ReleaseDue, TakeIn
from shared.clock import ManualClock
from shared.contracts.article import Article
from shared.delivery.state import State
from shared.delivery.unit import Unit

ARRIVED = datetime(2025, 9, 12, 12, 0, tzinfo=UTC)


class FakeRedis:
    """The few reads that ingest does, over plain dictionaries."""

    def __init__(self) -> None:
        self.hashes: dict[str, dict[str, bytes]] = {}
        self.strings: dict[str, bytes] = {}
        self.sets: dict[str, dict[str, float]] = {}

    async def hget(self, key: str, field: str) -> bytes | None:
        return self.hashes.get(key, {}).get(field)

    async def zrangebyscore(self, key: str, low: str, high: float, *, start: int, num: int) -> list[bytes]:
        members = sorted(self.sets.get(key, {}).items(), key=lambda pair: (pair[1], pair[0]))
        return [member.encode() for member, score in members if score <= high][start : start + num]

    async def hlen(self, key: str) -> int:
        return len(self.hashes.get(key, {}))

    def apply(self, *op: Any) -> None:
        name, key, *rest = op
        if name == "HSET":
            self.hashes.setdefault(key, {})[rest[0]] = _bytes(rest[1])
        elif name == "HDEL":
            self.hashes.get(key, {}).pop(rest[0], None)
        elif name == "HINCRBY":
            counters = self.hashes.setdefault(key, {})
            counters[rest[0]] = b"%d" % (int(counters.get(rest[0], b"0")) + rest[1])
        elif name == "SET":
            self.strings[key] = _bytes(rest[0])
        elif name == "DEL":
            self.strings.pop(key, None)
        elif name == "ZADD":
            self.sets.setdefault(key, {})[rest[1]] = rest[0]
        elif name == "ZREM":
            self.sets.get(key, {}).pop(rest[0], None)
        else:
            raise AssertionError(f"ingest does not use {name}")


class Wire:
    """Sends submissions through ingest and keeps what came out."""

    def __init__(self) -> None:
        self.redis = FakeRedis()
        self.memory = Memory(State(self.redis, ""), raw_days=7)
        self.clock = ManualClock(ARRIVED)
        self.accepted: list[Article] = []
        self.conflicts = 0
        self.take_in = TakeIn(self.memory)

    async def send(self, submission: dict[str, Any] | None = None, **flat: str) -> list[Article]:
        """Sends one submission, as JSON or as flat fields; what it made ingest accept."""
        if submission is None:
            return await self.send_fields({name.encode(): value.encode() for name, value in flat.items()})
        return await self.send_fields({b"data": json.dumps(submission).encode()})

    async def send_fields(self, fields: dict[bytes, bytes]) -> list[Article]:
        unit = self.unit()
        await self.take_in.handle(fields, unit)
        return self.commit(unit)

    def unit(self) -> Unit:
        return Unit(stream="articles.submitted", entry_id=f"{int(self.clock.now().timestamp() * 1000)}-0")

    def commit(self, unit: Unit) -> list[Article]:
        for expected in unit.expectations:
            stored = self.redis.hashes.get(expected.key, {}).get(expected.field or "")
            if (stored.decode() if stored is not None else None) != expected.value:
                self.conflicts += 1
                unit.finish(committed=False)
                return []
        for op in unit.ops:
            self.redis.apply(*op)
        articles = [data.article for data in unit.emitted("slugline.article.accepted.v1")]
        assert all(output.stamp_seq for output in unit.outputs)
        self.accepted += articles
        unit.finish(committed=True)
        return articles

    async def pass_time(self, seconds: float) -> list[Article]:
        """Moves the clock and lets the timer look once; what it released."""
        self.clock.advance(seconds)
        before = len(self.accepted)
        await ReleaseDue(self.memory, self.clock, self.timer_unit)()
        return self.accepted[before:]

    @asynccontextmanager
    async def timer_unit(self, gate_key: str, gate_member: str) -> AsyncIterator[Unit]:
        unit = Unit(stream=gate_key)
        yield unit
        if gate_member in self.redis.sets.get(gate_key, {}):
            self.redis.apply("ZREM", gate_key, gate_member)
            self.commit(unit)

    @property
    def counts(self) -> dict[str, int]:
        return {name: int(number) for name, number in self.redis.hashes.get(COUNTS, {}).items()}

    def record(self, uri: str) -> bytes:
        return self.redis.hashes[VERSIONS][uri]

    @property
    def held(self) -> set[str]:
        return set(self.redis.hashes.get(HELD, {}))

    @property
    def embargoes(self) -> dict[str, float]:
        return self.redis.sets.get(EMBARGO, {})


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def wire() -> Wire:
    """An ingest at noon on 12 September 2025."""
    return Wire()


@pytest.fixture
def now() -> datetime:
    """When submissions arrive."""
    return ARRIVED


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Log lines of thousands of repeats are made for nobody here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.reset_defaults()
