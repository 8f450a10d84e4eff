"""The whole pipeline, each service its own process, on an embedded server: latency at given rates, and capacity."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from redis.asyncio import Redis
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from services.cli.domain.drain import DrainWatch
from services.cli.pipeline import Pipeline
from services.cli.supervisor import Supervisor, specs
from shared.embedded import EmbeddedServer
from shared.embedded_guard import Guard
from shared.streams import ARTICLES_SUBMITTED, SERVICES, STORIES_UPDATED
from shared.testing.wire import wire

#: Streams in which an article is on its way to a story, read by those whose work that is.
WAY = {f"articles.{name}" for name in ("submitted", "accepted", "translated", "extracted", "resolved")} | {
    "resolve:parked",
    "cluster:parked",
}
#: What a progress bar shows.
BAR = (
    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
)  # fmt: skip


@asynccontextmanager
async def running(
    replicas: dict[str, int] | None = None, environment: dict[str, str] | None = None
) -> AsyncIterator[tuple[str, Supervisor]]:
    """A fresh server and all services, with these settings; gone afterwards."""
    guard = Guard()
    with tempfile.TemporaryDirectory(prefix="slugline-bench-") as directory:
        server = EmbeddedServer(Path(directory), guard)
        await asyncio.to_thread(server.start)
        settings = {"SLUGLINE_REDIS_URL": server.url, "SLUGLINE_LOG_LEVEL": "error", **(environment or {})}
        try:
            children = specs(replicas or dict.fromkeys(SERVICES, 1), settings)
            async with Supervisor(children, guard, sink=print) as supervisor:
                await supervisor.wait_until_ready(180)
                yield server.url, supervisor
        finally:
            await asyncio.to_thread(server.stop)
            guard.close()


async def latencies(redis: Any, rate: float, seconds: float, seed: int) -> dict[str, float]:
    """Milliseconds from XADD to the update that tells of the article, at so many articles a second."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    follower = asyncio.create_task(_follow(redis, seen))
    await asyncio.sleep(0.2)
    begun = time.perf_counter()
    for number, entry in enumerate(wire(int(rate * seconds), seed=seed)):
        item = json.loads(entry["data"])
        item["uri"] = f"urn:bench:{seed}:{item['uri']}"
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        await redis.xadd(ARTICLES_SUBMITTED.name, {"data": json.dumps(item)})
        sent.setdefault(item["uri"], time.perf_counter())
    await drained(redis)
    await asyncio.sleep(0.5)
    follower.cancel()
    with suppress(asyncio.CancelledError):
        await follower
    took = sorted((seen[uri] - sent[uri]) * 1000 for uri in sent if uri in seen)
    return {"articles_per_s": rate, "n": len(took), **_percentiles(took)}


async def _follow(redis: Any, seen: dict[str, float]) -> None:
    last = "$"
    while True:
        answer = await redis.xread({STORIES_UPDATED.name: last}, block=500, count=500)
        now = time.perf_counter()
        batches = answer.values() if isinstance(answer, dict) else [entries for _, entries in answer or []]
        for batch in batches:
            entries = (
                batch[0] if batch and isinstance(batch[0], list) and isinstance(batch[0][0], list | tuple) else batch
            )
            for entry_id, fields in entries:
                last = entry_id
                for change in json.loads(fields[b"data"])["data"]["changes"]:
                    seen.setdefault(change["ref"], now)


def _percentiles(took: list[float]) -> dict[str, float]:
    if len(took) < 2:
        return {}
    cuts = statistics.quantiles(took, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "p99_ms": round(cuts[98], 1)}


async def drained(redis: Any, tell: Callable[[int], None] = lambda _: None) -> None:
    """Returns once nothing is under way in any stream; tells all the while how many articles of the wire are."""
    look_at, watch = Pipeline(redis), DrainWatch()
    while not watch.saw(look := await look_at.look()):
        tell(sum(count for name, count in look.under_way().items() if name in WAY))
        await asyncio.sleep(0.05)


async def capacity(redis: Any, entries: list[dict[str, str]], what: str) -> float:
    """Articles a second from the first XADD until everything has drained; `what` stands beside the progress bar."""
    begun = time.perf_counter()
    with Progress(*BAR, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=len(entries))
        for start in range(0, len(entries), 200):
            pipeline = redis.pipeline(transaction=False)
            for entry in entries[start : start + 200]:
                pipeline.xadd(ARTICLES_SUBMITTED.name, entry)
            await pipeline.execute()
        await drained(redis, lambda left: progress.update(task, completed=max(0, len(entries) - left)))
        progress.update(task, completed=len(entries))
    return len(entries) / (time.perf_counter() - begun)


async def stage_times(supervisor: Supervisor) -> dict[str, float]:
    """Median milliseconds of handling by stage, from the articles' own timing."""
    by_stage: dict[str, list[float]] = {}
    async with httpx.AsyncClient(base_url=str(supervisor.url_of("publish")), trust_env=False, timeout=60) as http:
        page = (await http.get("/v1/articles", params={"limit": 100})).json()
        for item in page["items"]:
            detail = (await http.get(f"/v1/articles/{item['uri']}")).json()
            for passed in detail.get("timing") or []:
                by_stage.setdefault(passed["stage"], []).append(passed["ms"])
    return {stage: round(statistics.median(times), 2) for stage, times in by_stage.items()}


async def cpu_times(supervisor: Supervisor) -> dict[str, float]:
    """CPU seconds that each service has used, by its process; where /proc tells."""
    used = {}
    for child in supervisor.children:
        with suppress(OSError):
            words = Path(f"/proc/{child.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()  # noqa: ASYNC240
            used[child.spec.name] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return used


async def measure(gold: Path, articles: int = 1000) -> dict[str, Any]:
    """All end-to-end figures of one run."""
    figures: dict[str, Any] = {}
    async with running() as (url, supervisor):
        redis: Any = Redis.from_url(url)
        await latencies(redis, 10, 3, seed=90)  # warm-up: models and gazetteers load at first use
        print("push to update at 2 and 5 articles a second, 40 seconds ...", file=sys.stderr)
        figures["latency"] = [await latencies(redis, rate, 20, seed=91 + n) for n, rate in enumerate((2, 5))]
        before = await cpu_times(supervisor)
        carried = await capacity(redis, list(wire(articles, seed=7)), "synthetic wire")
        figures["capacity_synthetic_per_s"] = round(carried, 1)
        after = await cpu_times(supervisor)
        figures["cpu_ms_per_article"] = {n: round((after[n] - before[n]) * 1000 / articles, 2) for n in after}
        items = [{"data": line} for line in _gold_items(gold)]
        figures["capacity_gold_per_s"] = round(await capacity(redis, items, "labelled stream, nine languages"), 1)
        figures["stage_ms_p50"] = await stage_times(supervisor)
        await redis.aclose()
    return figures


def _gold_items(gold: Path, times: int = 3) -> list[str]:
    """The labelled stream several times over, each with uris of its own, so that nothing is a repeat."""
    lines = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    items = []
    for number in range(times):
        for article in (a for a in lines if a["kind"] not in ("kill", "correction")):
            items.append(
                json.dumps(
                    {
                        "uri": f"urn:bench:gold:{number}:{article['id']}",
                        "headline": article["headline"],
                        "body": article["body"],
                        "published_at": article["published_at"],
                        "source": article["source"],
                    }
                )
            )
    return items
