"""Which numbers and days of a sentence its English has not.

Values are compared, so that digits and words, "1.3 million" and 1,300,000 are one. Read generously on the English side:
ordinals, "both", "dozens", "biennial", the 1930s for "30-е годы", 3 p.m. for 15:00. A change of unit is a change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.language.dates import Day, days
from shared.language.numbers import Number, numbers, parse_digits

#: A value that is lost: start and end in the source sentence, and what was expected.
Lost = tuple[int, int, str]

_WORDS = {
    0: "zero nil no none nobody without nought love",
    1: "one first single sole once only a an another each per",
    2: "two second both pair twice double couple dual twin half duo either biennial biannual rival rivals back-to-back",
    3: "three third triple trio thrice hat-trick",
    4: "four fourth quarter quarters quadruple",
    5: "five fifth",
    6: "six sixth",
    7: "seven seventh week",
    8: "eight eighth",
    9: "nine ninth",
    10: "ten tenth tens decade decades",
    11: "eleven eleventh",
    12: "twelve twelfth dozen dozens noon midnight year",
    13: "thirteen thirteenth",
    14: "fourteen fourteenth fortnight",
    15: "fifteen fifteenth quarter",
    16: "sixteen sixteenth",
    17: "seventeen seventeenth",
    18: "eighteen eighteenth",
    19: "nineteen nineteenth",
    20: "twenty twentieth",
    30: "thirty thirtieth half",
    40: "forty fortieth",
    50: "fifty fiftieth half",
    60: "sixty sixtieth",
    70: "seventy seventieth",
    80: "eighty eightieth",
    90: "ninety ninetieth",
    100: "hundred hundreds hundredth century centuries completely fully",
    180: "u-turn",
    1000: "thousand thousands thousandth",
    10**6: "million millions",
    10**9: "billion billions",
    10**12: "trillion trillions",
}
_VALUES: dict[str, tuple[int, ...]] = {
    word: tuple(value for value, words in _WORDS.items() if word in words.split())
    for word in " ".join(_WORDS.values()).split()
}
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
_COMPOUND = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve)(?=[a-z-]{3})", re.IGNORECASE)
_MANY = re.compile(r"\b(tens|dozens|scores|hundreds|thousands)\s+of\s+(hundreds|thousands|millions|billions)")
_MANY_VALUE = {"tens": 10, "dozens": 12, "scores": 20}
_DIGITS = re.compile(r"\d{1,15}")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_YEARS = re.compile(r"\b((?:1[5-9]|20)\d)\d\s?[-–/]\s?(\d)?(\d)\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:]\d{2})?\s?([ap])\.?\s?m\b", re.IGNORECASE)
#: Words for numbers up to this are often left out or said otherwise: they count only where the English has another.
_SMALL = 4
#: Up to this a number in the English may stand for a small one of the original.
_COMPARABLE = 12


@dataclass(frozen=True)
class EnglishNumbers:
    """What an English sentence offers: its numbers, looser readings of its words, hours of the clock, and days."""

    values: Counter[float] = field(default_factory=Counter)
    loose: frozenset[float] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def read(cls, text: str) -> EnglishNumbers:
        """The numbers and days of an English sentence."""
        values = Counter(number.value for number in numbers(text, "en"))
        hours = frozenset(int(m[1]) % 12 + (12 if m[2] in "pP" else 0) for m in _CLOCK.finditer(text))
        return cls(values, frozenset(_loose(text)), hours, frozenset(_both_ways(days(text, "en"))))

    def has(self, value: float, is_digits: bool) -> bool:
        """Whether the value can be read out of the words somehow."""
        if value in self.loose:
            return True
        hour = int(value)
        if is_digits and hour <= 24 and hour % 24 in self.hours:
            return True
        return value in _DECADES and any(century + value in self.loose for century in (1700, 1800, 1900, 2000))


_DECADES = {float(n) for n in range(10, 100, 10)}


def _loose(text: str) -> Iterator[float]:
    """Every run of digits by itself, words that imply a number, ordinals, ends of ranges of years."""
    yield from (float(match.group()) for match in _DIGITS.finditer(text))
    yield from (value for m in _GROUPED.finditer(text) if (value := parse_digits(m.group(), "en")) is not None)
    for match in _WORD.finditer(text.lower()):
        for part in {match.group(), *match.group().split("-")}:
            yield from map(float, _VALUES.get(part, ()))
    yield from (float(_VALUES[match[1].lower()][0]) for match in _COMPOUND.finditer(text))
    for match in _MANY.finditer(text.lower()):
        yield float((_MANY_VALUE.get(match[1]) or _VALUES[match[1]][0]) * _VALUES[match[2]][0])
    for match in _YEARS.finditer(text):
        yield float(f"{match[1]}{match[3]}" if not match[2] else f"{match[1][:2]}{match[2]}{match[3]}")


def _both_ways(found: Iterable[Day]) -> Iterator[tuple[int, int]]:
    """Days, and numeric dates read as the other half of the world would."""
    for day in found:
        yield day.month, day.day
        yield day.day, day.month


def lost_numbers(sentence: str, language: str, english: EnglishNumbers) -> list[Lost]:
    """The numbers of the sentence that its English has not."""
    dated = [(day.start, day.end) for day in days(sentence, language)]
    found = [n for n in numbers(sentence, language) if not _is_else(sentence, n, dated)]
    left, missing = Counter(english.values), []
    for number in found:
        if left[number.value] > 0:
            left[number.value] -= 1
        elif not english.has(number.value, number.is_digits) and not _is_time(sentence, number, english):
            missing.append(number)
    others = english.values - Counter(number.value for number in found)
    instead = any(value <= _COMPARABLE for value in others)
    return [_lost(n) for n in missing if n.is_digits or n.value > _SMALL or instead]


def _lost(number: Number) -> Lost:
    return number.start, number.end, f"{number.value:.15g}"


def _is_else(sentence: str, number: Number, dated: list[tuple[int, int]]) -> bool:
    """Whether it is part of a date, of a name ("W3C", "Die Drei"), or the minutes of a full hour."""
    if any(start <= number.start < end for start, end in dated):
        return True
    before, after = sentence[: number.start], sentence[number.end : number.end + 1]
    if number.is_digits:
        return before[-1:].isalpha() or after.isalpha() or (before[-1:] == ":" and number.value == 0)
    return sentence[number.start].isupper() and bool(before.strip(' "“„«»”–—-('))


def _is_time(sentence: str, number: Number, english: EnglishNumbers) -> bool:
    """Whether it is a clock time written with a point, "19.30", and the English has its hour and minute."""
    hour, point, minute = sentence[number.start : number.end].partition(".")
    if not (point and hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(hour) <= 24):
        return False
    return english.has(float(hour), True) and (int(minute) == 0 or float(minute) in english.loose)


def lost_days(sentence: str, language: str, english: EnglishNumbers) -> list[Lost]:
    """The days of the sentence that the English has not."""
    return [
        (day.start, day.end, f"{day.month:02d}-{day.day:02d}")
        for day in days(sentence, language)
        if (day.month, day.day) not in english.days
    ]
