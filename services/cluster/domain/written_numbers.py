"""Numbers that are written out: "twelve sheep" names the number of "12 Schafe"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from shared.language import base
from shared.language.numbers import numbers
from shared.language.tables import expand, rows, words

#: Smaller numbers are told by every article.
LEAST = 10.0
#: Code points after a number word that may belong to its number: "twelve thousand five hundred".
_REACH = 60


def written_out(text: str, language: str) -> list[str]:
    """The numbers from ten that a text writes out, as features write numbers; in order.

    Looked for are the words from ten to ninety: most texts have none, and are not read any further.
    """
    tongue = base(language)
    known, low = _words(tongue), text.lower()
    there = known.intersection(low.replace("-", " ").split())
    if not there or len(low) != len(text):
        return []
    found = sorted(place for word in there for place in _places(low, word))
    return list(dict.fromkeys(value for place in found for value in _value(text, place, tongue)))


def _places(low: str, word: str) -> Iterator[int]:
    place = low.find(word)
    while place >= 0:
        if not low[place - 1 : place].isalnum():
            yield place
        place = low.find(word, place + len(word))


def _value(text: str, place: int, tongue: str) -> Iterator[str]:
    for number in numbers(text[place : place + _REACH], tongue)[:1]:
        if number.start == 0 and not number.is_digits and number.value >= LEAST:
            yield f"{number.value:.12g}"


@cache
def _words(tongue: str) -> frozenset[str]:
    table = [row for row in rows("numbers.tsv") if row[0] == tongue and row[2] == "n" and float(row[1]) >= LEAST]
    return frozenset(form for row in table for entry in words(row[3]) for form in expand(entry))
