"""The unit of a number: what is counted or measured, with what happened to it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from services.extract.domain.found import Found
from services.extract.domain.quantities.clauses import clause
from services.extract.domain.quantities.counted import BARE, TOLL, Noun, noun_before, noun_behind
from services.extract.domain.quantities.figure import Unit
from services.extract.domain.quantities.measures import measured
from services.extract.domain.quantities.plurals import plural
from services.extract.domain.quantities.predicates import CAPTIVE, all_that_happened, goes_on, happened, predicate
from services.extract.domain.wordlists import WordSet, word_set
from services.extract.domain.words import Text, Word
from shared.language import base
from shared.language.lexicon import lookup
from shared.language.numbers import Number
from shared.language.stopwords import stopwords

#: Numbers from which a verb alone counts people: "12 freed", not "two freed".
_LEAST_ALONE = 4
#: What may be said of a span of time: how long somebody is jailed, on strike, delayed.
_OF_SPANS = ("sentenced", "suspended", "on strike", "delayed", "held", "waiting")
#: Nouns behind a number that say when or how often, or make it part of another number.
_NOT_COUNTED = frozenset(
    "o'clock evening morning night afternoon early morning noon midnight time fold tenth third quarter half January "
    "February March April May June July August September October November December Monday Tuesday Wednesday Thursday "
    "Friday Saturday Sunday".split()
) | {"early morning"}
#: What befalls people of whom an article on prisoners speaks.
_OF_PRISON = frozenset({"released", "held", "under discussion"})
#: What they come home from, in nine languages.
_CAPTIVITY = re.compile(
    r"(?<!\w)(?:captivit|(?:kriegs)?gefangenschaft|плен(?:а|у|е|ом)?(?!\w)|полон(?:у|і|ом)?(?!\w)|niewol|палон(?:у|е|ам)?(?!\w)"
    r"|cautiverio|cautividad|nelaisv)",
    re.IGNORECASE,
)
#: Words of a text in which prison is looked for.
_OPENING = 400


def unit_of(text: Text, number: Number, peoples: dict[int, Found]) -> Unit | None:
    """What the number counts or measures at its own place; None where nothing does."""
    span = clause(text, number.start, number.end)
    measure = measured(text, number.start, number.end)
    if measure:
        return _with_span_predicate(text, span, number, measure[0])
    noun = noun_behind(text, number.end, peoples)
    if noun and noun.english in _NOT_COUNTED:
        return None
    if noun is None and _ends_here(text, number):
        noun = noun_before(text, number.start, span[0]) or _happened(text, number, span)
    return None if noun is None else _unit(text, span, number, noun)


def unit_behind(text: Text, start: int, end: int, peoples: dict[int, Found]) -> Unit | None:
    """What a loose number between two places counts: the noun behind it, with what happened."""
    span = clause(text, start, end)
    noun = noun_behind(text, end, peoples)
    return None if noun is None else _unit(text, span, Number(start, end, _MANY), noun)


#: Stands for the value of a number that is told loosely.
_MANY = 100.0


def _with_span_predicate(text: Text, span: tuple[int, int], number: Number, unit: Unit) -> Unit:
    if unit.group not in {"span", "money"}:
        return unit
    if unit.group == "money":
        return Unit(unit.noun, unit.group, predicate(text, span, number.start))
    found = all_that_happened(text, span)
    done = next((done for done in _OF_SPANS if done in found), None)
    return Unit(unit.noun, unit.group, done) if done else unit


#: What a German sentence ends with behind a figure that something has come to: "auf elf gestiegen".
_VERB_AT_THE_END = re.compile(
    r"(?:an|ab)?ge(?:stiegen|klettert|wachsen|sunken|senkt|geben|schätzt|fallen)|erhöht|korrigiert|beziffert|geschätzt"
    r"|verringert|reduziert|revidiert|berichtigt|zugenommen"
)


def _ends_here(text: Text, number: Number) -> bool:
    """Whether nothing behind the number can be what it counts."""
    at = text.word_at(number.end)
    following = text.words[at : at + 1]
    if not following or not following[0].is_word or following[0].low in stopwords(text.language):
        return True
    if goes_on(following[0].low):
        return True
    return text.language == "de" and bool(_VERB_AT_THE_END.fullmatch(following[0].low))


@lru_cache(maxsize=4096)
def is_total(low: str, language: str) -> bool:
    """Whether a word (small letters) stands for a number of something: "total", «число»."""
    return low in _totals(base(language))


@cache
def _totals(language: str) -> WordSet:
    return word_set("figure_words.tsv", language, "total")


def _happened(text: Text, number: Number, span: tuple[int, int]) -> Noun | None:
    """What befell people, told at once behind or before a bare number: "214 were cancelled", "killed: 14"."""
    at, behind = text.word_at(number.outer[0]), text.word_at(number.end)
    for word in text.words[behind : behind + _AUXILIARIES]:
        if goes_on(word.low) and (predicate(text, span, number.start) or not _speaks_of_prison(text)):
            continue  # "eleven remain in hospital": by what follows
        entry = _befell(word, text.language)
        if entry and word.end <= span[1]:
            return Noun(entry, "toll", word.start, word.end)
        if word.low not in stopwords(text.language):
            break
    for word in reversed(text.words[max(0, at - 3) : at]):
        entry = _befell(word, text.language)
        if entry in TOLL and word.start >= span[0]:
            return Noun(entry, "toll", word.start, word.end)
    return None


#: Words behind a number among which the verb of "214 were later cancelled" stands.
_AUXILIARIES = 4


def _befell(word: Word, language: str) -> str:
    return next((done for done in happened(word.low, language) if done in TOLL or done in BARE), "")


def _unit(text: Text, span: tuple[int, int], number: Number, noun: Noun) -> Unit | None:
    """ "prisoners released", "deaths", "homes damaged": the noun and what its clause says of it."""
    if noun.group == "toll" and noun.english not in TOLL and number.value < _LEAST_ALONE:
        return None
    if noun.group == "toll":
        english = TOLL.get(noun.english) or BARE.get(noun.english)
        return Unit(english, "toll", noun.english) if english else None
    done = predicate(text, span, number.start, noun.start)
    if done in TOLL and noun.group == "people":
        return Unit(TOLL[done], "toll", done)
    if noun.english in CAPTIVE and done == "dismissed":  # one word for both in several languages
        done = "released"
    if done == "returned" and (noun.english in CAPTIVE or _CAPTIVITY.search(text.string, *span)):
        done = "released"  # who comes home from captivity is let go
    if noun.english == "prisoner" and done in (None, "held") and _is_political(text, noun):
        return Unit("political prisoners", noun.group, "held")
    if noun.english == "people" and done in _OF_PRISON and _speaks_of_prison(text):
        return Unit("prisoners", "people", done)
    return Unit(plural(noun.english), noun.group, done)


#: Political, as all nine languages write it; who is counted so is counted because he is held.
_POLITICAL = re.compile(r"[pп][oоaа][lл][iиіí][tт]", re.IGNORECASE)


def _is_political(text: Text, noun: Noun) -> bool:
    """Whether the word before a noun, or the noun itself, says that they are held for politics."""
    at = text.word_at(noun.start)
    return any(_POLITICAL.match(word.low) for word in text.words[max(0, at - 1) : at + 2])


def _speaks_of_prison(text: Text) -> bool:
    return any(e.english == "prisoner" for w in text.words[:_OPENING] for e in lookup(w.low, text.language))
