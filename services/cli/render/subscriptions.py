"""Webhook subscriptions and their deliveries as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from services.cli.render.words import clean, day_and_time, styled

_STYLES = {"active": "good", "failing": "warn", "paused": "dim", "disabled": "bad"}


def subscriptions_table(items: Iterable[Mapping[str, Any]]) -> RenderableType:
    """A line for each subscription."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("id", no_wrap=True, style="id")
    table.add_column("status", no_wrap=True)
    table.add_column("url", ratio=2, overflow="fold")
    table.add_column("asks for", ratio=2)
    table.add_column("waits", justify="right")
    table.add_column("failed", justify="right")
    for item in items:
        row = (_status(item), styled(item["url"]), styled(_asks(item)), str(item["waiting"]), str(item["failed"]))
        table.add_row(item["id"], *row)
    return table


def subscription_panel(item: Mapping[str, Any]) -> RenderableType:
    """One subscription in full."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    for name, value in (
        ("url", styled(item["url"])),
        ("status", _status(item)),
        ("reason", styled(item["reason"])),
        ("asks for", styled(_asks(item))),
        ("bursts", styled("folded by the second" if item["fold"] == "second" else "every revision by itself")),
        ("note", styled(item["description"])),
        ("by", styled(item["by"])),
        ("last success", styled(_when(item["last_success"]))),
        ("last failure", styled(_when(item["last_failure"]))),
        ("waits", Text(str(item["waiting"]))),
        ("failed", Text(str(item["failed"]))),
    ):
        if value.plain:
            facts.add_row(name, value)
    return Panel(facts, title=clean(item["id"]), title_align="left", border_style="dim", padding=(1, 2))


def deliveries_table(found: Mapping[str, Any]) -> RenderableType:
    """What was tried, the latest first, and below it what waits and what was given up."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("when", no_wrap=True)
    table.add_column("event", style="id", ratio=2)
    table.add_column("try", justify="right")
    table.add_column("outcome")
    table.add_column("ms", justify="right")
    table.add_column("next", ratio=1)
    for line in found["attempts"]:
        outcome = Text(f"{line['outcome']} {line['status'] or ''}", "good" if line["outcome"] == "delivered" else "bad")
        when, again = _when(line["at"]), _when(line["next"])
        table.add_row(when, styled(line["event_id"]), str(line["attempt"]), outcome, f"{line['ms']:.0f}", again)
    rest = [_names("waits", found["waiting"]), _names("failed", found["failed"])]
    return Group(table, *(text for text in rest if text.plain))


def _names(title: str, deliveries: Iterable[Mapping[str, Any]]) -> Text:
    ids = [clean(one["id"]) for one in deliveries]
    return Text(f"\n{title}: {', '.join(ids)}") if ids else Text()


def _status(item: Mapping[str, Any]) -> Text:
    status = "failing" if item["status"] == "active" and item["is_failing"] else str(item["status"])
    return Text(status, _STYLES.get(status, ""))


def _asks(item: Mapping[str, Any]) -> str:
    told = []
    for word, value in item["filter"].items():
        if value:
            told.append(f"{word} {value if isinstance(value, str) else ', '.join(value)}")
    return "; ".join(told) or "everything"


def _when(at: str | None) -> str:
    return day_and_time(at) if at else ""
