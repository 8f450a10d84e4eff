"""`slugline backup` and `slugline restore`: one namespace as of one moment, and the way back onto an empty server."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from services.cli.backup.copying import Copy
from services.cli.backup.frames import Damaged, Writer, checksum, read
from services.cli.backup.manifest import FILE, KEYS, Manifest, read_manifest
from services.cli.backup.pause import paused
from services.cli.backup.restoring import Restore, clear, is_empty
from services.cli.console import progress, say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import Pipeline, connect
from services.cli.render.words import count
from services.cli.run import run
from services.cli.runtime import Runtime, is_locked, lock_directory
from services.cli.settings import CliSettings
from shared import __version__
from shared.delivery.state_format import formats
from shared.embedded import ServerFailed, embedded_server
from shared.event_versions import VERSIONS
from shared.server_version import UnsupportedServer, version_from_info

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the backup.")]


def backup(
    directory: Directory,
    most: Annotated[float, typer.Option("--pause", min=1.0, help="Seconds that services may wait for it.")] = 120.0,
    as_json: AsJson = False,
) -> None:
    """Copy all that Slugline keeps in Redis, as of one moment, while services run; their writes wait meanwhile.

    What is under way is copied as it is, and goes on after a restore. The archive is not in it.

    Example: slugline backup /var/backups/slugline-2026-03-01
    """
    if directory.exists() and any(directory.iterdir() if directory.is_dir() else [directory]):
        raise CommandError(Exit.USAGE, f"{directory} is there already", "A backup goes into a folder of its own.")
    partial = directory.with_name(directory.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        manifest = run(_backup(partial, most))
        _finish(partial, directory, manifest)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if as_json:
        write_json(manifest.model_dump(mode="json"))
        return
    told = f"{count(manifest.keys, 'key')}, {manifest.size / 1e6:.1f} MB, in {escape(str(directory))}"
    stdout().print(f"{told}; writers waited {manifest.paused:.2f} s")


def restore(
    directory: Directory,
    force: Annotated[bool, typer.Option("--force", help="Remove what the server has of this namespace first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup onto a server that has nothing of this namespace; then start the services, and all goes on.

    Without SLUGLINE_REDIS_URL it is the server of `slugline up`, which must not run meanwhile.

    Example: slugline restore /var/backups/slugline-2026-03-01
    """
    manifest = read_manifest(directory)
    keys = run(_restore(directory, manifest, force))
    if as_json:
        write_json({"keys": keys, "taken_at": manifest.taken_at.isoformat(), "namespace": manifest.namespace})
        return
    stdout().print(f"{count(keys, 'key')} as of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC; start the services now")


async def _backup(partial: Path, most: float) -> Manifest:
    async with _server() as pipeline:
        return await copy_into(partial, pipeline, most)


def _finish(partial: Path, directory: Path, manifest: Manifest) -> None:
    """The folder gets its name when all of it is there; it holds what the wire said, so nobody else may read it."""
    (partial / FILE).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (partial / KEYS).chmod(0o600)
    if directory.exists():
        directory.rmdir()
    partial.replace(directory)


async def copy_into(directory: Path, pipeline: Pipeline, most: float) -> Manifest:
    """Writes the keys of the namespace into this folder, and tells what they are."""
    writer = Writer(directory / KEYS)
    with progress() as bar:
        task = bar.add_task("waiting for writers to stand still", total=None)
        async with paused(pipeline.redis, most) as pause:
            taken_at = datetime.now(UTC)
            bar.update(task, description="copying", total=await pipeline.redis.dbsize())
            copy = Copy(pipeline.redis, pipeline.namespace, writer, pause)
            keys = await copy.take(lambda done: bar.update(task, advance=done))
            waited = time.monotonic() - pause.began
        bar.update(task, description="compressing")
        await asyncio.to_thread(writer.close)
    return Manifest(
        slugline=__version__,
        taken_at=taken_at,
        namespace=pipeline.namespace,
        server=str(version_from_info(await pipeline.redis.info("server"))),
        states=await formats(pipeline.redis, pipeline.namespace),
        events=VERSIONS,
        keys=keys,
        types=dict(sorted(copy.types.items())),
        frames=writer.frames,
        size=(directory / KEYS).stat().st_size,
        sha256=checksum(directory / KEYS),
        paused=round(waited, 3),
    )


async def _restore(directory: Path, manifest: Manifest, force: bool) -> int:
    async with _server(alone=True) as pipeline:
        await _make_room(pipeline, manifest, force)
        with progress() as bar:
            task = bar.add_task("restoring", total=manifest.keys)
            return await bring(directory, manifest, pipeline, lambda done: bar.update(task, advance=done))


async def bring(
    directory: Path, manifest: Manifest, pipeline: Pipeline, told: Callable[[int], None] = lambda done: None
) -> int:
    """Writes a backup onto a server that has room for it; how many keys. Raises CommandError and leaves nothing."""
    try:
        keys = await Restore(pipeline.redis, pipeline.namespace, manifest.server).bring(read(directory / KEYS), told)
    except Damaged as error:
        raise CommandError(Exit.BAD_INPUT, str(error)) from error
    if not int((await pipeline.redis.info("persistence")).get("aof_enabled", 0)):
        say("[warn]![/] this server keeps no append-only file: `slugline doctor` says what to do")
    return keys


async def _make_room(pipeline: Pipeline, manifest: Manifest, force: bool) -> None:
    if pipeline.namespace != manifest.namespace:
        told = f"the backup is of namespace {manifest.namespace!r}, the settings say {pipeline.namespace!r}"
        raise CommandError(Exit.USAGE, told, f"Set SLUGLINE_NAMESPACE={manifest.namespace}.")
    if await is_empty(pipeline.redis, pipeline.namespace):
        return
    if not force:
        where = f"namespace {pipeline.namespace!r}" if pipeline.namespace else "its database"
        hint = "Stop the services and restore onto an empty server; --force removes what is there first."
        raise CommandError(Exit.USAGE, f"the server has keys in {where} already", hint)
    removed = await clear(pipeline.redis, pipeline.namespace)
    say(f"[warn]![/] removed {count(removed, 'key')} that were there")


@asynccontextmanager
async def _server(alone: bool = False) -> AsyncIterator[Pipeline]:
    """The Redis of the settings or of the running `slugline up`; else its server, started for as long as this takes."""
    settings = CliSettings()
    if settings.redis_url:
        async with connect(Runtime(redis_url=settings.redis_url, namespace=settings.namespace)) as pipeline:
            yield pipeline
    elif is_locked(settings.directory) and not alone:
        async with connect() as pipeline:
            yield pipeline
    else:
        async with _own_server(settings) as pipeline:
            yield pipeline


@asynccontextmanager
async def _own_server(settings: CliSettings) -> AsyncIterator[Pipeline]:
    with lock_directory(settings.directory):  # raises where `slugline up` runs
        try:
            with embedded_server(settings.directory / "data") as server:
                runtime = Runtime(redis_url=server.url, namespace=settings.namespace)
                async with connect(runtime) as pipeline:
                    yield pipeline
        except (ServerFailed, UnsupportedServer) as error:
            raise CommandError(Exit.UNHEALTHY, str(error)) from error
