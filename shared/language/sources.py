"""What a source without a name of its own is called in English: "Innenministerium", "посольство США", "la policía".

A source is a head (ministry, police, embassy) with what it is of (interior, Belarusian, Leipzig); every word of it must
be known, or it keeps the words that the text has. Tables: `data/sources.tsv`, `data/nationalities.tsv`. Limits: English
is left as it is; a body that has only its own name (Belta, SNAI) has no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from shared.language import base
from shared.language.places import place_named
from shared.language.stopwords import stopwords
from shared.language.tables import rows, words

_COLUMNS = ("de", "ru", "uk", "pl", "be", "fr", "es", "lt")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?")
#: Words of the longest source that is put into English.
_MOST = 9
#: Letters of the shortest German word that may be a compound, and those that may link its parts.
_COMPOUND, _LINK = 8, "s"
#: What one language writes before a noun, tied to it: "l’intérieur", "d’État".
_TIED = re.compile(r"^(?:l|d|qu)[’']")

Form = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class _Entry:
    english: str
    kind: str
    form: Form

    @property
    def length(self) -> tuple[int, int]:
        return len(self.form), sum(len(part) for part, _ in self.form)


@dataclass
class _Parts:
    """What the words of a source say, in the order in which they stand."""

    heads: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    nations: list[str] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)

    def take(self, entry: _Entry) -> None:
        kinds = {"head": self.heads, "field": self.fields, "by": self.spoken}
        if entry.kind in kinds and entry.english not in kinds[entry.kind]:
            kinds[entry.kind].append(entry.english)


@lru_cache(maxsize=20_000)
def source_in_english(name: str, language: str) -> str | None:
    """The English for a source, None where a word of it is not known or it is English already."""
    tongue = base(language)
    tokens = [_TIED.sub("", found.group().rstrip(".")) for found in _TOKEN.finditer(name)]
    if tongue not in _COLUMNS or not 0 < len(tokens) <= _MOST or re.search(r"[«„“”\"\d]", name):
        return None
    parts = _read(tokens, tongue)
    return _told(parts) if parts else None


@cache
def last_words() -> frozenset[str]:
    """The English words that say what a source is: ministry, police, spokesperson."""
    return frozenset(row[0].split()[-1] for row in rows("sources.tsv") if row[1] in ("head", "by"))


def is_generic(name: str) -> bool:
    """Whether a name is English for a body or people as `source_in_english` tells it: "Romanian interior ministry"."""
    said = name.casefold().partition(" in ")[0].split()
    return bool(said) and said[-1] in last_words()


#: Heads that stand for bodies of which there are many, each with a name of its own.
_OF_MANY = frozenset(
    "operator company airline bank party university institute association union church school agency media hospital "
    "group organisation airport".split()
)


def body_in_english(name: str, language: str) -> str | None:
    """The English for the name of a public body, of which a country or town has one: a ministry, a court."""
    english = source_in_english(name, language)
    return None if english is None or _OF_MANY.intersection(english.split()) else english


def heads_in(name: str, language: str) -> frozenset[str]:
    """What the bodies and people are that the words of a source name, in English, whatever else it says."""
    low = [found.group().lower().rstrip(".") for found in _TOKEN.finditer(name)]
    found = {word for token in low if (word := re.sub(r"[’']s$", "", token)) in last_words()}
    if base(language) in _COLUMNS:
        entries = (_entry(low[n : n + 5], base(language)) for n in range(len(low)))
        found |= {entry.english.split()[-1] for entry in entries if entry and entry.kind in ("head", "by")}
    return frozenset(found)


def _read(tokens: list[str], tongue: str) -> _Parts | None:
    """What the words say; None where one of them is not known."""
    parts, n = _Parts(), 0
    while n < len(tokens):
        low = [token.lower() for token in tokens[n : n + 5]]
        is_compound = _of_a_compound(low[0], tongue, parts)
        entry = None if is_compound else _entry(low, tongue)
        if entry:
            parts.take(entry)
        elif not (is_compound or _of_a_place(tokens[n], tongue, parts) or low[0] in stopwords(tongue)):
            return None
        n += len(entry.form) if entry else 1
    return parts


def _entry(low: list[str], tongue: str) -> _Entry | None:
    """The longest entry that the words begin with."""
    found = (entry for entry in _entries(tongue).get(low[0][:2], ()) if _fits(entry.form, low))
    return max(found, key=lambda entry: entry.length, default=None)


def _fits(form: Form, low: list[str]) -> bool:
    pairs = zip(form, low, strict=False)
    return len(form) <= len(low) and all(
        word == part if whole else word.startswith(part) for (part, whole), word in pairs
    )


def _of_a_place(token: str, tongue: str, parts: _Parts) -> bool:
    """Whether a word is a nationality's adjective, or names a place; which is noted."""
    nation = _adjective(token.lower())
    place = place_named(token, tongue) if nation is None and token[:1].isupper() else None
    if place is not None and place.id.startswith("country:"):
        nation = _nations().get(place.id.removeprefix("country:"), place.name)
    elif place is not None:
        parts.cities.append(place.name)
    if nation:
        parts.nations.append(nation)
    return nation is not None or place is not None


