"""Fault after fault, and after each how long it takes until what came meanwhile is done and every service is ready."""

from __future__ import annotations

import asyncio
import collections
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
from redis.exceptions import RedisError

from tests.e2e.chaos.faults import Hand, Impossible
from tests.e2e.chaos.plan import Fault
from tests.e2e.chaos.system import System

#: Seconds between two looks at whether things are well again.
LOOK_EVERY = 0.1
#: Seconds between the end of one fault and the next, beyond the recovery.
BREATH = 0.5


@dataclass
class Record:
    """One fault as it went."""

    fault: Fault
    #: Seconds since the beginning of the storm.
    at: float
    #: Seconds from its end until every article that had come was in its story, and until every service was ready;
    #: None: not before the next fault.
    caught_up: float | None = None
    ready: float | None = None
    #: What services told meanwhile, by the name of the event.
    seen: collections.Counter[str] = field(default_factory=collections.Counter)
    #: Why it could not be done here; empty where it was.
    skipped: str = ""


class Storm:
    """Torments a system by a plan until it is told to stop."""

    def __init__(self, system: System, hand: Hand, faults: Iterator[Fault], *, patience: float) -> None:
        self._system = system
        self._hand = hand
        self._faults = faults
        self._patience = patience
        self._begun = time.monotonic()
        self.records: list[Record] = []

    async def rage(self, is_over: Callable[[], bool]) -> None:
        """One fault after the other until it is over."""
        while not is_over():
            record = Record(next(self._faults), time.monotonic() - self._begun)
            self.records.append(record)
            await self._strike(record)
            self._tell(record)

    async def _strike(self, record: Record) -> None:
        before = collections.Counter(self._system.told.events)
        fault = record.fault
        try:
            undo = await self._hand.do(fault)
        except Impossible as why:
            record.skipped = str(why)
            return
        try:
            await self._last(fault)
        finally:
            await undo()
        await self._recover(record)
        record.seen = self._system.told.since(before)
        await asyncio.sleep(BREATH)

    async def _last(self, fault: Fault) -> None:
        await asyncio.sleep(fault.lasts / 2)
        if fault.beside:
            self._hand.kill(fault.beside)
        await asyncio.sleep(fault.lasts / 2)

    async def _recover(self, record: Record) -> None:
        begun, came = time.monotonic(), None
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as http:
            while (passed := time.monotonic() - begun) < self._patience:
                came = await self._number("ingest:seq") if came is None else came
                if record.caught_up is None and came is not None and (await self._number("cluster:next") or 0) > came:
                    record.caught_up = passed
                if record.ready is None and await self._all_ready(http):
                    record.ready = passed
                if record.caught_up is not None and record.ready is not None:
                    return
                await asyncio.sleep(LOOK_EVERY)

    async def _number(self, key: str) -> int | None:
        try:
            return int(await self._system.redis.get(key) or 0)
        except (RedisError, OSError):
            return None

    async def _all_ready(self, http: httpx.AsyncClient) -> bool:
        answers = await asyncio.gather(
            *(http.get(f"{child.spec.url}/readyz") for child in self._system.supervisor.children),
            return_exceptions=True,
        )
        return all(isinstance(answer, httpx.Response) and answer.is_success for answer in answers)

    def _tell(self, record: Record) -> None:
        fault = record.fault
        whom = " ".join(filter(None, (fault.target, f"{fault.step:+d} s" if fault.step else "")))
        beside = f", {fault.beside} killed meanwhile" if fault.beside else ""
        result = f"skipped: {record.skipped}" if record.skipped else f"caught up {_after(record.caught_up)}"
        lasted = f"for {fault.lasts:g} s" if fault.lasts else ""
        ready = "" if record.skipped else f", all ready {_after(record.ready)}"
        line = f"[{record.at:5.0f} s] {fault.kind} {whom} {lasted}{beside}: {result}{ready}"
        print(line, file=sys.stderr, flush=True)


def _after(seconds: float | None) -> str:
    return "not before the next fault" if seconds is None else f"after {seconds:.1f} s"
