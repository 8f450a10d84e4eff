"""Small pieces of text that several views share: times, counts, titles. Text from articles is never markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.text import Text

SIGNIFICANCE = {"major": "major", "notable": "notable", "minor": "minor"}


def clean(value: object) -> str:
    """The text on one line, without control and direction characters that could rewrite the terminal."""
    text = str(value).replace("\n", " ").replace("\t", " ")
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in _DIRECTIONS)


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def styled(value: object, style: str = "") -> Text:
    """Text from outside, safe to print."""
    return Text(clean(value), style=style)


def title(story: Mapping[str, Any]) -> str:
    """The story's title in English, else in the first language it has."""
    titles: Mapping[str, str] = story.get("title") or {}
    return clean(titles.get("en") or next(iter(titles.values()), "") or "(no title yet)")


def day_and_time(value: str | None) -> str:
    """ "15 Aug 10:00" of an ISO 8601 time; UTC as all times of the pipeline."""
    when = read_time(value)
    return f"{when:%d %b %H:%M}".lstrip("0") if when else "–"


def read_time(value: str | None) -> datetime | None:
    """The time in an ISO 8601 text, or None where there is none."""
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


def duration(ms: float | None) -> str:
    """ "250 ms", "3.2 s", "5 min", "2 h", "3 d"."""
    if ms is None:
        return "–"
    steps = ((1000.0, 1.0, "ms"), (60_000.0, 1000.0, "s"), (3.6e6, 60_000.0, "min"), (8.64e7, 3.6e6, "h"))
    for below, unit, name in steps:
        if ms < below:
            return f"{ms / unit:.1f} {name}" if name == "s" or ms < 10 and name == "ms" else f"{ms / unit:.0f} {name}"
    return f"{ms / 8.64e7:.0f} d"


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 article", "3 articles"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def number(value: float | int | None) -> str:
    """16 rather than 16.0, and 1,200 rather than 1200."""
    if value is None:
        return "–"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,g}"


def quantity(value: Mapping[str, Any] | None) -> str:
    """ "at least 16 prisoners released"."""
    if not value:
        return ""
    words = {"about": "about ", "more_than": "at least ", "less_than": "at most ", "additional": "another "}
    return (
        f"{words.get(value.get('modifier', ''), '')}{number(value.get('value'))} {clean(value.get('unit', ''))}".strip()
    )
