"""When a subscriber is told: at once, or together with what else happens to the story within the second."""

from __future__ import annotations

from itertools import takewhile
from typing import Generic, TypeVar

Item = TypeVar("Item")

#: Seconds that lie at least between two deliveries of one story to one subscriber.
WINDOW = 1.0
#: Updates that wait for one subscriber at most: each of them stands in its cursor.
MOST_HELD = 100


class Bursts(Generic[Item]):
    """What one subscriber got in the last second and what waits for it, story by story.

    The first of a story goes at once, what follows within the second goes together at its end. Told the time; it may
    not go back.
    """

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        #: When each story was last delivered, the longest ago first.
        self._told: dict[str, float] = {}
        self._held: dict[str, list[Item]] = {}

    @property
    def held(self) -> list[Item]:
        """All that waits, story by story."""
        return [item for items in self._held.values() for item in items]

    @property
    def is_holding(self) -> bool:
        """Whether anything waits."""
        return bool(self._held)

    @property
    def next_due(self) -> float | None:
        """When the next of what waits is to go."""
        if not self._held:
            return None
        return next((at + self._window for story, at in self._told.items() if story in self._held), None)

    def take(self, story: str, item: Item, now: float, is_urgent: bool = False) -> list[list[Item]]:
        """What is to be delivered now, in order; each list is one delivery."""
        self._forget(now)
        if is_urgent:
            return [*([self._flush(story, now)] if story in self._held else []), self._tell(story, [item], now)]
        if story not in self._told:
            return [self._tell(story, [item], now)]
        self._held.setdefault(story, []).append(item)
        if sum(map(len, self._held.values())) > MOST_HELD:
            return [self._flush(next(one for one in self._told if one in self._held), now)]
        return []

    def due(self, now: float) -> list[list[Item]]:
        """What has waited for its second, the longest first."""
        ready = [one for one, at in self._told.items() if at + self._window <= now and one in self._held]
        found = [self._flush(story, now) for story in ready]
        self._forget(now)
        return found

    def told(self, story: str, now: float) -> None:
        """Notes that the story was delivered in another way just now."""
        self._told.pop(story, None)
        self._told[story] = now

    def told_too(self, other: Bursts[Item]) -> None:
        """Goes on for two that hold the same: a story counts as told when the later of both told it."""
        latest = dict(self._told)
        for story, at in other._told.items():
            latest[story] = max(at, latest.get(story, at))
        self._told = dict(sorted(latest.items(), key=lambda told: told[1]))

    def _flush(self, story: str, now: float) -> list[Item]:
        return self._tell(story, self._held.pop(story), now)

    def _tell(self, story: str, items: list[Item], now: float) -> list[Item]:
        self.told(story, now)
        return items

    def _forget(self, now: float) -> None:
        """Stories whose second is over and for which nothing waits."""
        latest = now - self._window
        if next(iter(self._told.values()), now) > latest:
            return  # not even the one told longest ago
        over = takewhile(lambda told: told[1] <= latest, self._told.items())
        for story in [one for one, _ in over if one not in self._held]:
            del self._told[story]
