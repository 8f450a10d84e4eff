"""The claim ledger of a story: by topic, each figure with its history, each statement with who makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.render.words import clean, count, day_and_time, number, quantity

Json = Mapping[str, Any]

STATUS = {"reported": "", "corroborated": "good", "disputed": "bad", "superseded": "gone", "retracted": "gone"}
#: Bars of a small chart, lowest first.
_BARS = "▁▂▃▄▅▆▇█"
#: Values of one thing that are shown, the latest.
_MOST_VALUES = 12
#: Characters of a statement that are shown.
_LONGEST = 110


def ledger_view(topics: Sequence[Json], most: int | None = None) -> RenderableType:
    """A block for each topic: figures with their chart and chain of values, then what was said."""
    shown = list(topics[:most])
    parts: list[RenderableType] = [Text("Claims", style="bold")]
    parts += [_figures(topic) for topic in shown if topic["kind"] == "quantity"]
    parts += [_statements(topic) for topic in shown if topic["kind"] != "quantity"]
    if len(shown) < len(topics):
        parts.append(Text(f"and {count(len(topics) - len(shown), 'topic')} more", style="dim"))
    return Group(*parts)


def sparkline(values: Sequence[float]) -> str:
    """The values as a row of bars, the lowest and the highest at the ends of the scale; level ones in the middle."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if high <= low:
        return _BARS[3] * len(values)
    return "".join(_BARS[round((value - low) / (high - low) * (len(_BARS) - 1))] for value in values)


def _figures(topic: Json) -> RenderableType:
    """The thing that is counted, its chart and chain where it has a history, and who says each value."""
    values = topic["values"][-_MOST_VALUES:]
    head = Text.assemble((clean(topic["label"] or topic["topic"]), "title"))
    counted = [value for value in values if value.get("quantity")]
    if len(counted) > 1:
        head.append("  ").append(sparkline([value["quantity"]["value"] for value in counted]), "number")
        head.append("  ").append_text(_chain(counted))
    return Group(head, _who_says(values))


def _chain(values: Sequence[Json]) -> Text:
    """9 → 11 ≠ 12: an arrow to what took the place of a value, an unequal sign between values that both stand."""
    text = Text()
    for place, value in enumerate(values):
        if place:
            is_disputed = value["status"] == "disputed" and values[place - 1]["status"] == "disputed"
            text.append(" ≠ " if is_disputed else " → ", "bad" if is_disputed else "dim")
        text.append(number(value["quantity"]["value"]), STATUS.get(value["status"]) or "number")
    return text


def _who_says(values: Sequence[Json]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, max_width=14)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for value in values:
        table.add_row(Text("  ").append_text(_amount(value)), Text(_day(value), "dim"), _words(value))
    return table


def _amount(value: Json) -> Text:
    style = STATUS.get(value["status"], "")
    if not value.get("quantity"):
        return Text("(taken out)" if value["status"] == "retracted" else "", "gone")
    return Text(quantity({**value["quantity"], "unit": ""}), style or "number")


def _day(value: Json) -> str:
    return day_and_time(value.get("as_of"))


def _words(value: Json) -> Text:
    text = Text.assemble((f"{value['status']}, {count(value.get('origins', 1), 'origin')}", STATUS[value["status"]]))
    who = clean((value.get("source") or {}).get("name", ""))
    if who:
        text.append(" — ", "dim").append(who, "name")
    exact = _exact(value)
    return text.append(f"  “{exact}”", "quote") if exact else text


def _exact(value: Json) -> str:
    said = value.get("said") or ()
    words = said[-1]["evidence"]["exact"] if said else value.get("content", "")
    return clean(words)[:_LONGEST]


def _statements(topic: Json) -> RenderableType:
    """Who speaks, and what was said: in English where there is a translation, with the count of its origins."""
    lines: list[RenderableType] = [Text(clean(topic["label"] or topic["topic"]), style="name")]
    for value in topic["values"][-_MOST_VALUES:]:
        lines.append(_statement(value))
    return Group(*lines)


def _statement(value: Json) -> Text:
    mark = ("“", "”") if value["kind"] == "quote" else ("", "")
    if value["status"] == "retracted" and not value.get("content"):
        return Text("  (taken out)", style="gone")
    words = clean(value.get("translation") or value["content"])[:_LONGEST]
    style = STATUS.get(value["status"]) or ("quote" if value["kind"] == "quote" else "")
    text = Text.assemble("  ", (f"{mark[0]}{words}{mark[1]}", style))
    if value.get("origins", 1) > 1:
        text.append(f"  {count(value['origins'], 'origin')}", "good")
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
