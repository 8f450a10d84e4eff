"""Which numbers and days of a sentence its English has not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.language.dates import Day, days
from shared.language.numbers import Number, numbers, parse_digits

#: A value that is lost or found: start and end in the source sentence, and what was expected.
Lost = tuple[int, int, str]

_ENGLISH_WORDS: dict[str, tuple[float, ...]] = {
    **{w: (0.0,) for w in "zero nil no none nobody without nought love".split()},
    **{w: (1.0,) for w in "one first single sole once only a an another each per".split()},
    **{w: (2.0,) for w in "two second both pair twice double couple dual twin two-thirds half duo either".split()},
    **{w: (3.0,) for w in "three third triple trio thrice hat-trick".split()},
    **{w: (4.0,) for w in "four fourth quarter quadruple".split()},
    **{w: (5.0,) for w in "five fifth".split()},
    **{w: (6.0,) for w in "six sixth".split()},
    **{w: (7.0,) for w in "seven seventh".split()},
    **{w: (8.0,) for w in "eight eighth".split()},
    **{w: (9.0,) for w in "nine ninth".split()},
    **{w: (10.0,) for w in "ten tenth decade decades".split()},
    **{w: (11.0,) for w in "eleven eleventh".split()},
    **{w: (12.0,) for w in "twelve twelfth dozen dozens noon midnight".split()},
    "thirteenth": (13.0,), "fourteenth": (14.0, 2.0), "fortnight": (14.0, 2.0), "fifteenth": (15.0,),
    "sixteenth": (16.0,), "seventeenth": (17.0,), "eighteenth": (18.0,), "nineteenth": (19.0,), "twentieth": (20.0,),
    "thirtieth": (30.0,), "hundred": (100.0,), "hundreds": (100.0,), "century": (100.0,), "centuries": (100.0,),
    "thousand": (1000.0,), "thousands": (1000.0,), "million": (1e6,), "millions": (1e6,), "billion": (1e9,),
    "billions": (1e9,), "trillion": (1e12,),
}  # fmt: skip
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")


@dataclass(frozen=True)
class EnglishNumbers:
    """What an English sentence offers: its numbers, the looser readings of them, and its days."""

    values: Counter[float] = field(default_factory=Counter)
    loose: frozenset[float] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def read(cls, text: str) -> EnglishNumbers:
        """The numbers and days of an English sentence."""
        values = Counter(number.value for number in numbers(text, "en"))
        return cls(values, frozenset(_loose(text)), frozenset(_both_ways(days(text, "en"))))

    @classmethod
    def joined(cls, here: EnglishNumbers, beside: Iterable[EnglishNumbers]) -> EnglishNumbers:
        """What is offered by a sentence and those beside it."""
        others = list(beside)
        values = here.values + sum((other.values for other in others), Counter())
        loose = here.loose.union(*(other.loose for other in others))
        return cls(values, loose, here.days.union(*(other.days for other in others)))


def _loose(text: str) -> Iterable[float]:
    """Every run of digits by itself, words that imply a number, ordinals."""
    for match in _DIGITS.finditer(text):
        yield float(match.group()[:15])
    for match in _GROUPED.finditer(text):
        value = parse_digits(match.group(), "en")
        if value is not None:
            yield value
    for match in _WORD.finditer(text):
        for part in (match.group().lower(), *match.group().lower().split("-")):
            yield from _ENGLISH_WORDS.get(part, ())


def _both_ways(found: Iterable[Day]) -> Iterable[tuple[int, int]]:
    for day in found:
        yield day.month, day.day
        yield day.day, day.month


def lost_numbers(sentence: str, language: str, english: EnglishNumbers) -> list[Lost]:
    """The numbers of the sentence that the English has not."""
    inside = [(day.start, day.end) for day in days(sentence, language)]
    left = Counter(english.values)
    lost = []
    for number in numbers(sentence, language):
        if any(start <= number.start < end for start, end in inside):
            continue
        if left[number.value] > 0:
            left[number.value] -= 1
        elif number.value not in english.loose:
            lost.append((number.start, number.end, f"{number.value:.15g}"))
    return lost


def lost_days(sentence: str, language: str, english: EnglishNumbers) -> list[Lost]:
    """The days of the sentence that the English has not."""
    return [
        (day.start, day.end, f"{day.month:02d}-{day.day:02d}")
        for day in days(sentence, language)
        if (day.month, day.day) not in english.days
    ]


__all__ = ["EnglishNumbers", "Lost", "Number", "lost_days", "lost_numbers"]
