"""Numbers that count nothing that is reported: in dates, times, ages and names, wholes, prices by the piece, asides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from services.extract.domain.found import Found
from services.extract.domain.small_words import small
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.language import base
from shared.language.dates import YEAR, not_amounts
from shared.language.lexicon import lookup
from shared.language.numbers import Number, numbers
from shared.language.stopwords import stopwords
from shared.language.tables import words

#: "nine *of 33* seats", "19 *der 33* Sitze": the whole that a part is taken from is no news.
OF_THE = re.compile(r"(?:\bof(?:\sthe)?|\bder|\bvon(?:\sden)?|\bиз|\bіз|\bз|\bsur|\bdes|\bde\slos|\bde\slas|\biš)\s$")
#: Money or goods by the piece, night or hour: a price in passing.
_EACH = re.compile(
    r"[^\W\d_]*[\s\u00a0]?(?:[^\W\d_]+[\s\u00a0])?(?:an?|per|je|pro|за|в|par|la|por|na|za|už)\s"
    r"(?:piece|night|hour|day|week|month|tonne|ton|barrel|acre|litre|head|share|ticket|stunde|tag|nacht|tonne|monat"
    r"|liter|barrel|час|день|ночь|тонну|баррель|литр|heure|jour|nuit|tonne|mois|hora|día|noche|tonelada|mes"
    r"|godzinę|dobę|noc|tonę|valandą|dieną|toną|parą)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|against|von|gegenüber|против|с|з|de|frente al?|contre|wobec|nuo)\s$", re.IGNORECASE)
#: Digits that are one half of a score or a model: "4:3", "3-1", "A-320".
_TIED = frozenset("-\u2011:/")
#: What comes in models: the number behind its maker's name is one.
MADE = frozenset({"bus", "car", "drone", "helicopter", "lorry", "missile", "plane", "ship", "train"})


class Barred:
    """The spans of a text in which numbers are no amounts."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self._spans = sorted(not_amounts(text.string, text.language))
        self._names = sorted((f.start, f.end) for f in names if f.type != "NORP")
        self._makers = {f.end for f in names if f.type == "ORG"}

    def has(self, number: Number) -> bool:
        """Whether the number is part of a date, a time, an age, a score or a name; a year that counts is no year."""
        for start, end in _near(self._names, number.start):
            if start < number.end and number.start < end and end - start > number.end - number.start:
                return True
        for start, end in _near(self._spans, number.start):
            if start < number.end and number.start < end:
                is_bare_year = end - start == 4 and YEAR.match(self.text.string[start:end])
                return not (is_bare_year and self._counts_at_once(number))
        return number.is_digits and self._is_tied(number)

    def _is_tied(self, number: Number) -> bool:
        string = self.text.string
        before, after = string[max(0, number.start - 2) : number.start], string[number.end : number.end + 2]
        is_model = number.start - 1 in self._makers and not self._counts_at_once(number, MADE)  # "Boeing 737 jets"
        is_second = before[-1:] in _TIED and before[:1] not in " \n"
        is_first = after[:1] in _TIED and after[1:].isdigit() and after[:1] != "-"
        return is_model or is_second or is_first or before[-1:].isalpha()

    def _counts_at_once(self, number: Number, but: frozenset[str] = frozenset()) -> bool:
        """Whether what is counted follows at once, or behind one adjective where no "in" makes it a year after all.

        What is in `but` does not count.
        """
        at = self.text.word_at(number.end)
        before = self.text.words[self.text.word_at(number.start) - 1].low if number.start else ""
        is_dated = before in small("preposition", self.text.language)
        following = self.text.words[at : at + (1 if is_dated else 2)]
        if len(following) == 2 and (following[0].low in stopwords(self.text.language) or not following[0].is_word):
            following = following[:1]
        entries = [e for word in following for e in lookup(word.low, self.text.language)]
        return any(e.kind in "pmc" and e.english != "year" and e.english not in but for e in entries)


def _near(spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    found = bisect_left(spans, (at, 0))
    return spans[max(0, found - 3) : found + 3]


def is_whole(text: Text, number: Number) -> bool:
    """Whether another number is a part of this one: the 33 of "nine of 33 seats"."""
    link = OF_THE.search(text.string[max(0, number.start - 12) : number.start])
    if link is None:
        return False
    before = text.string[max(0, number.start - 40) : number.start - len(link.group())].rstrip()
    return any(n.end == len(before) for n in numbers(before, text.language))


def is_aside(text: Text, number: Number) -> bool:
    """Whether the number stands in brackets, as conversions into other units do."""
    start = max(text.string.rfind("(", 0, number.start), text.string.rfind("\n", 0, number.start))
    return start >= 0 and text.string[start] == "(" and ")" not in text.string[start : number.start]


def is_rate_before(text: Text, number: Number) -> bool:
    """Whether it is the rate from which another one has moved: "from 12 percent to 9"."""
    return bool(_FROM.search(text.string[max(0, number.outer[0] - 14) : number.outer[0]]))


def is_price(text: Text, number: Number) -> bool:
    """Whether it is so much a piece, a night, a tonne."""
    return bool(_EACH.match(text.string, number.end))


#: The last hour of a day.
_LAST_HOUR = 24


def is_bare_time(text: Text, number: Number, begin: int) -> bool:
    """Whether a number without a unit tells when or which: "left at five", "um fünf", "в пять", "platform 4".

    Where its clause, from `begin` on, tells how many there are, words of time in front of it say no time.
    """
    before = text.string[max(begin, number.start - _LEAD) : number.start]
    if _few_words("label", text.language).search(before):
        return True
    if not 0 < number.value <= _LAST_HOUR or number.value != int(number.value):
        return False
    if not _few_words("hour", text.language).search(before):
        return False
    return not _few_words("counts", text.language, "").search(text.string, begin, number.start)


#: Code points in front of a number in which words of time stand.
_LEAD = 24


@cache
def _few_words(kind: str, language: str, ends: str = r"\s+$") -> re.Pattern[str]:
    """The words of `hours.tsv` of one kind, as they stand in front of a number or anywhere."""
    found = [form for row in rows("hours.tsv") if row[:2] == (base(language), kind) for form in words(row[2])]
    forms = "|".join(re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in found)
    return re.compile(rf"(?<!\w)(?:{forms or '(?!)'})(?!\w){ends}", re.IGNORECASE)
