"""The live stream: one reader of `stories.updated` per process, its entries given to every subscriber.

What an entry means is worked out once for all who are told the same (audience.py), and its bytes are made once.
A subscriber that cannot keep up is dropped, told so, and loses nothing: it comes back with the id it got last.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator, Sequence

import structlog
from redis.exceptions import RedisError

from services.publish.adapters.audience import Audience
from services.publish.adapters.merges import merged_entities
from services.publish.adapters.parcels import Parcel, Parcels
from services.publish.adapters.subscription import Subscription
from services.publish.adapters.update_log import BATCH, Entry, Page, Redact, UpdateLog
from services.publish.domain.filters import Follower
from services.publish.domain.resume import BEGINNING, EntryId, StreamEnds
from shared.delivery.state import State
from shared.metrics import metric

log = structlog.get_logger()

#: Milliseconds that one read waits; below the 5 s after which redis-py gives a silent connection up.
_BLOCK = 2000
#: Seconds between two tries while Redis is away.
_PAUSE = 1.0
#: Entries that are kept for those who read on by themselves.
_RECENT = 256

#: Seconds between two looks for audiences that have come to stand alike, and for who is behind.
_TIDY = 1.0

#: An audience and what it is to get now; each group is one delivery.
Taken = tuple[Audience, Sequence[Sequence[Entry]]]


class LiveUpdates:
    """Reads the stream while there is anyone to read for."""

    def __init__(
        self,
        state: State,
        redact: Redact,
        *,
        queue: int,
        subscribers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.log = UpdateLog(state, redact)
        self.parcels = Parcels(self.log)
        self.clock = clock
        self._state = state
        self._queue, self._limit = queue, subscribers
        self._connected = 0
        #: Those who get what comes; each audience has one subscriber at least.
        self._audiences: dict[Audience, None] = {}
        self._tidied = 0.0
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._position = BEGINNING
        self._listeners: set[asyncio.Event] = set()
        #: The last entries, and the one after which they begin; none where nothing is read.
        self._recent: deque[Entry] = deque(maxlen=_RECENT)
        self._recent_after = EntryId(2**64, 0)
        self.is_closing = False

    @property
    def position(self) -> EntryId:
        """The last entry that subscribers were given."""
        return self._position

    @property
    def subscribers(self) -> int:
        """How many are connected."""
        return self._connected

    @property
    def attached(self) -> list[Subscription]:
        """Those who get what comes from now on: who still reads its history is not among them."""
        return [subscription for audience in self._audiences for subscription in audience.members]

    @property
    def is_full(self) -> bool:
        """True where this process serves as many subscribers as it was told to."""
        return self._connected >= self._limit

    async def ends(self) -> StreamEnds:
        """What is left of the stream."""
        return await self.log.ends()

    @contextlib.asynccontextmanager
    async def subscribe(self, follower: Follower, folds: bool) -> AsyncIterator[Subscription]:
        """A subscription that gets nothing until it is attached. Ask `is_full` first."""
        await self.start()
        subscription = Subscription(follower, folds, self._queue)
        self._connected += 1
        metric("slugline_sse_connections").inc()
        try:
            yield subscription
        finally:
            self._connected -= 1
            self._detach(subscription)
            metric("slugline_sse_connections").dec()

    def attach(self, subscription: Subscription, position: EntryId) -> bool:
        """Gives the subscription all that comes after a position; False where more than that was read already."""
        if position < self._position:
            return False
        self._audiences[subscription.audience] = None
        return True

    def _detach(self, subscription: Subscription) -> None:
        audience = subscription.audience
        audience.members.pop(subscription, None)
        if not audience.members:
            self._audiences.pop(audience, None)

    async def merges(self, followers: Iterable[Follower], entries: Iterable[Entry]) -> dict[str, str]:
        """The merges of entities that these filters have to know of to judge these entries."""
        asked = {one for follower in followers for one in follower.filter.entity}
        if not asked:
            return {}
        return await merged_entities(self._state, asked.union(*(entry.facts.entities for entry in entries)))

    async def close(self) -> None:
        """Ends every subscription and the reader."""
        self.is_closing = True
        for subscription in self.attached:
            subscription.end()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    @contextlib.contextmanager
    def listening(self, news: asyncio.Event) -> Iterator[None]:
        """Sets the event whenever something new was read."""
        self._listeners.add(news)
        try:
            yield
        finally:
            self._listeners.discard(news)

    def recent(self, after: EntryId) -> Page | None:
        """What came after an entry, where all of it was read just now; None where it has to be read from the stream."""
        if after < self._recent_after:
            return None
        found = [entry for entry in self._recent if entry.id > after][:BATCH]
        return Page(found, found[-1].id if len(found) == BATCH else self._position)

    async def start(self) -> None:
        """Begins to read, where that is not done yet."""
        async with self._starting:
            if self._reader is None or self._reader.done():
                self._position = (await self.ends()).last
                self._recent_after = self._position
                self._recent.clear()
                self._reader = asyncio.create_task(self._read(), name="publish-live")

    async def _read(self) -> None:
        me = asyncio.current_task()
        while not (me and me.cancelling()):  # a connection that is just opening turns the cancellation into an error
            try:
                page = await self.log.wait(self._position, self._patience())
                for entry in page.entries:
                    await self._fan_out(entry)
                self._position = max(self._position, page.last)
                await self._flush()
            except (RedisError, OSError) as error:
                if me and me.cancelling():
                    return
                log.warning("publish.live_waits", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)

    def _patience(self) -> int:
        """Milliseconds until something that waits for its second is due."""
        due = [audience.next_due for audience in self._audiences]
        first = min((at for at in due if at is not None), default=None)
        return _BLOCK if first is None else min(_BLOCK, max(1, int((first - self.clock()) * 1000) + 1))

    async def _fan_out(self, entry: Entry) -> None:
        """Gives the entry to all at once; what has to be built for some of them is built once."""
        merges = await self.merges((one.follower for one in self._audiences), [entry])
        self.parcels.withdraw(entry.event)
        now = self.clock()
        taken = [(one, one.take(entry, now, merges)) for one in self._audiences if one.place.upto < entry.id]
        self._position = entry.id
        self._remember(entry)
        await self._deliver(taken, entry.id, entry)

    def _remember(self, entry: Entry) -> None:
        if len(self._recent) == _RECENT:
            self._recent_after = self._recent[0].id
        self._recent.append(entry)
        for news in self._listeners:
            news.set()

    async def _flush(self) -> None:
        now = self.clock()
        waiting = [one for one in self._audiences if one.next_due is not None and one.next_due <= now]
        await self._deliver([(one, one.due(now)) for one in waiting], self._position)
        if now - self._tidied >= _TIDY:
            self._tidied = now
            self._tidy()

    def _tidy(self) -> None:
        """Makes one audience of those that stand alike by now, and counts who is behind."""
        alike: dict[Hashable, Audience] = {}
        for audience in list(self._audiences):
            first = alike.setdefault(audience.stands, audience)
            if first is not audience:
                first.take_in(audience)
                del self._audiences[audience]
        metric("slugline_subscribers_behind", "sse").set(sum(one.is_behind for one in self.attached))

    async def _deliver(self, taken: Sequence[Taken], upto: EntryId, fresh: Entry | None = None) -> None:
        built: dict[tuple[EntryId, ...], list[Parcel]] = {}
        done = 0
        try:
            for audience, groups in taken:
                parcels = [parcel for group in groups for parcel in await self._built(group, fresh, built)]
                self._offer(audience, parcels, max(upto, audience.place.upto))
                done += 1
        except (RedisError, OSError):
            for audience, _ in taken[done:]:  # what was taken for them was not queued: they come back for it
                self._end(audience)
            raise

    async def _built(
        self, group: Sequence[Entry], fresh: Entry | None, built: dict[tuple[EntryId, ...], list[Parcel]]
    ) -> list[Parcel]:
        ids = tuple(entry.id for entry in group)
        if ids not in built:
            is_fresh = len(group) == 1 and group[0] is fresh
            built[ids] = [self.parcels.fresh(group[0])] if is_fresh else await self.parcels.folded(group)
        return built[ids]

    def _offer(self, audience: Audience, parcels: list[Parcel], upto: EntryId) -> None:
        deliveries = audience.goes_on(parcels, upto)
        if not deliveries:
            return
        slow = [subscription for subscription in audience.members if not subscription.offer(deliveries)]
        for subscription in slow:
            self._detach(subscription)
            metric("slugline_sse_dropped_total").inc()
            log.info("publish.subscriber_dropped", subscribers=self._connected)

    def _end(self, audience: Audience) -> None:
        for subscription in list(audience.members):
            self._detach(subscription)
            subscription.end()
