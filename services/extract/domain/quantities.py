"""Figures that are part of what is reported: a number, what is counted, and what happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.extract.domain.attribution import Speakers
from services.extract.domain.found import Found
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Claim, Quantity
from shared.language.dates import YEAR, not_amounts
from shared.language.lexicon import Entry, compound, lookup, phrases
from shared.language.numbers import Number, numbers
from shared.language.stopwords import stopwords

#: Words behind a number among which the counted noun is looked for.
_NOUN_WITHIN = 4
#: Code points of the longest clause that is given as the claim's text.
_CLAUSE = 160
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "%": "percent"}
_CUT = re.compile(r"[,;:()—–«»“”„\"]|\s-\s")
_PLURALS = {"person": "people", "man": "men", "woman": "women", "child": "children", "foot": "feet", "country": "countries", "company": "companies", "lorry": "lorries", "percent": "percent", "people": "people", "hryvnia": "hryvnias", "krona": "kronor", "yuan": "yuan", "yen": "yen", "magnitude": "magnitude", "police officer": "police officers"}
#: Predicates that say what people suffered; these make a unit by themselves.
_TOLL = {"dead": "deaths", "injured": "injured", "missing": "missing", "arrested": "arrests"}
_PEOPLE = frozenset({"people", "man", "woman", "child", "prisoner", "hostage", "soldier", "police officer", "worker", "passenger", "tourist", "refugee", "patient", "lawmaker", "foreigner", "firefighter", "journalist", "voter"})


def find_quantities(text: Text, names: list[Found], speakers: Speakers) -> Iterator[Claim]:
    """The figures of a text that count or measure something, in order."""
    barred = not_amounts(text.string, text.language) + [(f.start, f.end) for f in names]
    for number in numbers(text.string, text.language):
        if number.value == 0 or _is_barred(text, number, barred):
            continue
        unit = _unit(text, number)
        if unit is not None:
            yield _claim(text, number, unit)


def _is_barred(text: Text, number: Number, barred: list[tuple[int, int]]) -> bool:
    """Whether the number is part of a date, a time, an age or a name; a year that counts a noun is no year."""
    for start, end in barred:
        if start < number.end and number.start < end:
            is_bare_year = end - start == 4 and YEAR.match(text.string[start:end])
            return not (is_bare_year and _counts_at_once(text, number))
    return text.string[max(0, number.start - 1) : number.start] in {"-", "\u2011", ":", "/"} and number.is_digits


def _counts_at_once(text: Text, number: Number) -> bool:
    following = _after(text, number)
    return bool(following) and any(e.kind in "pmc" and e.english not in {"year"} for e in _entries(following[0].low, text.language))


def _after(text: Text, number: Number) -> list[Word]:
    n = _index(text, number.end)
    return [w for w in text.words[n : n + _NOUN_WITHIN + 1] if w.sentence == text.words[min(n, len(text.words) - 1)].sentence]


def _index(text: Text, at: int) -> int:
    """The first word that begins at or after a place in the text."""
    low, high = 0, len(text.words)
    while low < high:
        middle = (low + high) // 2
        if text.words[middle].start < at:
            low = middle + 1
        else:
            high = middle
    return low


def _entries(low: str, language: str) -> tuple[Entry, ...]:
    found = lookup(low, language)
    return found or (compound(low)[-1:] if language == "de" and len(low) > 7 else ())


def _unit(text: Text, number: Number) -> str | None:
    """What is counted, in English where the lexicon has it; None where nothing is."""
    before, after = text.string[number.start - 1 : number.start], text.string[number.end : number.end + 2].strip()[:1]
    mark = _CURRENCY.get(before) or _CURRENCY.get(after)
    if mark:
        return _plural(mark)
    following = [w for w in _after(text, number) if w.low not in stopwords(text.language) or w.low in {"people", "years", "days", "weeks", "months", "men", "women", "jahre", "jahren", "tage", "tagen", "wochen", "monate", "menschen", "personen"} or _counted(w, text.language)]
    noun = _noun(text, number, following)
    if noun is None:
        return None
    return _with_predicate(text, number, noun)


def _counted(word: Word, language: str) -> bool:
    return any(e.kind in "pmc" for e in _entries(word.low, language))


def _noun(text: Text, number: Number, following: list[Word]) -> Entry | None:
    """The counted thing: the first in a row of words behind the number, an adjective or two between them allowed."""
    steps = 0
    at = number.end
    for word in following:
        if "\n" in text.string[at : word.start] or (not word.is_word and word.text not in "%€$£°"):
            break
        hits = [e for e in _entries(word.low, text.language) if e.kind in "pmcv"]
        if hits:
            return min(hits, key=lambda e: "pmcv".index(e.kind))
        steps += 1
        if steps >= 3:
            break
        at = word.end
    return None


def _with_predicate(text: Text, number: Number, noun: Entry) -> str:
    """"prisoners released", "deaths", "homes damaged": the noun and what its clause says of it."""
    if noun.kind in "mc":
        return _plural(noun.english)
    if noun.kind == "v":
        return _TOLL.get(noun.english, f"people {noun.english}")
    start, end = _clause(text, number)
    done = _predicate(text, start, end, number)
    if done is None:
        return _plural(noun.english)
    if done in _TOLL and noun.english in _PEOPLE:
        return _TOLL[done]
    if noun.english == "people" and done in {"released", "held"}:
        return f"prisoners {done}" if _speaks_of_prison(text) else f"people {done}"
    return f"{_plural(noun.english)} {done}"


def _predicate(text: Text, start: int, end: int, number: Number) -> str | None:
    """What happened, nearest to the number in its clause."""
    best: tuple[int, str] | None = None
    for word in text.words[_index(text, start) : _index(text, end)]:
        for entry in lookup(word.low, text.language):
            if entry.kind == "v":
                distance = abs(word.start - number.start)
                best = min(best or (distance, entry.english), (distance, entry.english))
    if best is None:
        done = [e.english for e in phrases(text.string[start:end].lower(), text.language) if e.kind == "v"]
        return done[0] if done else None
    return best[1]


def _speaks_of_prison(text: Text) -> bool:
    return any(e.english == "prisoner" for w in text.words[:400] for e in lookup(w.low, text.language))


def _plural(noun: str) -> str:
    return _PLURALS.get(noun) or (noun + "es" if noun.endswith(("s", "sh", "ch")) else noun + "s")


def _clause(text: Text, number: Number) -> tuple[int, int]:
    """The part of the sentence between commas, dashes and quotation marks in which the number stands."""
    start, end = _sentence(text, number.start)
    left = [m.end() for m in _CUT.finditer(text.string, start, number.start) if not _inside_number(text.string, m.start())]
    right = next((m.start() for m in _CUT.finditer(text.string, number.end, end) if not _inside_number(text.string, m.start())), end)
    return (max(left, default=start), right)


def _inside_number(string: str, at: int) -> bool:
    return string[at - 1 : at].isdigit() and string[at + 1 : at + 2].isdigit()


def _sentence(text: Text, at: int) -> tuple[int, int]:
    for start, end in text.sentences:
        if at < end:
            return start, end
    return 0, len(text.string)


def _claim(text: Text, number: Number, unit: str) -> Claim:
    start, end = _clause(text, number)
    start = max(start, number.start - _CLAUSE)
    end = min(end, number.end + _CLAUSE)
    while start < end and text.string[start] in " \u00a0\u202f\n":
        start += 1
    while end > start and text.string[end - 1] in " .!?…\u00a0\u202f\n":
        end -= 1
    return Claim(
        kind="quantity",
        text=text.string[start:end],
        start=start,
        end=end,
        quantity=Quantity(value=number.value, unit=unit, modifier=number.modifier),
        key=f"quantity:{unit}",
        confidence=0.6,
    )
