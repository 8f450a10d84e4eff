"""The broker: FastStream's Redis broker with plain entries on the wire and readers that survive what Redis does.

FastStream reads, schedules and shuts down; what an entry means and when it is done is decided in `consumer.py`. Leans
on private parts of FastStream 0.7.8 (each has a test in tests/integration/test_broker.py); the version is pinned.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from faststream.message import StreamMessage
from faststream.middlewares import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.subscriber.usecases.stream_subscriber import StreamBatchSubscriber
from redis.exceptions import ResponseError

from shared.cancelling import ended
from shared.delivery.commit import OUTAGE, is_outage, why_waiting
from shared.delivery.wire import Entry
from shared.metrics import metric
from shared.redis_owner import Locator, owner_url

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

#: Milliseconds that one read waits for entries.
READ_BLOCK = 500
#: Milliseconds between two looks for entries whose consumer has died.
CLAIM_INTERVAL = 500
#: Seconds between two reads while the server refuses or is away. FastStream's own pause is 5 s, or none at all.
REFUSED_PAUSE = 0.5
#: Seconds between two looks whether a stream that is left unread may be read again.
HOLD_PAUSE = 0.1

Batch = Callable[[list[Entry], bool], Awaitable[None]]
Hold = Callable[[], Awaitable[bool]]
LostGroup = Callable[[str, str], Awaitable[None]]


class StreamReader(StreamBatchSubscriber):
    """A subscriber that outlives an outage, a refusing server and a lost group, and whose pulse can be felt."""

    __slots__ = ()

    @property
    def stream_sub(self) -> StreamSub[bool]:
        """The subscription itself; FastStream copies it at every access."""
        return self._stream_sub

    async def start(self) -> None:
        """Begins to read. FastStream asks for a group that is there already, which a full server refuses."""
        client: Any = self._client
        client.xgroup_create = _is_there
        with suppress(TimeoutError):  # of the wait for the first look, on a machine that stood still meanwhile
            await super().start()

    async def _consume(self, *args: Any, start_signal: Any) -> None:
        """Looks until it is stopped. It has begun before the server answers: FastStream gives it 3 s, then ends us."""
        start_signal.set()
        while self.running:
            try:
                await self._get_msgs(*args)
            except Exception:
                log.exception("delivery.read_failed", stream=self.stream_sub.name)
                await asyncio.sleep(REFUSED_PAUSE)

    async def stop(self) -> None:
        """Reads no more. FastStream cancels once and goes, and redis-py may lose the word while it connects."""
        tasks = list(self.tasks)
        await super().stop()
        await ended(*tasks)

    async def _get_msgs(self, read: Any) -> None:
        broker: StreamBroker = self._outer_config.extra_context["broker"]
        broker.beat(self)
        try:
            if await broker.holds(self.stream_sub.name):
                await asyncio.sleep(HOLD_PAUSE)
                return
            await super()._get_msgs(read)
        except OUTAGE as error:
            if self.running:  # else it is a connection that was cut off in the making
                log.warning("delivery.read_waits", stream=self.stream_sub.name, error=type(error).__name__)
                await asyncio.sleep(REFUSED_PAUSE)
        except ResponseError as error:
            if is_outage(error):
                log.warning("delivery.read_waits", stream=self.stream_sub.name, error=why_waiting(error))
            elif "NOGROUP" in str(error):
                await broker.lost_group(self.stream_sub.name, str(self.stream_sub.group))
            else:
                log.error("delivery.read_refused", stream=self.stream_sub.name, error=str(error)[:200])
            await asyncio.sleep(REFUSED_PAUSE)


async def _is_there(**_: Any) -> None:
    """What the server would say of a group: `ensure_group` has made them all."""
    raise ResponseError("BUSYGROUP Consumer Group name already exists")


async def _keep_raw(message: dict[str, Any], _: Any = None) -> StreamMessage[Any]:
    """FastStream's parser is passed by: it fails on a field named `headers`, and drops fields beside `data`."""
    return StreamMessage(raw_message=message, body=b"", message_id=message["message_ids"][0].decode())


async def _entries(message: StreamMessage[Any], _: Any = None) -> list[Entry]:
    raw = message.raw_message
    ids = (entry_id.decode() for entry_id in raw["message_ids"])
    return [Entry(raw["channel"], entry_id, fields) for entry_id, fields in zip(ids, raw["data"], strict=True)]


