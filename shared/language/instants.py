"""Instants that a text tells for sure, however many clocks it tells them by: "11:30 a.m. in Anchorage (1930 GMT)".

`moments` gives every clock time for what it is worth; here those that name one instant are read as one, and only such
are given whose zone is told: by its name, by the place that stands beside the time, or by where the text was filed.
Limits: the day is the one that is named beside it, else that of publication; a weekday is the nearest such day, or the
next one where the sentence looks ahead; midnight, which belongs to two days, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.language import base
from shared.language.clock import Clock, clock_times
from shared.language.dates import days
from shared.language.moments import day_of, weekday_in, zones_in
from shared.language.sentences import sentences
from shared.language.tables import rows, words

#: Code points between two clock times that may name one instant.
_BESIDE = 45
#: Code points between a clock time and the place by whose clock it is.
_PLACE = 40
#: Code points before a sentence in which the day may be named that it goes on with.
_BEFORE = 200
#: What stands between the ends of a stretch of time.
_UNTIL = re.compile(
    r"\s?(?:[-–—]|to|until|till|and|bis|und|до|по|и|і|do|i|à|et|jusqu’à|a|y|hasta|iki|ir|да)(?:\s(?:las|à|um|le|les))?\s?",
    re.IGNORECASE,
)
_MARK = re.compile(r"[,;:(—–]|\s-\s")
#: Hours east and west of UTC within which all clocks are.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=-12)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Instant:
    """An instant in UTC with the stretch of text that tells it; `number` is the sentence it stands in."""

    start: int
    end: int
    at: datetime
    number: int


class Filed(NamedTuple):
    """When a text was published, and the zone (IANA) of the place where it was filed."""

    at: datetime
    zone: str | None = None


class Told(NamedTuple):
    """A text with a sentence of it in which a time is told; `ahead` says that the sentence looks ahead."""

    text: str
    language: str
    span: tuple[int, int]
    ahead: bool


def instants(text: str, language: str, filed: Filed, coming: Container[int] = ()) -> list[Instant]:
    """The instants that a text tells for sure, in order. `coming` are the numbers of sentences that look ahead."""
    spans = sentences(text, language)
    found = []
    clocks = [clock for clock in clock_times(text, language) if _has_figures(text, clock)]
    for group in _groups(clocks, spans, text):
        number = next((n for n, s in enumerate(spans) if s[0] <= group[0].start < s[1]), 0)
        told = Told(text, language, spans[number] if spans else (0, len(text)), number in coming)
        at = _instant(told, group, filed)
        if at is not None:
            found.append(Instant(group[0].start, group[-1].end, at, number))
    return found


def _has_figures(text: str, clock: Clock) -> bool:
    """Whether a time is told in figures; of "midnight on Thursday" nobody can tell which night it is."""
    return any(char.isdigit() for char in text[clock.start : clock.end]) or clock.hour == 12


def _groups(clocks: Sequence[Clock], spans: Sequence[tuple[int, int]], text: str) -> list[list[Clock]]:
    """The clock times that may name one instant, together; ends of a stretch of time are left out."""
    groups: list[list[Clock]] = []
    barred: set[int] = set()
    for clock in clocks:
        last = groups[-1][-1] if groups else None
        gap = text[last.end : clock.start] if last else ""
        if last and _UNTIL.fullmatch(gap):
            barred.update((len(groups) - 1, len(groups)))
        if last and len(gap) <= _BESIDE and not _UNTIL.fullmatch(gap) and _is_one_sentence(last, clock, spans):
            groups[-1].append(clock)
        else:
            groups.append([clock])
    return [group for n, group in enumerate(groups) if n not in barred]


def _is_one_sentence(one: Clock, other: Clock, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= one.start and other.end <= end for start, end in spans)


def _instant(told: Told, group: list[Clock], filed: Filed) -> datetime | None:
    zones = [_told_zone(told, group, n) for n in range(len(group))]
    if not any(zones) and filed.zone and len(group) == 1:
        zones = [ZoneInfo(filed.zone)]
    known = [(clock, zone) for clock, zone in zip(group, zones, strict=True) if zone]
    if not known:
        return None
    day = _day(told, group, filed.at.astimezone(known[0][1]).date())
    at = _at(day, group[0], zones[0] or _zone_beside(group[0], *known[0], day))
    others = (_at(day, clock, zone) for clock, zone in known)
    return at if all((at - other) % _DAY == timedelta(0) for other in others) else None


def _at(day: date, clock: Clock, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, clock.hour, clock.minute, tzinfo=zone).astimezone(UTC)


def _zone_beside(local: Clock, clock: Clock, zone: tzinfo, day: date) -> tzinfo:
    """The zone of a local time that is told beside that of a known zone."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset() or timedelta(0)
    offset = noon + timedelta(hours=local.hour - clock.hour, minutes=local.minute - clock.minute)
    while offset > _EAST:
        offset -= _DAY
    while offset < _WEST:
        offset += _DAY
    return timezone(offset)


