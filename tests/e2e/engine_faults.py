"""Translation engines that die, lie, hang or dawdle, beside a run in which the engine is well.

`make engine-faults` pushes the same articles five times through the whole pipeline on a real server, each time with
another engine behind the LibreTranslate protocol: well, killed in the middle and started again, answering garbage,
hanging, and answering after 60 s. It prints the latency of articles in each run (from push to update), how many
translations came late, and what was lost. Traffic goes to loopback only; it ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from redis.asyncio import Redis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from services.translate.handlers import AT_ONCE
from shared.embedded import isolated_server
from shared.telemetry import configure_logging
from shared.testing.pipeline import InProcessPipeline

FAKE = Path(__file__).with_name("fake_libretranslate.py")
#: Seconds that an article waits for an engine at most, and the engine gets in the background beyond its own time.
PATIENCE, DEADLINE_BEYOND = 0.3, 5.0
BEGINNING = datetime(2025, 8, 15, 12, tzinfo=UTC)
TOWNS = ("Hamburg", "Dresden", "Leipzig", "Bremen", "Hannover", "Rostock", "Freiburg", "Potsdam")


@dataclass
class Outcome:
    """What one run did to its articles."""

    fault: str
    #: Seconds from push to the article's update, by uri, and how the article went on.
    latency: dict[str, float] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    status: dict[str, str] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    dead: int = 0

    def of(self, language: str) -> list[float]:
        """The latencies of the articles in one language, shortest first."""
        return sorted(seconds for uri, seconds in self.latency.items() if f":{language}:" in uri)


def article(number: int) -> dict[str, Any]:
    """Every second article is German, the others are English; each is a story of its own."""
    town, count = TOWNS[number % len(TOWNS)], 100 + 7 * number
    when = (BEGINNING + timedelta(days=number)).isoformat()
    if number % 2:
        body = f"{town} will spend {count} million euros on {number} schools, mayor Anna Vogt told reporters."
        return _item(f"urn:faults:en:{number}", f"{town} council to spend on schools", body, when)
    body = f"{town} gibt {count} Millionen Euro für {number + 2} Schulen aus. Das sagte Bürgermeisterin Anna Vogt."
    return _item(f"urn:faults:de:{number}", f"{town}: Stadtrat beschließt {count} Millionen für Schulen", body, when)


def _item(uri: str, headline: str, body: str, when: str) -> dict[str, Any]:
    return {"uri": uri, "headline": headline, "body": body, "published_at": when, "source": "Faults"}


class Engine:
    """The fake server as a process of its own."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Returns once it answers."""
        self._process = await asyncio.create_subprocess_exec(sys.executable, str(FAKE), str(self.port), self.mode)
        async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(20):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await http.get(f"{self.url}/languages")
                    return
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """SIGKILL, by pid."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@contextlib.asynccontextmanager
async def engine(mode: str) -> AsyncIterator[Engine]:
    """An engine that is running, and gone afterwards."""
    server = Engine(mode)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()


async def run(redis_url: str, fault: str, count: int, rate: float, slow: float) -> Outcome:
    """Pushes the articles at a rate a second while the engine has this fault; waits for what comes late."""
    outcome = Outcome(fault)
    mode = {"slow": f"slow:{slow}", "killed": "ok", "well": "ok"}.get(fault, fault)
    deadline = slow + DEADLINE_BEYOND
    async with engine(mode) as server:
        pipeline = InProcessPipeline(
            redis_url,
            f"faults-{fault}:",
            translate_engines="libretranslate,gist",
            libretranslate_url=server.url,
            translate_patience=PATIENCE,
            translate_deadline=deadline if fault != "hangs" else 2.0,
            translate_rest=1.0,
            reorder_wait=2.0,
        )
        async with pipeline:
            await _warm(pipeline)
            pushed = await _push(pipeline, outcome, server, count, rate)
            await pipeline.drain(60 + count / rate)
            rounds = count // 2 // AT_ONCE + 3
            await _late(pipeline, outcome, seconds=rounds * deadline if fault in ("killed", "slow", "well") else 3.0)
            await _read(pipeline, outcome, pushed)
    return outcome


async def _warm(pipeline: InProcessPipeline) -> None:
    """What is loaded at the first article of a language is not this run's subject."""
    await pipeline.submit(article(-2), article(-1))
    await pipeline.drain()