def _of_a_compound(low: str, tongue: str, parts: _Parts) -> bool:
    """Whether a German word is put together of what is known: Innen-ministerium, Polizei-sprecher."""
    if tongue != "de" or len(low) < _COMPOUND:
        return False
    every = [entry for entries in _entries("de").values() for entry in entries if len(entry.form) == 1]
    for first in sorted((e for e in every if low.startswith(e.form[0][0])), key=lambda e: e.length, reverse=True):
        rest = low[len(first.form[0][0]) :]
        for behind in (rest, rest.removeprefix(_LINK), rest.removeprefix("-"), rest.removeprefix("s-")):
            second = _entry([behind], "de") if len(behind) > 2 else None
            if second and second.kind in ("head", "by"):
                parts.take(first)
                parts.take(second)
                return True
    return False


def _told(parts: _Parts) -> str | None:
    """The parts as English puts them: whose, what of, who, by whom."""
    if len(parts.heads) > 1:
        parts.heads = [
            head for head in parts.heads if not any(head != other and head in other for other in parts.heads)
        ]
    if len(parts.heads) != 1 and not (not parts.heads and parts.spoken):
        return None
    seat = [] if parts.nations or _is_of_a_state(parts.heads) else parts.cities[:1]
    abroad = [f"in {city}" for city in parts.cities[:1] if parts.heads[:1] in (["embassy"], ["consulate"])]
    return " ".join([*(parts.nations[:1] or seat), *parts.fields, *parts.heads, *parts.spoken[:1], *abroad])


def _is_of_a_state(heads: list[str]) -> bool:
    """Whether a body is of a state, wherever it sits: the interior ministry in Bucharest is no city's."""
    return any(head.split()[-1] in {"ministry", "embassy", "government", "parliament"} for head in heads)


@cache
def _entries(tongue: str) -> dict[str, tuple[_Entry, ...]]:
    """The entries of one language by the first two letters."""
    column = 2 + _COLUMNS.index(tongue)
    found: dict[str, list[_Entry]] = {}
    for row in rows("sources.tsv"):
        for written in words(row[column].replace("’", "'").replace("'", "’")):
            form = _form(written)
            if form:
                found.setdefault(form[0][0][:2], []).append(_Entry(row[0], row[1], form))
    return {start: tuple(entries) for start, entries in found.items()}


def _form(written: str) -> Form:
    """The words of an entry as beginnings; a point makes one whole."""
    tokens = (word.rstrip("*") for word in written.split())
    cut = (_TIED.sub("", token) for token in tokens)
    return tuple((token.rstrip("."), token.endswith(".")) for token in cut if token.rstrip("."))


@cache
def _nations() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("nationalities.tsv")}


@lru_cache(maxsize=20_000)
def _adjective(low: str) -> str | None:
    found: tuple[int, str] | None = None
    for _, english, cell in rows("nationalities.tsv"):
        for form in words(cell):
            stem, whole = form.rstrip("."), form.endswith(".")
            if (low == stem or (not whole and low.startswith(stem))) and (found is None or len(stem) > found[0]):
                found = (len(stem), english)
    return found[1] if found else None
