"""Feeds as a table, and what a check has found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.render.words import duration, styled

_STYLES = {"active": "good", "failing": "bad", "stopped": "gone", "new": "dim"}


def feeds_table(feeds: Sequence[dict[str, Any]]) -> RenderableType:
    """A line for each feed; times are in UTC."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("name", "status", "asked", "newest", "every", "articles", "what is wrong"):
        table.add_column(column, no_wrap=column not in ("name", "what is wrong"))
    for feed in feeds:
        table.add_row(
            styled(feed["name"]),
            Text(feed["status"], _STYLES.get(feed["status"], "")),
            _minute(feed.get("asked_at")),
            _minute(feed.get("last_item_at")),
            duration(feed["interval"] * 1000) if feed.get("interval") else "–",
            str(feed.get("submitted", 0)),
            styled(_wrong(feed)),
        )
    return table


def check_view(found: dict[str, Any]) -> RenderableType:
    """What is at an address, and what its newest entries would become."""
    if not found["is_feed"]:
        return Text(f"no feed: status {found['status']}")
    moved = f" · moved to {found['moved_to']}" if found.get("moved_to") else ""
    saving = "answers conditional requests" if found["is_conditional"] else "sends everything each time"
    facts = f"{found['entries']} entries, {found['bytes']} bytes · every {duration(found['every'])} · {saving}{moved}"
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("published", "headline", "characters", "outcome"):
        table.add_column(column, no_wrap=column != "headline")
    for entry in found["newest"]:
        outcome = entry["reason"] or ("ready, summary only" if entry["is_summary"] else entry["outcome"])
        table.add_row(_minute(entry["published"]), styled(entry["headline"]), str(entry["characters"]), styled(outcome))
    return Group(styled(found["title"] or "(no title)"), Text(facts, "dim"), table)


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "–"


def _wrong(feed: dict[str, Any]) -> str:
    silent = "silent" if feed.get("is_silent") else ""
    return ", ".join(part for part in (feed.get("last_error") or "", silent) if part)