async def _push(
    pipeline: InProcessPipeline, outcome: Outcome, server: Engine, count: int, rate: float
) -> dict[str, float]:
    pushed: dict[str, float] = {}
    begun = time.time()
    for number in range(count):
        if outcome.fault == "killed" and number == count // 3:
            await server.kill()
        if outcome.fault == "killed" and number == 2 * count // 3:
            await server.start()
        await asyncio.sleep(max(0.0, begun + number / rate - time.time()))
        item = article(number)
        pushed[item["uri"]] = time.time()
        await pipeline.submit(item)
    return pushed


async def _late(pipeline: InProcessPipeline, outcome: Outcome, seconds: float) -> None:
    """Waits until nothing waits for a late translation any more, or the time is over."""
    client: Redis[bytes] | Any = pipeline.redis
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while await client.zcard(f"{pipeline.namespace}translate:late"):
                await asyncio.sleep(0.1)
    await pipeline.drain()


async def _read(pipeline: InProcessPipeline, outcome: Outcome, pushed: dict[str, float]) -> None:
    for entry, fields in await pipeline.redis.xrange(f"{pipeline.namespace}stories.updated"):
        at = int(entry.split(b"-")[0]) / 1000
        for change in json.loads(fields[b"data"])["data"]["changes"]:
            uri = change["ref"]
            if change["kind"] in ("article_added", "copy_added") and uri in pushed:
                outcome.latency[uri] = at - pushed[uri]
            if change["kind"] == "translation_added" and uri in pushed:
                outcome.late.add(uri)
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
        for uri in pushed:
            found = (await http.get(f"/v1/articles/{uri}")).json()
            outcome.status[uri] = found.get("translation", {}).get("status", "missing")
    outcome.dead = sum([len(await pipeline.dead(name)) for name in pipeline.services])


FAULTS = ("well", "killed", "garbage", "hangs", "slow")


async def experiment(count: int, rate: float, slow: float, progress: Progress | None = None) -> list[Outcome]:
    """All runs, each on a server of its own."""
    outcomes = []
    task = progress.add_task("engines", total=len(FAULTS)) if progress else None
    for fault in FAULTS:
        with isolated_server() as server:
            outcomes.append(await run(server.url, fault, count, rate, slow))
        if progress and task is not None:
            progress.advance(task)
    return outcomes


def faults(outcomes: list[Outcome], count: int) -> list[str]:
    """What is wrong with the runs, in words; nothing where all is well."""
    wrong = []
    for outcome in outcomes:
        german = {uri for uri in outcome.status if ":de:" in uri}
        if len(outcome.latency) != count or outcome.dead:
            wrong.append(f"{outcome.fault}: {count - len(outcome.latency)} articles lost, {outcome.dead} dead letters")
        if outcome.fault in ("well", "killed", "slow"):
            left = [uri for uri in german if outcome.status[uri] != "translated"]
            if left:
                wrong.append(f"{outcome.fault}: {len(left)} articles never got their translation")
        elif {outcome.status[uri] for uri in german} != {"gist"}:
            wrong.append(f"{outcome.fault}: rubbish was taken for a translation")
        if outcome.fault == "slow" and outcome.late != german:
            wrong.append(f"slow: {len(german - outcome.late)} late translations were no enrichments")
    return wrong


def table(outcomes: list[Outcome]) -> Table:
    """Latencies and late translations, one row a run."""
    shown = Table(title="Engines that fail: seconds from push to update, by language")
    for name in ("engine", "en p50", "en p95", "en max", "de p50", "de p95", "de max", "late", "lost"):
        shown.add_column(name, justify="left" if name == "engine" else "right")
    for outcome in outcomes:
        figures = [f"{value:.3f}" for language in ("en", "de") for value in _figures(outcome.of(language))]
        lost = str(len(outcome.status) - len(outcome.latency) + outcome.dead)
        shown.add_row(outcome.fault, *figures, str(len(outcome.late)), lost)
    return shown


def _figures(latencies: list[float]) -> tuple[float, float, float]:
    if not latencies:
        return (float("nan"),) * 3
    return latencies[len(latencies) // 2], latencies[min(len(latencies) - 1, int(0.95 * len(latencies)))], latencies[-1]


def main() -> int:
    """Prints the table; exit code 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=48)
    parser.add_argument("--rate", type=float, default=4.0, help="articles a second")
    parser.add_argument("--slow", type=float, default=60.0, help="seconds that the slow engine takes for one article")
    options = parser.parse_args()
    configure_logging("error", "console")
    console = Console()
    with Progress(console=Console(stderr=True)) as progress:
        outcomes = asyncio.run(experiment(options.articles, options.rate, options.slow, progress))
    console.print(table(outcomes))
    wrong = faults(outcomes, options.articles)
    for line in wrong:
        console.print(f"[red]{line}[/red]")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
