"""Server-sent events: what a subscriber of /v1/updates reads, line by line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from urllib.parse import quote

import structlog
from redis.exceptions import RedisError

from services.publish.adapters.history import history
from services.publish.adapters.latency import delivered
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.parcels import Parcel
from services.publish.adapters.subscription import Subscription
from services.publish.domain.filters import Follower
from services.publish.domain.resume import Place, is_history_gone
from shared.metrics import metric

log = structlog.get_logger()

#: Milliseconds that a browser waits before it comes back.
_RETRY = 3000
#: Bytes that are written at once where several deliveries wait.
_CHUNK = 256_000

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def lines(
    live: LiveUpdates, after: Place | None, follower: Follower, heartbeat: float, folds: bool = True
) -> AsyncIterator[bytes]:
    """The events for one subscriber, from the place it names or from now, until it leaves or is too slow.

    While Redis is away the stream ends; whoever reads it comes back with its place.
    """
    async with aclosing(_lines(live, after, follower, heartbeat, folds)) as blocks:
        try:
            async for block in blocks:
                yield block
        except (RedisError, OSError) as error:
            log.warning("publish.stream_ended", error=type(error).__name__)


async def _lines(
    live: LiveUpdates, after: Place | None, follower: Follower, heartbeat: float, folds: bool
) -> AsyncGenerator[bytes, None]:
    async with live.subscribe(follower, folds) as subscription:
        ends = await live.ends()
        if after is not None and is_history_gone(after.oldest, ends):
            after = Place(ends.last)
            yield _gone(after, follower)
        begin = after or Place(live.position)
        yield b"retry: %d\n: connected\nid: %s\n\n" % (_RETRY, str(begin).encode())
        subscription.begin(begin)
        async for place, parcel in history(live, subscription, folds):
            yield parcel.frame(place) if parcel else _gone(place, follower)
        async for block in _from_now(subscription, heartbeat):
            yield block


async def _from_now(subscription: Subscription, heartbeat: float) -> AsyncIterator[bytes]:
    last, pulse = subscription.place, Pulse(subscription, heartbeat)
    try:
        while (delivery := await subscription.next()) is not None:
            pulse.last = pulse.now()
            blocks, size = [], 0
            while delivery is not None:
                last, parcel = delivery
                blocks.append(_told(last, parcel) if parcel else _position(last))
                size += len(blocks[-1])
                if subscription.is_empty or size > _CHUNK:
                    break
                delivery = subscription.ready()
            yield blocks[0] if len(blocks) == 1 else b"".join(blocks)
            if delivery is None:
                break
        yield _farewell(subscription, last)
    finally:
        pulse.stop()


class Pulse:
    """Has a subscriber told its place whenever nothing was written to it for so many seconds."""

    def __init__(self, subscription: Subscription, seconds: float) -> None:
        self._subscription, self._seconds = subscription, seconds
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        #: When something was written last.
        self.last = self.now()
        self._timer = self._loop.call_later(seconds, self._beat)

    def _beat(self) -> None:
        left = self.last + self._seconds - self.now()
        if left <= 0:
            self._subscription.beat()
        self._timer = self._loop.call_later(left if left > 0 else self._seconds, self._beat)

    def stop(self) -> None:
        """No more of it."""
        self._timer.cancel()


def _told(place: Place, parcel: Parcel) -> bytes:
    delivered(parcel)
    return parcel.frame(place)


def _position(place: Place) -> bytes:
    """Only the place: the cursor of a subscriber moves on past what is not for it."""
    return b": \nid: %s\n\n" % str(place).encode()


def _gone(place: Place, follower: Follower) -> bytes:
    """Says that what was before this place is no longer held, and where to read what came of it."""
    metric("slugline_sse_resets_total").inc()
    detail = "Updates after the id that you named are no longer held. Read the snapshot, then go on from here."
    told = {"continues_after": str(place), "snapshot": snapshot_of(follower), "detail": detail}
    return b"id: %s\nevent: stream.reset\ndata: %s\n\n" % (str(place).encode(), json.dumps(told).encode())


def snapshot_of(follower: Follower) -> str:
    """Where what was missed can be read: the story that is followed, or the list where it is not one alone."""
    asked = follower.filter.story
    return f"/v1/stories/{quote(asked[0], safe=':')}" if len(asked) == 1 else "/v1/stories"


def _farewell(subscription: Subscription, last: Place) -> bytes:
    if not subscription.is_dropped:
        return b"id: %s\nevent: stream.closing\ndata: {}\n\n" % str(last).encode()
    told = {"detail": "Too slow: more updates waited than are kept. Come back with Last-Event-ID; nothing is lost."}
    return b"id: %s\nevent: stream.dropped\ndata: %s\n\n" % (str(last).encode(), json.dumps(told).encode())
