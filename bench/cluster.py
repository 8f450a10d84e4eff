"""What clustering costs as stories grow in number: python -m bench.cluster [--stories 100000] [--json FILE]

A synthetic wire (synthetic_stories.py) fills memory and a real embedded Redis with live stories; at 1,000, 10,000 and
so many of them, articles are taken through the whole of cluster: what they are about, copies, candidates, evidence,
reasons, claims, updates as JSON, records as they are written, and records read back from Redis where memory has let
them go. A plain TF-IDF single pass (single_pass.py) reads the same articles in the same run. Seconds are CPU seconds of
this process, so that others on the machine count for little. Then the memory is read back from Redis, and counted.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.single_pass import SinglePass
from bench.synthetic_stories import LANGUAGES, Draft, Wire, record, resolved, vocabulary
from services.cluster.adapters.memory_in_redis import Archive, load, save
from services.cluster.domain.contribution import contribution
from services.cluster.domain.deciding import Decision, decide
from services.cluster.domain.features import read_words
from services.cluster.domain.memory import Limits, Memory
from services.cluster.domain.outlines import outline
from services.cluster.domain.quiet import as_time_passes, core
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import shipped
from services.cluster.domain.traces import trace
from services.cluster.domain.wording import senses_of
from services.cluster.domain.worked import Worked
from services.cluster.handlers import commit, settled
from services.cluster.settings import ClusterSettings
from shared.delivery.state import State
from shared.delivery.unit import Unit
from shared.embedded import isolated_server
from shared.language.terms import terms

#: Articles that are measured at each size, after as many that are not.
MEASURED, WARM_UP = 1000, 100
#: Articles that are read before anything is measured, beside every word that the wire has, in each of its languages:
#: a service that has taken in as many articles as these sizes hold has met them all.
WORDS_OF = 300
#: A word for a sentence to begin with.
_OTHER = "Xyzabc"
#: Articles whose memory is counted byte by byte.
COUNTED = 3000
#: Operations that go to Redis at once while it is filled.
PIPELINE = 500


@dataclass(frozen=True)
class Cost:
    """What an article costs at one size."""

    stories: int
    articles: int
    per_second: float
    mean_ms: float
    p50_ms: float
    p99_ms: float
    single_pass_ms: float
    read_back: float


class Grown:
    """A memory, its Redis and the single pass beside them, grown by one wire."""

    def __init__(self, redis: Redis, limits: Limits, beside: bool = True) -> None:
        self.wire = Wire()
        self.memory = Memory(limits)
        self.state = State(redis)
        self.archive = Archive(self.state)
        self.plain = SinglePass() if beside else None
        self._ops: list[tuple[Any, ...]] = []

    async def fill(self, is_full: Callable[[], bool], progress: Callable[[], None] = lambda: None) -> None:
        """Adds articles, each to the story that it was made for, until it is enough."""
        while not is_full():
            draft = self.wire.next()
            await self._remember(draft, record(draft, f"st_{draft.plot.number:016x}"))
            if self.plain:
                self.plain.add(Counter(words(draft)), min(draft.plot.number, len(self.plain.centroids)))
            if len(self._ops) >= PIPELINE:
                await self._write()
                progress()
        await self._write()

    async def _remember(self, draft: Draft, article: ArticleRecord) -> None:
        story = self.memory.stories.get(article.story_id or "") or StoryRecord(id=article.story_id or "", revision=1)
        grown = story.model_copy(update={"members": (*story.members, article.uri), "last_updated": draft.at})
        if story.status == "quiet":
            await self._write()  # what is read back to wake it must be there
        joined = Decision((article,), (grown,))
        decision = await settled(self.memory, self.archive, lambda: as_time_passes(self.memory, joined))
        unit = Unit()
        save(decision, unit)
        self._ops += unit.ops
        self.memory.put(decision.articles, decision.stories, gone=decision.gone)

    async def _write(self) -> None:
        client: Any = self.state.redis
        pipeline = client.pipeline(transaction=False)
        for op in self._ops:
            pipeline.execute_command(*op)
        await pipeline.execute()
        self._ops.clear()

    async def take(self, draft: Draft) -> float:
        """CPU seconds that cluster needs for an article."""
        item, unit = resolved(draft), Unit()
        began = time.process_time()
        worked = Worked(item)
        decision = await settled(self.memory, self.archive, lambda: decide(self.memory, worked, shipped()))
        commit(self.memory, decision, unit)
        for output in unit.outputs:
            output.data.model_dump_json()
        unit.finish(committed=True)
        spent = time.process_time() - began
        self._ops += unit.ops
        await self._write()
        return spent

    async def measure(self, count: int = MEASURED) -> Cost:
        """What the next articles cost."""
        gc.collect()
        gc.freeze()  # as a service does once it has read its memory, and looks for what is unused as seldom
        gc.set_threshold(10_000, 50, 100)
        for _ in range(WARM_UP):
            await self.take(self.wire.next())
        reads = self.archive.reads
        drafts = [self.wire.next() for _ in range(count)]
        spent = sorted([await self.take(draft) for draft in drafts])
        began = time.process_time()
        for draft in drafts:
            if self.plain:
                self.plain.place(f"{draft.headline}\n{draft.text}")
        beside = time.process_time() - began
        mean = statistics.fmean(spent)
        return Cost(
            stories=len(self.memory.profiles),
            articles=len(self.memory.traces),
            per_second=round(1 / mean, 1),
            mean_ms=round(1000 * mean, 2),
            p50_ms=round(1000 * spent[count // 2], 2),
            p99_ms=round(1000 * spent[int(count * 0.99)], 2),
            single_pass_ms=round(1000 * beside / count, 2),
            read_back=round((self.archive.reads - reads) / count, 2),
        )


def words(draft: Draft) -> list[str]:
    """The words of an article."""
    return re.findall(r"\w+", f"{draft.headline}\n{draft.text}".lower())


def read_more_words() -> None:
    """Fills the tables of words that the process keeps: with every word there is, and with another wire of them."""
    for word, written in vocabulary().items():
        for language in dict.fromkeys(LANGUAGES):
            head = written.get(language, word)
            for form in (head, head[0].upper() + head[1:]):  # as it is written inside a sentence, and at its beginning
                terms(f"{form} - {form}", language)
                outline(f"{form} - {form}", language)
                outline(f"{_OTHER} {form}", language)
            senses_of(head, language)  # as in a quotation
    wire = Wire(seed=1)
    for _ in range(WORDS_OF):
        contribution(resolved(wire.next()))


async def recovery(grown: Grown) -> dict[str, float]:
    """Seconds in which a service that starts has read its memory back."""
    again, began, cpu = Memory(grown.memory.limits), time.perf_counter(), time.process_time()
    gc.disable()
    await load(again, grown.state)
    gc.enable()
    assert len(again.traces) == len(grown.memory.traces)
    return {"seconds": round(time.perf_counter() - began, 1), "cpu_seconds": round(time.process_time() - cpu, 1)}


def bytes_per_article(count: int = COUNTED) -> dict[str, int]:
    """What memory holds of a live article, its share of all indexes included, and of one whose story is quiet."""
    drafts = [draft for wire in [Wire()] for draft in (wire.next() for _ in range(count))]
    records = [record(draft, f"st_{draft.plot.number:016x}") for draft in drafts]
    texts = [r.model_dump_json() for r in records]
    members: dict[str, list[str]] = {}
    for one in records:
        members.setdefault(one.story_id or "", []).append(one.uri)
    stories = [StoryRecord(id=i, members=tuple(uris)).model_dump_json() for i, uris in members.items()]
    whole = Memory()
    whole.replace(records, [StoryRecord.model_validate_json(s) for s in stories])
    cores = {i: core(profile, whole.rarity) for i, profile in whole.profiles.awake.items()}
    del records, whole
    live = _traced(lambda: _filled(texts, stories, {}))
    archived = _traced(lambda: _filled(texts, stories, cores))
    return {"live": live // count, "archived": archived // count}


def _filled(texts: list[str], stories: list[str], quiet: dict[str, tuple[str, ...]]) -> Memory:
    """A memory of records that are in Redis; those of quiet stories are too old for copies to be looked for."""
    memory = Memory(Limits(records=0))
    told = [StoryRecord.model_validate_json(story) for story in stories]
    memory.forget_everything(
        s.model_copy(update={"status": "quiet", "core": quiet[s.id]}) if s.id in quiet else s for s in told
    )
    for text in texts:
        article = ArticleRecord.model_validate_json(text)
        memory.know(trace(article), "" if quiet else article.sketch)
    memory.ready()
    return memory


def _traced(make: Callable[[], Memory]) -> int:
    gc.collect()
    tracemalloc.start()
    memory = make()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del memory
    return held


async def measured(most: int, count: int, console: Console) -> dict[str, Any]:
    """All figures."""
    sizes = [size for size in (1000, 10_000, 100_000) if size < most] + [most]
    read_words()
    read_more_words()
    memory = bytes_per_article()
    with isolated_server() as server, Progress(console=console, transient=True) as progress:
        redis = Redis.from_url(server.url)
        await redis.config_set("save", "")
        grown, costs = Grown(redis, ClusterSettings().limits()), []
        task = progress.add_task("live stories", total=most)
        for size in sizes:
            await grown.fill(
                lambda size=size: len(grown.memory.profiles) >= size,  # type: ignore[misc]
                lambda: progress.update(task, completed=len(grown.memory.profiles)),
            )
            costs.append(await grown.measure(count))
        grown.plain = None
        found = {"costs": [asdict(cost) for cost in costs], "bytes": memory, "recovery": await recovery(grown)}
        await redis.aclose()
    return found | {"ratio": round(costs[-1].mean_ms / costs[0].mean_ms, 2)}


def shown(found: dict[str, Any], console: Console) -> None:
    """The figures for people."""
    table = Table("live stories", "articles", "articles/s", "ms", "p50", "p99", "TF-IDF ms", "readings", box=None)
    for cost in found["costs"]:
        table.add_row(*(f"{value:,}" for value in cost.values()))
    console.print(table)
    console.print(f"cost at most against least stories: {found['ratio']} (at most 1.5)")
    console.print(f"read back in {found['recovery']['seconds']} s, {found['recovery']['cpu_seconds']} of them CPU (60)")
    console.print(f"bytes an article: {found['bytes']['live']:,} live, {found['bytes']['archived']:,} archived (3,000)")


def main() -> None:
    """Prints the figures, or writes them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--measured", type=int, default=MEASURED, help="articles measured at each size")
    parser.add_argument("--json", type=Path)
    options, console = parser.parse_args(), Console()
    found = asyncio.run(measured(options.stories, options.measured, console))
    shown(found, console)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
