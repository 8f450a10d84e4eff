"""Keys as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.render.words import styled
from shared.access.keys import KeyRecord


def keys_table(keys: Sequence[tuple[KeyRecord, str | None]], now: datetime) -> RenderableType:
    """A line for each key; of its last use, only the hour is known."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("id", "name", "scopes", "created", "last used", "expires"):
        table.add_column(column, no_wrap=column != "name", style="id" if column == "id" else "")
    for kept, used in keys:
        table.add_row(
            kept.id,
            styled(kept.name),
            ", ".join(kept.scopes),
            _day(kept.created),
            _hour(used),
            _end(kept, now),
        )
    return table


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _hour(used: str | None) -> str:
    return f"{datetime.fromisoformat(used):%Y-%m-%d %H:00}" if used else "never"


def _end(kept: KeyRecord, now: datetime) -> Text:
    if kept.expires is None:
        return Text("–")
    return Text(f"{kept.expires:%Y-%m-%d %H:%M}", "" if kept.is_alive(now) else "gone")
