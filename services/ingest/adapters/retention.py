"""What ingest lets go: original bytes into the archive, records of uris that nothing came for any more.

Bytes are in the archive before they leave Redis; where a process is killed between the two they are written again, and
count once on reading. What is held back or recalled waits, what is killed never gets there. Each step is small, and
replicas may take it at once: the archive then gets the same file twice, and one of them commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from services.ingest.adapters.memory import (
    HISTORIES,
    RAW_DUE,
    RAW_FROM,
    STRIKES,
    TOUCHED,
    VERSIONS,
    raw_key,
)
from services.ingest.domain.versions import History
from shared.archive.archive import Archive
from shared.archive.record import Record
from shared.clock import Clock
from shared.delivery.state import State
from shared.delivery.unit import Unit
from shared.metrics import metric

log = structlog.get_logger()

#: Items of one step; 2 MB each at most, so a step holds tens of MB at the very worst of a usual wire.
STEP = 200
#: Steps of one round; the next one goes on.
STEPS = 50
#: Seconds after which bytes are looked at again that may not leave yet: held back, or recalled.
POSTPONED = 86_400.0
#: Seconds between the two passes through the archive for one article: whatever was on its way to it is there by then.
SECOND_PASS = 3600.0

DAY = 86_400.0

TimerUnit = Callable[[str, str], AbstractAsyncContextManager[Unit]]


@dataclass(frozen=True)
class Waiting:
    """Original bytes that are due, with what they came as."""

    ref: str
    entry_id: str
    uri: str
    raw: bytes

    @property
    def arrived(self) -> datetime:
        """When they came in."""
        return datetime.fromtimestamp(int(self.entry_id.split("-")[0]) / 1000, UTC)

    def record(self) -> Record:
        """What the archive keeps: enough for `slugline replay` to submit it as it came."""
        ms, _, number = self.entry_id.partition("-")
        return Record(
            kind="raw",
            identity=f"{self.entry_id}.{self.ref}",
            day=self.arrived.date(),
            order=f"{int(ms):020d}-{int(number or 0):020d}",
            uris=(self.uri,),
            data={"uri": self.uri, "arrived_at": self.arrived.isoformat(), "raw": self.raw.decode("utf-8", "replace")},
        )


class LeaveRaw:
    """Original bytes go to the archive when their days are over."""

    def __init__(self, state: State, archive: Archive, timer_unit: TimerUnit, clock: Clock) -> None:
        self._state, self._archive = state, archive
        self._timer_unit, self._clock = timer_unit, clock

    async def __call__(self) -> int:
        """One round; how many left."""
        left = 0
        for _ in range(STEPS):
            refs = await _due(self._state, RAW_DUE, self._clock.now().timestamp())
            left += await self._step(refs)
            if len(refs) < STEP:
                break
        return left

    async def _step(self, refs: list[str]) -> int:
        waiting = await self._read(refs)
        histories = await _histories(self._state, (one.uri for one in waiting))
        ready = [one for one in waiting if _may_leave(histories.get(one.uri))]
        await asyncio.to_thread(self._archive.put, [one.record() for one in ready])
        # A kill that came meanwhile has taken its bytes already, and may have looked through the archive before this.
        histories = await _histories(self._state, (one.uri for one in ready))
        gone = {one.uri for one in ready if not _may_leave(histories.get(one.uri))}
        if gone:
            await asyncio.to_thread(self._archive.strike, gone)
        for one in waiting:
            await self._leave(one.ref, one in ready)
        for ref in set(refs) - {one.ref for one in waiting}:
            await self._leave(ref, True)  # its bytes are gone: there is nothing to keep
        metric("slugline_retention_left_total", "raw").inc(len(ready))
        return len(ready)

    async def _read(self, refs: list[str]) -> list[Waiting]:
        raws = await self._state.mget([raw_key(ref) for ref in refs])
        came = await self._state.hmget(RAW_FROM, refs)
        found = []
        for ref, raw, source in zip(refs, raws, came, strict=True):
            if raw is not None and source is not None:
                entry_id, _, uri = source.decode().partition(" ")
                found.append(Waiting(ref, entry_id, uri, raw))
        return found

    async def _leave(self, ref: str, is_done: bool) -> None:
        async with self._timer_unit(RAW_DUE, ref) as unit:
            if is_done:
                unit.delete(raw_key(ref))
                unit.hdel(RAW_FROM, ref)
            else:
                unit.zadd(RAW_DUE, ref, self._clock.now().timestamp() + POSTPONED)


class ForgetVersions:
    """Records of uris for which nothing has come for long. A killed one keeps its tombstone, and what is held stays."""

    def __init__(self, state: State, timer_unit: TimerUnit, clock: Clock, days: float) -> None:
        self._state, self._timer_unit, self._clock = state, timer_unit, clock
        self._seconds = days * DAY

    async def __call__(self) -> int:
        """One round; how many were forgotten."""
        forgotten = 0
        for _ in range(STEPS if self._seconds else 0):
            uris = await _due(self._state, TOUCHED, self._clock.now().timestamp() - self._seconds)
            stored = await self._state.hmget(VERSIONS, uris)
            for uri, record in zip(uris, stored, strict=True):
                forgotten += await self._forget(uri, record)
            if len(uris) < STEP:
                break
        metric("slugline_retention_left_total", "versions").inc(forgotten)
        return forgotten

    async def _forget(self, uri: str, stored: bytes | None) -> bool:
        """Whoever has come for it meanwhile keeps it: the unit expects what was read."""
        history = HISTORIES.validate_json(stored) if stored else None
        async with self._timer_unit(TOUCHED, uri) as unit:
            if history is None:
                return False
            unit.expect(VERSIONS, stored.decode() if stored else None, field=uri)
            if history.is_held:
                unit.zadd(TOUCHED, uri, self._clock.now().timestamp())
                return False
            if history.status == "canceled":
                bare = replace(history, known=(), raw_refs=())
                unit.hset(VERSIONS, uri, HISTORIES.dump_json(bare, exclude_defaults=True).decode())
                return False
            unit.hdel(VERSIONS, uri)
            return True


class StrikeWithdrawn:
    """Takes the words of killed and recalled articles out of the archive: at once, and an hour later once more.

    The second pass finds what another service had on its way to the archive when the kill came. From the first moment
    the kill stands in the archive itself, and whoever reads it honours that.
    """

    def __init__(self, state: State, archive: Archive, timer_unit: TimerUnit, clock: Clock) -> None:
        self._state, self._archive = state, archive
        self._timer_unit, self._clock = timer_unit, clock

    async def __call__(self) -> int:
        """One pass for all that is due; how many files were written anew."""
        now = self._clock.now()
        due = [_strike(member) for member in await _due(self._state, STRIKES, now.timestamp())]
        if not due:
            return 0
        kills = [_kill(uri, now) for number, why, uri in due if why == "kill" and number == 1]
        await asyncio.to_thread(self._archive.put, kills)
        struck = await asyncio.to_thread(self._archive.strike, {uri for _, _, uri in due})
        for number, why, uri in due:
            async with self._timer_unit(STRIKES, f"{number} {why} {uri}") as unit:
                if number == 1:
                    unit.zadd(STRIKES, f"2 {why} {uri}", now.timestamp() + SECOND_PASS)
        log.info("ingest.archive_struck", articles=len(due), files=struck)
        return struck


def _kill(uri: str, now: datetime) -> Record:
    order = f"{int(now.timestamp() * 1000):020d}-{0:020d}"
    return Record("kills", uri, now.date(), order, (uri,), {"uri": uri, "arrived_at": now.isoformat()})


def _strike(member: str) -> tuple[int, str, str]:
    number, why, uri = member.split(" ", 2)
    return int(number), why, uri


def _may_leave(history: History | None) -> bool:
    """Whether the article is out: neither held back, nor recalled, nor killed. One that was forgotten was out."""
    return history is None or (history.status == "usable" and not history.is_held)


async def _histories(state: State, uris: Iterable[str]) -> dict[str, History]:
    asked = sorted(set(uris))
    stored = await state.hmget(VERSIONS, asked)
    return {uri: HISTORIES.validate_json(one) for uri, one in zip(asked, stored, strict=True) if one is not None}


async def _due(state: State, key: str, until: float) -> list[str]:
    """The members whose time has come, the longest due first."""
    found: list[bytes] = await state.redis.zrangebyscore(state.key(key), "-inf", until, start=0, num=STEP)
    return [member.decode() for member in found]
