"""What is oldest: found without looking at what is not, however much there is."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable


class Ages:
    """Names by a moment of theirs that moves on. `moment_of` tells it, or None for a name that counts no longer."""

    def __init__(self, moment_of: Callable[[str], float | None]) -> None:
        self._moment_of = moment_of
        self._heap: list[tuple[float, str]] = []
        self._noted: dict[str, float] = {}

    def note(self, names: Iterable[str]) -> None:
        """These have come, or their moments have changed. A later one is noticed when its turn has come."""
        for name in names:
            moment = self._moment_of(name)
            if moment is not None and moment < self._noted.get(name, float("inf")):
                self._noted[name] = moment
                heapq.heappush(self._heap, (moment, name))

    def oldest(self, before: float, most: int) -> list[str]:
        """At most so many of the names whose moment is before this one, the oldest first; ties by name."""
        found: list[tuple[float, str]] = []
        while self._heap and self._heap[0][0] < before and len(found) < most:
            noted, name = heapq.heappop(self._heap)
            if self._noted.get(name) != noted:
                continue
            del self._noted[name]
            if self._moment_of(name) == noted:
                found.append((noted, name))
            else:
                self.note([name])
        for noted, name in found:
            self._noted[name] = noted
            heapq.heappush(self._heap, (noted, name))
        return [name for _, name in found]
