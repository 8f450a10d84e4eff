"""Subscribers who are told the same: what each of them would get is worked out once for all of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from services.publish.adapters.parcels import Parcel
from services.publish.adapters.update_log import Entry
from services.publish.domain.bursts import Bursts
from services.publish.domain.filters import Follower
from services.publish.domain.resume import EntryId, Place

if TYPE_CHECKING:
    from services.publish.adapters.subscription import Subscription

#: One delivery, and the place after it.
Delivery = tuple[Place, Parcel]


class Audience:
    """One filter and how far all who ask for it have come. All up to `place` was given to them, but what it misses."""

    def __init__(self, follower: Follower, folds: bool) -> None:
        self.follower = follower
        self.place = Place(EntryId(0, 0))
        #: In the order in which they came.
        self.members: dict[Subscription, None] = {}
        self._bursts: Bursts[Entry] | None = Bursts() if folds else None

    @property
    def next_due(self) -> float | None:
        """When something that waits to be told together is to go."""
        return None if self._bursts is None else self._bursts.next_due

    @property
    def stands(self) -> Hashable:
        """What is to come to it follows from this: audiences that stand alike are told the same from now on."""
        return self.place, self._bursts is None, self.follower.state

    def take(self, entry: Entry, now: float, merges: Mapping[str, str]) -> Sequence[Sequence[Entry]]:
        """What is to be delivered because of this entry: nothing where it is not asked for or has to wait."""
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

    def goes_on(self, parcels: Sequence[Parcel], upto: EntryId) -> list[Delivery]:
        """The deliveries of entries up to one, each with the place after it; the audience stands behind the last."""
        waiting = {entry.id for entry in self._bursts.held} if self._bursts and self._bursts.is_holding else set()
        waiting.update(entry_id for parcel in parcels for entry_id in parcel.ids)
        found = []
        for parcel in parcels:
            waiting.difference_update(parcel.ids)
            found.append((Place(upto, tuple(sorted(waiting))), parcel))
        self.place = found[-1][0] if found else Place(upto, tuple(sorted(waiting)))
        return found

    def take_in(self, other: Audience) -> None:
        """All of another audience that stands alike become part of this one."""
        if self._bursts is not None and other._bursts is not None:
            self._bursts.told_too(other._bursts)
        for subscription in other.members:
            subscription.audience = self
        self.members.update(other.members)
        other.members.clear()
