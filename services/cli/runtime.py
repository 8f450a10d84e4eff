"""How commands in other terminals find the running `slugline up`: a lock and an address file in the data directory."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from services.cli.exits import CommandError, Exit
from services.cli.settings import CliSettings
from shared.redis_connection import BadAddress, with_access


class Runtime(BaseModel):
    """What is running: where its Redis, publish and ingest are, and since when."""

    redis_url: str
    namespace: str = ""
    publish_url: str | None = None
    ingest_url: str | None = None
    pid: int = 0
    started: datetime | None = None


class AlreadyRunning(CommandError):
    """Another `slugline up` holds this data directory."""

    def __init__(self, directory: Path, holder: Runtime | None) -> None:
        who = f"process {holder.pid}" if holder else "another process"
        since = f" since {holder.started:%Y-%m-%d %H:%M} UTC" if holder and holder.started else ""
        super().__init__(
            Exit.NOT_RUNNING,
            f"{directory} is in use by `slugline up` ({who}{since})",
            "Use that one, stop it, or choose another directory with SLUGLINE_DATA_DIR.",
        )


@contextlib.contextmanager
def lock_directory(directory: Path) -> Iterator[None]:
    """Holds the data directory for this process. Raises AlreadyRunning naming who has it."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_lock_file(directory), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(directory, read_holder(directory)) from None
        _write(_holder_file(directory), Runtime(redis_url="", pid=os.getpid(), started=datetime.now(UTC)))
        yield
    finally:
        # The file stays: removing it would let two processes lock two different files of one name.
        os.close(descriptor)


@contextlib.contextmanager
def publish_runtime(directory: Path, runtime: Runtime) -> Iterator[None]:
    """Tells other commands where everything is, for as long as this process runs it."""
    _write(_runtime_file(directory), runtime)
    try:
        yield
    finally:
        _runtime_file(directory).unlink(missing_ok=True)


def is_locked(directory: Path) -> bool:
    """True while a `slugline up` holds the directory."""
    try:
        descriptor = os.open(_lock_file(directory), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def read_runtime(directory: Path) -> Runtime | None:
    """The address file as it stands, running or not."""
    return _read(_runtime_file(directory))


def read_holder(directory: Path) -> Runtime | None:
    """Who locked the directory last."""
    return _read(_holder_file(directory))


def attach(settings: CliSettings | None = None) -> Runtime:
    """What to talk to: the settings where they say, else the running `slugline up`. Raises CommandError for none."""
    settings = settings or CliSettings()
    running = _running(settings)
    if settings.redis_url:
        base = Runtime(redis_url=settings.redis_url, namespace=settings.namespace)
        if running is not None and running.redis_url == settings.redis_url:
            base = running
    elif running is not None:
        base = running
    else:
        raise _nothing_running(settings.directory)
    overrides = {"publish_url": settings.publish_url, "ingest_url": settings.ingest_url}
    return base.model_copy(update={k: v for k, v in overrides.items() if v})


def address(runtime: Runtime, settings: CliSettings | None = None) -> str:
    """Where its Redis is, with the user and password of the settings where the settings named it."""
    settings = settings or CliSettings()
    try:
        return (
            with_access(runtime.redis_url, settings) if runtime.redis_url == settings.redis_url else runtime.redis_url
        )
    except BadAddress as error:
        raise CommandError(Exit.USAGE, str(error)) from error


def _running(settings: CliSettings) -> Runtime | None:
    return read_runtime(settings.directory) if is_locked(settings.directory) else None


def _nothing_running(directory: Path) -> CommandError:
    hint = "Start it in another terminal with `slugline up`, or set SLUGLINE_REDIS_URL to a Redis that has one."
    if is_locked(directory):
        return CommandError(Exit.NOT_RUNNING, "`slugline up` is still starting", "Try again in a few seconds.")
    stale = read_runtime(directory)
    if stale is None:
        return CommandError(Exit.NOT_RUNNING, f"nothing is running for {directory}", hint)
    return CommandError(
        Exit.NOT_RUNNING, f"the `slugline up` that ran for {directory} (process {stale.pid}) is gone", hint
    )


def _lock_file(directory: Path) -> Path:
    return directory / "lock"


def _holder_file(directory: Path) -> Path:
    return directory / "holder.json"


def _runtime_file(directory: Path) -> Path:
    return directory / "runtime.json"


def _write(path: Path, runtime: Runtime) -> None:
    """Whole or not at all, and for this user's eyes only: an address may hold a password."""
    temporary = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(runtime.model_dump_json(indent=2) + "\n")
    temporary.replace(path)


def _read(path: Path) -> Runtime | None:
    try:
        return Runtime.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
