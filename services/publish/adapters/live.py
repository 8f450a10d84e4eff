"""The live stream: one reader of `stories.updated` per process, its entries given to every subscriber.

A subscriber that cannot keep up is dropped, told so, and loses nothing: it comes back with the id it got last.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError
from redis.exceptions import RedisError, ResponseError

from services.publish.domain.resume import BEGINNING, EntryId, StreamEnds, parsed_id
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate
from shared.delivery.state import State
from shared.metrics import metric
from shared.streams import STORIES_UPDATED

log = structlog.get_logger()

#: Milliseconds that one read waits; below the 5 s after which redis-py gives a silent connection up.
_BLOCK = 2000
#: Entries of one read.
_BATCH = 100
#: Seconds between two tries while Redis is away.
_PAUSE = 1.0

Redact = Callable[[Event[StoryUpdate]], Awaitable[Event[StoryUpdate]]]


@dataclass(frozen=True)
class Entry:
    """One update as it goes to subscribers; serialised once for all of them."""

    id: EntryId
    event: Event[StoryUpdate]
    body: str


class Subscription:
    """The queue of one subscriber. `since` is the entry after which the queue begins."""

    def __init__(self, since: EntryId, size: int) -> None:
        self.since = since
        self.is_dropped = False
        self._queue: asyncio.Queue[Entry | None] = asyncio.Queue(size + 1)
        self._size = size

    def offer(self, entry: Entry) -> bool:
        """Queues an entry; False where the subscriber is too slow, which ends the subscription."""
        if self._queue.qsize() >= self._size:
            self.is_dropped = True
            self.end()
            return False
        self._queue.put_nowait(entry)
        return True

    def end(self) -> None:
        """Lets the subscriber take what is queued and then ends it."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)

    @property
    def is_empty(self) -> bool:
        """True where all entries so far were taken."""
        return self._queue.empty()

    async def next(self) -> Entry | None:
        """The next entry; None at the end."""
        return await self._queue.get()


class LiveUpdates:
    """Reads the stream while there is anyone to read for."""

    def __init__(self, state: State, redact: Redact, *, queue: int, subscribers: int) -> None:
        self._redis: Any = state.redis
        self._key = state.key(STORIES_UPDATED.name)
        self._redact = redact
        self._queue, self._limit = queue, subscribers
        self._subscriptions: set[Subscription] = set()
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._position = BEGINNING

    @property
    def position(self) -> EntryId:
        """The last entry that subscribers were given."""
        return self._position

    @property
    def subscribers(self) -> int:
        """How many are connected."""
        return len(self._subscriptions)

    @property
    def is_full(self) -> bool:
        """True where this process serves as many subscribers as it was told to."""
        return len(self._subscriptions) >= self._limit

    @contextlib.asynccontextmanager
    async def subscribe(self) -> AsyncIterator[Subscription]:
        """A subscription to all that comes from now on. Ask `is_full` first."""
        await self._start()
        subscription = Subscription(self._position, self._queue)
        self._subscriptions.add(subscription)
        metric("slugline_sse_connections").inc()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            metric("slugline_sse_connections").dec()

    async def history(self, after: EntryId, until: EntryId) -> AsyncIterator[Entry]:
        """The entries after one and up to another, in order, read as fast as they are taken."""
        while after < until:
            found = await self._redis.xrange(self._key, f"({after}", str(until), count=_BATCH)
            if not found:
                return
            for entry_id, fields in found:
                after = _entry_id(entry_id)
                entry = await self._entry(after, fields)
                if entry is not None:
                    yield entry

    async def ends(self) -> StreamEnds:
        """What is left of the stream."""
        try:
            info = await self._redis.xinfo_stream(self._key)
        except ResponseError:
            return StreamEnds()
        first = info["first-entry"]
        is_trimmed = int(info.get("entries-added", info["length"])) > int(info["length"])
        return StreamEnds(_entry_id(first[0]) if first else None, _entry_id(info["last-generated-id"]), is_trimmed)

    async def close(self) -> None:
        """Ends every subscription and the reader."""
        for subscription in self._subscriptions:
            subscription.end()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _start(self) -> None:
        async with self._starting:
            if self._reader is None or self._reader.done():
                self._position = (await self.ends()).last
                self._reader = asyncio.create_task(self._read(), name="publish-live")

    async def _read(self) -> None:
        me = asyncio.current_task()
        while not (me and me.cancelling()):  # a connection that is just opening turns the cancellation into an error
            try:
                answer = await self._redis.xread({self._key: str(self._position)}, count=_BATCH, block=_BLOCK)
                for entry_id, fields in _entries(answer):
                    await self._fan_out(_entry_id(entry_id), fields)
            except (RedisError, OSError) as error:
                if me and me.cancelling():
                    return
                log.warning("publish.live_waits", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)

    async def _fan_out(self, entry_id: EntryId, fields: dict[bytes, bytes]) -> None:
        entry = await self._entry(entry_id, fields)
        self._position = entry_id
        if entry is None:
            return
        for subscription in list(self._subscriptions):
            if not subscription.offer(entry):
                self._subscriptions.discard(subscription)
                log.info("publish.subscriber_dropped", subscribers=len(self._subscriptions))

    async def _entry(self, entry_id: EntryId, fields: dict[bytes, bytes]) -> Entry | None:
        """The entry as it is served; None, with a word in the log, for one that is no update."""
        try:
            event = Event[StoryUpdate].model_validate_json(fields.get(b"data", b""))
        except ValidationError as error:
            log.warning("publish.entry_unreadable", entry_id=str(entry_id), errors=error.error_count())
            return None
        shown = await self._redact(event)
        return Entry(entry_id, shown, shown.model_dump_json())


def _entries(answer: Any) -> list[Any]:
    """The entries of an XREAD of one stream, in the forms of RESP2 (pairs) and RESP3 (a map of lists)."""
    if not answer:
        return []
    if isinstance(answer, dict):
        found = next(iter(answer.values()))
        return list(found[0]) if found and isinstance(found[0], list) else list(found)
    return list(answer[0][1])


def _entry_id(raw: bytes | str) -> EntryId:
    text = raw.decode() if isinstance(raw, bytes) else raw
    return parsed_id(text) or BEGINNING
