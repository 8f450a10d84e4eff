"""When a figure held, where its sentence says so: "as of 11 September", "по состоянию на 18:00", "Stand: 12 Uhr"."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

from services.extract.domain.quantities.clauses import sentence
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.contracts.claim import Claim
from shared.language.dates import days
from shared.language.moments import day_of, moments
from shared.language.tables import words

#: Code points behind "as of" in which the day or time stands.
_WITHIN = 60


def as_of(text: Text, figure: Claim, published: datetime) -> datetime | None:
    """The instant at which a figure held, in UTC; a day without a time is given as its beginning."""
    start, end = sentence(text, figure.start)
    match = _cues(text.language).search(text.string, start, end)
    if match is None:
        return None
    told = text.string[match.end() : min(end, match.end() + _WITHIN)]
    found = moments(told, text.language, published)
    if found:
        return found[0].at
    named = days(told, text.language)
    day = day_of(told, named[0], published.date()) if named else None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


@cache
def _cues(language: str) -> re.Pattern[str]:
    found = [form for row in rows("as_of.tsv") if row[0] == language for form in words(row[1])]
    forms = "|".join(re.escape(form) for form in sorted(found, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)[\s:]", re.IGNORECASE)
