"""Dates, clock times, ages, scores and the like: where a number stands that is no amount."""

from __future__ import annotations

import re
from functools import cache

from shared.language import base
from shared.language.tables import rows

_SPACE = r"[\s\u00a0\u202f]{1,2}"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|-\w{1,3})?\.?"
_RANGE = rf"{_DAY}(?:\s?[-–—]\s?{_DAY}|{_SPACE}(?:and|und|и|і|i|et|y|ir|bis|to|au|al|по|до|do){_SPACE}{_DAY})?"
_YEAR = r"(?:1[5-9]|20)\d\d"

_CLOCK = {
    "de": rf"\d{{1,2}}(?:[.:]\d{{2}})?{_SPACE}Uhr(?:{_SPACE}\d{{2}})?",
    "fr": rf"\d{{1,2}}{_SPACE}?h(?:{_SPACE}?\d{{2}})?\b|\d{{1,2}}{_SPACE}heures?{_SPACE}(?:\d{{2}}|du|locale)",
    "en": rf"\d{{1,2}}(?:[:.]\d{{2}})?{_SPACE}?[ap]\.?m\b\.?|\d{{4}}{_SPACE}(?:GMT|UTC|hours)",
    "ru": rf"\d{{1,2}}{_SPACE}час\w*{_SPACE}(?:утра|дня|вечера|ночи|\d{{1,2}}{_SPACE}мин\w*)",
    "pl": rf"godz(?:\.|in\w+){_SPACE}\d{{1,2}}(?:[.:]\d{{2}})?|o{_SPACE}\d{{1,2}}\.\d{{2}}",
    "es": rf"\d{{1,2}}(?:[:.]\d{{2}})?{_SPACE}(?:horas|h)\b{_SPACE}(?:de|locales|GMT)",
    "lt": rf"\d{{1,2}}(?:[.:]\d{{2}})?{_SPACE}val\.",
}
_AGE = {
    "en": r"\d{1,3}-year-olds?|,\s\d{1,2},(?=\s)|\baged?\s(?:\w+\s)?\d{1,3}|\d{1,3}\syears\sold",
    "de": r"\d{1,3}-?[Jj]ährig\w*|\(\d{1,2}\)|\d{1,3}\sJahre\salt",
    "ru": r"\d{1,3}-летн\w+|\d{1,3}\s(?:лет|года)\sот\sроду|\(\d{1,2}\)",
    "uk": r"\d{1,3}-річн\w+|\(\d{1,2}\)",
    "be": r"\d{1,3}-гадов\w+|\(\d{1,2}\)",
    "pl": r"\d{1,3}-letni\w*|\d{1,3}-lat\w+|\(\d{1,2}(?:\sl\.)?\)",
    "fr": r"âgée?s?\sde\s\d{1,3}\sans|,\s\d{1,2}\sans\b|\(\d{1,2}\sans\)",
    "es": r"de\s\d{1,3}\saños(?:\sde\sedad)?,|,\s\d{1,2},(?=\s)|,\sde\s\d{1,3}\saños",
    "lt": r"\d{1,3}\s?-?met\w+|\d{1,3}\sm\.\samžiaus",
}
_COMMON = (
    r"\d{4}-\d{2}-\d{2}(?:T[\d:+Z-]+)?",
    r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b",
    r"(?<![\w$€£.,])" + _YEAR + r"(?:\s?[-–/]\s?(?:\d{4}|\d{2})\b)?(?!\s?(?:%|[.,]\d))(?![\w])",
    r"\+?\d[\d ()-]{8,}\d",
    r"(?<=[A-Za-zА-я])-\d+|\b[A-ZА-Я]{1,4}-?\d+\w*|#\d+|№\s?\d+|\bNo\.\s?\d+|\bNr\.\s?\d+|\bRoute\s\d+|\bArticle\s\d+|\bParagraf\s\d+|§\s?\d+",
    r"https?://\S+|www\.\S+|@\w+",
)
#: A four-digit number that looks like a year is an amount when a counted thing follows at once; see `quantities`.
YEAR = re.compile(_YEAR + r"$")


def not_amounts(text: str, language: str) -> list[tuple[int, int]]:
    """The spans in which numbers are dates, clock times, ages, phone numbers or parts of names."""
    return [match.span() for match in _pattern(base(language)).finditer(text)]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    by_language = {row[0]: row[1] for row in rows("months.tsv")}
    months = by_language.get(language, by_language["en"])
    of = r"(?:de\s|of\s|d’)?"
    dates = (
        rf"\b(?:{months})\.?{_SPACE}{_RANGE}(?:,?{_SPACE}{_YEAR})?(?!\d)" if language in {"en", "lt"} else "",
        rf"(?<![\d.,]){_RANGE}{_SPACE}{of}(?:{months})\b(?:{_SPACE}{of}{_YEAR})?",
        _CLOCK.get(language, ""),
        _AGE.get(language, _AGE["en"]),
        *_COMMON,
    )
    return re.compile("|".join(f"(?:{part})" for part in dates if part), re.IGNORECASE if language != "fr" else 0)
