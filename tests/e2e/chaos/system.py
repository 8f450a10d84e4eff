"""What is tormented: a server, a proxy before it, and every service as processes of their own with their own clocks."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from redis.asyncio import Redis

from services.cli.supervisor import Supervisor, specs
from shared.embedded_guard import Guard
from tests.e2e.chaos.clock import Clocks
from tests.e2e.chaos.network import Network, network
from tests.e2e.chaos.server import ChaosServer

#: Seconds after which a silent single writer is replaced, and an entry of a silent replica taken over, in these runs.
LEASE_TTL, CLAIM_IDLE = 3.0, 5.0
#: Every service has somebody who can take over; without faults nobody has to; in a short run some must be enough, for
#: starting costs most of it.
REPLICAS = {"ingest": 2, "translate": 2, "extract": 2, "resolve": 2, "cluster": 2, "publish": 2}
CALM = dict.fromkeys(REPLICAS, 1)
FEW = {"ingest": 1, "translate": 1, "extract": 2, "resolve": 1, "cluster": 2, "publish": 2}
#: Seconds in which all services have to be ready on a busy machine.
READY_WAIT = 240.0
#: The name of the server's own clock.
SERVER_CLOCK = "server"


class Told:
    """Counts what services log, by event, and keeps the lines in a file."""

    def __init__(self, file: TextIO) -> None:
        self.events: collections.Counter[str] = collections.Counter()
        self._file = file

    def __call__(self, name: str, line: str) -> None:
        """Takes one line of a service."""
        print(name, line, file=self._file)
        with contextlib.suppress(ValueError, TypeError, KeyError):
            self.events[f"{name.partition('-')[0]}: {json.loads(line)['event']}"] += 1

    def since(self, before: collections.Counter[str]) -> collections.Counter[str]:
        """What was told since then."""
        return self.events - before


@dataclass
class System:
    """All that runs in one run."""

    server: ChaosServer
    supervisor: Supervisor
    proxy: asyncio.subprocess.Process
    network: Network | None
    clocks: Clocks | None
    redis: Any
    #: What services log, counted.
    told: Told

    def weather(self, **how: object) -> None:
        """Changes the network between services and server; without a word it is fair."""
        if self.proxy.stdin is not None:
            self.proxy.stdin.write(json.dumps(how).encode() + b"\n")

    def urls_of(self, service: str) -> list[str]:
        """The HTTP addresses of the replicas of a service."""
        return [child.spec.url for child in self.supervisor.children if child.spec.service == service]

    @property
    def names(self) -> list[str]:
        """The names of all replicas."""
        return [child.spec.name for child in self.supervisor.children]


def environment(url: str, **more: str) -> dict[str, str]:
    """The settings of all services in these runs."""
    return {
        "SLUGLINE_REDIS_URL": url,
        "SLUGLINE_REORDER_WAIT": "inf",
        "SLUGLINE_CLAIM_IDLE": str(CLAIM_IDLE),
        "SLUGLINE_LEASE_TTL": str(LEASE_TTL),
        "SLUGLINE_LOG_FORMAT": "json",
        "SLUGLINE_LOG_LEVEL": "warning",
        "SLUGLINE_WEBHOOK_PRIVATE": "true",
        "SLUGLINE_WEBHOOK_HTTP": "true",
        "SLUGLINE_WEBHOOK_CLAIM": "3",
        "SLUGLINE_WEBHOOK_TIMEOUT": "5",
        **more,
    }


@contextlib.asynccontextmanager
async def system(replicas: Mapping[str, int], log: Path, *, seed: int = 1, calm: bool = False) -> AsyncIterator[System]:
    """Everything, ready to work; nothing is left of it at the end, however this process ends.

    What is calm has neither a network of its own nor clocks that can be stepped.
    """
    with contextlib.ExitStack() as stack:
        guard = Guard()
        stack.callback(guard.close)
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slugline-chaos-")))
        guard.remove(directory)
        net = None if calm else stack.enter_context(network())
        clocks = None if calm else Clocks.make(directory)
        own = {} if clocks is None else clocks.environment(SERVER_CLOCK)
        host, inside = (net.address, net.prefix) if net else ("127.0.0.1", [])
        server = ChaosServer(directory / "data", guard, own, inside, host)
        await asyncio.to_thread(server.start)
        stack.callback(server.stop)
        async with _proxy(server, inside, guard, seed) as (proxy, url):
            file = stack.enter_context(log.open("w"))
            told = Told(file)
            async with _services(replicas, url, clocks, guard, told) as supervisor:
                redis = Redis.from_url(server.url)
                try:
                    yield System(server, supervisor, proxy, net, clocks, redis, told)
                finally:
                    await redis.aclose()


@contextlib.asynccontextmanager
async def _services(
    replicas: Mapping[str, int], url: str, clocks: Clocks | None, guard: Guard, told: Told
) -> AsyncIterator[Supervisor]:
    children = specs(replicas, environment(url))
    if clocks is not None:
        children = [
            dataclasses.replace(c, environment={**c.environment, **clocks.environment(c.name)}) for c in children
        ]
    async with Supervisor(children, guard, sink=told) as supervisor:
        await supervisor.wait_until_ready(READY_WAIT)
        yield supervisor


@contextlib.asynccontextmanager
async def _proxy(
    server: ChaosServer, inside: list[str], guard: Guard, seed: int
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The proxy as a process beside the server, and the address under which services find it."""
    process = await asyncio.create_subprocess_exec(
        *inside, sys.executable, "-m", "tests.e2e.chaos.proxy", f"{server.host}:0", f"127.0.0.1:{server.port}",
        str(seed), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    guard.watch(process.pid)
    try:
        assert process.stdout is not None
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        yield process, f"redis://{server.host}:{told['port']}/0"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        guard.release(process.pid)
