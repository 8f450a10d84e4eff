"""The commit: a unit's checks, writes, outputs and acknowledgement as one call of one script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import structlog
from redis import exceptions as redis_errors

from shared.delivery.scripts import COMMIT

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.delivery.unit import Scalar, Unit

log = structlog.get_logger()

#: What a server that is away, starting, failing over or out of memory answers with; it is waited out, never counted.
OUTAGE = (
    redis_errors.ConnectionError,
    redis_errors.TimeoutError,
    redis_errors.BusyLoadingError,
    redis_errors.ReadOnlyError,
    redis_errors.OutOfMemoryError,
    redis_errors.ClusterDownError,
    redis_errors.MasterDownError,
    redis_errors.TryAgainError,
    OSError,
)
#: How refusals begin that redis-py has no classes for: the disk is full, replicas are missing, a script runs too long.
_REFUSALS = ("MISCONF", "NOREPLICAS", "BUSY ", "UNKILLABLE")
#: Seconds between two tries during an outage.
OUTAGE_PAUSE = 0.2

#: Commands whose second word is the key with its order kept beside it.
_NEWER = "HSET.NEWER"


def is_outage(error: object) -> bool:
    """True for what passes by itself: the server is away, or takes no writes for now."""
    if isinstance(error, OUTAGE):
        return True
    return isinstance(error, redis_errors.ResponseError) and str(error).startswith(_REFUSALS)


def why_waiting(error: BaseException) -> str:
    """An outage in a word: what the server said first, or the type of the error that redis-py wrapped."""
    error = error.__cause__ if isinstance(error.__cause__, redis_errors.RedisError) else error
    word = str(error).partition(" ")[0]
    return word if word.isupper() and f"{word} ".startswith(_REFUSALS) else type(error).__name__


async def patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    """The answer to a harmless question, however long the server is away."""
    while True:
        try:
            return await call()
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("delivery.waits_for_server", error=why_waiting(error))
            await asyncio.sleep(OUTAGE_PAUSE)


@dataclass(frozen=True)
class Gate:
    """What must still be there for a unit to commit, and is taken away by the commit.

    `entry`: a pending stream entry; `field`: a hash field (a parked article); `member`: a member of a sorted set (a
    timer); `none`: nothing, only for writes that may be repeated.
    """

    kind: Literal["entry", "field", "member", "none"]
    key: str
    group: str = ""
    item: str = ""
    delete: bool = False


@dataclass(frozen=True)
class Commit:
    """One unit ready to be committed."""

    gate: Gate
    ops: list[tuple[Scalar, ...]]
    expectations: list[tuple[str, str, str, str]]
    lease: str = ""
    lease_key: str = ""
    seq_key: str = ""
    in_order: bool = False

    def arguments(self) -> tuple[list[str], list[Scalar]]:
        """KEYS and ARGV of the commit script."""
        gate = self.gate
        touched = dict.fromkeys(_name(op[1]) for op in self.ops)
        touched.update(dict.fromkeys(f"{_name(op[1])}:order" for op in self.ops if op[0] == _NEWER))
        touched.update(dict.fromkeys(key for key, *_ in self.expectations))
        keys = [gate.key, self.lease_key or gate.key, self.seq_key or gate.key, *touched]
        args: list[Scalar] = [gate.kind, gate.group, gate.item, int(gate.delete), self.lease, int(self.in_order)]
        args.append(len(self.expectations))
        for expectation in self.expectations:
            args += expectation
        for op in self.ops:
            args.append(len(op))
            args += op
        return keys, args


class Committer:
    """Commits units, several in one round trip, and waits out an outage of the server.

    A call that was cut off may have been carried out. It is sent again and then finds its gate closed: the answer is
    STALE, and nothing happens twice.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis
        self._script = self._redis.register_script(COMMIT)

    async def commit(self, commits: list[Commit]) -> list[int | Exception]:
        """The result code of each commit, or the error the server gave for it."""
        while True:
            try:
                return await self._send(commits)
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("delivery.commit_waits", error=why_waiting(error), entries=len(commits))
                await asyncio.sleep(OUTAGE_PAUSE)

    async def _send(self, commits: list[Commit]) -> list[int | Exception]:
        if len(commits) == 1:
            return [await self._one(commits[0])]
        pipeline = self._redis.pipeline(transaction=False)
        for commit in commits:
            keys, args = commit.arguments()
            pipeline.evalsha(self._script.sha, len(keys), *keys, *args)
        results = await pipeline.execute(raise_on_error=False)
        if any(_unknown_script(result) for result in results):
            await self._redis.script_load(COMMIT)
            return await self._send(commits)
        for result in results:
            if isinstance(result, Exception) and is_outage(result):
                raise result
        return list(results)

    async def _one(self, commit: Commit) -> int | Exception:
        keys, args = commit.arguments()
        try:
            result: int = await self._script(keys=keys, args=args)
            return result
        except Exception as error:
            if is_outage(error):
                raise
            return error


def _name(key: Scalar) -> str:
    return key.decode() if isinstance(key, bytes) else str(key)


def _unknown_script(result: object) -> bool:
    return isinstance(result, Exception) and ("NOSCRIPT" in str(result) or type(result).__name__ == "NoScriptError")


def expectations_of(unit: Unit, namespace: str) -> list[tuple[str, str, str, str]]:
    """A unit's expectations in the form of the script."""
    return [
        (namespace + e.key, e.field or "", "0" if e.value is None else "1", e.value or "") for e in unit.expectations
    ]
