"""What metrics say of streams, groups, consumers and memory, as one service sees them in Redis.

A service measures what it reads and what it writes: where one stage is gone, the one before it still tells how much
waits. Figures of one group come from several processes then; take the greatest.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from redis.exceptions import ResponseError

from shared.metrics import metric
from shared.streams import SERVICES, SINGLE_WRITERS, STREAMS, Stream, dead_letters

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Milliseconds without asking for entries after which a consumer counts as idle. A live one asks every half second.
IDLE = 30_000
#: The service that shows how all of the pipeline fares, and so measures every stream.
_SEES_ALL = "publish"


#: Every outcome of an entry, and what can go wrong with an attempt.
_OUTCOMES = ("ok", "skipped", "parked", "stale", "dead_lettered", "retried")
_WRONG = ("error", "outage")


def begin(service: str) -> None:
    """Shows a stage's counters before anything has happened: a first dead letter is then an increase."""
    for outcome in _OUTCOMES:
        metric("slugline_stage_items_total", service, outcome)
    for reason in _WRONG:
        metric("slugline_stage_attempts_total", service, reason)
    metric("slugline_stage_paused", service).set(0)
    if service in SINGLE_WRITERS:
        metric("slugline_places_given_up_total", service)
        metric("slugline_parked_entries", service).set(0)


class Figures:
    """Measures the streams that are a service's business, and the memory of their server."""

    def __init__(self, redis: Redis, namespace: str, service: str) -> None:
        self._redis: Any = redis
        self._namespace = namespace
        sees_all = service == _SEES_ALL
        self._streams = [s for s in STREAMS if sees_all or service in s.read_by or service in s.written_by]
        self._buried = SERVICES if sees_all else (service,)
        self._service, self._sees_all = service, sees_all

    async def take(self) -> None:
        """One round of measuring, in three round trips at most."""
        lengths, groups = await self._streams_and_groups()
        for stream in self._streams:
            metric("slugline_stream_length_entries", stream.name).set(lengths[stream.name])
        places = [(stream, info) for stream in self._streams for info in groups[stream.name]]
        await self._measure_groups(places)
        await self._measure_memory()

    async def _streams_and_groups(self) -> tuple[dict[str, int], dict[str, list[dict[str, Any]]]]:
        commands = self._redis.pipeline(transaction=False)
        for stream in self._streams:
            commands.xlen(stream.key(self._namespace))
            commands.xinfo_groups(stream.key(self._namespace))
        for service in self._buried:
            commands.xlen(dead_letters(service).key(self._namespace))
        answers = await commands.execute(raise_on_error=False)
        _raise_outages(answers)
        for service, count in zip(self._buried, answers[2 * len(self._streams) :], strict=True):
            metric("slugline_dead_letter_entries", service).set(_number(count))
        pairs = zip(self._streams, answers[0::2], answers[1::2], strict=False)
        found = {stream.name: (_number(length), _known(stream, groups)) for stream, length, groups in pairs}
        return {name: length for name, (length, _) in found.items()}, {name: g for name, (_, g) in found.items()}

    async def _measure_groups(self, places: list[tuple[Stream, dict[str, Any]]]) -> None:
        commands = self._redis.pipeline(transaction=False)
        for stream, info in places:
            key, group = stream.key(self._namespace), info["name"]
            commands.xpending_range(key, group, min="-", max="+", count=1)
            commands.xinfo_consumers(key, group)
            self._ask_for_next(commands, stream, info)
        answers = await commands.execute(raise_on_error=False) if places else []
        _raise_outages(answers)
        for (stream, info), *found in zip(places, answers[0::3], answers[1::3], answers[2::3], strict=True):
            _tell_group(stream.name, info, *found)

    def _ask_for_next(self, commands: Any, stream: Stream, info: dict[str, Any]) -> None:
        """Asks for the oldest entry that the group has not been given, where this service may see it.

        A stream that is trimmed when acknowledged begins with what is not done.
        """
        key = stream.key(self._namespace)
        if info["lag"] == 0 or not (self._sees_all or self._service in stream.read_by):
            commands.time()  # an answer that says nothing of it: every group has three
        elif self._service in stream.read_by:
            commands.xrange(key, f"({_text(info['last-delivered-id'])}", "+", count=1)
        else:
            commands.xinfo_stream(key)

    async def _measure_memory(self) -> None:
        info = await self._redis.info("memory")
        used = int(info["used_memory"])
        limit = int(info.get("maxmemory", 0)) or int(info.get("total_system_memory", 0))
        metric("slugline_redis_memory_used_bytes").set(used)
        metric("slugline_redis_memory_limit_bytes").set(limit)
        metric("slugline_redis_memory_ratio").set(used / limit if limit else 0.0)


def _tell_group(stream: str, info: dict[str, Any], oldest: Any, consumers: Any, following: Any) -> None:
    group = _text(info["name"])
    lag = info["lag"]
    metric("slugline_stream_lag_entries", stream, group).set(-1 if lag is None else lag)
    metric("slugline_stream_pending_entries", stream, group).set(info["pending"])
    pending = _age(oldest[0]["message_id"] if isinstance(oldest, list) and oldest else None)
    metric("slugline_oldest_pending_age_seconds", stream, group).set(pending)
    unread = _age(_first_id(following))
    metric("slugline_oldest_unprocessed_age_seconds", stream, group).set(max(pending, unread))
    if isinstance(consumers, list):
        live = sum(1 for consumer in consumers if consumer["idle"] <= IDLE)
        metric("slugline_stream_consumers", stream, group, "live").set(live)
        metric("slugline_stream_consumers", stream, group, "idle").set(len(consumers) - live)


def _first_id(answer: Any) -> bytes | str | None:
    """The first entry's id in an answer of XRANGE or XINFO STREAM; None where there is none, or it was not asked."""
    if isinstance(answer, dict):
        answer = [answer["first-entry"]]
    return answer[0][0] if isinstance(answer, list) and answer and answer[0] else None


def _age(entry_id: bytes | str | None) -> float:
    """Seconds since an entry was added; 0 for none."""
    return 0.0 if entry_id is None else max(0.0, time.time() - int(_text(entry_id).split("-")[0]) / 1000)


def _known(stream: Stream, groups: Any) -> list[dict[str, Any]]:
    """The groups of the table: anyone may make more, and labels are few."""
    known = {reader for reader in stream.read_by if reader in SERVICES}
    return [info for info in groups if _text(info["name"]) in known] if isinstance(groups, list) else []


def _raise_outages(answers: list[Any]) -> None:
    """A stream that is not there yet is nothing; a server that is not there is an outage."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, ResponseError):
            raise answer


def _number(answer: Any) -> int:
    return answer if isinstance(answer, int) else 0


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
