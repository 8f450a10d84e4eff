"""Clock times as nine languages write them, with the words for their time zone: "11.30 Uhr Ortszeit", "1930 GMT"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shared.language import base
from shared.language.tables import rows

#: Parts of the day in which an hour up to eleven is one of the afternoon or night before midnight.
_LATE = re.compile(
    r"p|afternoon|evening|nachmittags|abends|дня|вечера|вечора|вечара|wieczorem|po południu"
    r"|de l[’']après-midi|du soir|tarde|noche|dienos|vakaro",
    re.IGNORECASE,
)
#: Parts of the day in which twelve is midnight.
_NIGHT = re.compile(r"a|nachts|ночи|ночі|ночы|w nocy|nakties|madrugada", re.IGNORECASE)
#: What may stand between a clock time and its zone.
_GAP = r"[\s\u00a0]?[(,]?[\s\u00a0]?"
_SPACE = r"[\s\u00a0\u202f]"


@dataclass(frozen=True)
class Clock:
    """An hour and minute of the clock with its span. `zone` is an IANA name, minutes from UTC, "local", or None."""

    start: int
    end: int
    hour: int
    minute: int
    zone: str | int | None = None


def clock_times(text: str, language: str) -> list[Clock]:
    """The clock times of a text in order, none over another."""
    hits = (match for pattern in _patterns(base(language)) for match in pattern.finditer(text))
    found: list[Clock] = []
    for clock in sorted(filter(None, (_read(text, hit) for hit in hits)), key=lambda c: (c.start, -c.end)):
        if not found or clock.start >= found[-1].end:
            found.append(clock)
    return found


def _read(text: str, match: re.Match[str]) -> Clock | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    start = match.start("h") if "h" in groups else match.start()
    hour, minute = _hour(groups), int(groups.get("m") or groups.get("minutes") or 0)
    if hour is None or minute > 59:
        return None
    end, zone = _zone(text, match.end())
    return Clock(start, end, hour, minute, zone)


def _hour(groups: dict[str, str]) -> int | None:
    if "h" not in groups:
        return 12 if "noon" in groups else 0
    hour, part = int(groups["h"]), groups.get("part", "")
    if part and hour < 12 and _LATE.match(part):
        hour += 12
    elif part and hour == 12 and _NIGHT.match(part):
        hour = 0
    return hour % 24 if hour <= 24 else None


def _zone(text: str, end: int) -> tuple[int, str | int | None]:
    """Where the words for the zone behind a clock time end, and which zone they name."""
    match = _zones().match(text, end)
    if match is None:
        return end, None
    written = rows("zones.tsv")[int((match.lastgroup or "z0")[1:])][1]
    return match.end(), int(written) if written.lstrip("-").isdigit() else written


@cache
def _zones() -> re.Pattern[str]:
    forms = (f"(?P<z{n}>{row[0].replace(' ', _SPACE)})" for n, row in enumerate(rows("zones.tsv")))
    return re.compile(rf"{_GAP}(?:{'|'.join(forms)})(?!\w)")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    written = (row[1] for row in rows("clock.tsv") if row[0] in {"all", language})
    return tuple(re.compile(pattern.replace(" ", _SPACE), re.IGNORECASE) for pattern in written)
