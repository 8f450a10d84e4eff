"""The valve of `articles.submitted`: past the marks the server itself refuses XADD, so that anyone who writes there is
held up as those are who come by HTTP.

Redis has no bound for a stream. But it refuses an entry whose id cannot follow the last one: closing sets the last id
of the stream to the greatest there is (XSETID), opening sets it back. Readers, groups and entries notice nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from shared.delivery.scripts import CLOSE_VALVE, LAST_ID, OPEN_VALVE, VALVE
from shared.metrics import metric
from shared.streams import ARTICLES_SUBMITTED

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.delivery.backlog import Backlog

log = structlog.get_logger()

#: Seconds between two looks.
LOOK_EVERY = 0.25
#: How Redis says that the valve is closed.
REFUSAL = "exhausted the last possible ID"


class Valve:
    """Closes and opens the stream; any number of replicas of ingest may do so at once."""

    def __init__(self, redis: Redis, namespace: str, backlog: Backlog) -> None:
        self._redis: Any = redis
        self._keys = (ARTICLES_SUBMITTED.key(namespace), f"{namespace}{VALVE}")
        self._backlog = backlog

    async def look(self) -> None:
        """Closes the stream past the marks, and opens it where they are far enough away."""
        was_open = not await self._redis.exists(self._keys[1])
        is_open = await self._backlog.takes_submissions(was_open)
        if is_open and not was_open and await self._redis.eval(OPEN_VALVE, 2, *self._keys):
            log.info("ingest.stream_opened", stream=self._keys[0])
        if was_open and not is_open and await self._redis.eval(CLOSE_VALVE, 2, *self._keys, LAST_ID):
            log.warning("ingest.stream_closed", stream=self._keys[0])
        metric("slugline_intake_closed", "stream").set(int(not is_open))
        metric("slugline_intake_closed", "http").set(int(await self._backlog.is_past_high_water()))
