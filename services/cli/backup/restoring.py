"""Keys of a backup onto a server that has none of them; whole, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from redis.exceptions import ResponseError

from services.cli.backup.copying import glob
from services.cli.backup.frames import Frame, raw, unpacked
from services.cli.exits import CommandError, Exit
from shared.delivery.state_format import FORMATS, RESTORING, format_key

#: Frames of one round trip.
FRAMES_AT_ONCE = 100
#: Pending entries of one round trip.
_CLAIMS = 500


async def is_empty(redis: Any, namespace: str) -> bool:
    """Whether the server has no key of this namespace."""
    async for _ in redis.scan_iter(glob(namespace), count=1000):
        return False
    return True


async def clear(redis: Any, namespace: str) -> int:
    """Removes every key of the namespace; how many there were."""
    removed, batch = 0, []
    async for key in redis.scan_iter(glob(namespace), count=1000):
        batch.append(key)
        if len(batch) >= 1000:
            removed += await redis.unlink(*batch)
            batch = []
    return removed + (await redis.unlink(*batch) if batch else 0)


class Restore:
    """One way back under way. Services that start meanwhile see the mark and refuse."""

    def __init__(self, redis: Any, namespace: str, server: str) -> None:
        self._redis, self._namespace, self._server = redis, namespace.encode(), server
        #: The marks lie where the forms of state belong: those of the backup take their place at the end.
        self._marks = {format_key(service) for service in FORMATS}
        self._forms: list[Frame] = []

    async def bring(self, frames: Iterable[Frame], told: Callable[[int], None]) -> int:
        """Writes all frames; how many keys there are. Raises CommandError, and leaves nothing behind then."""
        marks = [self._namespace + mark.encode() for mark in sorted(self._marks)]
        await self._redis.mset(dict.fromkeys(marks, RESTORING))
        try:
            keys = await self._bring(self._but_forms(frames), told)
            await self._write(self._forms, after=marks)
        except BaseException:
            await clear(self._redis, self._namespace.decode())
            raise
        told(len(self._forms))
        return keys + len(self._forms)

    def _but_forms(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if frame.head["key"] in self._marks:
                self._forms.append(frame)
            else:
                yield frame

    async def _bring(self, frames: Iterable[Frame], told: Callable[[int], None]) -> int:
        keys: set[str] = set()
        batch: list[Frame] = []
        for frame in frames:
            batch.append(frame)
            if len(batch) >= FRAMES_AT_ONCE:
                await self._write(batch)
                told(len({f.head["key"] for f in batch} - keys))
                keys |= {f.head["key"] for f in batch}
                batch = []
        await self._write(batch)
        told(len({f.head["key"] for f in batch} - keys))
        return len(keys | {f.head["key"] for f in batch})

    async def _write(self, frames: list[Frame], after: list[bytes] | None = None) -> None:
        """Writes these, in one step with removing the marks where they are given."""
        pipe = self._redis.pipeline(transaction=after is not None)
        if after:
            pipe.delete(*after)
        for frame in frames:
            self._add(pipe, frame)
        try:
            await pipe.execute()
        except ResponseError as error:
            # The server says which command of the pipeline, with all its bytes: only its own words are for people.
            why = re.sub(r"Command # \d+ \(.*\) of pipeline caused error: ", "", str(error), flags=re.DOTALL)[:200]
            hint = f"It was taken from {self._server}; a server that is not older reads it."
            raise CommandError(Exit.BAD_INPUT, f"the server refuses what the backup holds: {why}", hint) from error

    def _add(self, pipe: Any, frame: Frame) -> None:
        key, how = self._namespace + raw(frame.head["key"]), frame.head["how"]
        if how == "dump":
            expires = frame.head["expires"]
            pipe.restore(key, expires or 0, frame.content, replace=False, absttl=expires is not None)
        elif how == "stream_end":
            self._end_stream(pipe, key, frame.head)
        elif how == "stream":
            _add_entries(pipe, key, unpacked(frame.content))
        else:
            items = unpacked(frame.content)
            if items:
                _add_items(pipe, key, how, items)

    def _end_stream(self, pipe: Any, key: bytes, head: dict[str, Any]) -> None:
        facts = head["facts"]
        for group in head["groups"]:
            pipe.execute_command(
                "XGROUP", "CREATE", key, raw(group["name"]), group["last"], "MKSTREAM",
                *(() if group["read"] is None else ("ENTRIESREAD", group["read"])),
            )  # fmt: skip
            for entry_id, consumer, count in group["pending"]:
                who = raw(group["name"]), raw(consumer)
                pipe.xclaim(key, *who, 0, [entry_id], retrycount=count, force=True, justid=True)
        pipe.execute_command(
            "XSETID", key, facts["last-generated-id"],
            "ENTRIESADDED", facts["entries-added"], "MAXDELETEDID", facts["max-deleted-entry-id"],
        )  # fmt: skip


def _add_items(pipe: Any, key: bytes, how: str, items: list[bytes]) -> None:
    if how == "hash":
        pipe.execute_command("HSET", key, *items)
    elif how == "set":
        pipe.sadd(key, *items)
    elif how == "zset":
        pipe.execute_command("ZADD", key, *(part for i in range(0, len(items), 2) for part in (items[i + 1], items[i])))
    elif how == "list":
        pipe.rpush(key, *items)
    else:
        raise CommandError(Exit.BAD_INPUT, f"the backup holds a piece of unknown kind {how!r}", "Upgrade Slugline.")


def _add_entries(pipe: Any, key: bytes, flat: list[bytes]) -> None:
    at = 0
    while at < len(flat):
        entry_id, count = flat[at], int(flat[at + 1])
        fields = flat[at + 2 : at + 2 + 2 * count]
        pipe.execute_command("XADD", key, entry_id, *fields)
        at += 2 + 2 * count
