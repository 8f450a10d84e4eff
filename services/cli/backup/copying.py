"""Every key of a namespace as of one moment: read while writers wait."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

from services.cli.backup.frames import Frame, Writer, packed, text
from services.cli.backup.pause import Pause

#: Members, fields or entries past which a key is copied in pieces.
LONG = 5000
#: Those of one piece.
PIECE = 1000
#: Keys of one round trip.
KEYS_AT_ONCE = 200

#: What a stream knows besides its entries and groups, as XINFO names it.
_FACTS = ("last-generated-id", "entries-added", "max-deleted-entry-id")
_LENGTHS = {b"hash": "hlen", b"set": "scard", b"zset": "zcard", b"stream": "xlen", b"list": "llen"}


def glob(namespace: str) -> str:
    """The pattern of all keys of a namespace."""
    return re.sub(r"([\[\]?*^\\])", r"\\\1", namespace) + "*"


class Copy:
    """One copy under way."""

    def __init__(self, redis: Any, namespace: str, writer: Writer, pause: Pause, long: int = LONG) -> None:
        self._redis, self._namespace = redis, namespace.encode()
        self._writer, self._pause, self._long = writer, pause, long
        self.types: Counter[str] = Counter()

    async def take(self, told: Callable[[int], None]) -> int:
        """Writes all keys; how many there are. `told` hears how many more were written."""
        seen: set[bytes] = set()
        batch: list[bytes] = []
        pattern = glob(self._namespace.decode())
        async for key in self._redis.scan_iter(pattern, count=1000):
            if key not in seen:
                seen.add(key)
                batch.append(key)
            if len(batch) >= KEYS_AT_ONCE:
                await self._take(batch)
                told(len(batch))
                batch = []
        await self._take(batch)
        told(len(batch))
        return sum(self.types.values())

    async def _take(self, keys: list[bytes]) -> None:
        await self._pause.go_on()
        kinds = await self._ask(keys, lambda pipe, key: pipe.type(key))
        lengths = await self._lengths(keys, kinds)
        short = [key for key, length in zip(keys, lengths, strict=True) if length <= self._long]
        for key, dump, expiry in await self._dumps(short):
            if dump is not None:
                frame = Frame({"key": self._name(key), "how": "dump", "expires": expiry}, dump)
                await asyncio.to_thread(self._writer.write, frame)  # the pause is kept meanwhile
        for key, kind, length in zip(keys, kinds, lengths, strict=True):
            if length > self._long:
                async for frame in self._pieces(key, kind):
                    await self._pause.go_on()
                    await asyncio.to_thread(self._writer.write, frame)
            if kind != b"none":
                self.types[kind.decode()] += 1

    async def _lengths(self, keys: list[bytes], kinds: list[bytes]) -> list[int]:
        named = [(key, _LENGTHS[kind]) for key, kind in zip(keys, kinds, strict=True) if kind in _LENGTHS]
        pipe = self._redis.pipeline(transaction=False)
        for key, command in named:
            getattr(pipe, command)(key)
        found = dict(zip((key for key, _ in named), await pipe.execute(), strict=True)) if named else {}
        return [int(found.get(key, 0)) for key in keys]

    async def _dumps(self, keys: list[bytes]) -> list[tuple[bytes, bytes | None, int | None]]:
        dumps = await self._ask(keys, lambda pipe, key: pipe.dump(key))
        waits = await self._ask(keys, lambda pipe, key: pipe.pttl(key))
        now = int(time.time() * 1000)
        expiry = [now + wait if wait >= 0 else None for wait in waits]
        return list(zip(keys, dumps, expiry, strict=True))

    async def _ask(self, keys: list[bytes], ask: Callable[[Any, bytes], Any]) -> list[Any]:
        if not keys:
            return []
        pipe = self._redis.pipeline(transaction=False)
        for key in keys:
            ask(pipe, key)
        return list(await pipe.execute())

    def _name(self, key: bytes) -> str:
        return text(key[len(self._namespace) :])

    async def _pieces(self, key: bytes, kind: bytes) -> AsyncIterator[Frame]:
        """A long key in pieces. None of ours expires."""
        readers = {b"hash": self._fields, b"set": self._members, b"zset": self._scores, b"list": self._items}
        if kind == b"stream":
            async for frame in self._stream(key):
                yield frame
            return
        async for items in readers[kind](key):
            yield Frame({"key": self._name(key), "how": kind.decode()}, packed(items))

    async def _fields(self, key: bytes) -> AsyncIterator[list[bytes]]:
        cursor = None
        while cursor != 0:
            cursor, found = await self._redis.hscan(key, cursor or 0, count=PIECE)
            yield [part for pair in found.items() for part in pair]

    async def _members(self, key: bytes) -> AsyncIterator[list[bytes]]:
        cursor = None
        while cursor != 0:
            cursor, found = await self._redis.sscan(key, cursor or 0, count=PIECE)
            yield list(found)

    async def _scores(self, key: bytes) -> AsyncIterator[list[bytes]]:
        cursor = None
        while cursor != 0:
            cursor, found = await self._redis.zscan(key, cursor or 0, count=PIECE)
            yield [part for member, score in found for part in (member, repr(score).encode())]

    async def _items(self, key: bytes) -> AsyncIterator[list[bytes]]:
        start = 0
        while items := await self._redis.lrange(key, start, start + PIECE - 1):
            yield items
            start += PIECE

    async def _stream(self, key: bytes) -> AsyncIterator[Frame]:
        """Its entries under their ids, and then what a stream knows besides: groups, who has what, the last id."""
        name, start = self._name(key), "-"
        while entries := await self._redis.xrange(key, start, "+", count=PIECE // 4):
            flat = []
            for entry_id, fields in entries:
                flat += [entry_id, str(len(fields)).encode(), *(part for pair in fields.items() for part in pair)]
            yield Frame({"key": name, "how": "stream"}, packed(flat))
            start = f"({entries[-1][0].decode()}"
        info = await self._redis.xinfo_stream(key)
        groups = [await self._group(key, group) for group in await self._redis.xinfo_groups(key)]
        facts = {field: _word(info.get(field)) for field in _FACTS}
        yield Frame({"key": name, "how": "stream_end", "facts": facts, "groups": groups})

    async def _group(self, key: bytes, group: dict[str, Any]) -> dict[str, Any]:
        pending, start = [], "-"
        while found := await self._redis.xpending_range(key, group["name"], min=start, max="+", count=PIECE):
            pending += [[_word(e["message_id"]), text(e["consumer"]), int(e["times_delivered"])] for e in found]
            start = f"({_word(found[-1]['message_id'])}"
        return {
            "name": text(group["name"]),
            "last": _word(group["last-delivered-id"]),
            "read": group.get("entries-read"),
            "pending": pending,
        }


def _word(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
