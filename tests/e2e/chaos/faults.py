"""How each fault is done and undone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError

from services.cli.child import Child
from tests.e2e.chaos.plan import Fault
from tests.e2e.chaos.system import SERVER_CLOCK, System

#: A network that is slow, uneven and unreliable: milliseconds, bytes, connections reset in a second.
SLOW = {"latency": 15.0, "jitter": 60.0, "crumbs": 7, "resets": 0.7}


class Impossible(Exception):
    """This machine does not allow the fault; the message says why."""


class Hand:
    """Does faults to a system. Whatever is still done to it when the block ends is undone."""

    def __init__(self, system: System) -> None:
        self._system = system
        #: Clocks that are wrong right now: embargoes are not tested meanwhile.
        self.wrong_clocks = 0
        #: Replicas that are stopped right now.
        self.paused: set[str] = set()

    async def __aenter__(self) -> Hand:
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in self._system.supervisor.children:
            child.send(signal.SIGCONT)
        self._to_server(signal.SIGCONT)
        self._system.weather()

    async def do(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        """Begins it; what is returned ends it. Raises Impossible."""
        doing = {
            "service killed": self._kill, "service ended": self._end, "service paused": self._pause,
            "all services paused": self._pause_all, "service clock stepped": self._step_one,
            "all clocks stepped": self._step_all, "Redis killed": self._kill_server, "Redis ended": self._end_server,
            "Redis paused": self._pause_server, "Redis clock stepped": self._step_server, "Redis slow": self._slow,
            "disk full": self._fill_disk, "memory full": self._fill_memory, "network cut": self._cut,
        }[fault.kind]  # fmt: skip
        return await doing(fault)

    def kill(self, name: str) -> None:
        """SIGKILL for one replica; the supervisor starts it again."""
        self._child(name).send(signal.SIGKILL)

    # Processes

    async def _kill(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        self.kill(fault.target)
        return _nothing

    async def _end(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        self._child(fault.target).send(signal.SIGTERM)
        return _nothing

    async def _pause(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        return self._stop([self._child(fault.target)])

    async def _pause_all(self, _: Fault) -> Callable[[], Awaitable[None]]:
        return self._stop(self._system.supervisor.children)

    def _stop(self, children: list[Child]) -> Callable[[], Awaitable[None]]:
        for child in children:
            child.send(signal.SIGSTOP)
            self.paused.add(child.spec.name)

        async def go_on() -> None:
            for child in children:
                child.send(signal.SIGCONT)
                self.paused.discard(child.spec.name)

        return go_on

    # Redis

    async def _kill_server(self, _: Fault) -> Callable[[], Awaitable[None]]:
        self._to_server(signal.SIGKILL)
        return self._start_server

    async def _end_server(self, _: Fault) -> Callable[[], Awaitable[None]]:
        await asyncio.to_thread(self._system.server.stop)
        return self._start_server

    async def _start_server(self) -> None:
        await asyncio.to_thread(self._system.server.start)

    async def _pause_server(self, _: Fault) -> Callable[[], Awaitable[None]]:
        self._to_server(signal.SIGSTOP)

        async def go_on() -> None:
            self._to_server(signal.SIGCONT)

        return go_on

    async def _fill_disk(self, _: Fault) -> Callable[[], Awaitable[None]]:
        if not hasattr(resource, "prlimit"):
            raise Impossible("the size of another process's files can be limited on Linux alone")
        self._system.server.fill_disk()

        async def relieve() -> None:
            self._system.server.free_disk()

        return relieve

    async def _fill_memory(self, _: Fault) -> Callable[[], Awaitable[None]]:
        await self._system.server.fill_memory(self._system.redis)

        async def relieve() -> None:
            while True:
                with contextlib.suppress(RedisError, OSError):
                    return await self._system.server.free_memory(self._system.redis)
                await asyncio.sleep(0.1)

        return relieve

    # Network

    async def _slow(self, _: Fault) -> Callable[[], Awaitable[None]]:
        self._system.weather(**SLOW)
        return self._fair

    async def _cut(self, _: Fault) -> Callable[[], Awaitable[None]]:
        if self._system.network is None:
            self._system.weather(silent=True)
            return self._fair
        await asyncio.to_thread(self._system.network.cut)
        return self._mend

    async def _mend(self) -> None:
        if self._system.network is not None:
            await asyncio.to_thread(self._system.network.mend)

    async def _fair(self) -> None:
        self._system.weather()

    # Clocks

    async def _step_one(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        return self._step([fault.target], fault.step)

    async def _step_all(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        return self._step(self._system.names, fault.step)

    async def _step_server(self, fault: Fault) -> Callable[[], Awaitable[None]]:
        return self._step([SERVER_CLOCK], fault.step)

    def _step(self, names: list[str], seconds: int) -> Callable[[], Awaitable[None]]:
        clocks = self._system.clocks
        if clocks is None:
            raise Impossible("no C compiler to make a clock that can be stepped")
        self.wrong_clocks += 1
        for name in names:
            clocks.set(name, seconds)

        async def set_right() -> None:
            for name in names:
                clocks.set(name, 0)
            self.wrong_clocks -= 1

        return set_right

    def _child(self, name: str) -> Child:
        return next(child for child in self._system.supervisor.children if child.spec.name == name)

    def _to_server(self, number: signal.Signals) -> None:
        pid = self._system.server.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


async def _nothing() -> None:
    """What is done is done: whoever was killed is started again."""
