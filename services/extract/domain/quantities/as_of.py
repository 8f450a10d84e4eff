"""When a figure held, where its sentence says so: "as of 11 September", "по состоянию на утро", "Stand: 12 Uhr".

How many are held, missing or trapped is also dated by the part of a month that its clause names ("Mitte August").
Limit: a part of the day ("Tuesday evening") is given by its hour in UTC, since who says so seldom says where.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

from services.extract.domain.quantities.clauses import sentence
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.contracts.claim import Claim
from shared.language import LANGUAGES, base
from shared.language.dates import days, parts_of_months
from shared.language.instants import relative_day
from shared.language.moments import day_of, moments, weekday_in
from shared.language.tables import words

#: Code points behind "as of" in which the day or time stands, and in front of words that follow it.
_WITHIN, _BEFORE = 60, 40


def as_of(text: Text, figure: Claim, published: datetime) -> datetime | None:
    """The instant at which a figure held, in UTC; a day without a time is given as its beginning."""
    start, end = sentence(text, figure.start)
    behind, before = _cues(text.language)
    match = behind.search(text.string, start, end)
    if match is not None:
        return _told(text.string[match.end() : min(end, match.end() + _WITHIN)], text.language, published)
    match = before.search(text.string, start, end)
    if match is None:
        return _in_a_month(text, figure, published) if _is_of_a_state(figure) else None
    return _told(text.string[max(start, match.start() - _BEFORE) : match.start()], text.language, published)


#: What people are in for a while: how many there were in mid-August is no longer how many there are.
_STATES = frozenset({"held", "missing", "trapped", "stranded", "deployed", "under discussion"})


def _is_of_a_state(figure: Claim) -> bool:
    return figure.quantity is not None and figure.quantity.predicate in _STATES


def _in_a_month(text: Text, figure: Claim, published: datetime) -> datetime | None:
    """The day that stands for the part of a month in the figure's clause, or with which its sentence opens.

    None where that day is not past, or where another figure stands between.
    """
    start, _ = sentence(text, figure.start)
    opening = text.string[start : figure.start]
    opening = opening if len(opening) < _WITHIN and not re.search(r"\d", opening) else ""
    for said in (text.string[figure.start : figure.end], opening):
        days = (day_of(said, part, published.date()) for part in parts_of_months(said, text.language))
        day = next((day for day in days if day and day < published.date()), None)
        if day:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return None


def _told(said: str, language: str, published: datetime) -> datetime | None:
    """The time that words tell; the part of a day by its hour, the day alone by its beginning."""
    found = moments(said, language, published)
    if found:
        return found[0].at
    day = _day(said, language, published.date())
    part = _part(said.lower(), language)
    if day is None and part is None:
        return None
    day = day or published.date()
    at = datetime(day.year, day.month, day.day, part or 0, tzinfo=UTC)
    return at if at <= published or not part else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(said: str, language: str, published: date) -> date | None:
    """The day that is named by date, by its name in the week, or as yesterday or today."""
    named = days(said, language)
    if named:
        return day_of(said, named[0], published)
    return relative_day(said, language, published) or weekday_in(said, language, published)


def _part(low: str, language: str) -> int | None:
    """The hour that stands for the part of the day which is named."""
    return next((hour for hour, words in _parts(base(language)) if words.search(low)), None)


@cache
def _parts(language: str) -> list[tuple[int, re.Pattern[str]]]:
    column = 1 + (LANGUAGES.index(language) if language in LANGUAGES else 0)
    return [(int(row[0]), _any(words(row[column]))) for row in rows("day_parts.tsv")]


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words behind which a time stands, and those in front of which one does."""
    found = [form for row in rows("as_of.tsv") if row[0] == language for form in words(row[1])]
    behind = [form for form in found if not form.startswith("<")]
    return _any(behind, r"[\s:]"), _any([form[1:] for form in found if form.startswith("<")])


def _any(forms: Sequence[str], upto: str = "") -> re.Pattern[str]:
    """A pattern for any of the words, the longest first; a "*" is for any ending."""
    longest = sorted(forms, key=len, reverse=True)
    told = "|".join(re.escape(form).replace(r"\*", r"\w*") for form in longest) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{told})(?!\w){upto}", re.IGNORECASE)
