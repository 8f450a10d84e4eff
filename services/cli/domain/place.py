"""Where in the stream of updates somebody begins to read: now, at its start, after an entry, at a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

START, NOW = "0-0", "$"
_ENTRY = re.compile(r"\d{1,20}(?:-\d{1,20})?")
_AGO = re.compile(r"(\d{1,5})\s*(s|min|m|h|d)")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
#: Digits from which on a bare number is an entry's milliseconds and no year.
_MILLISECONDS = 10


def place_of(text: str, now: datetime) -> str:
    """The entry id after which to read. Raises ValueError for what is no place."""
    plain = text.strip()
    if plain in ("start", "now"):
        return START if plain == "start" else NOW
    if _ENTRY.fullmatch(plain) and ("-" in plain or len(plain) >= _MILLISECONDS):
        return plain if "-" in plain else f"{plain}-0"
    ago = _AGO.fullmatch(plain)
    at = now - timedelta(seconds=int(ago[1]) * _UNITS[ago[2]]) if ago else _time(plain)
    return f"{max(0, round(at.timestamp() * 1000) - 1)}-{2**64 - 1}" if at.timestamp() > 0 else START


def is_before(place: str, other: str) -> bool:
    """Whether one entry id comes before another."""
    return _parts(place) < _parts(other)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        known = "start, now, an entry id, a time such as 2025-09-11T13:00Z, or how long ago: 30min, 2h, 1d"
        raise ValueError(f"{text[:60]!r} is no place to begin; known are {known}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _parts(place: str) -> tuple[int, int]:
    ms, _, serial = place.partition("-")
    return int(ms), int(serial or 0)
