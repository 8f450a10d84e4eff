"""Backpressure: how much is under way, how full the server is, and whether more may come in.

Two marks, whichever is reached first: articles under way, and the memory of Redis. For the latter each article under
way counts with what it will still need until it has become part of a story (`article_bytes`), so that whatever was
taken in can be finished below the server's own limit. The sums: docs/backpressure.md.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.metrics import metric
from shared.streams import ARTICLES_RESOLVED, ARTICLES_SUBMITTED, STREAMS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.settings import Settings

#: Seconds for which one count serves; asking costs a round trip.
FRESH = 0.25
#: What is closed at a mark opens again once it is so far below it: a share of the mark.
EASED = 0.9


@dataclass(frozen=True)
class Marks:
    """How much may be under way. Memory counts where the server has a limit of its own (`maxmemory`)."""

    articles: int = 5000
    #: Entries that may wait in `articles.submitted` before it takes no more.
    submitted: int = 50_000
    #: Share of `maxmemory` that intake may fill, with what is under way counted as if it were done.
    memory: float = 0.8
    #: Bytes that an article will need in Redis once it is done.
    article_bytes: int = 60_000

    @classmethod
    def of(cls, settings: Settings) -> Marks:
        """The marks that the settings name."""
        return cls(settings.high_water, settings.submitted_limit, settings.high_memory, settings.article_bytes)


@dataclass(frozen=True)
class Load:
    """What is under way at one moment."""

    #: Articles that ingest has not read yet, and those between it and the end of cluster.
    submitted: int = 0
    downstream: int = 0
    #: Bytes that the server uses and may use; a limit of 0 is none.
    used: int = 0
    limit: int = 0

    @property
    def articles(self) -> int:
        """All articles under way."""
        return self.submitted + self.downstream

    def memory(self, marks: Marks, articles: int) -> float:
        """The share of the server's memory that is used once so many articles are done; 0 where it has no limit."""
        return (self.used + articles * marks.article_bytes) / self.limit if self.limit else 0.0


class Backlog:
    """Counts what is under way and judges it by the marks."""

    def __init__(self, redis: Redis, namespace: str, marks: Marks) -> None:
        self._redis: Any = redis
        self._namespace = namespace
        self.marks = marks
        self._loaded_at = float("-inf")
        self._load = Load()

    async def load(self) -> Load:
        """What is under way, at most a quarter of a second ago."""
        if time.monotonic() - self._loaded_at > FRESH:
            self._load = await self._ask()
            self._loaded_at = time.monotonic()
            metric("slugline_backlog_articles").set(self._load.articles)
        return self._load

    def count_afresh(self) -> None:
        """Lets the next question be answered by a new count."""
        self._loaded_at = float("-inf")

    async def articles(self) -> int:
        """Articles under way: lengths of the work streams, and what `cluster` has not finished."""
        return (await self.load()).articles

    async def is_past_high_water(self) -> bool:
        """True while nothing more should be brought in: what HTTP asks, feeds before they poll, and push."""
        load = await self.load()
        return load.articles >= self.marks.articles or self._is_past_memory(load)

    async def why(self) -> str:
        """What is past its mark, in a word: memory, or backlog."""
        return "memory" if self._is_past_memory(await self.load()) else "backlog"

    async def is_full_behind_ingest(self) -> bool:
        """True while ingest should leave what was submitted where it is: it is smallest there.

        What is submitted counts no memory here, or a full stream could never drain; half of what is left above the
        mark is for the articles that are let in, the rest for whatever was not foreseen.
        """
        load = await self.load()
        mark = (self.marks.memory + 1) / 2
        return load.downstream >= self.marks.articles or load.memory(self.marks, load.downstream) >= mark

    async def takes_submissions(self, was_open: bool) -> bool:
        """Whether `articles.submitted` may take entries from anyone; between two marks it stays as it was."""
        load = await self.load()
        ease = 1.0 if was_open else EASED
        is_full = load.submitted >= self.marks.submitted * ease
        return not is_full and load.memory(self.marks, load.articles) < self.marks.memory * ease

    def _is_past_memory(self, load: Load) -> bool:
        return load.memory(self.marks, load.articles) >= self.marks.memory

    async def _ask(self) -> Load:
        work = [s for s in STREAMS if s.trimmed == "acknowledged" and s.name.startswith("articles.")]
        pipeline = self._redis.pipeline(transaction=False)
        for stream in work:
            pipeline.xlen(stream.key(self._namespace))
        pipeline.xinfo_groups(ARTICLES_RESOLVED.key(self._namespace))
        pipeline.xlen(ARTICLES_RESOLVED.key(self._namespace))
        pipeline.hlen(f"{self._namespace}resolve:parked")
        pipeline.hlen(f"{self._namespace}cluster:parked")
        pipeline.info("memory")
        *counts, groups, resolved, parked_resolve, parked_cluster, memory = await pipeline.execute(raise_on_error=False)
        lengths = dict(zip((s.name for s in work), map(_number, counts), strict=True))
        submitted = lengths.pop(ARTICLES_SUBMITTED.name)
        behind = sum(lengths.values()) + _number(parked_resolve) + _number(parked_cluster)
        return Load(submitted, behind + _unfinished(groups, "cluster", _number(resolved)), *_memory(memory))


def _unfinished(groups: Any, group: str, length: int) -> int:
    """What a group has not finished; all there is where it was never made, or the server cannot tell how far it is."""
    for info in groups if isinstance(groups, list) else ():
        if info["name"] in (group, group.encode()):
            lag = length if info["lag"] is None else int(info["lag"])
            return lag + int(info["pending"])
    return length


def _memory(info: Any) -> tuple[int, int]:
    """Bytes used, without those that Redis itself does not count, and the limit."""
    if not isinstance(info, dict):
        return 0, 0
    return int(info["used_memory"]) - int(info.get("mem_not_counted_for_evict", 0)), int(info.get("maxmemory", 0))


def _number(answer: Any) -> int:
    return answer if isinstance(answer, int) else 0
