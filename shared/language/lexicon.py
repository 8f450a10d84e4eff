"""News words of nine languages with their English: a small lexicon of our own writing (`data/lexicon.tsv`).

Entries are beginnings of words, because these languages inflect at the end; German entries are also looked for inside
compounds (Gipfeltreffen is summit and meeting). Limit: a few hundred words; what it lacks, `terms` leaves as a stem.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from shared.language import LANGUAGES, base
from shared.language.tables import rows, words


@dataclass(frozen=True)
class Entry:
    """An English word and its kind: p counted, v happened, m measure, c currency, w other."""

    english: str
    kind: str


@dataclass(frozen=True)
class _Table:
    whole: dict[str, tuple[Entry, ...]]
    begins: dict[str, tuple[Entry, ...]]
    phrases: tuple[tuple[str, Entry], ...]
    longest: int


_EMPTY = _Table({}, {}, (), 0)


@cache
def _table(language: str) -> _Table:
    if language not in LANGUAGES:
        return _EMPTY
    column = 2 + LANGUAGES.index(language)
    whole: dict[str, tuple[Entry, ...]] = {}
    begins: dict[str, tuple[Entry, ...]] = {}
    phrases: list[tuple[str, Entry]] = []
    for row in rows("lexicon.tsv"):
        entry = Entry(row[0], row[1])
        for form in words(row[column]):
            if " " in form:
                phrases.append((form, entry))
            else:
                table = whole if form.endswith(".") or not form[0].isalpha() else begins
                key = form.rstrip(".")
                table[key] = (*table.get(key, ()), entry)
    return _Table(whole, begins, tuple(phrases), max(map(len, begins), default=0))


@cache
def english_words() -> frozenset[str]:
    """Every English word that the lexicon translates to."""
    return frozenset(row[0] for row in rows("lexicon.tsv"))


@lru_cache(maxsize=20_000)
def lookup(word: str, language: str) -> tuple[Entry, ...]:
    """The entries of a word (small letters); the longest beginning wins, and there may be several kinds of it."""
    table = _table(base(language))
    if word in table.whole:
        return table.whole[word]
    for length in range(min(len(word), table.longest), 2, -1):
        hit = table.begins.get(word[:length])
        if hit:
            return hit
    return ()


def phrases(text: str, language: str) -> list[Entry]:
    """The entries of several words that a text in small letters holds."""
    return [entry for phrase, entry in _table(base(language)).phrases if phrase in text]


@cache
def counted_phrases(language: str) -> tuple[tuple[str, str], ...]:
    """The counted things for which a language has several words, the longest first, each with its English."""
    found = ((phrase, entry.english) for phrase, entry in _table(language).phrases if entry.kind == "p")
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


#: Letters of a German compound's part; shorter ones are chance.
_PART = 4


@lru_cache(maxsize=20_000)
def compound(word: str) -> tuple[Entry, ...]:
    """The entries inside a German compound, from its beginning on: Gefangenenaustausch is prisoner and exchange."""
    table = _table("de")
    found: list[Entry] = []
    at = 0
    while at <= len(word) - _PART:
        length, hit = _part(table, word, at)
        found += [entry for entry in hit if entry not in found]
        at += length or 1
    return tuple(found)


def _part(table: _Table, word: str, at: int) -> tuple[int, tuple[Entry, ...]]:
    for end in range(min(len(word), at + table.longest), at + _PART - 1, -1):
        hit = table.begins.get(word[at:end])
        if hit and (at == 0 or end - at >= 5):
            return end - at, hit
    return 0, ()
