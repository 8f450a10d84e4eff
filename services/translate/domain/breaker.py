"""What is known of how an engine behaves: whether an article may wait for it, and whether it may be asked at all.

An engine earns its place in front of waiting articles by having answered quickly in the background; one that is slow
or fails there loses it at once. In the background it is asked until it has failed several times in a row, and then
rests, longer each time (a circuit breaker, as in M. Nygard, "Release It!", 2007).
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: The longest rest of an engine that keeps failing, in seconds.
LONGEST_REST = 600.0


@dataclass
class Breaker:
    """The behaviour of one engine. Times are seconds of a clock that only goes forward."""

    #: Failures in a row after which the engine rests.
    most_failures: int
    #: Seconds of the first rest; each further one is twice as long.
    rest: float
    #: Whether articles may wait for it. Engines inside this process have it from the beginning.
    is_quick: bool = False
    failures: int = 0
    _rests_until: float = field(default=0.0, repr=False)

    def may_be_asked(self, now: float) -> bool:
        """Whether the engine is not resting."""
        return now >= self._rests_until

    def may_be_waited_for(self, now: float) -> bool:
        """Whether an article on its way may wait for it."""
        return self.is_quick and self.may_be_asked(now)

    def answered(self, is_quick: bool) -> None:
        """It answered well; quickly enough for articles to wait for it, or not."""
        self.failures = 0
        self._rests_until = 0.0
        self.is_quick = is_quick

    def failed(self, now: float) -> None:
        """It broke, lied or took too long."""
        self.failures += 1
        self.is_quick = False
        if self.failures >= self.most_failures:
            times = min(self.failures - self.most_failures, 16)
            self._rests_until = now + min(LONGEST_REST, self.rest * 2**times)

    def was_too_slow_to_wait_for(self) -> None:
        """An article waited for it in vain: from now on it is asked in the background only."""
        self.is_quick = False
