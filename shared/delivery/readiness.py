"""What /readyz asks: does the server answer and take writes, do the readers read, does the stage stand still?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shared.delivery.backlog import Backlog
from shared.delivery.broker import StreamBroker
from shared.delivery.commit import why_waiting
from shared.delivery.consumer import Desk

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Seconds without a read after which a consumer counts as dead.
SILENCE = 30.0
#: Seconds that the server has for an answer.
_ANSWER = 2.0


class Readiness:
    """The checks of one service. Each is True, or what is wrong."""

    def __init__(self, redis: Redis, desk: Desk, broker: StreamBroker, backlog: Backlog) -> None:
        self._redis = redis
        self._desk = desk
        self._broker = broker
        self._backlog = backlog

    async def checks(self, phase: str) -> dict[str, bool | str]:
        """Each check by name. A standby is ready: it stands by."""
        found: dict[str, bool | str] = {"phase": phase in ("running", "standby") or phase}
        try:
            found["redis"] = bool(await asyncio.wait_for(self._redis.ping(), _ANSWER))
            found["writes"] = await asyncio.wait_for(self._writes(), _ANSWER)
        except Exception as error:
            found["redis"] = why_waiting(error)
        return found | (self._reading() if phase == "running" else {})

    def _reading(self) -> dict[str, bool | str]:
        age = self._broker.oldest_beat_age()
        return {
            "reading": self._broker.all_running() or "a reader has stopped",
            "pulse": age < SILENCE or f"no read for {age:.0f} s",
            "dead_letters": not self._desk.dead_limit.is_paused or "paused: too many dead letters",
        }

    async def _writes(self) -> bool | str:
        """Whether the server takes writes: a full one takes ours still (see scripts.py), and nothing new from anyone.

        Raises where it takes none at all, because its disk is full or its replicas are missing.
        """
        load = await self._backlog.load()
        if load.limit and load.used >= load.limit:
            return f"OOM: {load.used} of {load.limit} bytes are used"
        # Nothing is there to be removed: what the server says is all that counts.
        await self._redis.delete(f"{self._desk.namespace}{self._desk.service}:probe")
        return True
