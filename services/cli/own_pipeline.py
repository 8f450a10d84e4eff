"""A pipeline that this command runs by itself: a server, the services as child processes, and their logs."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import gethostname, socket

import structlog

from services.cli.child import LineSink
from services.cli.exits import CommandError, Exit
from services.cli.runtime import Runtime
from services.cli.settings import CliSettings
from services.cli.supervisor import NotReady, Supervisor, specs
from shared.cancelling import ended
from shared.embedded import EmbeddedServer, isolated_server
from shared.embedded_guard import Guard
from shared.redis_connection import NO_ACCESS

#: Seconds between two looks at the embedded server.
_SERVER_LOOK = 0.5

log = structlog.get_logger()


@dataclass
class OwnPipeline:
    """What runs: where it is, and who keeps it running."""

    runtime: Runtime
    supervisor: Supervisor

    def check(self) -> None:
        """Raises CommandError while a service ends again and again: waiting longer would not help."""
        for state in self.supervisor.states():
            if state.crash_looping:
                raise CommandError(Exit.UNHEALTHY, f"{state.name} ends again and again: {state.last_line}")


class LogFiles:
    """Keeps the services' output in one file each; a LineSink."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def __call__(self, name: str, line: str) -> None:
        """Takes one line of a child's output."""
        with (self.directory / f"{name}.log").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


@asynccontextmanager
async def isolated_pipeline(
    counts: Mapping[str, int], environment: Mapping[str, str] | None = None, *, logs: Path | None = None
) -> AsyncIterator[OwnPipeline]:
    """Services on a fresh server of their own; nothing is left of them at the end, except logs that were asked for."""
    with isolated_server() as server:
        sink = LogFiles(logs or server.directory / "logs")
        services = run_services(server.url, counts, environment or {}, sink, despite_crashes=False)
        async with keep_server(server), services as own:
            yield own


@asynccontextmanager
async def run_services(
    redis_url: str,
    counts: Mapping[str, int],
    environment: Mapping[str, str],
    sink: LineSink,
    *,
    settings: CliSettings | None = None,
    ports: Mapping[str, int] | None = None,
    despite_crashes: bool = True,
) -> AsyncIterator[OwnPipeline]:
    """Services on this server, ready to work. Raises CommandError naming those that did not get ready."""
    settings = settings or CliSettings()
    guard = Guard()
    # A server of our own knows no users: what the environment says about another must not reach the services.
    whole = {**(NO_ACCESS if redis_url != settings.redis_url else {}), "SLUGLINE_REDIS_URL": redis_url, **environment}
    supervisor = Supervisor(
        specs(counts, whole, ports=ports), guard, sink=sink, shutdown_wait=settings.shutdown_wait + 2
    )
    try:
        async with supervisor:
            try:
                await supervisor.wait_until_ready(settings.ready_wait, despite_crashes=despite_crashes)
            except NotReady as error:
                raise CommandError(Exit.UNHEALTHY, str(error), "`slugline doctor` looks for the cause.") from error
            yield OwnPipeline(_runtime(redis_url, environment, supervisor), supervisor)
    finally:
        guard.close()


@asynccontextmanager
async def keep_server(server: EmbeddedServer) -> AsyncIterator[None]:
    """Starts the embedded server again, on the same port and data, whenever it ends by itself."""

    async def keep() -> None:
        while True:
            await asyncio.sleep(_SERVER_LOOK)
            if not server.is_running:
                log.error("supervisor.server_ended", url=server.url)
                await asyncio.to_thread(server.start)

    keeper = asyncio.create_task(keep())
    try:
        yield
    finally:
        await ended(keeper)


def port_or_any(wanted: int) -> int | None:
    """The wanted port, or None where somebody listens there already."""
    with socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
    return wanted


def consumer_prefix(directory: Path) -> str:
    """What makes consumer names unique where several machines share one Redis: host and data directory, in short."""
    return f"{gethostname()}-{zlib.crc32(str(directory).encode()):08x}-"


def _runtime(redis_url: str, environment: Mapping[str, str], supervisor: Supervisor) -> Runtime:
    return Runtime(
        redis_url=redis_url,
        namespace=environment.get("SLUGLINE_NAMESPACE", ""),
        publish_url=supervisor.url_of("publish"),
        ingest_url=supervisor.url_of("ingest"),
    )
