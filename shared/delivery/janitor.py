"""The janitor: trims what every group has done, removes dead consumers, and measures histories.

Never trims blindly: an entry goes only when each group that the table names has acknowledged it. `stories.updated` is
history for subscribers: it is cut by age and length, but never past what `publish` has not done.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import ResponseError

from shared.delivery.margin import History, Rate, Reader, order, reader_of_group
from shared.delivery.scripts import REMOVE_CONSUMER
from shared.metrics import metric
from shared.streams import SERVICES, STREAMS, Stream

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

#: Milliseconds of idleness after which a consumer with nothing pending is taken for dead.
DEAD_CONSUMER_IDLE = 3_600_000


class Janitor:
    """Looks after the streams that a service writes and the groups in which it reads."""

    def __init__(
        self, redis: Redis, namespace: str, service: str, *, max_entries: int = 1_000_000, max_age: float = 30 * 86400
    ) -> None:
        self._redis: Any = redis
        self._namespace = namespace
        self._service = service
        self._max_entries = max_entries
        self._max_age = max_age
        self._rates: dict[str, Rate] = {}
        self._told_behind: set[str] = set()

    async def sweep(self) -> None:
        """One round; called every few seconds."""
        for stream in STREAMS:
            if self._service in stream.written_by and stream.trimmed in ("by_all_groups", "by_age"):
                await self._trim(stream)
            if self._service in stream.read_by:
                await self._remove_dead_consumers(stream)

    async def _trim(self, stream: Stream) -> None:
        key = stream.key(self._namespace)
        done = await self.done_by_all(stream)
        if done is None:
            return
        if stream.trimmed == "by_age":
            done = min(done, await self._history_starts(key), key=_order)
        await self._redis.xtrim(key, minid=done, approximate=stream.trimmed == "by_age")
        if stream.trimmed == "by_age":
            await self._measure_margin(stream)

    async def done_by_all(self, stream: Stream) -> str | None:
        """The first id that some group of the table has not acknowledged; None where a group is missing."""
        key = stream.key(self._namespace)
        groups = {_text(info["name"]): info for info in await self._groups(key)}
        readers = [reader for reader in stream.read_by if reader in SERVICES]
        if any(reader not in groups for reader in readers):
            return None
        floors = []
        for reader in readers:
            pending = await self._redis.xpending(key, reader)
            first = pending["min"] if pending["pending"] else None
            floors.append(_text(first) if first else _after(_text(groups[reader]["last-delivered-id"])))
        return min(floors, key=_order) if floors else None

    async def _history_starts(self, key: str) -> str:
        oldest = f"{int((time.time() - self._max_age) * 1000)}-0"
        excess = await self._redis.xlen(key) - self._max_entries
        if excess <= 0:
            return oldest
        entries = await self._redis.xrange(key, count=excess)
        return max(oldest, _text(entries[-1][0]), key=_order)

    async def _measure_margin(self, stream: Stream) -> None:
        """How far the slowest reader is from the cut; whoever it has passed is named in the log, once."""
        key = stream.key(self._namespace)
        if not await self._redis.exists(key):
            return
        history = History.of(await self._redis.xinfo_stream(key), self._max_entries, self._max_age)
        readers, now = await self._readers(key), time.time()
        rate = self._rates.setdefault(key, Rate()).told(history, now)
        behind = {reader.name for reader in readers if history.is_behind(reader)}
        entries = min((history.entries_left(reader) for reader in readers), default=self._max_entries)
        seconds = min((history.seconds_left(reader, now, rate) for reader in readers), default=self._max_age)
        metric("slugline_stream_margin_entries", stream.name).set(entries)
        metric("slugline_stream_margin_seconds", stream.name).set(seconds)
        metric("slugline_stream_margin_ratio", stream.name).set(seconds / history.span(rate))
        metric("slugline_stream_readers_behind", stream.name).set(len(behind))
        for name in sorted(behind - self._told_behind):
            log.warning("delivery.reader_behind", stream=key, reader=name[:100])
        self._told_behind = behind

    async def _readers(self, key: str) -> list[Reader]:
        """Every group of the stream, and whoever else has told its position."""
        readers = []
        for info in await self._groups(key):
            pending = await self._redis.xpending(key, info["name"]) if info["pending"] else None
            readers.append(reader_of_group(info, pending["min"] if pending else None))
        told = await self._redis.hgetall(f"{key}:readers")
        for name, position in told.items():
            with contextlib.suppress(ValueError):  # written by anyone: what is no id says nothing
                readers.append(Reader(_text(name), order(position)))
        return readers

    async def _remove_dead_consumers(self, stream: Stream) -> None:
        key, group = stream.key(self._namespace), self._service
        if all(_text(info["name"]) != group for info in await self._groups(key)):
            return
        for consumer in await self._redis.xinfo_consumers(key, group):
            if consumer["pending"] == 0 and consumer["idle"] > DEAD_CONSUMER_IDLE:
                await self._redis.eval(REMOVE_CONSUMER, 1, key, group, consumer["name"])
                log.info("delivery.consumer_removed", stream=key, consumer=_text(consumer["name"]))

    async def _groups(self, key: str) -> list[dict[str, Any]]:
        try:
            groups: list[dict[str, Any]] = await self._redis.xinfo_groups(key)
        except ResponseError:
            return []
        return groups


def _order(entry_id: str) -> tuple[int, int]:
    ms, _, number = entry_id.partition("-")
    return int(ms), int(number or 0)


def _after(entry_id: str) -> str:
    ms, number = _order(entry_id)
    return f"{ms}-{number + 1}"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
