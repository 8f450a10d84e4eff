"""One subscriber of the live stream: with whom it is told the same, and what waits for it to be written."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from services.publish.adapters.audience import Audience, Delivery
from services.publish.adapters.parcels import Parcel
from services.publish.domain.filters import Follower
from services.publish.domain.resume import Place


class Subscription:
    """The queue of one subscriber. All up to `place` was put into it, but for what the place calls missing."""

    def __init__(self, follower: Follower, folds: bool, size: int) -> None:
        self.audience = Audience(follower, folds)
        self.audience.members[self] = None
        self.is_dropped = False
        self._queue: deque[tuple[Place, Parcel | None] | None] = deque()
        self._size = size
        self._has_ended = False
        self._waiter: asyncio.Future[None] | None = None

    @property
    def follower(self) -> Follower:
        """What it asks for."""
        return self.audience.follower

    @property
    def place(self) -> Place:
        """How far it has come."""
        return self.audience.place

    @property
    def is_empty(self) -> bool:
        """True where all that was put into the queue was taken."""
        return not self._queue

    @property
    def is_behind(self) -> bool:
        """True where half of what may wait does."""
        return len(self._queue) * 2 > self._size

    def begin(self, place: Place) -> None:
        """Sets where the subscriber stands before anything is put into its queue."""
        self.audience.place = place

    def told(self, story_id: str, now: float) -> None:
        """Notes that the story was delivered just now from its history."""
        self.audience.told(story_id, now)

    def offer(self, deliveries: Sequence[Delivery]) -> bool:
        """Queues deliveries; False where the subscriber is too slow, which ends it."""
        for delivery in deliveries:
            if len(self._queue) >= self._size:
                self.is_dropped = True
                self.end()
                return False
            self._queue.append(delivery)
        self._wake()
        return True

    def beat(self) -> None:
        """Queues the place alone, unless something waits that tells it anyway."""
        if not self._queue:
            self._queue.append((self.place, None))
            self._wake()

    def end(self) -> None:
        """Lets the subscriber take what is queued and then ends it."""
        if not self._has_ended:
            self._has_ended = True
            self._queue.append(None)
            self._wake()

    async def next(self) -> tuple[Place, Parcel | None] | None:
        """The next delivery and the place after it, without a parcel where only the place is told; None at the end."""
        while not self._queue:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._queue.popleft()

    def ready(self) -> tuple[Place, Parcel | None] | None:
        """The next delivery, of which there is one already."""
        return self._queue.popleft()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
