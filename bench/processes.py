"""What the whole pipeline carries with 1, 2 and 4 extract processes, and what an article costs each stage.

Every service is a process, on an embedded server; articles are those of `bench.varied`. CPU time is the kernel's count
for each process, so it holds on a busy machine, too; articles a second do not.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis

from bench.end_to_end import capacity, cpu_times, running
from bench.varied import entry, varied
from shared.streams import SERVICES

#: Extract processes that are tried.
COUNTS = (1, 2, 4)
#: Articles before the measurement: word lists load and caches fill.
WARM_UP = 60


async def by_processes(articles: int, counts: tuple[int, ...] = COUNTS) -> list[dict[str, Any]]:
    """A row for each number of extract processes."""
    return [await _row(count, articles) for count in counts]


async def _row(count: int, articles: int) -> dict[str, Any]:
    wire, what = varied(seed=count), f"extract x {count}"
    async with running({**dict.fromkeys(SERVICES, 1), "extract": count}) as (url, supervisor):
        redis: Any = Redis.from_url(url)
        await capacity(redis, [entry(item) for item in itertools.islice(wire, WARM_UP)], f"{what}, to warm up")
        before = await cpu_times(supervisor)
        rate = await capacity(redis, [entry(item) for item in itertools.islice(wire, articles)], what)
        after = await cpu_times(supervisor)
        await redis.aclose()
    cost = _by_stage({name: (after[name] - before.get(name, 0.0)) * 1000 / articles for name in after})
    return {"extract_processes": count, "articles_per_s": round(rate, 1), "cpu_ms_per_article": cost, **_bounds(cost)}


def _by_stage(by_process: Mapping[str, float]) -> dict[str, float]:
    """Milliseconds by service, its replicas together; "extract-2" is a replica of extract."""
    found: dict[str, float] = {}
    for name, used in by_process.items():
        stage = name.rpartition("-")[0]
        found[stage] = round(found.get(stage, 0.0) + used, 2)
    return found


def _bounds(cost: Mapping[str, float]) -> dict[str, float]:
    """What this machine could carry at best, all cores full; and any machine, where one writer's core is full."""
    cores = os.cpu_count() or 1
    whole, writer = sum(cost.values()), max(cost.get("resolve", 0.0), cost.get("cluster", 0.0))
    return {
        "cores": cores,
        "bound_by_cores_per_s": round(cores * 1000 / whole, 1) if whole else 0.0,
        "bound_by_one_writer_per_s": round(1000 / writer, 1) if writer else 0.0,
    }
