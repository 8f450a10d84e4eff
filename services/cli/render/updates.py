"""One story update as lines for a person who follows the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from services.cli.render.words import clean, day_and_time, quantity, styled, title

#: One sign and colour for each kind of change.
SIGNS: dict[str, tuple[str, str]] = {
    "article_added": ("+", "good"),
    "copy_added": ("=", "dim"),
    "origin_added": ("◆", "good"),
    "translation_added": ("~", "dim"),
    "claim_added": ("•", "number"),
    "claim_revised": ("±", "number"),
    "claim_corroborated": ("✓", "good"),
    "conflict_opened": ("≠", "bad"),
    "conflict_closed": ("≈", "good"),
    "quote_added": ("“", "quote"),
    "entity_added": ("@", "name"),
    "article_corrected": ("✎", "warn"),
    "article_withdrawn": ("✗", "bad"),
    "merged_from": ("⇐", "id"),
    "split_into": ("⇒", "id"),
    "title_changed": ("T", "dim"),
    "editor_action": ("E", "warn"),
}
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")

#: Changes shown of one update; the rest is counted.
SHOWN = 8


def update_lines(event: Mapping[str, Any], details: bool = True) -> RenderableType:
    """The update: time, weight, title and message, and under it what changed."""
    data = event["data"]
    weight = data.get("significance", "notable")
    head = Text.assemble(
        (f"{day_and_time(data['story'].get('last_updated')):>12} ", "dim"),
        ("● ", weight),
        (title(data["story"]), "title"),
        (f"  {data['story_id']} r{data['revision']}", "dim"),
    )
    lines = [head]
    if data.get("message"):
        lines.append(Text.assemble(" " * 15, styled(data["message"])))
    if details:
        lines += change_lines(data)
    return Group(*lines)


def change_lines(data: Mapping[str, Any], indent: int = 15, most: int = SHOWN) -> list[Text]:
    """One line for each change, the weighty kinds first."""
    order = list(_WEIGHTY)
    changes = sorted(data["changes"], key=lambda c: order.index(c["kind"]) if c["kind"] in order else len(order))
    lines = [Text.assemble(" " * indent, change_line(change)) for change in changes[:most]]
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    rest = max(0, len(changes) - most) + data.get("changes_truncated", 0)
    if rest > 0:
        lines.append(Text(" " * indent + f"  and {rest} more", style="dim"))
    return lines


_WEIGHTY = (
    "article_withdrawn",
    "article_corrected",
    "merged_from",
    "split_into",
    "conflict_opened",
    "conflict_closed",
    "claim_revised",
    "claim_corroborated",
    "origin_added",
    "article_added",
    "copy_added",
    "claim_added",
    "quote_added",
)


def change_line(change: Mapping[str, Any]) -> Text:
    """The change in one line: its kind, what is now beside what was, who says so."""
    sign, style = SIGNS.get(change["kind"], ("·", ""))
    line = Text.assemble((f"{sign} ", style), (f"{change['kind'].replace('_', ' '):<19}", style))
    return line.append_text(change_text(change))


def change_text(change: Mapping[str, Any]) -> Text:
    """What is now beside what was, who says so, and the words of the article."""
    if change["kind"] == "conflict_opened":
        return _both(change)
    before, after = _side(change.get("before")), _side(change.get("after"))
    if change["kind"] in ("article_added", "copy_added", "article_corrected", "article_withdrawn", "merged_from"):
        return styled(change["ref"], "uri")
    if change["kind"] == "claim_corroborated":
        after, before = f"{after}, {_origins(change)} origins", ""
    text = Text()
    if before and before != after:
        text.append(before, "gone")
        text.append(" → ")
    text.append(after or ("withdrawn" if before else clean(change["ref"])))
    source = _source(change.get("after")) or _source(change.get("before"))
    if source:
        text.append(" — ", "dim").append(source, "name")
    if change["kind"] != "quote_added" and change.get("evidence"):
        text.append(f"  “{clean(change['evidence'][0]['exact'])[:80]}”", "quote")
    return text


def _both(change: Mapping[str, Any]) -> Text:
    """Two accounts that differ, each with who gives it: neither takes the other's place."""
    text = Text()
    for number, name in enumerate(("before", "after")):
        side = change.get(name) or {}
        text.append(" ≠ " if number else "", "bad").append(_side(side) or "?")
        who = _source(side) or clean(side.get("outlet") or "")
        text.append(f" ({who})" if who else "", "name")
    return text


def _origins(change: Mapping[str, Any]) -> str:
    numbers = [str(side["origins"]) for name in ("before", "after") if "origins" in (side := change.get(name) or {})]
    return " → ".join(numbers) or "more"


def _side(side: Any) -> str:
    """What one side of a change says, in a few words; titles come by language, the English one first."""
    if not isinstance(side, Mapping):
        return ""
    if side and all(isinstance(value, str) for value in side.values()) and all(_LANGUAGE.match(key) for key in side):
        return clean(side.get("en") or next(iter(side.values())))
    amount = quantity(side.get("quantity") or ({"value": side["value"], **side} if "value" in side else None))
    if amount:
        return amount
    for name in ("content", "name", "title", "headline", "text", "origins", "unit", "story_id"):
        if side.get(name):
            return clean(side[name])[:140]
    return ""


def _source(side: Any) -> str:
    source = side.get("source") if isinstance(side, Mapping) else None
    if isinstance(source, Mapping):
        return clean(source.get("name", ""))
    return clean(source) if source else ""
