"""The doctor's checks: each looks at one thing and says what it found, how bad that is, and what helps."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
from redis.exceptions import RedisError

from services.cli.exits import CommandError
from services.cli.pipeline import Pipeline
from services.cli.runtime import Runtime, address, attach, is_locked, read_holder
from services.cli.settings import CliSettings
from shared import __version__
from shared.delivery.state_format import FORMATS, formats, is_restoring
from shared.embedded_binary import find_server_binary
from shared.redis_owner import client
from shared.server_version import UnsupportedServer, version_from_info
from shared.streams import SERVICES, STREAMS

State = Literal["good", "warn", "bad", "none"]

#: Bytes of free disk below which the append-only file is in danger, and below which it is a matter of hours.
DISK_LOW, DISK_TIGHT = 200_000_000, 1_000_000_000
#: Seconds by which this clock and the server's may differ.
CLOCK_APART = 2.0
#: Share of maxmemory from which an operator should know.
MEMORY_HIGH = 0.8
#: Seconds that a /readyz may take.
READY_WAIT = 3.0


@dataclass(frozen=True)
class Check:
    """One finding."""

    name: str
    state: State
    found: str
    advice: str = ""


async def check_all() -> list[Check]:
    """Everything, the things of this machine first."""
    settings = CliSettings()
    checks = [_python(), _binary(settings), _directory(settings.directory), _disk(settings.directory)]
    try:
        runtime = attach(settings)
    except CommandError as error:
        return [*checks, Check("running", "none", error.message, error.hint or "")]
    checks.append(_holder(settings.directory, runtime))
    checks += [check async for check in _server_checks(runtime)]
    return [*checks, await _http("publish", runtime.publish_url), await _http("ingest", runtime.ingest_url)]


def _python() -> Check:
    state: State = "good" if sys.version_info >= (3, 11) else "bad"
    return Check("Python", state, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _binary(settings: CliSettings) -> Check:
    try:
        found = find_server_binary()
    except UnsupportedServer as error:
        return Check("embedded server", "none" if settings.redis_url else "bad", str(error))
    return Check("embedded server", "good", f"{found.version} at {found.path}")


def _directory(directory: Path) -> Check:
    if not directory.exists():
        return Check("data directory", "good", f"{directory} (made by the first `slugline up`)")
    if not os.access(directory, os.W_OK):
        return Check(
            "data directory", "bad", f"{directory} cannot be written to", "Set SLUGLINE_DATA_DIR to one that can."
        )
    return Check("data directory", "good", str(directory))


def _disk(directory: Path) -> Check:
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    state: State = "bad" if free < DISK_LOW else "warn" if free < DISK_TIGHT else "good"
    return Check("disk", state, f"{free / 1e9:.1f} GB free", "" if state == "good" else "A full disk stops Redis.")


def _holder(directory: Path, runtime: Runtime) -> Check:
    if not is_locked(directory):
        return Check("running", "none", "no `slugline up` here; Redis is given by SLUGLINE_REDIS_URL")
    holder = read_holder(directory)
    since = f" since {holder.started:%Y-%m-%d %H:%M} UTC" if holder and holder.started else ""
    return Check("running", "good", f"`slugline up`, process {holder.pid if holder else runtime.pid}{since}")


async def _server_checks(runtime: Runtime) -> AsyncIterator[Check]:
    redis: Any = client(address(runtime), runtime.namespace, socket_connect_timeout=3, socket_timeout=5)
    try:
        info = await redis.info()
        yield _version(info)
        yield _persistence(info)
        yield _memory(info)
        yield _clock(await redis.time())
        yield _forms(await formats(redis, runtime.namespace), await is_restoring(redis, runtime.namespace))
        async for check in _groups(Pipeline(redis, runtime.namespace)):
            yield check
    except (RedisError, OSError) as error:
        yield Check("Redis", "bad", f"cannot be reached: {error}", "Is it up? `slugline up` starts one.")
    finally:
        await redis.aclose()


def _version(info: dict[str, Any]) -> Check:
    version = version_from_info(info)
    if not version.is_supported:
        return Check("Redis", "bad", str(version), "Slugline needs Redis 7.0 or newer, or Valkey 8.0 or newer.")
    return Check("Redis", "good", f"{version}, up {int(info['uptime_in_seconds']) // 60} min")


def _persistence(info: dict[str, Any]) -> Check:
    if not int(info.get("aof_enabled", 0)):
        return Check("append-only file", "bad", "off", "CONFIG SET appendonly yes: without it a crash loses articles.")
    if info.get("aof_last_write_status", "ok") != "ok":
        return Check("append-only file", "bad", "the last write failed", "Is the disk full?")
    return Check("append-only file", "good", "on")


def _memory(info: dict[str, Any]) -> Check:
    policy, limit, used = info.get("maxmemory_policy", "?"), int(info.get("maxmemory", 0)), int(info["used_memory"])
    amount = f"{used / 1e6:.0f} MB used" + (f" of {limit / 1e6:.0f} MB" if limit else ", no limit")
    if policy != "noeviction":
        return Check("memory", "bad", f"{amount}, policy {policy}", "CONFIG SET maxmemory-policy noeviction.")
    if limit and used > MEMORY_HIGH * limit:
        return Check("memory", "warn", f"{amount}, policy noeviction", "Past the limit nothing more can be accepted.")
    return Check("memory", "good", f"{amount}, policy noeviction")


def _clock(server: tuple[int, int]) -> Check:
    apart = abs(time.time() - (server[0] + server[1] / 1e6))
    state: State = "good" if apart < CLOCK_APART else "warn"
    return Check("clock", state, f"{apart:.3f} s apart from the server's", "" if state == "good" else "Run NTP.")


def _forms(held: dict[str, int], is_unfinished: bool) -> Check:
    """Of which version what the services keep is, and whether this version reads it."""
    told = f"Slugline {__version__}; forms of state: " + (", ".join(f"{n} {v}" for n, v in held.items()) or "none yet")
    if is_unfinished:
        return Check("versions", "bad", told + "; a restore was cut off", "`slugline restore DIR --force`")
    newer = [name for name, number in held.items() if number > FORMATS[name]]
    if newer:
        return Check("versions", "bad", told, f"{', '.join(newer)} ran in a newer version here: upgrade.")
    return Check("versions", "good", told)


async def _groups(pipeline: Pipeline) -> AsyncIterator[Check]:
    """Whether every service has its groups and somebody reads in them."""
    look = await pipeline.look_closely()
    figures = {stream.name: stream for stream in look.streams}
    for service in SERVICES:
        read = [stream for stream in STREAMS if service in stream.read_by]
        groups = [group for s in read for group in figures[s.name].groups if group.name == service]
        consumers = max((group.consumers for group in groups), default=0)
        if len(groups) < len(read) or not consumers:
            yield Check(f"group {service}", "warn", "nobody has ever read here", f"Is {service} running?")
            continue
        behind = sum(group.pending + (group.lag or 0) for group in groups)
        yield Check(f"group {service}", "good", f"{behind} behind, {consumers} consumer(s)")
    dead = {s.name: s.length for s in look.streams if s.name.startswith("dead.") and s.length}
    found = ", ".join(f"{name} {length}" for name, length in dead.items())
    yield Check("dead letters", "warn" if dead else "good", found or "none", "`slugline dead list`" if dead else "")


async def _http(service: str, url: str | None) -> Check:
    if not url:
        return Check(service, "none", "its address is not known here")
    try:
        async with httpx.AsyncClient(timeout=READY_WAIT, trust_env=False) as http:
            answer = await http.get(f"{url}/readyz")
    except httpx.HTTPError as error:
        return Check(service, "bad", f"{url} does not answer: {error or type(error).__name__}")
    if answer.status_code != httpx.codes.OK:
        return Check(service, "bad", f"{url} is not ready: {answer.text[:200]}")
    return Check(service, "good", f"ready at {url}")
