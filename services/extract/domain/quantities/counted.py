"""What a number counts: the noun behind it, or before it, in English that all nine languages share."""

from __future__ import annotations

import re
from functools import lru_cache

from services.extract.domain.found import Found
from services.extract.domain.quantities.figure import Group
from services.extract.domain.quantities.plurals import IRREGULAR, is_plural, singular
from services.extract.domain.quantities.predicates import goes_on, happened
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text, Word
from shared.language import base
from shared.language.bilingual import glosses
from shared.language.lexicon import Entry, compound, counted_phrases, lookup
from shared.language.stopwords import stopwords

#: Words behind a number among which its noun is looked for: three adjectives and itself.
_WITHIN = 4
#: Code points of the longest thing of several words.
_PHRASE = 40
#: Words in front of a number among which its noun may stand.
_BACK = 10
#: Words that end the row of words behind a number, in all nine languages; "of" ends it once a noun has been met.
_LINKS = frozenset(
    "and or in at on for from with by to into after before until than as that who which und oder in im an am auf für "
    "mit nach bei aus durch и или в во на для к от с по і й або у до від з альбо ў ад i lub w na dla do od et ou dans "
    "en à pour par y o para por a ir ar į už was were is are be been has have had will would wurden wurde waren war "
    "sind sein werden были был была стали было були буде będzie było byli były zostało były sont ont été étaient fue "
    "fueron son han buvo yra bus his her its their when while where still now since".split()
)
_OF = frozenset({"of", "von", "de", "d’", "d'", "des", "del"})
#: Words for a count, after which the number itself may stand: "the number of prisoners at 1,186".
_COUNTS = re.compile(
    r"(?:number|toll|total|count|tally|zahl|anzahl|bilanz|числ|количеств|кільк|колькас|лік|liczb|bilans|nombre|bilan"
    r"|número|cifra|saldo|balance|skaiči|death$|estimate|schätzung|оценк|оцінк|szacun|ацэнк|estimation|estimación)",
    re.IGNORECASE,
)


#: What befell people who are named after it: the missing and the detained are counted as such, not as people or
#: prisoners.
_BEFELL = frozenset({"missing", "arrested"})


class Noun:
    """A counted noun: its English singular, what kind of thing it is, and where its words end."""

    __slots__ = ("end", "english", "group", "start")

    def __init__(self, english: str, group: Group, start: int, end: int) -> None:
        self.english, self.group, self.start, self.end = english, group, start, end


def noun_behind(text: Text, at: int, peoples: dict[int, Found]) -> Noun | None:
    """The counted thing in the row of words behind a number, adjectives between them allowed."""
    several = _of_several_words(text, at)
    if several:
        return several
    people: Noun | None = None
    is_count = False  # "33 el número de heridos": what happened is counted though it does not follow at once
    end = at
    for n, word in enumerate(_row(text, at)):
        if goes_on(word.low):
            break
        if word.start in peoples and not _is_adjective_only(text, word):
            people = people or Noun("people", "people", word.start, word.end)
        is_count = is_count or bool(_COUNTS.match(word.low))
        noun = _read(text, word, n == 0 or is_count)
        if noun and not (people and noun.group in {"raw", "toll"}):
            return noun
        if people and word.start > people.end + 1:
            break
        end = word.end
    return people if people and end >= people.end else None


def _of_several_words(text: Text, at: int) -> Noun | None:
    """The counted thing that the lexicon has several words for, at once behind a number: "рабочих мест" are jobs."""
    start = at + (text.string[at : at + 1] in " \u00a0\u202f")
    low = text.string[start : start + _PHRASE].lower()
    for phrase, english in counted_phrases(base(text.language)):
        if low.startswith(phrase):
            return Noun(english, group_of(english), start, start + len(phrase))
    return None


def _is_adjective_only(text: Text, word: Word) -> bool:
    return text.language in {"en", "fr", "es"} and not word.low.endswith("s") and word.low not in IRREGULAR


def _row(text: Text, at: int) -> list[Word]:
    """The words behind a number that may be its adjectives and noun: up to a mark, a link or the sentence's end."""
    first = text.word_at(at)
    if first < len(text.words) and text.words[first].text == "." and text.string[at - 1 : at].isalpha():
        first += 1  # the point of an abbreviated scale word: "38 mln. eurų"
    row: list[Word] = []
    for word in text.words[first : first + _WITHIN + 2]:
        gap = text.string[row[-1].end if row else at : word.start]
        if not word.is_word or word.low in _LINKS or "\n" in gap or (row and word.sentence != row[-1].sentence):
            break
        if word.low in _OF and row and not _COUNTS.match(row[-1].low):
            break
        if word.low not in _OF and not (word.low in stopwords(text.language) and not _is_listed(word, text.language)):
            row.append(word)
    return row[:_WITHIN]


def _is_listed(word: Word, language: str) -> bool:
    return any(e.kind in "pm" for e in lookup(word.low, language)) or word.low in IRREGULAR


def _read(text: Text, word: Word, is_first: bool) -> Noun | None:
    """The word as a counted noun; verbs of what happened count people only at once behind the number."""
    if text.language == "en" and not is_plural(word.low):
        entries = [e for e in lookup(word.low, "en") if e.kind == "v"]
        known = _by_entry(entries, word, is_first)
        return known if known and not _plural_follows(text, word) else None
    if text.language == "en" and not word.low.endswith("s") and _plural_follows(text, word):
        return None  # an irregular plural that only describes: "two police stations"
    entries = list(_entries(word.low, text.language))
    translated = _gloss(word.text, text.language)
    if translated and translated[0] in _COUNT_WORDS:  # "a 33 el número de heridos" counts the injured
        return None
    counted = [e for e in entries if e.kind == "p"]
    if counted and (not translated or set(translated) & {e.english for e in counted}):
        return Noun(counted[0].english, group_of(counted[0].english), word.start, word.end)
    happened_first = _by_entry([e for e in entries if e.kind == "v"], word, is_first)
    if happened_first and not (
        translated and group_of(translated[0]) == "people" and happened_first.english not in _BEFELL
    ):
        return happened_first
    if translated and not (entries and entries[0].kind == "w" and not _is_noun_form(text, word)):
        return Noun(translated[0], group_of(translated[0]), word.start, word.end)
    if text.language == "en":
        return Noun(singular(word.low), group_of(singular(word.low), "raw"), word.start, word.end)
    return None


