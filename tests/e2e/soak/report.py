"""The report of a soak: plots, a table and all samples in a folder."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from bench.plot import Panel, plotted
from tests.e2e.soak.samples import Samples
from tests.e2e.soak.verdict import Finding


def table(run: Samples, findings: list[Finding]) -> str:
    """The verdict and the minutes as Markdown."""
    pushed = run.samples[-1].pushed if run.samples else 0
    head = f"{run.seconds / 60:.0f} minutes at {run.rate:.1f} articles a second, {pushed} articles\n"
    lines = [head, "| what | measured | holds |", "|---|---|---|"]
    lines += [f"| {one.what} | {one.told} | {'yes' if one.holds else 'NO'} |" for one in findings]
    lines += ["", "| minute | told of | p50, s | p95, s | p99, s |", "|---|---|---|---|---|"]
    lines += [f"| {m.at / 60:.1f} | {m.count} | {m.p50:.2f} | {m.p95:.2f} | {m.p99:.2f} |" for m in run.minutes]
    return "\n".join(lines) + "\n"


def write(run: Samples, findings: list[Finding], folder: Path) -> None:
    """Everything into the folder: soak.svg, soak.md and soak.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.svg").write_text(plotted(panels(run), "minutes"), encoding="utf-8")
    (folder / "soak.md").write_text(table(run, findings), encoding="utf-8")
    kept = {"findings": [dataclasses.asdict(one) for one in findings], **dataclasses.asdict(run)}
    (folder / "soak.json").write_text(json.dumps(kept) + "\n", encoding="utf-8")


def panels(run: Samples) -> list[Panel]:
    """What is drawn."""
    at = [sample.at / 60 for sample in run.samples]
    minutes = [minute.at / 60 for minute in run.minutes]
    return [
        Panel("memory, MB", at, _memory(run, ("ingest", "translate", "extract"))),
        Panel("memory, MB", at, _memory(run, ("resolve", "cluster", "publish"))),
        Panel("Redis, MB", at, {"used": [s.redis_used for s in run.samples]}),
        Panel(
            "under way, entries",
            at,
            {"given out": [s.pending for s in run.samples], "waiting": [s.lag + s.parked for s in run.samples]},
        ),
        Panel(
            "push to subscriber, s",
            minutes,
            {name: [getattr(minute, name) for minute in run.minutes] for name in ("p50", "p95", "p99")},
        ),
        Panel("articles pushed", at, {"": [sample.pushed for sample in run.samples]}),
    ]


def _memory(run: Samples, services: tuple[str, ...]) -> dict[str, list[float]]:
    """The memory of a service, its replicas together."""
    return {
        service: [sum(mb for name, mb in s.megabytes.items() if name.startswith(f"{service}-")) for s in run.samples]
        for service in services
    }
