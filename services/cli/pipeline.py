"""A running pipeline as the commands see it in Redis: its streams, groups, held-back articles and updates."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from services.cli.domain.drain import DrainWatch, Look
from services.cli.domain.place import is_before
from services.cli.exits import CommandError, Exit
from services.cli.runtime import Runtime, address, attach
from shared.delivery.look import look, look_closely
from shared.redis_connection import shown
from shared.redis_owner import client
from shared.server_version import UnsupportedServer, version_from_info
from shared.streams import STORIES_UPDATED

#: Seconds between two looks at a pipeline that drains.
LOOK_EVERY = 0.25
#: Updates that one read takes.
_PAGE = 500
#: The first question to a server is asked once and not for long: a person waits.
_AT_ONCE: dict[str, Any] = {"socket_connect_timeout": 5, "socket_timeout": 5, "retry": Retry(NoBackoff(), 0)}


class Pipeline:
    """Reads and feeds one namespace of one Redis."""

    def __init__(self, redis: Redis, namespace: str = "") -> None:
        self.redis: Any = redis
        self.namespace = namespace

    async def look(self) -> Look:
        """How every stream stands right now."""
        return await look(self.redis, self.namespace)

    async def look_closely(self) -> Look:
        """The same with dead-letter streams, and the age of the oldest pending entry of each group."""
        return await look_closely(self.redis, self.namespace)

    async def drained(self, tell: Callable[[Look], None] = lambda _: None, seconds: float | None = None) -> Look:
        """The look at which nothing was under way any more. Raises CommandError after so many seconds."""
        watch, deadline = DrainWatch(), time.monotonic() + (seconds or float("inf"))
        while not watch.saw(look := await self.look()):
            tell(look)
            if time.monotonic() > deadline:
                raise CommandError(Exit.TIMED_OUT, f"not drained in {seconds:g} s; still under way: {_words(look)}")
            await asyncio.sleep(LOOK_EVERY)
        tell(look)
        return look

    async def updates(self, after: str = "-") -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Every story update in the stream, with its entry id, oldest first, and then ends."""
        start = after if after == "-" else f"({after}"
        while page := await self.redis.xrange(self.namespace + STORIES_UPDATED.name, start, "+", count=_PAGE):
            for entry_id, fields in page:
                yield entry_id.decode(), json.loads(fields[b"data"])
            start = f"({page[-1][0].decode()}"

    async def follow(self, after: str = "$") -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Every story update from there on, and never ends."""
        key = self.namespace + STORIES_UPDATED.name
        while True:
            answer = await self.redis.xread({key: after}, count=_PAGE, block=1000)
            for entry_id, fields in _entries(answer):
                after = entry_id.decode()
                yield after, json.loads(fields[b"data"])

    async def is_trimmed_after(self, place: str) -> bool:
        """Whether updates that came after this entry id are held no more."""
        try:
            info = await self.redis.xinfo_stream(self.namespace + STORIES_UPDATED.name)
        except RedisError:
            return False
        first = info["first-entry"]
        oldest = _text(first[0] if first else info["last-generated-id"])
        is_cut = int(info.get("entries-added", info["length"])) > int(info["length"])
        return is_cut and is_before(place, oldest)

    async def last_id(self, stream: str) -> str:
        """The id of the newest entry that was ever in this stream; "0-0" for a stream that does not exist."""
        try:
            info = await self.redis.xinfo_stream(self.namespace + stream)
        except RedisError:
            return "0-0"
        return _text(info["last-generated-id"])


@asynccontextmanager
async def connect(runtime: Runtime | None = None) -> AsyncIterator[Pipeline]:
    """The pipeline that is running. Raises CommandError where there is none, or its server is too old."""
    runtime = runtime or attach()
    url = address(runtime)
    await _check(url, runtime.namespace)
    redis = client(url, runtime.namespace)
    try:
        yield Pipeline(redis, runtime.namespace)
    except (RedisError, OSError) as error:
        raise _unreachable(url, error) from error
    finally:
        await redis.aclose()


async def _check(url: str, namespace: str) -> None:
    try:
        redis = client(url, namespace, **_AT_ONCE)
    except ValueError as error:
        raise _unreachable(url, error) from error
    try:
        version_from_info(await redis.info("server")).require(shown(url))
    except UnsupportedServer as error:
        raise CommandError(Exit.NOT_RUNNING, str(error)) from error
    except (RedisError, OSError, ValueError) as error:
        raise _unreachable(url, error) from error
    finally:
        await redis.aclose()


def _unreachable(url: str, error: Exception) -> CommandError:
    where = shown(url).removeprefix("redis://")
    hint = "Is Redis up? `slugline up` starts one; SLUGLINE_REDIS_URL names another."
    return CommandError(Exit.NOT_RUNNING, f"cannot reach Redis at {where}: {error}", hint)


def _entries(answer: Any) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """The entries of one stream's XREAD, whichever protocol version it came by."""
    if not answer:
        return []
    if isinstance(answer, dict):
        return [entry for batches in answer.values() for batch in batches for entry in _flat(batch)]
    return [entry for _, entries in answer for entry in entries]


def _flat(batch: Any) -> list[Any]:
    return list(batch) if isinstance(batch, list) else [batch]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _words(look: Look) -> str:
    return ", ".join(f"{name} {count}" for name, count in look.under_way().items())
