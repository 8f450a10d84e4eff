"""`make bench`: what the pipeline carries, what an article costs where, how fast it is, one hop against a raw loop."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import end_to_end, hop
from bench.processes import by_processes
from shared.embedded import isolated_server
from shared.streams import SERVICES
from shared.telemetry import configure_logging

GOLD = Path(__file__).parent.parent / "tests" / "quality" / "gold" / "dev" / "articles.jsonl"
#: Where the figures are kept for others (`make soak` runs at half of what stands there); not under version control.
RESULTS = Path("build") / "bench.json"

Figures = dict[str, Any]


def main() -> None:
    """Prints the figures for people, or with `--json` for programs; they are kept in a file either way."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    configure_logging("error")
    print(
        "one hop, the whole pipeline, then 1, 2 and 4 extract processes; five to ten minutes on two cores ...",
        file=sys.stderr,
    )
    figures = measured(arguments.articles)
    keep(figures, arguments.results)
    if arguments.json:
        print(json.dumps(figures))
    else:
        show(figures)
        print(f"kept in {arguments.results}")


def measured(articles: int) -> Figures:
    """All figures, with the conditions under which they were taken."""
    figures: Figures = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "load_before": os.getloadavg()[0]}
    with isolated_server() as server:
        figures["hop"] = asyncio.run(hop.compare(server.url))
    figures |= asyncio.run(end_to_end.measure(GOLD, articles))
    figures["by_extract_processes"] = asyncio.run(by_processes(articles))
    return figures


def keep(figures: Figures, path: Path) -> None:
    """Writes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def show(figures: Figures) -> None:
    """Prints them as a table and some lines."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(_table(figures["by_extract_processes"]))
    row = figures["by_extract_processes"][0]
    console.print(
        f"{row['cores']} cores bound all rows: with every core full {row['bound_by_cores_per_s']}/s; "
        f"one writer's core would be full at {row['bound_by_one_writer_per_s']}/s",
        highlight=False,
    )
    console.print(text(figures), highlight=False)


def _table(rows: list[Figures]) -> Table:
    table = Table(title="articles a second end to end, and CPU milliseconds an article by stage")
    for name in ("extract processes", "articles/s", *SERVICES, "all stages"):
        table.add_column(name, justify="right")
    for row in rows:
        cost = row["cpu_ms_per_article"]
        stages = [f"{cost.get(stage, 0.0):.1f}" for stage in SERVICES]
        table.add_row(str(row["extract_processes"]), str(row["articles_per_s"]), *stages, f"{sum(cost.values()):.1f}")
    return table


def text(figures: Figures) -> str:
    """What is measured beside the table."""
    one = figures["hop"]
    lines = [
        f"one effectively-once hop     {one['hop_per_s']}/s = {one['ratio']} of the raw loop ({one['raw_per_s']}/s)",
        f"end to end, synthetic wire   {figures['capacity_synthetic_per_s']} articles/s",
        f"end to end, labelled stream  {figures['capacity_gold_per_s']} articles/s (nine languages)",
        "push to update               " + "\n                             ".join(map(_latency, figures["latency"])),
        "handling by stage, median    " + ", ".join(f"{k} {v} ms" for k, v in figures["stage_ms_p50"].items()),
    ]
    return "\n".join(lines)


def _latency(row: Figures) -> str:
    spread = ", ".join(f"{name} {row[f'{name}_ms']} ms" for name in ("p50", "p95", "p99"))
    return f"{row['articles_per_s']}/s: {spread} (n={row['n']})"


if __name__ == "__main__":
    main()
