"""What a person would call the same: units, names and words, however two hands write them.

Generous in the form (killed, dead and deaths; U.S. and US; one kind of quotation mark or another), never in the matter:
another number, another thing that is counted or another speaker is not the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from shared.language import LANGUAGES
from shared.language.lexicon import lookup
from shared.language.names import fold_name
from shared.language.sources import source_in_english
from shared.language.terms import terms_of

#: Words of a unit that say nothing of what is counted.
_EMPTY = frozenset("the a an of in on for and number total count more further additional another other toll".split())
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
#: Happenings that the lexicon has no word for and that do not end in -ed.
_HAPPENINGS = frozenset({"discussion", "talks", "aboard", "homeless", "stranded"})
#: Words before which the head of a name stands: the ministry of health, the embassy in Vilnius.
_BEFORE = frozenset("of in for at on from".split())
_BETWEEN = frozenset("the a an and s".split()) | _BEFORE
#: Words of a quotation or of its evidence below which one says too little to stand for the other.
LEAST_WORDS = 3
#: The last code point of Latin letters with their accents.
LAST_LATIN = 0x24F

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d)[., \u00a0\u202f’'](?=\d{3}(?!\d))")
_MODIFIERS = {
    "at_least": "more_than",
    "over": "more_than",
    "up_to": "less_than",
    "at_most": "less_than",
    "around": "about",
    "approximately": "about",
    "nearly": "about",
    "further": "additional",
}


class Unit(NamedTuple):
    """A unit taken apart: what is counted, what happened to it, and how many one of it stands for."""

    things: frozenset[str]
    happened: frozenset[str]
    scale: float = 1.0


@lru_cache(maxsize=4096)
def unit_of(unit: str) -> Unit:
    """The parts of a unit in canonical English words; people who are only people are left out."""
    things: set[str] = set()
    happened: set[str] = set()
    scale = 1.0
    for word in tokens(unit):
        scale *= _SCALES.get(word, 1.0)
        if word in _EMPTY or word in _SCALES:
            continue
        entries = lookup(word, "en")
        happenings = {entry.english for entry in entries if entry.kind == "v"}
        if happenings or (not entries and (word.endswith("ed") or word in _HAPPENINGS)):
            happened |= happenings or set(terms_of(word, "en")) or {word}
        else:
            things |= {entry.english for entry in entries} or set(terms_of(word, "en")) or {word}
    return Unit(frozenset(things - {"people"}), frozenset(happened), scale)


def same_unit(wanted: str, held: str) -> bool:
    """True where both count one thing: "prisoners freed" is "prisoners released", "killed" is "deaths"."""
    if tokens(wanted) == tokens(held):
        return True
    w, h = unit_of(wanted), unit_of(held)
    if w.happened:
        return bool(w.happened & h.happened) and (w.things <= h.things or h.things <= w.things)
    if h.happened:
        return bool(w.things) and w.things <= h.things
    return bool(w.things and h.things) and (w.things <= h.things or h.things <= w.things)


def same_value(wanted: float, wanted_unit: str, held: float, held_unit: str) -> bool:
    """True for one and the same amount: 31 million euros is 31,000,000 euros."""
    if not wanted_unit and wanted == held:
        return True
    a, b = wanted * unit_of(wanted_unit).scale, held * unit_of(held_unit).scale
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def same_modifier(wanted: str, held: str) -> bool:
    """True for one modifier by two names: "at least" is more_than."""
    key = "_".join(tokens(wanted)) or wanted
    return _MODIFIERS.get(key, key) == held


def same_name(wanted: str, held: str) -> bool:
    """True where one name is the other, or its shorter form, or the English for it: Trump, the embassy, la policía."""
    if _is_same(wanted, held):
        return True
    english = (source_in_english(wanted, tongue) for tongue in LANGUAGES)
    return any(_is_same(name, held) for name in english if name)


def _is_same(wanted: str, held: str) -> bool:
    w, h = _name(wanted), _name(held)
    if not w.words or not h.words:
        return False
    if _is_latin(wanted) != _is_latin(held):
        return _sounds_like(wanted, held)
    if _covers(w.words, h.words) and _covers(h.words, w.words):
        return True
    return _is_like(w.head, h.head) and (_covers(w.words, h.words) or _covers(h.words, w.words))


def holds_words(words: str, text: str) -> bool:
    """True where the text has these words in a row; or is most of them itself, in a row."""
    wanted, held = tokens(words), tokens(text)
    if not wanted or not held:
        return False
    is_most = len(held) >= LEAST_WORDS and 2 * len(held) >= len(wanted)
    return _has_run(held, wanted) or (is_most and _has_run(wanted, held) and _numbers(wanted) == _numbers(held))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers in small letters without accents and marks; "U.S." is one word, "1,300" one number."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _ACRONYM.sub(lambda found: found.group().replace(".", ""), plain)
    plain = _THOUSANDS.sub("", plain)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return tuple(_TOKEN.findall(bare.replace("’", "'").replace("'s ", " ")))


class _Name(NamedTuple):
    words: tuple[str, ...]
    head: str


@lru_cache(maxsize=20_000)
def _name(name: str) -> _Name:
    """The words of a name, and the one that says what it is; what follows a comma is an office."""
    said = tokens(name.split(",")[0])
    cut = next((i for i, word in enumerate(said) if i and word in _BEFORE), len(said))
    words = tuple(word for word in said if word not in _BETWEEN)
    head = next((word for word in reversed(said[:cut]) if word not in _BETWEEN), words[-1] if words else "")
    return _Name(words, head)


def _is_latin(name: str) -> bool:
    return not any(c.isalpha() and ord(c) > LAST_LATIN for c in name)


def _sounds_like(wanted: str, held: str) -> bool:
    """Names in two scripts, by their sound: one surname, and first names that begin alike or are left out."""
    w, h = fold_name(wanted).split(), fold_name(held).split()
    if not w or not h or w[-1] != h[-1]:
        return False
    return all(one[:1] == other[:1] for one, other in zip(w[:-1], h[:-1], strict=False))


def _covers(more: tuple[str, ...], fewer: tuple[str, ...]) -> bool:
    return all(any(_is_like(word, other) for other in more) for word in fewer)


def _is_like(word: str, other: str) -> bool:
    """True for one word in two forms: Austria and Austrian, minister and ministers."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) >= 5 and len(long) - len(short) <= 1 and long.startswith(short))


def _has_run(text: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return any(text[i : i + len(run)] == run for i in range(len(text) - len(run) + 1))


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word.isdigit()]
