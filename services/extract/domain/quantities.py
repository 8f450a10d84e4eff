"""Figures that are part of what is reported: a number, what is counted, and what happened to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from services.extract.domain.found import Found
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Claim, Quantity
from shared.language.dates import YEAR, not_amounts
from shared.language.lexicon import Entry, compound, lookup, phrases
from shared.language.numbers import Number, numbers
from shared.language.stopwords import stopwords

_RANGE_LINK = re.compile(
    r"\s?(?:and|or|or even|to|und|oder|bis|и|или|до|і|й|або|i|lub|do|ці|альбо|да"
    r"|et|ou|à|voire|y|o|a|ir|ar|ar net|iki|-|–)\s?"
)
#: Words behind a number among which the counted noun is looked for.
_NOUN_WITHIN = 4
#: Content words among those that the noun may be: two adjectives and itself.
_ADJECTIVES = 3
#: Code points of the longest clause that is given as the claim's text.
_CLAUSE = 160
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "%": "percent"}
_MONEY = frozenset({"dollars", "euros", "pounds", "yen", "zlotys", "roubles", "hryvnias", "francs", "kronor", "yuan"})
_CUT = re.compile(r"[,;:()—–«»“”„\"]|\s-\s")
_PLURALS = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "country": "countries",
    "company": "companies",
    "lorry": "lorries",
    "percent": "percent",
    "people": "people",
    "hryvnia": "hryvnias",
    "krona": "kronor",
    "yuan": "yuan",
    "yen": "yen",
    "magnitude": "magnitude",
    "police officer": "police officers",
}
#: Predicates that say what people suffered; these make a unit by themselves.
_TOLL = {"dead": "deaths", "injured": "injured", "missing": "missing", "arrested": "arrests"}
#: What is counted where a predicate stands alone: "16 were released" is of people, "40 were damaged" could be anything.
_BARE = {
    **{done: f"people {done}" for done in ("released", "held", "sentenced", "evacuated", "deployed", "on strike")},
    "affected": "people affected",
    "cancelled": "cancellations",
    "delayed": "delays",
    "fined": "fines",
}
_PEOPLE = frozenset(
    {
        "people",
        "man",
        "woman",
        "child",
        "prisoner",
        "hostage",
        "soldier",
        "police officer",
        "worker",
        "passenger",
        "tourist",
        "refugee",
        "patient",
        "lawmaker",
        "foreigner",
        "firefighter",
        "journalist",
        "voter",
        "resident",
        "civilian",
        "spectator",
        "guest",
        "pupil",
        "student",
        "rescuer",
    }
)


def find_quantities(text: Text, names: list[Found]) -> Iterator[Claim]:
    """The figures of a text that count or measure something, in order."""
    barred = sorted(not_amounts(text.string, text.language) + [(f.start, f.end) for f in names])
    ends = {f.end for f in names if f.type == "ORG"}
    amounts = [n for n in numbers(text.string, text.language) if n.value and not _is_barred(text, n, barred, ends)]
    found = [n for k, n in enumerate(amounts) if not (k and _years_and_months(text, amounts[k - 1], n))]
    months = {a.start: b for a, b in pairwise(amounts) if _years_and_months(text, a, b)}
    for n, number in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        unit = _unit(text, number) or (
            _unit(text, following) if following and _is_range(text, number, following) else None
        )
        if unit is None or _is_aside(text, number) or _is_whole(text, number) or _is_price(text, number, unit):
            continue
        yield _claim(text, _with_months(text, number, months.get(number.start)), unit)


#: "five years and six months" is one span of time.
_YEARS_AND = re.compile(
    r"\s(?:years?|jahren?|anni?|ans?|años?|лет|год\w*|рок\w*|років|гад\w*|lat|lata|met\w+)[\s,]"
    r"(?:\s?(?:and|und|et|y|и|і|i|ir)\s)?\s?",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"\s(?:month|monat|mois|mes|месяц|місяц|месяц|miesi|mėnes)", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\s(?:ans|años)\s(?:et demie?|y medio)\b")


def _years_and_months(text: Text, a: Number, b: Number) -> bool:
    return (
        b.value < 12
        and bool(_YEARS_AND.fullmatch(text.string[a.end : b.start]))
        and bool(_MONTHS.match(text.string, b.end))
    )


def _with_months(text: Text, number: Number, months: Number | None) -> Number:
    """A number of years with the months or the half that are added to it."""
    if months is not None:
        return replace(number, value=round(number.value + months.value / 12, 2))
    return replace(number, value=number.value + 0.5) if _AND_A_HALF.match(text.string, number.end) else number


#: "nine *of 33* seats", "19 *der 33* Sitze": the whole that a part is taken from is no news.
_OF_THE = re.compile(r"(?:\bof(?:\sthe)?|\bder|\bvon(?:\sden)?|\bиз|\bіз|\bз|\bsur|\bdes|\bde\slos|\bde\slas|\biš)\s$")


def _is_whole(text: Text, number: Number) -> bool:
    link = _OF_THE.search(text.string[max(0, number.start - 12) : number.start])
    if link is None:
        return False
    before = text.string[max(0, number.start - 40) : number.start - len(link.group())].rstrip()
    return any(n.end == len(before) for n in numbers(before, text.language))


#: Money or goods by the piece, night or hour: a price in passing.
_EACH = re.compile(
    r"[^\W\d_]*[\s\u00a0]?(?:[^\W\d_]+[\s\u00a0])?(?:an?|per|je|pro|за|в|par|la|por|na|za|už)\s"
    r"(?:piece|night|hour|day|week|month|tonne|ton|barrel|acre|litre|head|share|ticket|stunde|tag|nacht|tonne|monat"
    r"|liter|barrel|час|день|ночь|тонну|баррель|литр|heure|jour|nuit|tonne|mois|hora|día|noche|tonelada|mes"
    r"|godzinę|dobę|noc|tonę|valandą|dieną|toną|parą)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|against|von|gegenüber|против|с|з|de|frente al?|contre|wobec|nuo)\s$", re.IGNORECASE)


def _is_price(text: Text, number: Number, unit: str) -> bool:
    """Whether it is money by the piece, or the rate from which another one has moved."""
    if unit == "percent":
        return bool(_FROM.search(text.string[max(0, number.outer[0] - 14) : number.outer[0]]))
    return unit in _MONEY and bool(_EACH.match(text.string, number.end))


def _is_range(text: Text, a: Number, b: Number) -> bool:
    """Whether two numbers share one noun: "between 2,750 and 3,100 hectares"."""
    between = b.start - a.end
    is_part = 0 < between <= 12 and bool(_OF_THE.fullmatch(text.string[a.end : b.start].lstrip()))
    return is_part or 0 < between <= 12 and bool(_RANGE_LINK.fullmatch(text.string[a.end : b.start]))


def _is_aside(text: Text, number: Number) -> bool:
    """Whether the number stands in brackets, as conversions into other units do."""
    start = max(text.string.rfind("(", 0, number.start), text.string.rfind("\n", 0, number.start))
    return start >= 0 and text.string[start] == "(" and ")" not in text.string[start : number.start]


def _is_barred(text: Text, number: Number, barred: list[tuple[int, int]], makers: set[int]) -> bool:
    """Whether the number is part of a date, a time, an age or a name; a year that counts a noun is no year."""
    at = bisect_left(barred, (number.start, 0))
    for start, end in barred[max(0, at - 3) : at + 3]:
        if start < number.end and number.start < end:
            is_bare_year = end - start == 4 and YEAR.match(text.string[start:end])
            return not (is_bare_year and _counts_at_once(text, number))
    if number.is_digits and number.start - 1 in makers:
        return True  # a model of that make: "Boeing 737"
    return text.string[max(0, number.start - 1) : number.start] in {"-", "\u2011", ":", "/"} and number.is_digits


def _counts_at_once(text: Text, number: Number) -> bool:
    following = _after(text, number)
    return bool(following) and any(
        e.kind in "pmc" and e.english not in {"year"} for e in _entries(following[0].low, text.language)
    )


def _after(text: Text, number: Number) -> list[Word]:
    n = text.word_at(number.end)
    if n < len(text.words) and text.words[n].text == "." and text.string[number.end - 1].isalpha():
        n += 1  # the point of an abbreviated scale word: "38 mln. eurų"
    return [
        w
        for w in text.words[n : n + _NOUN_WITHIN + 1]
        if w.sentence == text.words[min(n, len(text.words) - 1)].sentence
    ]


def _entries(low: str, language: str) -> tuple[Entry, ...]:
    found = lookup(low, language)
    return found or (compound(low)[-1:] if language == "de" and len(low) > 7 else ())


def _unit(text: Text, number: Number) -> str | None:
    """What is counted, in English where the lexicon has it; None where nothing is."""
    before, after = text.string[number.start - 1 : number.start], text.string[number.end : number.end + 2].strip()[:1]
    mark = _CURRENCY.get(before) or _CURRENCY.get(after)
    if mark:
        return _plural(mark)
    following = [
        w
        for w in _after(text, number)
        if w.low not in stopwords(text.language)
        or w.low
        in {
            "people",
            "years",
            "days",
            "weeks",
            "months",
            "men",
            "women",
            "jahre",
            "jahren",
            "tage",
            "tagen",
            "wochen",
            "monate",
            "menschen",
            "personen",
        }
        or _counted(w, text.language)
    ]
    noun = _noun(text, number, following) or _noun_before(text, number)
    return _unlisted(text, number, following) if noun is None else _with_predicate(text, number, noun)


#: Numbers from which a noun that the lexicon lacks is believed, where a modifier says that it was counted.
_MANY = 20


def _unlisted(text: Text, number: Number, following: list[Word]) -> str | None:
    """The noun at once behind "about 260,000" or "at least 23" as it is written, where no lexicon has it."""
    if number.modifier == "exact" or number.value < _MANY or not following or YEAR.match(_written(text, number)):
        return None
    word = following[0]
    is_next = text.string[number.outer[1] : word.start].strip() == "" and len(word.text) > 3
    is_noun = word.low.endswith("s") and word.low == word.text if text.language == "en" else word.is_capital
    return word.text if is_next and is_noun and text.language in {"en", "de"} else None


def _written(text: Text, number: Number) -> str:
    """A number as it is written."""
    return text.string[number.start : number.end]


def _noun_before(text: Text, number: Number) -> Entry | None:
    """The counted thing in front of the number, where nothing counted follows: "the number of prisoners at 1,186"."""
    following = _after(text, number)
    if number.value < _SMALL or (
        following and following[0].is_word and following[0].low not in stopwords(text.language)
    ):
        return None
    start, _ = _clause(text, number)
    for word in reversed(text.words[text.word_at(start) : text.word_at(number.start)][-_BACK:]):
        for entry in _entries(word.low, text.language):
            counts = entry.kind == "p" and _COUNTS.search(text.string, start, number.start)
            if counts or (entry.kind == "v" and entry.english not in _NOT_ALONE):
                return entry
    return None


#: Numbers in words below this count things in passing ("two bridges") unless something happened to them.
_SMALL = 11
#: Words for a count, after which the number itself may stand: "the number of prisoners at 1,186".
_COUNTS = re.compile(
    r"\b(?:number|toll|total|count|zahl|anzahl|bilanz|числ|количеств|кільк|колькас|лік|liczb|nombre|bilan|número"
    r"|cifra|saldo|skaiči)",
    re.IGNORECASE,
)
#: Words in front of a number among which its noun may stand.
_BACK = 9
_NOT_ALONE = frozenset({"closed", "deployed", "held", "country", "company", "case", "vote"})
#: Measures of time and way: part of the story only where they say how long somebody is jailed, on strike or delayed.
_SPANS = frozenset({"hour", "minute", "day", "week", "month", "year", "kilometre", "mile"})
_SPAN_PREDICATES = frozenset({"sentenced", "delayed", "on strike", "held"})


def _counted(word: Word, language: str) -> bool:
    return any(e.kind in "pmc" for e in _entries(word.low, language))


def _noun(text: Text, number: Number, following: list[Word]) -> Entry | None:
    """The counted thing: the first in a row of words behind the number, an adjective or two between them allowed."""
    at = number.end
    for word in following[:_ADJECTIVES]:
        if _parts(text, number.end, at, word.start):
            break
        if "\n" in text.string[at : word.start] or (not word.is_word and word.text not in "%€$£°"):
            break
        hits = [e for e in _entries(word.low, text.language) if e.kind in "pmcv"]
        if hits:
            return min(hits, key=lambda e: "pmcv".index(e.kind))
        at = word.end
    return None


def _parts(text: Text, counted: int, start: int, end: int) -> bool:
    """Whether the words between end the row that a counted noun stands in: "240 adults *for* two years"."""
    links = text.string[start:end].lower().split()
    return any(w in _LINKS or (w in _OF and text.string[counted:start].strip()) for w in links)


#: Words that end the row of words behind a number, in all nine languages; "of" ends it once a noun has been met.
_LINKS = frozenset(
    "and or in at on for from with by to into after before until than as that who which und oder in im an am auf für "
    "mit nach bei aus durch и или в во на для к от с по і й або у до від з альбо ў ад i lub w na dla do od et ou dans "
    "en à pour par y o para por a ir ar į už".split()
)
_OF = frozenset({"of", "von", "de", "d’", "d'", "des", "del"})


def _with_predicate(text: Text, number: Number, noun: Entry) -> str | None:
    """ "prisoners released", "deaths", "homes damaged": the noun and what its clause says of it; None for asides."""
    if noun.english in _SPANS:
        done = _predicate(text, *_clause(text, number), number)
        return f"{_plural(noun.english)} {done}" if done in _SPAN_PREDICATES else None
    if noun.kind in "mc":
        return _plural(noun.english)
    if noun.kind == "v" and noun.english not in _TOLL and number.value < 4:
        return None
    if noun.kind == "v":
        return _TOLL.get(noun.english) or _BARE.get(noun.english)
    start, end = _clause(text, number)
    done = _predicate(text, start, end, number)
    if done is None:
        return None if number.value < _SMALL and not number.is_digits else _plural(noun.english)
    if done in _TOLL and noun.english in _PEOPLE:
        return _TOLL[done]
    if noun.english == "people" and done in {"released", "held"}:
        return f"prisoners {done}" if _speaks_of_prison(text) else f"people {done}"
    return f"{_plural(noun.english)} {done}"


def _predicate(text: Text, start: int, end: int, number: Number) -> str | None:
    """What happened, nearest to the number in its clause."""
    best: tuple[int, str] | None = None
    for word in text.words[text.word_at(start) : text.word_at(end)]:
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
    left = [
        m.end() for m in _CUT.finditer(text.string, start, number.start) if not _inside_number(text.string, m.start())
    ]
    right = next(
        (m.start() for m in _CUT.finditer(text.string, number.end, end) if not _inside_number(text.string, m.start())),
        end,
    )
    return (max(left, default=start), right)


def _inside_number(string: str, at: int) -> bool:
    return string[at - 1 : at].isdigit() and string[at + 1 : at + 2].isdigit()


def _sentence(text: Text, at: int) -> tuple[int, int]:
    return text.sentences[text.sentence_at(at)] if text.sentences else (0, len(text.string))


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