class StreamBroker(RedisBroker):
    """FastStream's broker, reading bounded batches of raw entries that only our commit acknowledges."""

    def __init__(
        self, url: str, namespace: str = "", *, locator: Locator | None = None, shutdown_wait: float = 15.0
    ) -> None:
        owner = owner_url(url)
        super().__init__(
            owner.plain if owner else url,
            logger=None,  # type: ignore[arg-type]  # says nothing of its own; None is what FastStream documents
            apply_types=False,
            ack_policy=AckPolicy.MANUAL,
            parser=_keep_raw,
            decoder=_entries,
            graceful_timeout=shutdown_wait,
        )
        if owner:  # FastStream's own pool, with connections that look for the server
            found = owner.connection_options(locator or owner.locator(namespace))
            self.config.broker_config.connection._options |= found
        self._beats: dict[int, float] = {}
        self._holds: dict[str, Hold] = {}
        self.on_lost_group: LostGroup | None = None

    def read(self, key: str, *, group: str, consumer: str, count: int, idle_ms: int, handle: Batch) -> None:
        """Reads a stream: a reader for new entries, a claimer for those whose consumer died."""
        reader = StreamSub(
            key, group=group, consumer=consumer, batch=True, max_records=count, polling_interval=READ_BLOCK
        )
        claimer = StreamSub(
            key, group=group, consumer=consumer, batch=True, min_idle_time=idle_ms, polling_interval=CLAIM_INTERVAL
        )
        for subscription, claimed in ((reader, False), (claimer, True)):
            subscriber = self.subscriber(stream=subscription)
            subscriber.__class__ = StreamReader  # FastStream offers no hook for the class
            subscriber(_passing_on(handle, claimed))

    def hold(self, key: str, while_true: Hold) -> None:
        """Leaves a stream unread while this is true. What was read is pending, and pending entries would be claimed."""
        self._holds[key] = while_true

    async def holds(self, key: str) -> bool:
        """True while a stream is left unread."""
        asked = self._holds.get(key)
        return asked is not None and await asked()

    def beat(self, reader: StreamReader) -> None:
        """Notes that a reader is alive."""
        self._beats[id(reader)] = time.monotonic()

    def oldest_beat_age(self) -> float:
        """Seconds since the reader that is silent longest was last alive; 0 before the first read."""
        return time.monotonic() - min(self._beats.values()) if self._beats else 0.0

    def all_running(self) -> bool:
        """False once a reader has stopped by itself."""
        return all(subscriber.running for subscriber in self.subscribers)

    async def lost_group(self, key: str, group: str) -> None:
        """A group that had been there is gone: the server was emptied, or somebody deleted the stream."""
        log.error("delivery.group_lost", stream=key, group=group)
        metric("slugline_groups_remade_total", key).inc()
        if self.on_lost_group:
            await self.on_lost_group(key, group)


def _passing_on(handle: Batch, claimed: bool) -> Callable[[list[Entry]], Awaitable[None]]:
    async def entries(body: list[Entry]) -> None:
        await handle(body, claimed)

    return entries


async def ensure_group(redis: Redis, key: str, group: str) -> bool:
    """Makes the group at the very beginning of the stream; True when it was not there.

    FastStream would make it at the end and skip what came before. XINFO first, because a full server refuses XGROUP
    CREATE even for a group that exists.
    """
    client: Any = redis
    try:
        groups = await client.xinfo_groups(key)
        if any(_text(info["name"]) == group for info in groups):
            return False
    except ResponseError as error:
        if "no such key" not in str(error).lower():
            raise
    try:
        await client.xgroup_create(key, group, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise
        return False
    return True


async def adopt(redis: Redis, key: str, group: str, consumer: str, *, everyone: bool) -> int:
    """Makes entries that a former process left pending due for claiming at once; returns how many.

    Without `everyone` those of this consumer's own name (a restart), with it those of all (the single writer took
    over). Nothing can happen twice: a commit by the former owner closes the gate for this one.
    """
    client: Any = redis
    who = {} if everyone else {"consumername": consumer}
    adopted, start = 0, "-"
    while True:
        pending = await client.xpending_range(key, group, min=start, max="+", count=500, **who)
        if not pending:
            return adopted
        ids = [entry["message_id"] for entry in pending]
        # IDLE makes them look long forgotten, JUSTID leaves their delivery count alone.
        await client.xclaim(key, group, consumer, 0, ids, idle=10**9, justid=True)
        adopted += len(ids)
        start = f"({_text(ids[-1])}"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
