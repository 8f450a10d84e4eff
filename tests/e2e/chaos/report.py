"""The report of an experiment: a table of faults for people, and everything as JSON."""

from __future__ import annotations

import collections
import dataclasses
import os
import statistics
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.e2e.chaos.experiment import Result
from tests.e2e.chaos.storm import Record

#: Lines of what breaks the promise that are printed.
SHOWN = 30


def report(result: Result) -> None:
    """Prints it."""
    console = Console(width=None if os.isatty(1) else 150)
    console.print(_table(result.records))
    for name, told in summary(result).items():
        console.print(f"{name:<16}{told}", highlight=False)
    for line in result.faults[:SHOWN]:
        console.print(f"  {line}", highlight=False)


def summary(result: Result) -> dict[str, str]:
    """The counts in a line each."""
    calm, stormy = result.calm, result.stormy
    states = collections.Counter(
        "withdrawn" if a["status"] == "canceled" else "in a story" if a["story_id"] else "in no story"
        for a in stormy.articles.values()
    )
    return {
        "seed": str(result.terms.seed),
        "faults": f"{sum(not r.skipped for r in result.records)} in {result.terms.seconds:.0f} s",
        "conditions": ", ".join(f"{name}: {how}" for name, how in result.conditions.items()),
        "articles": f"{len(stormy.articles)}: {dict(states)}",
        "stories": f"{len(stormy.stories)} (calm run {len(calm.stories)})",
        "updates": f"{len(stormy.order)} (calm run {len(calm.order)})",
        "dead letters": f"{stormy.dead} (calm run {calm.dead})",
        "seconds": f"{stormy.seconds:.0f} (calm run {calm.seconds:.0f})",
        "broken promises": str(len(result.faults)),
    }


def as_json(result: Result) -> dict[str, Any]:
    """Everything but the articles themselves."""
    return {
        "seed": result.terms.seed,
        "conditions": result.conditions,
        "summary": summary(result),
        "faults": [
            dataclasses.asdict(r.fault)
            | {"at": round(r.at, 1), "caught_up": r.caught_up, "ready": r.ready, "skipped": r.skipped}
            | {"seen": dict(r.seen.most_common(8))}
            for r in result.records
        ],
        "broken_promises": result.faults,
    }


def markdown(result: Result) -> str:
    """The table as it stands in docs/chaos.md."""
    lines = [
        "| fault | times | lasted, s | caught up after, s | all ready after, s | told most |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in _rows(result.records)])


def _table(records: list[Record]) -> Table:
    table = Table("fault", "times", "lasted, s", "caught up after, s", "all ready after, s", "told most")
    for row in _rows(records):
        table.add_row(*row)
    return table


def _rows(records: list[Record]) -> Iterator[tuple[str, ...]]:
    """One row for each kind of fault: medians, and the longest in brackets."""
    for kind in sorted({record.fault.kind for record in records}):
        same = [record for record in records if record.fault.kind == kind]
        done = [record for record in same if not record.skipped]
        if not done:
            yield kind, "0", "", "skipped: " + same[0].skipped, "", ""
            continue
        told = ", ".join(f"{name} ({count})" for name, count in _told(done).most_common(2))
        yield (
            kind, str(len(done)), _spread(r.fault.lasts for r in done), _spread(r.caught_up for r in done),
            _spread(r.ready for r in done), told,
        )  # fmt: skip


def _told(records: list[Record]) -> collections.Counter[str]:
    """What services told in these, without who it was; the burial of poison is nothing that a fault did."""
    told: collections.Counter[str] = collections.Counter()
    for record in records:
        for name, count in record.seen.items():
            told[name.partition(": ")[2]] += count
    told.pop("delivery.dead_letter", None)
    return told


def _spread(values: Iterable[float | None]) -> str:
    all_of_them = list(values)
    known = [value for value in all_of_them if value is not None]
    late = len(all_of_them) - len(known)
    later = f", {late} not before the next fault" if late else ""
    if not known:
        return later.removeprefix(", ")
    return f"{statistics.median(known):.1f} ({max(known):.1f}){later}"
