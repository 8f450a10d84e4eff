"""`make bench`: end-to-end latency and capacity, one hop against a raw loop, and where the time goes."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from bench import end_to_end, hop
from shared.embedded import isolated_server
from shared.telemetry import configure_logging

GOLD = Path(__file__).parent.parent / "tests" / "quality" / "gold" / "dev" / "articles.jsonl"


def main() -> None:
    """Prints the figures for people, or with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--articles", type=int, default=1000)
    arguments = parser.parse_args()
    configure_logging("error")
    print("one hop, then the whole pipeline; about two minutes ...", file=sys.stderr)
    with isolated_server() as server:
        figures = {"hop": asyncio.run(hop.compare(server.url))}
    figures |= asyncio.run(end_to_end.measure(GOLD, arguments.articles))
    print(json.dumps(figures) if arguments.json else text(figures))


def text(figures: dict) -> str:  # type: ignore[type-arg]
    """The figures as a table."""
    one = figures["hop"]
    lines = [
        f"one effectively-once hop     {one['hop_per_s']}/s = {one['ratio']} of the raw loop ({one['raw_per_s']}/s)",
        f"end to end, synthetic wire   {figures['capacity_synthetic_per_s']} articles/s",
        f"end to end, labelled stream  {figures['capacity_gold_per_s']} articles/s (nine languages)",
        "push to update               " + "\n                             ".join(map(_latency, figures["latency"])),
        "handling by stage, median    " + ", ".join(f"{k} {v} ms" for k, v in figures["stage_ms_p50"].items()),
        "CPU an article, synthetic    " + ", ".join(f"{k} {v} ms" for k, v in figures["cpu_ms_per_article"].items()),
    ]
    return "\n".join(lines)


def _latency(row: dict) -> str:  # type: ignore[type-arg]
    spread = ", ".join(f"{name} {row[f'{name}_ms']} ms" for name in ("p50", "p95", "p99"))
    return f"{row['articles_per_s']}/s: {spread} (n={row['n']})"


if __name__ == "__main__":
    main()
