"""Cost, memory and recovery against the length of the stream: python -m bench.scale [--articles N] [--minutes M]

The synthetic wire runs on for as long as it is told, by default a million articles, at a pace that keeps 100,000
stories live: older ones fall quiet as the articles' own clock goes on. At even distances some articles are taken
through the whole of cluster and the memory is read back from a real embedded Redis. Figures go to a JSON file and a
plot (SVG).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from redis.asyncio import Redis
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.cluster import Grown, read_more_words, recovery
from bench.plot import Panel, plotted
from bench.synthetic_stories import NEW, STEP
from services.cluster.domain.features import read_words
from services.cluster.domain.memory import Limits
from services.cluster.settings import ClusterSettings
from shared.embedded import isolated_server

#: Articles that are measured at each step.
MEASURED = 300


@dataclass(frozen=True)
class Step:
    """What things cost when the stream is so long."""

    articles: int
    live_stories: int
    quiet_stories: int
    mean_ms: float
    p99_ms: float
    megabytes: float
    recovery_seconds: float


def megabytes() -> float:
    """Memory of this process: now on Linux, at most so far elsewhere."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * 4096 / 1e6
    return getrusage(RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def limits(stories: int) -> Limits:
    """Stories fall quiet when so many are live."""
    usual = ClusterSettings().limits()
    return Limits(usual.records, usual.told, quiet_after=stories / NEW * STEP / 86_400, kept_for=usual.kept_for)


async def step(grown: Grown) -> Step:
    """Measures here."""
    cost, memory = await grown.measure(MEASURED), megabytes()
    back = await recovery(grown)
    live = len(grown.memory.profiles)
    known = len(grown.memory.traces)
    return Step(known, live, len(grown.memory.stories) - live, cost.mean_ms, cost.p99_ms, memory, back["cpu_seconds"])


async def grow(articles: int, stories: int, steps: int, deadline: float, progress: Progress) -> list[Step]:
    """The figures of each step; fewer steps where time runs out."""
    found: list[Step] = []
    task = progress.add_task("articles", total=articles)
    with isolated_server() as server:
        redis = Redis.from_url(server.url)
        await redis.config_set("save", "")
        grown = Grown(redis, limits(stories), beside=False)
        for number in range(1, steps + 1):
            goal = articles * number // steps
            await grown.fill(
                lambda goal=goal: len(grown.memory.traces) >= goal or time.monotonic() > deadline,  # type: ignore[misc]
                lambda: progress.update(task, completed=len(grown.memory.traces)),
            )
            found.append(await step(grown))
            progress.update(task, completed=len(grown.memory.traces))
            if time.monotonic() > deadline:
                break
        await redis.aclose()
    return found


def panels(steps: list[Step]) -> list[Panel]:
    """What is drawn."""
    at = [s.articles for s in steps]
    return [
        Panel("ms of CPU an article", at, {"mean": [s.mean_ms for s in steps], "p99": [s.p99_ms for s in steps]}),
        Panel("memory, MB", at, {"process": [s.megabytes for s in steps]}),
        Panel("recovery, s of CPU", at, {"read back": [s.recovery_seconds for s in steps]}),
        Panel("stories", at, {"live": [s.live_stories for s in steps], "quiet": [s.quiet_stories for s in steps]}),
    ]


def main() -> None:
    """Grows, writes and says where."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--stories", type=int, default=100_000, help="live stories")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=120.0, help="ends after so long, with what there is")
    parser.add_argument("--json", type=Path, default=Path("scale.json"))
    parser.add_argument("--plot", type=Path, default=Path("scale.svg"))
    options = parser.parse_args()
    read_words()
    read_more_words()
    deadline = time.monotonic() + 60 * options.minutes
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        steps = asyncio.run(grow(options.articles, options.stories, options.steps, deadline, progress))
    options.json.write_text(json.dumps([asdict(s) for s in steps], indent=1) + "\n", encoding="utf-8")
    options.plot.write_text(plotted(panels(steps), "articles in the stream"), encoding="utf-8")
    print(f"{len(steps)} steps in {options.json}, drawn in {options.plot}")


if __name__ == "__main__":
    main()
