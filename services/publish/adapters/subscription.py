"""One subscriber of the live stream: what it asks for, what waits for it, and how far it has come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from services.publish.adapters.parcels import Parcel
from services.publish.adapters.update_log import Entry
from services.publish.domain.bursts import Bursts
from services.publish.domain.filters import Follower
from services.publish.domain.resume import EntryId, Place


@lru_cache(maxsize=8)
def _whole(upto: EntryId) -> Place:
    """The place where nothing is missing: the same one for all who stand there."""
    return Place(upto)


class Subscription:
    """The queue of one subscriber. All up to `place` was put into it, but for what the place calls missing."""

    def __init__(self, follower: Follower, folds: bool, size: int) -> None:
        self.follower = follower
        self.place = Place(EntryId(0, 0))
        self.is_dropped = False
        self._bursts: Bursts[Entry] | None = Bursts() if folds else None
        self._queue: asyncio.Queue[tuple[Place, Parcel] | None] = asyncio.Queue(size + 1)
        self._size = size

    @property
    def next_due(self) -> float | None:
        """When something that waits to be told together is to go."""
        return None if self._bursts is None else self._bursts.next_due

    @property
    def is_empty(self) -> bool:
        """True where all that was put into the queue was taken."""
        return self._queue.empty()

    @property
    def is_behind(self) -> bool:
        """True where half of what may wait does."""
        return self._queue.qsize() * 2 > self._size

    def begin(self, place: Place) -> None:
        """Sets where the subscriber stands before anything is put into its queue."""
        self.place = place

    def take(self, entry: Entry, now: float, merges: Mapping[str, str]) -> Sequence[Sequence[Entry]]:
        """What is to be delivered because of this entry: nothing where it is not for this subscriber or has to wait."""
        if not self.follower.concerns(entry.facts, merges):
            return ()
        if self._bursts is None:
            return ((entry,),)
        return self._bursts.take(entry.event.data.story_id, entry, now, entry.is_urgent)

    def due(self, now: float) -> list[list[Entry]]:
        """What has waited for its second."""
        return [] if self._bursts is None else self._bursts.due(now)

    def told(self, story_id: str, now: float) -> None:
        """Notes that the story was delivered just now from its history."""
        if self._bursts is not None:
            self._bursts.told(story_id, now)

    def offer(self, parcels: Sequence[Parcel], upto: EntryId) -> bool:
        """Queues deliveries of entries up to one; False where the subscriber is too slow, which ends it."""
        if len(parcels) < 2 and not (self._bursts and self._bursts.is_holding):  # as nearly always: made for speed
            return self._put(_whole(upto), parcels[0]) if parcels else self._pass(_whole(upto))
        waiting = {entry.id for entry in (self._bursts.held if self._bursts else ())}
        if len(parcels) > 1:
            waiting |= {entry_id for parcel in parcels for entry_id in parcel.ids}
        for parcel in parcels:
            waiting.difference_update(parcel.ids)
            if not self._put(Place(upto, tuple(sorted(waiting))), parcel):
                return False
        return self._pass(Place(upto, tuple(sorted(waiting))))

    def _pass(self, place: Place) -> bool:
        self.place = place
        return True

    def _put(self, place: Place, parcel: Parcel) -> bool:
        """Queues one delivery, after which the subscriber stands at this place."""
        if self._queue.qsize() >= self._size:
            self.is_dropped = True
            self.end()
            return False
        self.place = place
        self._queue.put_nowait((place, parcel))
        return True

    def end(self) -> None:
        """Lets the subscriber take what is queued and then ends it."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)

    async def next(self) -> tuple[Place, Parcel] | None:
        """The next delivery and the place after it; None at the end."""
        return await self._queue.get()

    def ready(self) -> tuple[Place, Parcel] | None:
        """The next delivery where there is one already. Raises QueueEmpty where there is none."""
        return self._queue.get_nowait()
