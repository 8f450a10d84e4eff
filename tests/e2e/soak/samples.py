"""What is sampled: memory of every process, what is under way, and the latency of the last minute."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.cli.pipeline import Pipeline
from services.cli.supervisor import Supervisor
from tests.e2e.soak.load import Latencies, Pace, patient

#: Seconds between two samples.
EVERY = 5.0
#: Seconds over which latencies are put together.
MINUTE = 60.0


@dataclass
class Sample:
    """How things stood at one moment, so many seconds after the beginning."""

    at: float
    #: Resident memory of each process, and what Redis uses and has from the system, in MB.
    megabytes: dict[str, float]
    redis_used: float
    redis_resident: float
    #: Entries that were given to somebody and are not done; entries that wait; articles held back by single writers.
    pending: int
    lag: int
    parked: int
    pushed: int


@dataclass
class Minute:
    """Latency from push to subscriber in one minute, in seconds."""

    at: float
    count: int
    p50: float
    p95: float
    p99: float


@dataclass
class Samples:
    """All of a run."""

    rate: float
    seconds: float
    samples: list[Sample] = field(default_factory=list)
    minutes: list[Minute] = field(default_factory=list)
    #: Restarts of services: there must be none.
    restarts: int = 0


class Sampler:
    """Takes samples until it is cancelled."""

    def __init__(self, redis: Any, supervisor: Supervisor, pace: Pace) -> None:
        self._redis = redis
        self._supervisor = supervisor
        self._pace = pace
        self.begun = time.monotonic()
        self.samples: list[Sample] = []

    async def watch(self) -> None:
        """A sample every few seconds."""
        while True:
            await self.take()
            await asyncio.sleep(EVERY)

    async def take(self) -> None:
        """One sample; none while Redis does not answer."""
        memory, look = await patient(self._redis.info("memory")), await patient(Pipeline(self._redis).look())
        if memory is None or look is None:
            return
        groups = [group for figures in look.streams for group in figures.groups]
        self.samples.append(
            Sample(
                at=round(time.monotonic() - self.begun, 1),
                megabytes={child.spec.name: resident(child.pid) for child in self._supervisor.children if child.pid},
                redis_used=memory["used_memory"] / 1e6,
                redis_resident=memory["used_memory_rss"] / 1e6,
                pending=sum(group.pending for group in groups),
                lag=sum(group.lag or 0 for group in groups),
                parked=sum(look.parked.values()),
                pushed=self._pace.pushed,
            )
        )


def resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/statm")
    try:
        if status.exists():
            return int(status.read_text(encoding="ascii").split()[1]) * 4096 / 1e6
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=False, capture_output=True, text=True)
        return int(said.stdout or 0) / 1e3
    except (OSError, ValueError):
        return 0.0


def minutes(heard: Latencies, begun: float, seconds: float) -> list[Minute]:
    """Latencies by the minute in which they were heard."""
    found = []
    length = min(MINUTE, seconds / 4)
    for number in range(int(seconds / length)):
        start = begun + number * length
        took = sorted(taken for at, taken in heard.took if start <= at < start + length)
        if len(took) > 1:
            cuts = statistics.quantiles(took, n=100, method="inclusive")
            found.append(Minute((number + 1) * length, len(took), cuts[49], cuts[94], cuts[98]))
    return found
