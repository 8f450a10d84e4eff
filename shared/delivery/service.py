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
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from redis.asyncio import BlockingConnectionPool, Redis

from shared import __version__, redis_owner
from shared.cancelling import ended
from shared.clock import Clock, SystemClock
from shared.delivery import scripts
from shared.delivery.backlog import Backlog, Marks
from shared.delivery.broker import StreamBroker, adopt, ensure_group
from shared.delivery.commit import Committer, Gate, is_outage, patiently, why_waiting
from shared.delivery.consumer import Consumer, Desk, Handle
from shared.delivery.dead_letters import DeadLetterLimit
from shared.delivery.errors import LeaseLost
from shared.delivery.figures import Figures, begin
from shared.delivery.janitor import Janitor
from shared.delivery.lease import Lease
from shared.delivery.ordered import OrderedConsumer
from shared.delivery.state import State
from shared.delivery.state_format import check_state
from shared.delivery.unit import Unit
from shared.delivery.valve import LOOK_EVERY as VALVE_EVERY
from shared.delivery.valve import Valve
from shared.delivery.wire import Origin
from shared.health import OpsServer, http_server, ops_app
from shared.metrics import metric
from shared.redis_connection import whole_url
from shared.redis_owner import BoundLocator, Locator, OwnerLost
from shared.server_version import version_from_info
from shared.settings import Settings
from shared.streams import SINGLE_WRITERS, Stream
from shared.telemetry import configure_logging
from shared.tracing import Tracer

log = structlog.get_logger()

#: Seconds without a read after which a consumer counts as dead.
SILENCE = 30.0
#: Seconds between two rounds of the janitor.
SWEEP_EVERY = 5.0
#: Seconds between two looks for places in the order that are waited for in vain.
GIVE_UP_EVERY = 0.2
#: Connections to Redis of one process beside its readers, and seconds that a call waits for one of them.
CONNECTIONS, CONNECTION_WAIT = 64, 20.0
#: Seconds between two looks whether the keys have moved to another server.
OWNER_LOOK = 0.5

