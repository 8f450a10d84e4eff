"""Entries that were delivered while the server's clock was ahead: they count as just delivered until it has caught up.

XAUTOCLAIM goes by the time of delivery. Where that lies in the future and its reader is gone, nobody would take the
entry over for as long as the clock was ahead. Here it is taken over after the usual time, by our own clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

#: Seconds between two looks, and pending entries of one group that a look sees, the oldest first.
LOOK_EVERY, SEEN = 10.0, 500
#: Milliseconds for which such an entry is made to look forgotten: longer than any wait before claiming.
_FORGOTTEN = 10**9


class Ahead:
    """Looks after one group for entries whose age does not grow."""

    def __init__(
        self,
        redis: Redis,
        key: str,
        group: str,
        consumer: str,
        wait: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis: Any = redis
        self._where = (key, group)
        self._consumer = consumer
        self._wait = wait
        self._clock = clock
        #: Since when each delivery has been seen without an age, by our own clock.
        self._since: dict[tuple[bytes, int], float] = {}

    async def look(self) -> None:
        """Makes those due for claiming that have looked just delivered for as long as others may wait."""
        pending = await self._redis.xpending_range(*self._where, min="-", max="+", count=SEEN)
        now = self._clock()
        ageless = [(one["message_id"], one["times_delivered"]) for one in pending if one["time_since_delivered"] == 0]
        self._since = {each: self._since.get(each, now) for each in ageless}
        stuck = [entry_id for (entry_id, _), since in self._since.items() if now - since > self._wait]
        if stuck:
            # IDLE says how long it was, by the clock as it is now; JUSTID leaves the count of deliveries alone.
            await self._redis.xclaim(*self._where, self._consumer, 0, stuck, idle=_FORGOTTEN, justid=True)
            log.warning("delivery.clock_was_ahead", stream=self._where[0], group=self._where[1], entries=len(stuck))
