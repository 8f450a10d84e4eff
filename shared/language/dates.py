"""Dates, clock times, ages, scores and the like: where a number stands that is no amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from shared.language import LANGUAGES, base
from shared.language.tables import rows, words

_SPACE = r"[\s\u00a0\u202f]{1,2}"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|-\w{1,3})?\.?"
_RANGE = rf"{_DAY}(?:\s?[-–—]\s?{_DAY}|{_SPACE}(?:and|und|и|і|i|et|y|ir|bis|to|au|al|по|до|do){_SPACE}{_DAY})?"
_YEAR = r"(?:1[5-9]|20)\d\d"

_COMMON = (
    r"\d{4}-\d{2}-\d{2}(?:T[\d:+Z-]+)?",
    r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b",
    r"(?<![\w$€£.,])" + _YEAR + r"(?:\s?[-–/]\s?(?:\d{4}|\d{2})\b)?(?!\s?(?:%|[.,]\d))(?![\w])",
    r"\b1[0-4]\d\d(?=\s(?:год[ау]?|году|р\.|рок[уи]|году|r\.|roku|rok|m\.|metais|metų|годзе|года)(?!\w))",
    r"\+?\d[\d ()-]{8,}\d",
    r"(?<=[A-Za-zА-я])-\d+|\b[A-ZА-Я]{1,4}-?\d+\w*|#\d+|№\s?\d+|\bNo\.\s?\d+|\bNr\.\s?\d+|\bRoute\s\d+|\bArticle\s\d+|\bParagraf\s\d+|§\s?\d+",
    r"https?://\S+|www\.\S+|@\w+",
)
#: A four-digit number that looks like a year is an amount when a counted thing follows at once; see `quantities`.
YEAR = re.compile(_YEAR + r"$")


def not_amounts(text: str, language: str) -> list[tuple[int, int]]:
    """The spans in which numbers are dates, clock times, ages, phone numbers or parts of names."""
    return [match.span() for match in _pattern(base(language)).finditer(text)]


@dataclass(frozen=True)
class Day:
    """A day of the calendar with its span; the year is left out, since writers do."""

    start: int
    end: int
    month: int
    day: int


def days(text: str, language: str) -> list[Day]:
    """The days named with their month, in order: "15 серпня", "September 12-16" (both ends), "15.08.2025".

    In a numeric date the day comes first; where that cannot be, as Americans write it, the month.
    """
    found = [day for match in _named_day(base(language)).finditer(text) for day in _days_of(match, base(language))]
    found += [day for match in _NUMERIC.finditer(text) if (day := _numeric(match))]
    return sorted(found, key=lambda day: (day.start, day.day))


def parts_of_months(text: str, language: str) -> list[Day]:
    """The parts of months that are named, each as the day that stands for it: "mid-August" is the 15th."""
    found = []
    for day, pattern in _parts(base(language)):
        for match in pattern.finditer(text):
            month = next(n for n, form in enumerate(_months(base(language)), 1) if _is_month(form, match["month"]))
            found.append(Day(*match.span(), month, day))
    return sorted(found, key=lambda day: day.start)


@cache
def _parts(language: str) -> list[tuple[int, re.Pattern[str]]]:
    column = 1 + (LANGUAGES.index(language) if language in LANGUAGES else 0)
    return [(int(row[0]), _part(words(row[column]), language)) for row in rows("month_parts.tsv")]


def _part(forms: Sequence[str], language: str) -> re.Pattern[str]:
    month = rf"(?P<month>{'|'.join(_months(language))})"
    behind = "|".join(re.escape(form[1:]) for form in forms if form.startswith("<"))
    before = "|".join(re.escape(form) for form in forms if not form.startswith("<"))
    pattern = rf"{month}{_SPACE}(?:{behind})" if behind else rf"(?:{before})(?:-|{_SPACE}){month}"
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


_NUMERIC = re.compile(
    r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b|(?<![\d.,])(?P<first>\d{1,2})[./](?P<second>\d{1,2})[./]\d{2,4}\b"
)


def _numeric(match: re.Match[str]) -> Day | None:
    day, month = int(match["d"] or match["first"]), int(match["m"] or match["second"])
    day, month = (month, day) if month > 12 and "/" in match.group() else (day, month)
    return Day(*match.span(), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _days_of(match: re.Match[str], language: str) -> list[Day]:
    """The first and the last day of what was matched."""
    groups = {name: words for name, words in match.groupdict().items() if words}
    days_named = re.findall(r"\d{1,2}", next(words for name, words in groups.items() if name.startswith("days")))
    written = next(words for name, words in groups.items() if name.startswith("month"))
    month = next(n for n, pattern in enumerate(_months(language), 1) if _is_month(pattern, written))
    return [Day(*match.span(), month, int(day)) for day in dict.fromkeys(days_named) if 1 <= int(day) <= 31]


def _is_month(pattern: str, written: str) -> bool:
    return re.fullmatch(pattern, written, re.IGNORECASE) is not None


@cache
def _named_day(language: str) -> re.Pattern[str]:
    months = "|".join(_months(language))
    of = r"(?:de\s|of\s|d’)?"
    after = rf"(?<![\d.,])(?P<days>{_RANGE}){_SPACE}{of}(?P<month>{months})\b"
    before = rf"\b(?P<month_first>{months})\.?{_SPACE}(?P<days_last>{_RANGE})(?![\d:]|[.,]\d)"
    return re.compile(f"{before}|{after}" if language in {"en", "lt"} else after, re.IGNORECASE)


def _months(language: str) -> tuple[str, ...]:
    """The patterns of the twelve months; those of English where the language has none."""
    by_language = {row[0]: row[1:] for row in rows("months.tsv")}
    return by_language.get(language, by_language["en"])


def _patterns(language: str, kind: str) -> list[str]:
    """The patterns of clock times or ages that `data/not_amounts.tsv` has for a language."""
    return [row[2].replace(" ", _SPACE) for row in rows("not_amounts.tsv") if row[:2] == (language, kind)]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    months = "|".join(_months(language))
    of = r"(?:de\s|of\s|d’)?"
    dates = (
        rf"\b(?:{months})\.?{_SPACE}{_RANGE}(?:,?{_SPACE}{_YEAR})?(?!\d)" if language in {"en", "lt"} else "",
        rf"(?<![\d.,]){_RANGE}{_SPACE}{of}(?:{months})\b(?:{_SPACE}{of}{_YEAR})?",
        *_patterns(language, "clock"),
        *(_patterns(language, "age") or _patterns("en", "age")),
        *_COMMON,
    )
    return re.compile("|".join(f"(?:{part})" for part in dates if part), re.IGNORECASE if language != "fr" else 0)