def _is_noun_form(text: Text, word: Word) -> bool:
    return text.language != "de" or word.is_capital


def _by_entry(entries: list[Entry], word: Word, is_first: bool) -> Noun | None:
    return Noun(entries[0].english, "toll", word.start, word.end) if entries and is_first else None


def _plural_follows(text: Text, word: Word) -> bool:
    """Whether a plural noun stands at once behind: "23 forged | paintings", "300 captured | soldiers"."""
    at = text.word_at(word.end)
    return any(
        w.is_word and is_plural(w.low) and w.low not in _LINKS and text.string[word.end : w.start].strip() == ""
        for w in text.words[at : at + 1]
    )


@lru_cache(maxsize=2_000)
def _entries(low: str, language: str) -> tuple[Entry, ...]:
    found = lookup(low, language)
    return found or (compound(low)[-1:] if base(language) == "de" and len(low) > 7 else ())


@lru_cache(maxsize=2_000)
def _gloss(word: str, language: str) -> tuple[str, ...]:
    """The English nouns for a word, in the lexicon's own terms where it has them ("truck" is "lorry")."""
    if base(language) == "en":
        return ()
    found = glosses(word, language)
    if not found or found[0].kind not in "n":
        return ()
    return tuple(dict.fromkeys(_canonical(g.english) for g in found if g.kind == "n"))


#: English nouns that mean what the lexicon has another word for.
_MEANS = {
    "neighbor": "resident",
    "neighbour": "resident",
    "population": "resident",
    "person": "people",
    "human": "people",
    "kilometer": "kilometre",
    "meter": "metre",
    "centimeter": "centimetre",
    "liter": "litre",
    "ton": "tonne",
    "member": "member",
    "seamen": "seaman",
}


def _canonical(english: str) -> str:
    if english[:1].isupper() or english in _MEANS:
        return _MEANS.get(english, "people")  # "Ukrainian", "Berliner"; members are no lawmakers by themselves
    entries = [e for e in lookup(english.split()[-1], "en") if e.kind == "p"] if english else []
    return entries[0].english if entries else english


@lru_cache(maxsize=1)
def _groups() -> dict[str, Group]:
    return {noun: "people" for row in rows("people.tsv") for noun in row[1].split(",")}


def group_of(english: str, otherwise: Group = "thing") -> Group:
    """Whether a counted noun is of people or of things."""
    return _groups().get(english) or _groups().get(english.split()[-1] if english else "") or otherwise


def noun_before(text: Text, start: int, begin: int) -> Noun | None:
    """The counted thing in front of a number: "the number of prisoners at 1,186", "число погибших выросло до 19"."""
    words = text.words[text.word_at(begin) : text.word_at(start)]
    counts = [n for n, word in enumerate(words) if _COUNTS.match(word.low) or _toll_count(word, text.language)]
    for n in reversed(counts):
        found = [noun for word in words[n : n + _BACK] if (noun := _counted_before(text, word))]
        best = next((noun for noun in found if noun.group == "toll"), None)
        if best is None and words[n].low == "toll":  # English for a count of the dead, whatever is named after it
            best = Noun("dead", "toll", words[n].start, words[n].end)
        best = best or (found[0] if found else None)
        if best:
            return best
    return None


def _toll_count(word: Word, language: str) -> bool:
    """Whether the word is itself a count of the dead: "the death toll", "Todesopfer", "Opferzahl"."""
    return any(word.low.startswith(form) for form in _TOLL_COUNTS)


def _counted_before(text: Text, word: Word) -> Noun | None:
    entries = _entries(word.low, text.language)
    toll = next((e for e in entries if e.kind == "v" and (e.english in TOLL or e.english in BARE)), None)
    noun = next((e for e in entries if e.kind == "p"), None)
    if toll:
        return Noun(toll.english, "toll", word.start, word.end)
    if noun:
        return Noun(noun.english, group_of(noun.english), word.start, word.end)
    done = happened(word.low, text.language)
    if done and (done[0] in TOLL or done[0] in BARE):
        return Noun(done[0], "toll", word.start, word.end)
    translated = _gloss(word.text, text.language) if len(word.low) > 3 else ()
    if translated and translated[0] not in _COUNT_WORDS:
        return Noun(translated[0], group_of(translated[0]), word.start, word.end)
    return None


#: English for words of counting, which are no counted things.
_COUNT_WORDS = frozenset("number toll total count tally figure amount balance quantity lot estimate record".split())
_TOLL_COUNTS = ("todesopfer", "opferzahl", "totenzahl", "verletztenzahl")


#: Predicates that say what people suffered; these make a unit by themselves.
TOLL = {"dead": "deaths", "injured": "injured", "missing": "missing", "arrested": "arrests"}
#: What is counted where a predicate stands alone: "16 were released" is of people.
BARE = {
    **{done: f"people {done}" for done in ("released", "held", "sentenced", "evacuated", "deployed", "on strike")},
    "affected": "people affected",
    "cancelled": "cancellations",
    "delayed": "delays",
    "fined": "fines",
}
