"""Streams and groups as a table."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.domain.drain import GroupFigures, Look, StreamFigures
from services.cli.render.words import duration

#: Entries, and milliseconds, from which a figure is worth a colour.
HIGH, LATE = 1000, 30_000


def lag_table(look: Look, everything: bool = False) -> RenderableType:
    """A line for each stream and group; unknown lag is said to be unknown, never 0."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("stream", no_wrap=True)
    table.add_column("group", style="name", no_wrap=True)
    for name in ("length", "lag", "pending", "oldest pending", "consumers"):
        table.add_column(name, justify="right")
    for stream in look.streams:
        if stream.groups or stream.length or everything:
            _add(table, stream)
    for service, held in look.parked.items():
        if held or everything:
            table.add_row("held back", service, _figure(held))
    return table


def _add(table: Table, stream: StreamFigures) -> None:
    is_dead = stream.name.startswith("dead.")
    name = Text(stream.name, style="bad" if is_dead and stream.length else "title")
    length = _figure(stream.length, bad=is_dead)
    if not stream.groups:
        table.add_row(name, "" if is_dead else Text("no group yet", "warn"), length)
    for number, group in enumerate(stream.groups):
        first = number == 0
        table.add_row(name if first else "", group.name, length if first else "", *_cells(group))


def _cells(group: GroupFigures) -> list[Text]:
    lag = Text("unknown", "warn") if group.lag is None else _figure(group.lag)
    late = (group.oldest_pending_ms or 0) > LATE
    oldest = Text(duration(group.oldest_pending_ms), "warn" if late else "")
    return [lag, _figure(group.pending), oldest, Text(str(group.consumers), "" if group.consumers else "bad")]


def _figure(value: int, bad: bool = False) -> Text:
    style = "dim" if value == 0 else "bad" if bad else "warn" if value >= HIGH else ""
    return Text(f"{value:,}", style)
