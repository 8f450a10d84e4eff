"""Numbers in English writing, at their places in the sentence: "1.300" is 1,300 and "2,5 Mio." is 2.5 million."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.language.numbers import Number, numbers

#: Up to here a number that stands in words is written in words, as newsrooms do.
_IN_WORDS = "zero one two three four five six seven eight nine".split()
_DIGITS = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_GROUP = re.compile(r"^\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+")


@dataclass(frozen=True)
class Amount:
    """A number of the sentence and its English."""

    start: int
    end: int
    english: str
    value: float

    @property
    def is_many(self) -> bool:
        """Whether what it counts stands in the plural."""
        return self.value != 1


def amounts(text: str, language: str) -> list[Amount]:
    """The numbers of a sentence in order, as English writes them; values are kept to the last digit."""
    return [_amount(text, number) for number in numbers(text, language)]


def _amount(text: str, number: Number) -> Amount:
    surface = text[number.start : number.end]
    digits = _DIGITS.match(surface)
    if not number.is_digits or digits is None:
        english = _words(number.value)
    elif digits.end() == len(surface):
        english = _regrouped(surface, number.value)
    else:
        english = _scaled(digits.group(), number.value)
    return Amount(number.start, number.end, english, number.value)


def _words(value: float) -> str:
    """A number that stood in words."""
    if value == int(value) and value < len(_IN_WORDS):
        return _IN_WORDS[int(value)]
    return _with_scale(value)


def _with_scale(value: float) -> str:
    for scale, name in _SCALES:
        if value >= scale and float(text := f"{value / scale:.6g}") * scale == value:
            return f"{text} {name}"
    return f"{int(value):,}" if value == int(value) else f"{value!r}"


def _scaled(digits: str, value: float) -> str:
    """Digits with a word after them: "2,5 Mio.", "13 тыс."."""
    english = _with_scale(value)
    return english if value >= 1000 else _regrouped(digits, value)


def _regrouped(digits: str, value: float) -> str:
    """Digits with the marks that English puts between them; zeros at either end are kept."""
    group = _GROUP.match(digits)
    if group is None:
        return digits.replace(",", ".")
    decimals = digits[group.end() :].replace(",", ".")
    if value < 1000 or decimals.count(".") > 1:
        return re.sub(r"[\s'’]", "", digits).replace(",", ".")
    return f"{int(re.sub(r'[^0-9]', '', group.group())):,}{decimals}"
