"""Supervisor: runs services as child processes, starts again what ends, and stops them all in order.

Restart is always, not on failure only: a service may end with code 0 for a reason that needs a restart.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

import httpx
import structlog

from services.cli.backoff import Backoff
from services.cli.child import Child, ChildSpec, LineSink
from shared.embedded import free_port
from shared.embedded_guard import Guard

#: Seconds between two looks at /readyz, and that one look may take.
_READY_LOOK, _READY_TIMEOUT = 0.2, 2.0

log = structlog.get_logger()


@dataclass
class ChildState:
    """How one replica fares, for people and for tests."""

    name: str
    pid: int | None
    url: str
    ready: bool
    restarts: int
    crash_looping: bool
    last_line: str


class NotReady(Exception):
    """Not every service got ready in time; `waiting` says which, with the last line each wrote."""

    def __init__(self, waiting: Sequence[ChildState]) -> None:
        self.waiting = waiting
        names = "; ".join(f"{s.name}: {s.last_line or 'no output'}" for s in waiting)
        super().__init__(f"not ready: {names}")


def specs(
    replicas: Mapping[str, int],
    environment: Mapping[str, str],
    *,
    ports: Mapping[str, int] | None = None,
    command: Callable[[str], Sequence[str]] | None = None,
) -> list[ChildSpec]:
    """What to run for these replica counts. The first replica of a service gets the port that `ports` names for it.

    SLUGLINE_CONSUMER in the environment is the prefix of the replicas' consumer names.
    """
    command = command or (lambda name: [sys.executable, "-m", f"services.{name}"])
    made = []
    for service, count in replicas.items():
        for replica in range(1, count + 1):
            wanted = (ports or {}).get(service) if replica == 1 else None
            made.append(_spec(service, replica, command(service), wanted or free_port(), environment))
    return made


def _spec(service: str, replica: int, command: Sequence[str], port: int, environment: Mapping[str, str]) -> ChildSpec:
    own = {
        "SLUGLINE_CONSUMER": environment.get("SLUGLINE_CONSUMER", "") + f"{service}-{replica}",
        "SLUGLINE_OPS_PORT": str(port),
        f"SLUGLINE_{service.upper()}_PORT": str(port),
    }
    return ChildSpec(service, replica, command, port, {**environment, **own})


class Supervisor:
    """Runs these children until `stop`. Use as an async context manager."""

    def __init__(
        self, children: Sequence[ChildSpec], guard: Guard, *, sink: LineSink, shutdown_wait: float = 15.0
    ) -> None:
        self.children = [Child(spec, sink, guard) for spec in children]
        self._shutdown_wait = shutdown_wait
        self._backoff = {child.spec.name: Backoff() for child in self.children}
        self._ready: set[str] = set()
        self._stopping = asyncio.Event()
        self._keepers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Supervisor:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts every child."""
        for child in self.children:
            await child.start()
            self._keepers.append(asyncio.create_task(self._keep_running(child)))

    async def wait_until_ready(self, seconds: float, *, despite_crashes: bool = True) -> None:
        """Returns once every /readyz has answered 200. Raises NotReady after so many seconds.

        Without `despite_crashes` one that ends again and again is not waited for.
        """
        deadline = time.monotonic() + seconds
        async with httpx.AsyncClient(timeout=_READY_TIMEOUT, trust_env=False) as client:
            while waiting := await self._look(client):
                states = [state for state in self.states() if state.name in waiting]
                hopeless = not despite_crashes and any(state.crash_looping for state in states)
                if hopeless or time.monotonic() > deadline:
                    raise NotReady([s for s in states if s.crash_looping] if hopeless else states)
                await asyncio.sleep(_READY_LOOK)

    async def stop(self) -> None:
        """Lets every child finish what it has begun, then ends it; whoever takes too long is killed."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        for child in self.children:
            child.send(signal.SIGTERM)
        _, late = await asyncio.wait(self._keepers, timeout=self._shutdown_wait) if self._keepers else (set(), set())
        if late:
            log.warning("supervisor.child_killed", children=[c.spec.name for c in self.children if c.pid])
            for child in self.children:
                child.send(signal.SIGKILL)
            await asyncio.wait(late)

    def states(self) -> list[ChildState]:
        """How each replica fares."""
        return [self._state(child) for child in self.children]

    def url_of(self, service: str) -> str | None:
        """The HTTP address of the first replica of this service, if it is run here."""
        return next((c.spec.url for c in self.children if c.spec.service == service), None)

    def _state(self, child: Child) -> ChildState:
        backoff = self._backoff[child.spec.name]
        return ChildState(
            name=child.spec.name,
            pid=child.pid,
            url=child.spec.url,
            ready=child.spec.name in self._ready,
            restarts=backoff.total,
            crash_looping=backoff.is_looping,
            last_line=child.last_lines[-1] if child.last_lines else "",
        )

    async def _keep_running(self, child: Child) -> None:
        while True:
            began = time.monotonic()
            code = await child.wait()
            self._ready.discard(child.spec.name)
            if self._stopping.is_set():
                return
            backoff = self._backoff[child.spec.name]
            wait = backoff.next_wait(time.monotonic() - began)
            self._tell_end(child, code, wait, backoff)
            if await self._stopped_within(wait):
                return
            await child.start()
            if self._stopping.is_set():  # the stop came while it started and did not reach it
                child.send(signal.SIGTERM)

    def _tell_end(self, child: Child, code: int, wait: float, backoff: Backoff) -> None:
        tell = log.error if backoff.is_looping else log.warning
        event = "supervisor.child_crash_looping" if backoff.is_looping else "supervisor.child_ended"
        tell(event, child=child.spec.name, exit_code=code, restart_in=wait, restarts=backoff.total)

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _look(self, client: httpx.AsyncClient) -> set[str]:
        """The names of those that are not ready."""
        answers = await asyncio.gather(*(self._is_ready(client, child) for child in self.children))
        self._ready = {child.spec.name for child, is_ready in zip(self.children, answers, strict=True) if is_ready}
        return {child.spec.name for child in self.children} - self._ready

    async def _is_ready(self, client: httpx.AsyncClient, child: Child) -> bool:
        if child.pid is None:
            return False
        try:
            return (await client.get(f"{child.spec.url}/readyz")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False
