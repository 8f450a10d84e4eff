"""`python -m bench.publish`: how soon subscribers are told, how soon a kill is out everywhere, how long pages take.

    python -m bench.publish                       # from articles.resolved on, then pages; about a minute
    python -m bench.publish --stages all          # the whole pipeline
    python -m bench.publish --check               # exit code 1 where a floor is missed

Loopback only, an embedded server, nothing left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from typing import Any

from bench import publish_live, publish_pages
from shared.telemetry import configure_logging

#: Milliseconds, at most: 99 of 100 from push to subscriber; 99 of 100 kills; 95 of 100 of each page.
PUSH_P99, KILL_P99, PAGE_P95 = 1000.0, 5000.0, 200.0
#: Seconds after which a run is stopped, beside what its own length asks for.
_PATIENCE = 240.0


def main() -> None:
    """Prints a table for people, or with `--json` one document for programs."""
    arguments = _arguments()
    configure_logging("error")
    figures = asyncio.run(_measure(arguments))
    print(json.dumps(figures) if arguments.json else text(figures))
    missed = list(misses(figures))
    for miss in missed:
        print(f"missed: {miss}", file=sys.stderr)
    sys.exit(1 if arguments.check and missed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.publish", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a floor is missed")
    parser.add_argument("--only", choices=("live", "pages"))
    parser.add_argument("--stages", choices=("resolved", "all"), default="resolved")
    parser.add_argument("--wire", choices=("news", "hurried", "crowded"), default="news", help="see publish_live.py")
    parser.add_argument("--subscribers", type=int, default=500)
    parser.add_argument("--rate", type=float, default=20.0, help="articles a second")
    parser.add_argument("--seconds", type=float, default=15.0, help="for how long")
    parser.add_argument("--stories", type=int, default=10_000, help="in the projection while pages are timed")
    return parser.parse_args()


async def _measure(said: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    async with asyncio.timeout(said.seconds * 4 + _PATIENCE):
        if said.only != "pages":
            figures["live"] = await publish_live.measure(
                said.stages, said.wire, said.subscribers, said.rate, said.seconds
            )
        if said.only != "live":
            figures["pages"] = await publish_pages.measure(said.stories)
    return figures


def misses(figures: dict[str, Any]) -> Iterator[str]:
    """Every floor that was missed, in words."""
    live = figures.get("live")
    if live:
        for name, most in (("push_to_subscriber", PUSH_P99), ("kill_to_everywhere", KILL_P99)):
            found = live[name].get("p99_ms")
            if found is None or found > most:
                yield f"{name} p99 {found} ms, at most {most:g}"
        if live["articles_told"] < live["articles_with_update"]:
            yield f"of {live['articles_with_update']} articles with an update {live['articles_told']} were told"
        for name in ("kills_unfinished", "updates_not_at_all_subscribers", "subscribers_lost"):
            if live[name]:
                yield f"{name}: {live[name]}"
    for name, page in figures.get("pages", {}).get("pages", {}).items():
        if page["p95_ms"] > PAGE_P95 or page["status"] != 200:
            yield f"page {name}: p95 {page['p95_ms']} ms, status {page['status']}; at most {PAGE_P95:g}"


def text(figures: dict[str, Any]) -> str:
    """The figures as a table."""
    lines = []
    if live := figures.get("live"):
        through = "the whole pipeline" if live["stages"] == "all" else "cluster and publish, from articles.resolved on"
        lines += [
            f"measured: {through}; wire {live['wire']}; {live['subscribers']} subscribers, "
            f"{live['articles_per_s']} articles/s, {live['deliveries']} deliveries, {live['megabytes_per_s']} MB/s",
            f"push to subscriber    {_spread(live['push_to_subscriber'])}",
            f"kill to everywhere    {_spread(live['kill_to_everywhere'])}  unfinished {live['kills_unfinished']}",
            f"publish, CPU          {live['publish_cpu_us_per_delivery']} µs a subscriber and delivery, all counted",
            "CPU seconds           " + ", ".join(f"{name} {used}" for name, used in live["cpu_s"].items()),
        ]
    if pages := figures.get("pages"):
        lines += [f"pages with {pages['stories']} stories ({pages['events_projected_per_s']} events/s projected)"]
        lines += [
            f"  {name:<24} {_spread(page)}  CPU {page['cpu_ms']} ms  {page['kilobytes']} kB"
            for name, page in pages["pages"].items()
        ]
    return "\n".join(lines)


def _spread(row: dict[str, Any]) -> str:
    return "  ".join(f"{name} {row.get(f'{name}_ms', '–')} ms" for name in ("p50", "p95", "p99")) + f"  n {row['n']}"


if __name__ == "__main__":
    main()
