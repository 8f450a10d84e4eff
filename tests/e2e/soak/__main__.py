"""`make soak`: half an hour at half of the capacity that `make bench` measured; exit code 1 where something grows."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bench.end_to_end import capacity, running
from bench.subscribers import subscribers
from bench.varied import entry, varied
from shared.telemetry import configure_logging
from tests.e2e.soak.load import Latencies, Pace
from tests.e2e.soak.report import table, write
from tests.e2e.soak.samples import Sampler, Samples, minutes
from tests.e2e.soak.verdict import verdict

#: Where `make bench` keeps its figures.
BENCH = Path("build") / "bench.json"
#: The share of the capacity that is put on.
SHARE = 0.5
#: Articles of the short measurement where there are no figures of the bench.
MEASURED = 300
#: Subscribers of the live stream beside the one that measures.
SUBSCRIBERS = 25
#: Days of the articles' own clock that one run goes through, whatever its length, and how long things are kept in them:
#: stories fall quiet and are let go within the first half, so that what is kept for days can be seen to level off.
DAYS, QUIET_AFTER, KEPT_FOR = 30.0, 3.0, 6.0
#: Articles that cluster keeps at hand: few, so that its caches are full before the second half.
AT_HAND, TOLD = 500, 1000


async def soak(rate: float, seconds: float) -> Samples:
    """One run."""
    step = DAYS * 86_400 / (rate * seconds)
    async with running(environment=_settings()) as (url, supervisor):
        redis: Any = Redis.from_url(url)
        articles = varied(seed=11, step=step)
        pace = Pace(redis, articles, rate)
        heard = Latencies(str(supervisor.url_of("publish")), pace)
        await Pace(redis, articles, rate).go(min(20.0, seconds / 10))  # models and word lists load at first use
        sampler = Sampler(redis, supervisor, pace)
        with subscribers(str(supervisor.url_of("publish")), SUBSCRIBERS):
            await _together(pace.go(seconds), heard.listen(), sampler.watch(), _tell(sampler, heard))
            await redis.aclose()
        found = Samples(rate, seconds, sampler.samples, minutes(heard, sampler.begun, seconds))
        found.restarts = sum(state.restarts for state in supervisor.states())
        return found


async def _together(work: Any, *beside: Any) -> None:
    """Until the work is done; the others end with it."""
    tasks = [asyncio.create_task(one) for one in beside]
    try:
        await work
        await asyncio.sleep(3.0)  # what is on its way is heard of
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


async def _tell(sampler: Sampler, heard: Latencies) -> None:
    """A line a minute for whoever waits."""
    while True:
        await asyncio.sleep(60)
        if sampler.samples:
            last, lately = sampler.samples[-1], sorted(took for _, took in heard.took[-500:])
            slowest = f"{lately[int(len(lately) * 0.99)]:.2f} s" if lately else "?"
            memory = ", ".join(f"{name} {mb:.0f}" for name, mb in last.megabytes.items())
            told = f"[{last.at:5.0f} s] {last.pushed} articles, under way {last.pending + last.lag}, p99 {slowest}"
            print(f"{told}; MB: {memory}, redis {last.redis_used:.0f}", file=sys.stderr, flush=True)


def _settings() -> dict[str, str]:
    return {
        "SLUGLINE_QUIET_AFTER_DAYS": str(QUIET_AFTER),
        "SLUGLINE_KEEP_STORIES_DAYS": str(KEPT_FOR),
        "SLUGLINE_RECORDS_IN_MEMORY": str(AT_HAND),
        "SLUGLINE_TOLD_IN_MEMORY": str(TOLD),
    }


async def measured() -> float:
    """Articles a second that the pipeline carries now."""
    wire = varied(seed=3)
    async with running() as (url, _):
        redis: Any = Redis.from_url(url)
        await capacity(redis, [entry(item) for item in itertools.islice(wire, 60)], "to warm up")
        found = await capacity(redis, [entry(item) for item in itertools.islice(wire, MEASURED)], "what it carries")
        await redis.aclose()
        return found


def automatic() -> float:
    """Half of what `make bench` measured with one process of each service, or of a short measurement."""
    if BENCH.exists():
        rows = json.loads(BENCH.read_text(encoding="utf-8"))["by_extract_processes"]
        full = float(next(row["articles_per_s"] for row in rows if row["extract_processes"] == 1))
        print(f"{BENCH} says {full:.1f} articles/s", file=sys.stderr)
    else:
        full = asyncio.run(measured())
        print(f"no figures of `make bench`; a short measurement says {full:.1f} articles/s", file=sys.stderr)
    return SHARE * full


def main() -> None:
    """Runs, writes and tells."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", default="AUTO", help="articles a second; AUTO: half of the capacity")
    parser.add_argument("--out", type=Path, default=Path("build") / "soak", help="folder of plots, table and samples")
    asked = parser.parse_args()
    configure_logging("error")
    rate = automatic() if asked.rate.upper() == "AUTO" else float(asked.rate)
    began = time.strftime("%H:%M")
    print(f"{began}: {asked.minutes:g} minutes at {rate:.1f} articles/s", file=sys.stderr)
    run = asyncio.run(soak(rate, 60 * asked.minutes))
    findings = verdict(run)
    write(run, findings, asked.out)
    print(table(run, findings))
    print(f"plots, table and samples in {asked.out}")
    sys.exit(0 if all(one.holds for one in findings) else 1)


if __name__ == "__main__":
    main()
