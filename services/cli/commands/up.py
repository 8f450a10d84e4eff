"""`slugline up`: runs the services, and Redis where none is given."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.text import Text

from services.cli.child import LineSink
from services.cli.console import say, stderr, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson, Replicas, replica_counts
from services.cli.own_pipeline import (
    LogFiles,
    OwnPipeline,
    consumer_prefix,
    keep_server,
    port_or_any,
    run_services,
)
from services.cli.pipeline import connect
from services.cli.run import run
from services.cli.runtime import Runtime, lock_directory, publish_runtime
from services.cli.settings import CliSettings
from shared.embedded import EmbeddedServer, ServerFailed, embedded_server
from shared.embedded_guard import Guard
from shared.server_version import UnsupportedServer

#: Colours of the services' names in front of their log lines.
_COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "bright_red")


def up(
    services: Annotated[list[str] | None, typer.Argument(help="Services to run; all six where none is named.")] = None,
    replicas: Replicas = None,
    logs: Annotated[Path | None, typer.Option(help="Keep the services' logs in this folder, not on stderr.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the pipeline until Ctrl-C, with a Redis of its own where SLUGLINE_REDIS_URL names none.

    Examples: slugline up · slugline up ingest cluster · slugline up --replicas extract=2
    """
    counts = replica_counts(services, replicas)
    run(_up(counts, LogFiles(logs) if logs else _prefixed, as_json))


async def _up(counts: dict[str, int], sink: LineSink, as_json: bool) -> None:
    settings = CliSettings()
    stop = _stop_on_signals()
    with lock_directory(settings.directory):
        async with _redis(settings) as (url, prefix):
            environment = _environment(settings, prefix)
            ports = _ports(settings)
            pipeline = run_services(url, counts, environment, sink, settings=settings, ports=ports)
            await _until(stop, pipeline, settings, as_json)


async def _until(
    stop: asyncio.Event,
    pipeline: contextlib.AbstractAsyncContextManager[OwnPipeline],
    settings: CliSettings,
    as_json: bool,
) -> None:
    """Runs until a signal; one that comes while the services still start stops them as well."""
    ready: asyncio.Event = asyncio.Event()

    async def whole() -> None:
        say("[dim]starting the services …[/]")
        own = await pipeline.__aenter__()
        try:
            runtime = own.runtime.model_copy(update={"pid": os.getpid(), "started": datetime.now(UTC)})
            with publish_runtime(settings.directory, runtime):
                ready.set()
                _announce(runtime, own, as_json)
                await asyncio.Event().wait()
        finally:
            say("[dim]stopping: what is in flight is finished first …[/]")
            await pipeline.__aexit__(None, None, None)

    running = asyncio.create_task(whole())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if running.done():
        await running
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def _redis(settings: CliSettings) -> AsyncIterator[tuple[str, str]]:
    """The address of Redis, and the prefix for consumer names on it."""
    if settings.redis_url:
        async with connect(Runtime(redis_url=settings.redis_url)):
            pass  # it answers and is new enough
        yield settings.redis_url, consumer_prefix(settings.directory)
        return
    with contextlib.ExitStack() as stack:
        try:
            server: EmbeddedServer = stack.enter_context(embedded_server(settings.directory / "data", _guard(stack)))
        except (ServerFailed, UnsupportedServer) as error:
            raise CommandError(Exit.UNHEALTHY, str(error)) from error
        say(f"[good]●[/] {server.binary.version} on {server.url}, data in {escape(str(server.directory))}")
        async with keep_server(server):
            yield server.url, ""


def _guard(stack: contextlib.ExitStack) -> Guard:
    guard = Guard()
    stack.callback(guard.close)
    return guard


def _environment(settings: CliSettings, prefix: str) -> dict[str, str]:
    environment = {"SLUGLINE_NAMESPACE": settings.namespace, "SLUGLINE_CONSUMER": prefix}
    if settings.log_format == "auto" and sys.stderr.isatty():
        environment["SLUGLINE_LOG_FORMAT"] = "console"
    return environment


def _ports(settings: CliSettings) -> dict[str, int]:
    wanted = {"publish": settings.publish_port, "ingest": settings.ingest_port}
    free = {name: port_or_any(port) for name, port in wanted.items()}
    return {name: port for name, port in free.items() if port}


def _announce(runtime: Runtime, own: OwnPipeline, as_json: bool) -> None:
    if as_json:
        write_json(runtime.model_dump(mode="json"))
        return
    names = ", ".join(state.name for state in own.supervisor.states())
    say(f"[good]●[/] ready: {names}")
    if runtime.publish_url:
        say(f"[good]●[/] stories: [bold]{runtime.publish_url}/[/]   API: {runtime.publish_url}/v1/stories")
    say("[dim]In another terminal: slugline push FILE · slugline tail · slugline stories. Ctrl-C stops.[/]")


def _prefixed(name: str, line: str) -> None:
    colour = _COLOURS[sum(name.rpartition("-")[0].encode()) % len(_COLOURS)]
    whole = Text.assemble((f"{name:>12} ", colour), ("│ ", "dim"), Text.from_ansi(line))
    stderr().print(whole, soft_wrap=True)
