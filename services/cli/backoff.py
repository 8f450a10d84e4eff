"""How long to wait before a service that ended is started again."""

from __future__ import annotations

from dataclasses import dataclass

#: Seconds before the first restart, and the longest wait.
FIRST, LONGEST = 0.5, 30.0
#: Seconds of life after which an end counts as a first one again.
STEADY = 60.0
#: Restarts in a row from which a service counts as caught in a crash loop.
LOOP = 3


@dataclass
class Backoff:
    """Counts ends in a row. Pure: it is told how long the process lived."""

    in_a_row: int = 0
    total: int = 0

    def next_wait(self, lived: float) -> float:
        """Seconds until the next start: 0.5, 1, 2, ... up to 30; from the beginning after a minute of life."""
        self.in_a_row = 1 if lived >= STEADY else self.in_a_row + 1
        self.total += 1
        return float(min(LONGEST, FIRST * 2 ** min(self.in_a_row - 1, 16)))

    @property
    def is_looping(self) -> bool:
        """True once it ended three times without a minute of life between."""
        return self.in_a_row >= LOOP
