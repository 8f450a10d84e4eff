"""A service: what it reads, how it starts, how it stops. Each services/<name>/app.py builds one of these.

Start: server there and new enough -> HTTP for health -> groups at 0 -> (single writer: lease, then memory) -> adopt
what a former process left pending -> read. Stop: finish what is in flight, give the lease back.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import structlog
from redis.asyncio import BlockingConnectionPool, Redis

from shared import __version__, redis_owner
from shared.clock import Clock, SystemClock
from shared.delivery.background import Background, Task
from shared.delivery.backlog import Backlog, Marks
from shared.delivery.broker import StreamBroker, ensure_group
from shared.delivery.commit import Committer, patiently
from shared.delivery.consumer import Consumer, Desk, Handle
from shared.delivery.dead_letters import DeadLetterLimit
from shared.delivery.face import Face
from shared.delivery.figures import begin
from shared.delivery.joining import adopt_pending, ensure_groups, register_readers
from shared.delivery.lease import Lease
from shared.delivery.ordered import OrderedConsumer
from shared.delivery.readiness import Readiness
from shared.delivery.state import State
from shared.delivery.state_format import check_state
from shared.delivery.timers import timer_unit
from shared.delivery.unit import Unit
from shared.delivery.valve import LOOK_EVERY as VALVE_EVERY
from shared.delivery.valve import Valve
from shared.metrics import metric
from shared.redis_connection import whole_url
from shared.redis_owner import BoundLocator, Locator
from shared.server_version import version_from_info
from shared.settings import Settings
from shared.streams import SINGLE_WRITERS, Stream
from shared.tracing import Tracer

log = structlog.get_logger()

#: Seconds between two looks for places in the order that are waited for in vain.
GIVE_UP_EVERY = 0.2
#: Connections to Redis of one process beside its readers, and seconds that a call waits for one of them.
CONNECTIONS, CONNECTION_WAIT = 64, 20.0


class Service:
    """One service of the pipeline, wired in its app.py and run as a process of its own."""

    def __init__(self, name: str, settings: Settings, redis: Redis | None = None, clock: Clock | None = None) -> None:
        self.name = name
        self.settings = settings
        self.url = whole_url(settings)
        self.locator = _bound(self.url, settings.namespace) if name in SINGLE_WRITERS else None
        self.redis: Redis = redis or _client(self.url, settings.namespace, self.locator)
        self.clock: Clock = clock or SystemClock()
        self.state = State(self.redis, settings.namespace)
        self.backlog = Backlog(self.redis, settings.namespace, Marks.of(settings))
        self.tracer = Tracer(name)
        self.consumer_name = settings.consumer or f"{socket.gethostname()}-{os.getpid()}"
        self.broker = StreamBroker(
            self.url, settings.namespace, locator=self.locator, shutdown_wait=settings.shutdown_wait
        )
        self.broker.on_lost_group = self._group_lost
        self.desk = self._make_desk()
        self._background = Background(self.desk)
        self._readiness = Readiness(self.redis, self.desk, self.broker, self.backlog)
        self._consumers: list[Consumer] = []
        self._loaders: list[Task] = []
        self._warm_ups: list[Callable[[], None]] = []
        self._closers: list[Task] = []
        self._face = Face(settings.host, getattr(settings, f"{name}_port", settings.ops_port))
        self._phase = "starting"
        self._ended = asyncio.Event()
        self._failure: BaseException | None = None
        #: Whether this process is this service's alone; beside others, what one leaves behind must be collected.
        self._has_process = False

    def _make_desk(self) -> Desk:
        settings = self.settings
        lease = None
        if self.name in SINGLE_WRITERS:
            key = f"{settings.namespace}lease:{self.name}"
            lease = Lease(self.redis, key=key, owner=self.consumer_name, ttl=settings.lease_ttl)
        return Desk(
            service=self.name,
            namespace=settings.namespace,
            redis=self.redis,
            committer=Committer(self.redis),
            dead_limit=DeadLetterLimit(self.name, settings.dead_letter_limit),
            max_deliveries=settings.max_deliveries,
            reorder_wait=settings.reorder_wait,
            lease=lease,
            reload=self._load if lease else None,
            fatal=self.fail,
            tracer=self.tracer,
        )

    # Wiring, for app.py

    def consume(self, source: Stream, handle: Handle, *, forward_skips_to: Stream | None = None) -> None:
        """Handles the events of a stream, in any number of replicas."""
        self._consumers.append(Consumer(self.desk, source, handle, forward_skips_to=forward_skips_to))

    def consume_raw(self, source: Stream, handle: Handle) -> None:
        """Handles entries as they were written by anyone, and commits them in the order of the stream.

        The stream is left unread while those behind are full, and takes no more past the marks: see `valve.py`.
        """
        self._consumers.append(Consumer(self.desk, source, handle, raw=True, in_order=True))
        valve = Valve(self.redis, self.settings.namespace, self.backlog)
        self.broker.hold(source.key(self.settings.namespace), self.backlog.is_full_behind_ingest)
        self.every(VALVE_EVERY, valve.look)

    def consume_in_order(self, source: Stream, handle: Handle, *, forward_skips_to: Stream | None = None) -> None:
        """Handles articles in the order of their `seq`; for single writers."""
        consumer = OrderedConsumer(self.desk, source, handle, forward_skips_to=forward_skips_to)
        self._consumers.append(consumer)
        self._loaders.insert(0, consumer.load)
        self.every(GIVE_UP_EVERY, consumer.give_up_overdue)

    def on_load(self, load: Task) -> None:
        """Rebuilds memory from Redis: when the lease is taken, and after a commit whose effect is in doubt."""
        self._loaders.append(load)

    def on_stop(self, close: Task) -> None:
        """Runs when the service begins to stop, before HTTP goes: the time to say goodbye to whoever is connected."""
        self._closers.append(close)

    def every(self, seconds: float, task: Task) -> None:
        """Runs a task again and again while the service runs."""
        self._background.every(seconds, task)

    def warm_up(self, work: Callable[[], None]) -> None:
        """Reads what is slow to read (word lists) before the first article, beside the event loop."""
        self._warm_ups.append(work)

    def mount(self, app: Any, port: int | None = None, about: dict[str, str] | None = None) -> None:
        """Serves an ASGI app beside /healthz, /readyz and /metrics; `about` stands in /readyz."""
        self._face.mount(app, port, about)

    def timer_unit(self, gate_key: str, gate_member: str) -> AbstractAsyncContextManager[Unit]:
        """A unit for a timer: commits only while the member is in the sorted set, and takes it out."""
        return timer_unit(self.desk, gate_key, gate_member)

    # Life

    async def start(self) -> None:
        """Returns once the service reads."""
        metric("slugline_build_info", self.name, __version__, self.settings.revision).set(1)
        begin(self.name)
        self.tracer.open(self.settings, self.consumer_name)
        await self._face.open(self.readiness, self._background)
        if self.locator is not None:
            self._background.run(self._background.watch_owner(self.locator))
        await self._check_server()
        await check_state(self.redis, self.settings.namespace, self.name, may_migrate=self.desk.lease is None)
        await ensure_groups(self.redis, self._consumers)
        if self.desk.lease is not None:
            self._phase = "standby"
            metric("slugline_is_writer", self.name).set(0)
            await self.desk.lease.take()
            await check_state(self.redis, self.settings.namespace, self.name)
            self._background.run(self._background.keep_lease())
            metric("slugline_is_writer", self.name).set(1)
        await self._load()
        for work in self._warm_ups:
            await asyncio.to_thread(work)
        if self._has_process:
            gc.freeze()  # what is loaded by now stays: no collection need look at it again
        await adopt_pending(self.redis, self._consumers, self.consumer_name, everyone=self.desk.is_single_writer)
        register_readers(self.broker, self._consumers, self.consumer_name, self.settings)
        await self.broker.start()
        self._background.sweep(self.settings)
        self._background.watch_clock(self._consumers, self.consumer_name, self.settings.claim_idle)
        self._background.start_timers()
        self._background.run(self._background.watch_readers(self.broker))
        self._phase = "running"
        log.info("service.started", service=self.name, consumer=self.consumer_name, port=self.port)

    async def stop(self) -> None:
        """Finishes what is in flight, then closes."""
        self._phase = "stopping"
        self.desk.is_stopping = True
        for close in self._closers:
            with suppress(Exception):
                await close()
        with suppress(Exception):
            await asyncio.wait_for(self.broker.stop(), self.settings.shutdown_wait + 1)
        async with self.desk.lock:  # what the single writer is at
            pass
        await self._background.stop()
        if self.desk.lease is not None and self.desk.lease.value:
            await self.desk.lease.drop()
        await self._face.close()
        await self.redis.aclose()
        await asyncio.to_thread(self.tracer.close)
        log.info("service.stopped", service=self.name)

    async def run(self) -> int:
        """Runs until SIGTERM or SIGINT, or until going on is impossible; the process's exit code."""
        self._has_process = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ended.set)
        starting = asyncio.create_task(self.start())
        ended = asyncio.create_task(self._ended.wait())
        await asyncio.wait({starting, ended}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and starting.exception() is not None:
            log.error("service.cannot_start", service=self.name, error=str(starting.exception()))
            return 70
        await ended
        starting.cancel()
        await self.stop()
        return 70 if self._failure else 0

    def fail(self, error: BaseException) -> None:
        """Ends the process: whoever supervises it starts it again, and it takes up where Redis stands."""
        if self._failure is None:
            log.critical("service.failed", service=self.name, error=f"{type(error).__name__}: {error}"[:300])
        self._failure = error
        self.desk.is_stopping = True
        self._ended.set()

    @property
    def port(self) -> int:
        """The port HTTP listens on; 0 before it does."""
        return self._face.port

    async def readiness(self) -> dict[str, bool | str]:
        """Each check by name: True, or what is wrong."""
        return await self._readiness.checks(self._phase)

    # Inside

    async def _check_server(self) -> None:
        client: Any = self.redis
        version_from_info(await patiently(lambda: client.info("server"))).require("SLUGLINE_REDIS_URL")

    async def _load(self) -> None:
        for load in self._loaders:
            await patiently(load)

    async def _group_lost(self, key: str, group: str) -> None:
        """Makes a vanished group again; a single writer starts afresh: its memory is of a world that is gone."""
        await patiently(lambda: ensure_group(self.redis, key, group))
        if self.desk.is_single_writer:
            self.fail(RuntimeError(f"the group of {key} was lost: memory no longer matches Redis"))


def _client(url: str, namespace: str, locator: Locator | None) -> Redis:
    """A client whose calls wait for a connection: five hundred readers that come at once must not be turned away."""
    waits = {"max_connections": CONNECTIONS, "timeout": CONNECTION_WAIT}
    return redis_owner.client(url, namespace, locator=locator, kind=BlockingConnectionPool, **waits)


def _bound(url: str, namespace: str) -> BoundLocator | None:
    """Where a single writer's keys are, once and for all; None where one server has them anyway."""
    owner = redis_owner.owner_url(url)
    return BoundLocator(owner.locator(namespace)) if owner else None
