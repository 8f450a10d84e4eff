"""Runs handlers on a real Redis without a broker: each unit is committed by the product's own script."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis

from shared.contracts.envelope import Event
from shared.delivery import scripts
from shared.delivery.commit import Commit, Committer, Gate, expectations_of
from shared.delivery.state import State
from shared.delivery.unit import Unit

Handler = Callable[[Event[Any], Unit], Awaitable[None]]

#: Milliseconds since 1970 at which the entry ids of tests begin.
_BEGINNING = 1_755_259_200_000


class Handling:
    """Gives events to handlers as delivery does, but for the stream: outputs are not written."""

    def __init__(self, redis: Redis, namespace: str = "") -> None:
        self.state = State(redis, namespace)
        self._committer = Committer(redis)
        self._ids = itertools.count(_BEGINNING)

    async def handle(self, handler: Handler, event: Event[Any], entry_id: str | None = None) -> Unit:
        """The unit that was committed; the handler runs again as long as what it had read has changed."""
        entry_id = entry_id or f"{next(self._ids)}-0"
        while True:
            unit = await self.prepare(handler, event, entry_id)
            if await self.commit(unit):
                return unit

    async def prepare(self, handler: Handler, event: Event[Any], entry_id: str) -> Unit:
        """The handler's unit, not committed yet: as another replica holds it."""
        unit = Unit(entry_id=entry_id)
        await handler(event, unit)
        return unit

    async def commit(self, unit: Unit) -> bool:
        """True where the unit was committed; False where an expectation failed."""
        namespace = self.state.namespace
        ops = [(op[0], namespace + str(op[1]), *op[2:]) for op in unit.ops]
        gate = Gate("none", namespace + "none")
        (result,) = await self._committer.commit([Commit(gate, ops, expectations_of(unit, namespace))])
        if isinstance(result, Exception):
            raise result
        unit.finish(result == scripts.COMMITTED)
        return result == scripts.COMMITTED
