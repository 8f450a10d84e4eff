"""Server-sent events: what a subscriber of /v1/updates reads, line by line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from services.publish.adapters.live import Entry, LiveUpdates, Subscription
from services.publish.domain.following import Following
from services.publish.domain.resume import EntryId, is_history_gone
from shared.metrics import metric

#: Milliseconds that a browser waits before it comes back.
_RETRY = 3000

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def lines(live: LiveUpdates, after: EntryId | None, following: Following, heartbeat: float) -> AsyncIterator[str]:
    """The events for one subscriber, from the entry it names or from now, until it leaves or is too slow."""
    async with live.subscribe() as subscription:
        ends = await live.ends()
        if after is not None and is_history_gone(after, ends):
            metric("slugline_sse_resets_total").inc()
            yield _reset(after, subscription.since)
            after = None
        begin = subscription.since if after is None else after
        yield f"retry: {_RETRY}\n: connected\nid: {begin}\n\n"
        async for entry in live.history(begin, subscription.since):
            yield _shown(entry, following)
        async for text in _from_now(live, subscription, max(begin, subscription.since), following, heartbeat):
            yield text


async def _from_now(
    live: LiveUpdates, subscription: Subscription, last: EntryId, following: Following, heartbeat: float
) -> AsyncIterator[str]:
    while True:
        try:
            entry = await asyncio.wait_for(subscription.next(), heartbeat)
        except TimeoutError:
            last = max(last, live.position) if subscription.is_empty else last
            yield _position(last)
            continue
        if entry is None:
            break
        if entry.id > last:
            last = entry.id
            yield _shown(entry, following)
    yield _farewell(subscription, last)


def _shown(entry: Entry, following: Following) -> str:
    """The update, or only its place where it is not for this subscriber: its cursor moves on all the same."""
    if not following.concerns(entry.event.data):
        return _position(entry.id)
    return f"id: {entry.id}\nevent: {entry.event.type}\ndata: {entry.body}\n\n"


def _position(entry_id: EntryId) -> str:
    return f": \nid: {entry_id}\n\n"


def _reset(after: EntryId, now: EntryId) -> str:
    detail = "Updates after this id are no longer held. Read the snapshot, then go on from here."
    told = {"after": str(after), "continues_after": str(now), "snapshot": "/v1/stories", "detail": detail}
    return f"id: {now}\nevent: stream.reset\ndata: {json.dumps(told)}\n\n"


def _farewell(subscription: Subscription, last: EntryId) -> str:
    if not subscription.is_dropped:
        return f"id: {last}\nevent: stream.closing\ndata: {{}}\n\n"
    told = {"detail": "Too slow: more updates waited than are kept. Come back with Last-Event-ID; nothing is lost."}
    return f"id: {last}\nevent: stream.dropped\ndata: {json.dumps(told)}\n\n"
