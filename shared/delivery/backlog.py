"""Backpressure: how many articles are under way, and whether more may come in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from shared.metrics import metric
from shared.streams import ARTICLES_RESOLVED, STREAMS

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Seconds for which one count serves; asking costs a round trip.
FRESH = 0.25


class Backlog:
    """Counts articles between submission and cluster."""

    def __init__(self, redis: Redis, namespace: str, high_water: int) -> None:
        self._redis: Any = redis
        self._namespace = namespace
        self._high_water = high_water
        self._counted_at = 0.0
        self._count = 0

    async def articles(self) -> int:
        """Articles under way: lengths of the work streams, and what `cluster` has not finished."""
        if time.monotonic() - self._counted_at > FRESH:
            self._count = await self._ask()
            self._counted_at = time.monotonic()
            metric("slugline_backlog_articles").set(self._count)
        return self._count

    async def is_past_high_water(self) -> bool:
        """True while nothing more should be taken in."""
        return await self.articles() >= self._high_water

    async def _ask(self) -> int:
        work = [s for s in STREAMS if s.trimmed == "acknowledged" and s.name.startswith("articles.")]
        pipeline = self._redis.pipeline(transaction=False)
        for stream in work:
            pipeline.xlen(stream.key(self._namespace))
        pipeline.xinfo_groups(ARTICLES_RESOLVED.key(self._namespace))
        pipeline.hlen(f"{self._namespace}resolve:parked")
        pipeline.hlen(f"{self._namespace}cluster:parked")
        *counts, groups, parked_resolve, parked_cluster = await pipeline.execute(raise_on_error=False)
        numbers = [n for n in (*counts, parked_resolve, parked_cluster) if isinstance(n, int)]
        return sum(numbers) + _unfinished(groups, "cluster")


def _unfinished(groups: Any, group: str) -> int:
    if isinstance(groups, Exception):
        return 0
    for info in groups:
        if info["name"] in (group, group.encode()):
            return int(info["lag"] or 0) + int(info["pending"])
    return 0
