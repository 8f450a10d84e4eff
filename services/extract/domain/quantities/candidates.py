"""Every figure that a text may be said to report, in order: numbers that count or measure something."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.domain.found import Found
from services.extract.domain.quantities import refusals
from services.extract.domain.quantities.clauses import clause, shown
from services.extract.domain.quantities.figure import Figure, Unit
from services.extract.domain.quantities.loose import loose_figures
from services.extract.domain.quantities.units import is_total, unit_behind, unit_of
from services.extract.domain.words import Text
from shared.language.numbers import Number, numbers
from shared.language.stopwords import stopwords

#: Numbers of a text that are looked at, at most: a page of rubbish has more.
_MOST = 2_000
_RANGE_LINK = re.compile(
    r"\s?(?:and|or|or even|to|und|oder|bis|и|или|до|і|й|або|чи|i|lub|do|a|ці|альбо|да"
    r"|et|ou|à|voire|y|o|ir|ar|ar net|iki|-|–)\s?"
)
_BETWEEN = re.compile(
    r"(?:between|from|zwischen|von|от|между|від|між|od|między|pomiędzy|ад|паміж|entre|de|desde|nuo|tarp)\s$",
    re.IGNORECASE,
)
#: "312 votes to 204": the second number counts the votes of the other side.
_VOTES = re.compile(
    r"\s(?:votes?|stimmen|голос\w*|głos\w*|галас\w*|voix|votos|bals\w+)\s"
    r"(?:to|against|gegen|zu|против|проти|przeciw\w*|do|contre|contra|prieš|супраць)\s",
    re.IGNORECASE,
)
#: "five years and six months" is one span of time.
_YEARS_AND = re.compile(
    r"\s(?:years?|jahren?|anni?|ans?|años?|лет|год\w*|рок\w*|років|гад\w*|lat|lata|met\w+)[\s,]"
    r"(?:\s?(?:and|und|et|y|и|і|i|ir)\s)?\s?",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"\s(?:month|monat|mois|mes|месяц|місяц|miesi|mėnes)", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\s(?:ans|años)\s(?:et demie?|y medio)\b")


def candidates(text: Text, names: Sequence[Found]) -> list[Figure]:
    """The figures of a text before it is decided which of them are part of what is reported, in order."""
    firm = list(_firm(text, names))
    loose = loose_figures(text, {f.start: f for f in names if f.type == "NORP"})
    spans = [(f.start, f.end) for f in firm]
    free = [f for f in loose if not _overlaps(spans, f.start, f.end)]
    return sorted([*firm, *free], key=lambda figure: figure.start)


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(spans, (start, 0))
    return any(a < end and start < b for a, b in spans[max(0, at - 1) : at + 2])


def _firm(text: Text, names: Sequence[Found]) -> Iterator[Figure]:
    """The figures of numbers that are told firmly."""
    barred = refusals.Barred(text, names)
    peoples = {f.start: f for f in names if f.type == "NORP"}
    amounts = [n for n in numbers(text.string, text.language) if n.value][:_MOST]
    found = [n for n in amounts if not barred.has(n)]
    asked = _asked(text, peoples)
    last: Unit | None = None
    for before, number, after in _with_neighbours(_joined(text, found)):
        while asked and asked[0][0] < number[0].start:
            last = asked.pop(0)[1]
        figure = _figure(text, number, before, after, peoples, last)
        if figure and not _is_refused(text, number, figure.unit):
            last = figure.unit
            yield figure


#: What is asked for in front of the figures that answer: "How many soldiers ... Belarus gives a figure of 7,000".
_HOW_MANY = re.compile(
    r"(?<!\w)(?:how many|wie viele?|combien d[e’']|cuánt[oa]s|сколько|скільки|ilu|ile|колькі|kiek)(?!\w)", re.IGNORECASE
)


def _asked(text: Text, peoples: dict[int, Found]) -> list[tuple[int, Unit]]:
    """What a text asks the number of, each with its place."""
    found = ((m.start(), unit_behind(text, m.start(), m.end(), peoples)) for m in _HOW_MANY.finditer(text.string))
    return [(at, unit) for at, unit in found if unit is not None]


Low = tuple[Number, float | None]


def _joined(text: Text, found: list[Number]) -> list[Low]:
    """The numbers with the upper end of their range; months are added to their years."""
    joined: list[Low] = []
    skipped: Number | None = None
    for number, following in pairwise([*found, None]):
        if number is None or number is skipped:
            continue
        if following and _years_and_months(text, number, following):
            joined.append((replace(number, value=round(number.value + following.value / 12, 2)), None))
            skipped = following
        elif following and _is_range(text, number, following):
            joined.append(
                (replace(number, end=following.end, outer=(number.outer[0], following.outer[1])), following.value)
            )
            skipped = following
        else:
            joined.append((_and_a_half(text, number), None))
    return joined


def _with_neighbours(found: list[Low]) -> Iterator[tuple[Number | None, Low, Number | None]]:
    padded: list[Low | None] = [None, *found, None]
    for before, here, after in zip(padded, padded[1:], padded[2:], strict=False):
        if here:
            yield before and before[0], here, after and after[0]


def _years_and_months(text: Text, a: Number, b: Number) -> bool:
    return (
        b.value < 12
        and b.start - a.end < 20
        and bool(_YEARS_AND.fullmatch(text.string[a.end : b.start]))
        and bool(_MONTHS.match(text.string, b.end))
    )


def _and_a_half(text: Text, number: Number) -> Number:
    return replace(number, value=number.value + 0.5) if _AND_A_HALF.match(text.string, number.end) else number


def _is_range(text: Text, a: Number, b: Number) -> bool:
    """Whether two numbers are the ends of one amount: "between 2,750 and 3,100 hectares", "10 to 12"."""
    if not 0 < b.start - a.end <= 12 or b.value <= a.value:
        return False
    link = text.string[a.end : b.start]
    if not _RANGE_LINK.fullmatch(link):
        return False
    joins = link.strip().lower() in {"and", "und", "и", "і", "й", "i", "a", "et", "y", "o", "ir"}
    return not joins or bool(_BETWEEN.search(text.string[max(0, a.start - 12) : a.start]))


def _figure(
    text: Text, low: Low, before: Number | None, after: Number | None, peoples: dict[int, Found], last: Unit | None
) -> Figure | None:
    number, high = low
    if (
        before
        and before.end <= number.start <= before.end + 30
        and _VOTES.fullmatch(text.string[before.end : number.start])
    ):
        unit: Unit | None = Unit("votes against", "thing")
    else:
        unit = unit_of(text, number, peoples) or _of_next(text, number, after, peoples)
    manner = "number"
    if unit is None and last and _takes_after(text, number, last):
        unit, manner = last, "bare"
    if unit is None:
        return None
    span = shown(text, clause(text, number.start, number.end), (number.start, number.end))
    return Figure(
        number.start,
        number.end,
        number.value,
        unit,
        number.modifier,
        span,
        high,
        "bare" if manner == "bare" else "number",
        number.is_digits,
    )


def _of_next(text: Text, number: Number, following: Number | None, peoples: dict[int, Found]) -> Unit | None:
    """The unit of the number that this one is a part of: "nine of 33 seats"; "ten or 12 men"."""
    if following is None or not 0 < following.start - number.end <= 14:
        return None
    link = text.string[number.end : following.start]
    shares = refusals.OF_THE.fullmatch(link.lstrip()) or _RANGE_LINK.fullmatch(link)
    return unit_of(text, following, peoples) if shares else None


#: Numbers from which a bare one is believed to count what was counted before.
_LEAST_BARE = 3
_ENDS = re.compile(r"\s*(?:[.,;:!?)»”\"]|$|\n)")


def _takes_after(text: Text, number: Number, last: Unit) -> bool:
    """Whether a number without a unit counts what was counted before it."""
    if not _is_bare(text, number) or not _can_be_so_many(number, last):
        return False
    return not refusals.is_bare_time(text, number, clause(text, number.start, number.end)[0])


def _is_bare(text: Text, number: Number) -> bool:
    """Whether the number stands alone: at the end of its clause ("the first estimate had been 350"), or as a total."""
    return number.value >= _LEAST_BARE and (bool(_ENDS.match(text.string, number.end)) or _is_total(text, number))


def _is_total(text: Text, number: Number) -> bool:
    """Whether it is told as a number of something named before: "puts the total at up to 30,000 once ..."."""
    at = text.word_at(number.end)
    following = text.words[at : at + 1]
    if not following or following[0].low not in stopwords(text.language):
        return False
    before = text.words[text.word_at(clause(text, number.start, number.end)[0]) : text.word_at(number.outer[0])]
    return bool(before) and before[-1].low in _PUT_AT and any(is_total(word.low, text.language) for word in before)


#: Words between a total and its number where the number is given now: "the figure *of* six" is spoken of.
_PUT_AT = frozenset("at to auf bei mit à en в на до у в na do iki".split())


def _can_be_so_many(number: Number, unit: Unit) -> bool:
    """Whether a bare number can count what was counted before: nothing is counted in parts."""
    return number.value == int(number.value) or unit.group not in {"toll", "people", "thing", "raw"}


def _is_refused(text: Text, number: Low, unit: Unit) -> bool:
    if refusals.is_aside(text, number[0]) or refusals.is_whole(text, number[0]):
        return True
    if unit.noun == "percent":
        return refusals.is_rate_before(text, number[0])
    return unit.group == "money" and refusals.is_price(text, number[0])
