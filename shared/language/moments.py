"""Instants: clock times of a text with their day and zone, given when the article was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from shared.language import base
from shared.language.clock import Clock, clock_times
from shared.language.dates import Day, days
from shared.language.places import MAX_WORDS, place_named
from shared.language.sentences import sentences
from shared.language.tables import rows
from shared.language.zones import zone_of

#: Code points from a clock time to the place whose local time it is.
_NEAR = 60
#: Code points between two clock times that name one instant in two zones: "11:30 a.m. (1930 GMT)".
_SAME = 12
#: Days from publication within which a date without a year lies.
_HALF_YEAR = 183
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_WRITTEN_YEAR = re.compile(r"^[.,]?\s{0,2}(?:de\s|del\s|г\.\s)?(?P<y>(?:19|20)\d\d)\b|\b(?P<full>(?:19|20)\d\d)$")


@dataclass(frozen=True)
class Moment:
    """A clock time of a text as an instant. `is_sure` says that its zone was told."""

    start: int
    end: int
    at: datetime
    is_sure: bool


def moments(text: str, language: str, published: datetime, home: str | None = None) -> list[Moment]:
    """The clock times of a text as instants in UTC, in order.

    The day is the one named in the sentence, else that of publication by the publisher's own clock; the zone the one
    that is told, that of the place named near the time, `home` (an IANA name), or the publisher's own.
    """
    clocks, spans = clock_times(text, language), sentences(text, language)
    named = days(text, language)
    found = []
    for clock in clocks:
        span = next((s for s in spans if s[0] <= clock.start < s[1]), (0, len(text)))
        zone = _zone(text, clock, span, language, home)
        keeps = zone or published.tzinfo or UTC
        day = _day(text, clock, span, named, published.date(), language)
        found.append(Moment(clock.start, clock.end, _instant(day, clock, keeps), zone is not None))
    return found


def _instant(day: date, clock: Clock, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, clock.hour, clock.minute, tzinfo=zone).astimezone(UTC)


def _zone(text: str, clock: Clock, span: tuple[int, int], language: str, home: str | None) -> tzinfo | None:
    if isinstance(clock.zone, int):
        return timezone(timedelta(minutes=clock.zone))
    if clock.zone and clock.zone != "local":
        return ZoneInfo(clock.zone)
    name = _place_zone(text, clock, span, language) or home
    return ZoneInfo(name) if name else None


def _place_zone(text: str, clock: Clock, span: tuple[int, int], language: str) -> str | None:
    """The zone of the place nearest to the clock time in its sentence, those behind it first."""
    behind = text[clock.end : min(span[1], clock.end + _NEAR)]
    before = text[max(span[0], clock.start - _NEAR) : clock.start]
    return next(iter(zones_in(behind, language)), None) or next(reversed(zones_in(before, language)), None)


def zones_in(words: str, language: str) -> list[str]:
    """The zones of the places that a stretch of text names, in order."""
    found: list[str] = []
    matches = list(_WORD.finditer(words))
    at = 0
    while at < len(matches):
        for count in range(min(MAX_WORDS, len(matches) - at), 0, -1):
            name = words[matches[at].start() : matches[at + count - 1].end()]
            place = place_named(name, language) if name[:1].isupper() else None
            zone = zone_of(place) if place else None
            if zone:
                found.append(zone)
                at += count - 1
                break
        at += 1
    return found


def _day(text: str, clock: Clock, span: tuple[int, int], named: Sequence[Day], published: date, language: str) -> date:
    """The day named nearest to a clock time in its sentence, else the weekday, else the day of publication."""
    here = [day for day in named if span[0] <= day.start and day.end <= span[1]]
    best = min(here, key=lambda day: abs(day.start - clock.start), default=None)
    if best is not None:
        return day_of(text, best, published) or published
    return weekday_in(text[span[0] : span[1]], language, published) or published


def day_of(text: str, day: Day, published: date) -> date | None:
    """The day of the calendar: of the year that is written, else of the year that puts it nearest to publication."""
    year = _WRITTEN_YEAR.search(text[day.start : day.end]) or _WRITTEN_YEAR.match(text[day.end : day.end + 12])
    years = [int(year["y"] or year["full"])] if year else [published.year + n for n in (0, -1, 1)]
    fitting = [d for d in (_date(y, day) for y in years) if d]
    return min(fitting, key=lambda d: abs((d - published).days), default=None)


def _date(year: int, day: Day) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def weekday_in(words: str, language: str, published: date) -> date | None:
    """The day of the first weekday that is named: the last such day, that of publication included."""
    for match in _weekdays(base(language)).finditer(words):
        number = int((match.lastgroup or "d0")[1:])
        return published - timedelta(days=(published.weekday() - number) % 7)
    return None


@cache
def _weekdays(language: str) -> re.Pattern[str]:
    row = next((row for row in rows("weekdays.tsv") if row[0] == language), None)
    forms = (f"(?P<d{n}>{form})" for n, form in enumerate(row[1:])) if row else ["(?!)"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)