def _told_zone(told: Told, group: list[Clock], n: int) -> tzinfo | None:
    """The zone that is named behind a clock time, or that of the place that stands beside it."""
    clock = group[n]
    if isinstance(clock.zone, int):
        return timezone(timedelta(minutes=clock.zone))
    if clock.zone and clock.zone != "local":
        return ZoneInfo(clock.zone)
    names = _zones_beside(told, group, n)
    if not names and clock.zone == "local" and len(group) == 1:
        names = zones_in(told.text[told.span[0] : clock.start], told.language)[-1:]
    return ZoneInfo(names[0]) if names else None


def _zones_beside(told: Told, group: list[Clock], n: int) -> list[str]:
    """The zones of places behind a clock time, or before the second: "at 11:30, in Kyiv it will be 22:30"."""
    clock = group[n]
    upto = group[n + 1].start if n + 1 < len(group) else told.span[1]
    behind = told.text[clock.end : min(upto, clock.end + _PLACE)]
    mark = _MARK.search(behind)
    names = zones_in(behind[: mark.start()] if mark else behind, told.language)
    if names or not n:
        return names
    return zones_in(told.text[max(group[n - 1].end, clock.start - _PLACE) : clock.start], told.language)[-1:]


def _day(told: Told, group: list[Clock], published: date) -> date:
    """The day named nearest to the time: before it in its sentence, at once behind it, or in a sentence before."""
    start, end = group[0].start, group[-1].end
    behind = told.text[end : min(told.span[1], end + _PLACE)]
    mark = _MARK.search(behind)
    before = (max(0, told.span[0] - _BEFORE), told.span[0])
    places = ((told.span[0], start), (end, end + (mark.start() if mark else len(behind))), before)
    return next((day for place in places if (day := _day_in(told, place, published))), published)


def _day_in(told: Told, place: tuple[int, int], published: date) -> date | None:
    """The last day that a stretch of text names: by date, as today or tomorrow, or by weekday."""
    said = told.text[slice(*place)]
    named = days(said, told.language)
    if named:
        return day_of(said, named[-1], published)
    if (near := relative_day(said, told.language, published)) is not None:
        return near
    last = weekday_in(said, told.language, published)
    if last is None:
        return None
    coming = last + timedelta(days=7)
    is_coming = last != published and (told.ahead or coming - published < published - last)
    return coming if is_coming else last


def relative_day(said: str, language: str, published: date) -> date | None:
    """The day that is told as yesterday, today or tomorrow."""
    for shift, pattern in enumerate(_relative(base(language)), -1):
        if pattern.search(said):
            return published + timedelta(days=shift)
    return None


@cache
def _relative(language: str) -> tuple[re.Pattern[str], ...]:
    """The words for yesterday, today and tomorrow."""
    row = next((row[1:] for row in rows("relative_days.tsv") if row[0] == language), ("", "", ""))
    forms = ("|".join(re.escape(form) for form in words(cell)) or "(?!)" for cell in row)
    return tuple(re.compile(rf"(?<!\w)(?:{form})(?!\w)", re.IGNORECASE) for form in forms)
