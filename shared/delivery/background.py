"""What runs beside the readers of a service: its timers, the sweeps that every service makes, and who watches it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import structlog

from shared.cancelling import ended
from shared.delivery.ahead import LOOK_EVERY, Ahead
from shared.delivery.broker import StreamBroker
from shared.delivery.commit import is_outage
from shared.delivery.consumer import Consumer, Desk
from shared.delivery.errors import LeaseLost
from shared.delivery.figures import Figures
from shared.delivery.janitor import Janitor
from shared.metrics import metric
from shared.redis_owner import BoundLocator, OwnerLost
from shared.settings import Settings

log = structlog.get_logger()

#: Seconds between two rounds of the janitor, and of the figures.
SWEEP_EVERY = 5.0
#: Seconds between two looks whether the keys have moved to another server, and whether the readers read.
OWNER_LOOK, READER_LOOK = 0.5, 1.0

Task = Callable[[], Awaitable[None]]


class Background:
    """The tasks of one service beside its readers. What makes going on impossible is told to `desk.fatal`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._timers: list[tuple[float, Task]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def every(self, seconds: float, task: Task) -> None:
        """Will do a task again and again, once the timers have started."""
        self._timers.append((seconds, task))

    def sweep(self, settings: Settings) -> None:
        """Will trim what is done with, and measure, once the timers have started."""
        desk = self._desk
        own = (desk.redis, desk.namespace, desk.service)
        age = settings.keep_stream_days * 86400
        self.every(SWEEP_EVERY, Janitor(*own, max_entries=settings.keep_stream_entries, max_age=age).sweep)
        self.every(SWEEP_EVERY, Figures(*own).take)

    def watch_clock(self, consumers: Iterable[Consumer], name: str, wait: float) -> None:
        """Will look after what was delivered while the server's clock was ahead, once the timers have started."""
        for consumer in consumers:
            ahead = Ahead(self._desk.redis, consumer.key, consumer.group, name, wait)
            self.every(LOOK_EVERY, ahead.look)

    def start_timers(self) -> None:
        """Begins with the timers."""
        for seconds, task in self._timers:
            self.run(self._repeat(seconds, task))

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Does this beside everything else, until it ends or the service does."""
        self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """Ends all of it."""
        await ended(*self._tasks)

    async def watch_readers(self, broker: StreamBroker) -> None:
        """Ends the service when a reader has stopped by itself."""
        while True:
            await asyncio.sleep(READER_LOOK)
            if not broker.all_running() and not self._desk.is_stopping:
                self._desk.fatal(RuntimeError("a reader has stopped by itself"))
                return

    async def watch_owner(self, locator: BoundLocator) -> None:
        """Ends a single writer when its keys are on another server: see BoundLocator."""
        while True:
            await asyncio.sleep(OWNER_LOOK)
            if locator.is_lost and not self._desk.is_stopping:
                self._desk.fatal(OwnerLost("the server failed over: memory may be ahead of the one that took over"))
                return

    async def keep_lease(self) -> None:
        """Keeps a single writer's lease; ends the service when another has it."""
        lease = self._desk.lease
        assert lease is not None
        try:
            await lease.keep()
        except LeaseLost as error:
            metric("slugline_is_writer", self._desk.service).set(0)
            self._desk.fatal(error)

    async def _repeat(self, seconds: float, task: Task) -> None:
        while not self._desk.is_stopping:
            await asyncio.sleep(seconds)
            try:
                await task()
            except LeaseLost as error:
                self._desk.fatal(error)
                return
            except Exception as error:
                if is_outage(error):
                    continue
                name = getattr(task, "__qualname__", "?")
                log.exception("service.timer_failed", service=self._desk.service, timer=name)