Task = Callable[[], Awaitable[None]]


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
        self._consumers: list[Consumer] = []
        self._loaders: list[Task] = []
        self._timers: list[tuple[float, Task]] = []
        self._warm_ups: list[Callable[[], None]] = []
        self._closers: list[Task] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._mounted: Any = None
        self._about: dict[str, str] = {}
        self._port = getattr(settings, f"{name}_port", settings.ops_port)
        self._http: OpsServer | None = None
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
        self._timers.append((VALVE_EVERY, valve.look))

    def consume_in_order(self, source: Stream, handle: Handle, *, forward_skips_to: Stream | None = None) -> None:
        """Handles articles in the order of their `seq`; for single writers."""
        consumer = OrderedConsumer(self.desk, source, handle, forward_skips_to=forward_skips_to)
        self._consumers.append(consumer)
        self._loaders.insert(0, consumer.load)
        self._timers.append((GIVE_UP_EVERY, consumer.give_up_overdue))

    def on_load(self, load: Task) -> None:
        """Rebuilds memory from Redis: when the lease is taken, and after a commit whose effect is in doubt."""
        self._loaders.append(load)

    def on_stop(self, close: Task) -> None:
        """Runs when the service begins to stop, before HTTP goes: the time to say goodbye to whoever is connected."""
        self._closers.append(close)

    def every(self, seconds: float, task: Task) -> None:
        """Runs a task again and again while the service runs."""
        self._timers.append((seconds, task))

    def warm_up(self, work: Callable[[], None]) -> None:
        """Reads what is slow to read (word lists) before the first article, beside the event loop."""
        self._warm_ups.append(work)

    def mount(self, app: Any, port: int | None = None, about: dict[str, str] | None = None) -> None:
        """Serves an ASGI app beside /healthz, /readyz and /metrics; `about` stands in /readyz."""
        self._mounted = app
        self._about = about or {}
        self._port = self._port if port is None else port

    @asynccontextmanager
    async def timer_unit(self, gate_key: str, gate_member: str) -> AsyncIterator[Unit]:
        """A unit without an entry: commits only while the member is in the sorted set, and takes it out.

        For timers. When several replicas come at once, one of them commits and the others change nothing.
        """
        unit = Unit(stream=gate_key)
        yield unit
        gate = Gate("member", self.settings.namespace + gate_key, item=gate_member)
        span = self.tracer.begin(f"timer {gate_key}", None)
        origin = Origin(self.name, self.settings.namespace, traceparent=span.traceparent)
        commit = Consumer(self.desk, Stream(gate_key), _nothing).commit_of(unit, origin, gate)
        (result,) = await self.desk.committer.commit([commit])
        if isinstance(result, Exception):
            raise result
        if result == scripts.FENCED:
            raise LeaseLost(commit.lease)
        unit.finish(result == scripts.COMMITTED)
        if result == scripts.COMMITTED:  # a replica that came second has done nothing worth telling
            span.end()

    # Life

    async def start(self) -> None:
        """Returns once the service reads."""
        metric("slugline_build_info", self.name, __version__, self.settings.revision).set(1)
        begin(self.name)
        self.tracer.open(self.settings, self.consumer_name)
        await self._start_http()
        self._run(self._watch_owner())
        await self._check_server()
        await check_state(self.redis, self.settings.namespace, self.name, may_migrate=self.desk.lease is None)
        await self._ensure_groups()
        if self.desk.lease is not None:
            self._phase = "standby"
            metric("slugline_is_writer", self.name).set(0)
            await self.desk.lease.take()
            await check_state(self.redis, self.settings.namespace, self.name)
            self._run(self._keep_lease())
            metric("slugline_is_writer", self.name).set(1)
        await self._load()
        for work in self._warm_ups:
            await asyncio.to_thread(work)
        if self._has_process:
            gc.freeze()  # what is loaded by now stays: no collection need look at it again
        await self._adopt()
        self._register_readers()
        await self.broker.start()
        for seconds, task in self._timers:
            self._run(self._repeat(seconds, task))
        janitor = Janitor(
            self.redis,
            self.settings.namespace,
            self.name,
            max_entries=self.settings.keep_stream_entries,
            max_age=self.settings.keep_stream_days * 86400,
        )
        self._run(self._repeat(SWEEP_EVERY, janitor.sweep))
        self._run(self._repeat(SWEEP_EVERY, Figures(self.redis, self.settings.namespace, self.name).take))
        self._run(self._watch())
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
        await ended(*self._tasks)
        if self.desk.lease is not None and self.desk.lease.value:
            await self.desk.lease.drop()
        await self._stop_http()
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
        servers = getattr(self._http, "servers", None)
        return int(servers[0].sockets[0].getsockname()[1]) if servers else 0

    async def readiness(self) -> dict[str, bool | str]:
        """Each check by name: True, or what is wrong. A standby is ready: it stands by."""
        checks: dict[str, bool | str] = {"phase": self._phase in ("running", "standby") or self._phase}
        try:
            checks["redis"] = bool(await asyncio.wait_for(self.state.redis.ping(), 2))
            checks["writes"] = await asyncio.wait_for(self._writes(), 2)
        except Exception as error:
            checks["redis"] = why_waiting(error)
        if self._phase == "running":
            checks["reading"] = self.broker.all_running() or "a reader has stopped"
            age = self.broker.oldest_beat_age()
            checks["pulse"] = age < SILENCE or f"no read for {age:.0f} s"
            checks["dead_letters"] = not self.desk.dead_limit.is_paused or "paused: too many dead letters"
        return checks

    async def _writes(self) -> bool | str:
        """Whether the server takes writes: a full one takes ours still (see scripts.py), and nothing new from anyone.

        Raises where it takes none at all, because its disk is full or its replicas are missing.
        """
        load = await self.backlog.load()
        if load.limit and load.used >= load.limit:
            return f"OOM: {load.used} of {load.limit} bytes are used"
        # Nothing is there to be removed: what the server says is all that counts.
        await self.redis.delete(f"{self.settings.namespace}{self.name}:probe")
        return True

    # Inside

    async def _start_http(self) -> None:
        self._http = http_server(ops_app(self.readiness, self._mounted, self._about), self.settings.host, self._port)
        self._run(self._http.serve())
        while not self._http.started:
            await asyncio.sleep(0.01)

    async def _stop_http(self) -> None:
        if self._http is not None:
            self._http.should_exit = True
            with suppress(Exception):
                await self._http.shutdown()

    async def _check_server(self) -> None:
        client: Any = self.redis
        version_from_info(await patiently(lambda: client.info("server"))).require("SLUGLINE_REDIS_URL")

    async def _ensure_groups(self) -> None:
        for consumer in self._consumers:
            made = await patiently(lambda c=consumer: ensure_group(self.redis, c.key, c.group))  # type: ignore[misc]
            if made:
                log.info("delivery.group_made", stream=consumer.key, group=consumer.group)

    async def _adopt(self) -> None:
        everyone = self.desk.is_single_writer
        for consumer in self._consumers:
            count = await patiently(
                lambda c=consumer: adopt(  # type: ignore[misc]
                    self.redis, c.key, c.group, self.consumer_name, everyone=everyone
                )
            )
            if count:
                log.info("delivery.adopted", stream=consumer.key, entries=count)

    def _register_readers(self) -> None:
        settings = self.settings
        for consumer in self._consumers:
            self.broker.read(
                consumer.key,
                group=consumer.group,
                consumer=self.consumer_name,
                count=settings.max_records,
                idle_ms=int(settings.claim_idle * 1000),
                handle=consumer.on_batch,
            )

    async def _load(self) -> None:
        for load in self._loaders:
            await patiently(load)

    async def _group_lost(self, key: str, group: str) -> None:
        """Makes a vanished group again; a single writer starts afresh: its memory is of a world that is gone."""
        await patiently(lambda: ensure_group(self.redis, key, group))
        if self.desk.is_single_writer:
            self.fail(RuntimeError(f"the group of {key} was lost: memory no longer matches Redis"))

    async def _keep_lease(self) -> None:
        lease = self.desk.lease
        assert lease is not None
        try:
            await lease.keep()
        except LeaseLost as error:
            metric("slugline_is_writer", self.name).set(0)
            self.fail(error)

    async def _repeat(self, seconds: float, task: Task) -> None:
        while not self.desk.is_stopping:
            await asyncio.sleep(seconds)
            try:
                await task()
            except LeaseLost as error:
                self.fail(error)
                return
            except Exception as error:
                if is_outage(error):
                    continue
                log.exception("service.timer_failed", service=self.name, timer=getattr(task, "__qualname__", "?"))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            if not self.broker.all_running() and not self.desk.is_stopping:
                self.fail(RuntimeError("a reader has stopped by itself"))
                return

    async def _watch_owner(self) -> None:
        """A single writer ends when its keys are on another server: see BoundLocator."""
        while self.locator is not None:
            await asyncio.sleep(OWNER_LOOK)
            if self.locator.is_lost and not self.desk.is_stopping:
                self.fail(OwnerLost("the server failed over: memory may be ahead of the one that took over"))
                return

    def _run(self, coroutine: Any) -> None:
        self._tasks.append(asyncio.create_task(coroutine))


def _client(url: str, namespace: str, locator: Locator | None) -> Redis:
    """A client whose calls wait for a connection: five hundred readers that come at once must not be turned away."""
    waits = {"max_connections": CONNECTIONS, "timeout": CONNECTION_WAIT}
    return redis_owner.client(url, namespace, locator=locator, kind=BlockingConnectionPool, **waits)


def _bound(url: str, namespace: str) -> BoundLocator | None:
    """Where a single writer's keys are, once and for all; None where one server has them anyway."""
    owner = redis_owner.owner_url(url)
    return BoundLocator(owner.locator(namespace)) if owner else None


async def _nothing(_: Any, __: Unit) -> None:
    """The handler of a timer: it has done its work already."""


def main(build: Callable[[], Service]) -> None:
    """Runs a service as a process; what `python -m services.<name>` calls."""
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    service_settings = Settings()
    configure_logging(service_settings.log_level, service_settings.log_format)

    # Services keep much that lives for ever (gazetteers, stories); looking through all of it again and again costs
    # pauses of hundreds of ms. 10,000: allocations before a young collection; 50, 100: how seldom older ones follow.
    gc.set_threshold(10_000, 50, 100)

    async def whole() -> int:
        return await build().run()

    sys.exit(asyncio.run(whole()))
