"""Names of bodies, places and events compared by what their words mean and how they sound, across languages.

"Міністерство оборони" and "Ministry of Defence" share two meanings, "rivière Mendenhall" and "Mendenhall River" a
meaning and a sound. Where a name says only what kind of body it is, the country of the article belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii

from services.resolve.domain.edits import cost, weight
from services.resolve.domain.nations import nation_of
from services.resolve.domain.personal import word_sounds
from services.resolve.domain.tables import rows
from shared.language import base
from shared.language.bilingual import function_word, glosses

_WORD = re.compile(r"[^\W\d_]+|\d+")
#: Words of the longest name that are looked at.
_LONGEST = 12
#: How much a name's own words, its country, words for kinds of things, and numbers count.
_NAME, _NATION, _KIND, _NUMBER = 1.0, 0.8, 0.6, 0.5
#: Meanings of a proper word by which it may be found.
_MEANINGS = 4
#: Share of the longer of two sounds by which words may differ.
_NEAR = 0.21
_SMALL = frozenset("of the for and in on at to a an".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: its letters, its English where it has a meaning, its sounds, its country."""

    letters: str
    english: frozenset[str] = frozenset()
    sounds: tuple[str, ...] = ()
    nation: str = ""
    #: What a proper word means where it means something: Запад and Захід are both the west.
    meanings: frozenset[str] = frozenset()

    @property
    def importance(self) -> float:
        """What it counts when names are compared."""
        if self.letters.isdigit():
            return _NUMBER
        return _NATION if self.nation else _KIND if self.english else _NAME


@lru_cache(maxsize=10_000)
def signature(text: str, language: str, country: str = "") -> tuple[Word, ...]:
    """The words of a name that matter; with the article's country where nothing else tells which body is meant."""
    tongue = base(language)
    parts = [part for part in _WORD.findall(text)[:_LONGEST] if not _is_small(part, tongue)]
    found = tuple(dict.fromkeys(word for part in parts for word in _words(part, tongue)))
    found = _central_bank(found)
    if country and says_only_kind(found):
        return (*found, Word(country, nation=country))
    return found


def says_only_kind(words: tuple[Word, ...]) -> bool:
    """Whether a name says no more than what kind of body it is: the ministry, Ministry of Defence."""
    return bool(words) and all(word.english and not word.nation for word in words)


def is_one_kind(text: str, language: str) -> bool:
    """Whether one word for a kind is all that a name says: the ministry, police."""
    words = signature(text, language)
    return len(words) == 1 and says_only_kind(words)


#: Countries whose "Bank of" is a bank like others.
_OTHER_BANKS = frozenset({"US", "CN", "IN"})


def _central_bank(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The bank, national bank or state bank of a country is its central bank; other names stay as they are."""
    kinds = {english for word in words for english in word.english}
    nations = [word for word in words if word.nation and word.nation not in _OTHER_BANKS]
    is_bank = "bank" in kinds and kinds <= {"bank", "national", "central", "state"}
    if not is_bank or len(nations) != 1 or len(words) != len(kinds) + 1:
        return words
    return (Word("central", frozenset({"central"})), Word("bank", frozenset({"bank"})), nations[0])


def _is_small(part: str, tongue: str) -> bool:
    if tongue == "en":
        return part.lower() in _SMALL
    return part[0].islower() and (len(part) == 1 or function_word(part, tongue) is not None)


@lru_cache(maxsize=10_000)
def _words(part: str, tongue: str) -> tuple[Word, ...]:
    """The words that one word stands for: of a German compound each part."""
    if part.isdigit():
        return (Word(part),)
    nation = nation_of(part, tongue)
    if nation:
        return (Word(nation, nation=nation),)
    english = _english(part, tongue)
    letters, sounds = anyascii(part).lower(), word_sounds(part, tongue)
    if not english:
        meant = (
            frozenset(gloss.english.lower() for gloss in glosses(part, tongue)) if part[0].isupper() else frozenset()
        )
        return (Word(letters, frozenset(), sounds, meanings=meant),)
    several = [meaning.split() for meaning in english]
    if len(several[0]) > 1:
        return tuple(Word(word, frozenset((_plain(word),))) for word in several[0] if word not in _SMALL)
    meanings = frozenset(_plain(words[0]) for words in several if len(words) == 1)
    return (Word(letters, meanings, sounds),)


def _english(part: str, tongue: str) -> list[str]:
    """The meanings of a word, likeliest first; none for acronyms and names."""
    if part.isupper() and len(part) > 1:
        return []
    if part.lower() in _synonyms():  # a word that is English as well: Sierra, Canal
        return [part.lower()]
    if tongue == "en":
        return [part.lower()] if _plain(part.lower()) in _kinds() or part.islower() else []
    found = [gloss.english.lower() for gloss in glosses(part, tongue)][:3]
    is_kind = part[0].islower() or any(_plain(word) in _kinds() for meaning in found for word in meaning.split())
    return found if is_kind else []


@cache
def _synonyms() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows("kinds.tsv"):
        first, *others = row[0].split(",")
        table.update(dict.fromkeys([first, *others], first))
    return table


@cache
def _kinds() -> frozenset[str]:
    """English words that say what kind of body, place or event something is."""
    return frozenset(_synonyms().values())


def _plain(word: str) -> str:
    """An English word in the singular and in one spelling, synonyms as one."""
    known = _synonyms()
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"):
        if form in known:
            return known[form]
    return word


def agreement(one: tuple[Word, ...], other: tuple[Word, ...]) -> float:
    """Share of two names that agrees, from 0 to 1; 0 where they speak of two countries, numbers or names."""
    rest, matched = list(other), 0.0
    alone: list[Word] = []
    for word in one:
        hit = next((w for w in rest if _same(word, w)), None)
        if hit is None:
            alone.append(word)
            continue
        rest.remove(hit)
        matched += (word.importance + hit.importance) / 2
    if _contradict(alone, rest):
        return 0.0
    total = sum(w.importance for w in one) + sum(w.importance for w in other)
    return 2 * matched / total if total else 0.0


def has_all(whole: tuple[Word, ...], words: tuple[Word, ...]) -> bool:
    """Whether each of these words is one of a name's."""
    return all(any(_same(word, other) for other in whole) for word in words)


def _contradict(alone: Iterable[Word], rest: Iterable[Word]) -> bool:
    """Whether each name has a word of one sort that the other lacks: another country, number or proper name."""
    mine, theirs = {_sort(w) for w in alone}, {_sort(w) for w in rest}
    return bool(mine & theirs - {"kind"})


def _sort(word: Word) -> str:
    return "nation" if word.nation else "number" if word.letters.isdigit() else "kind" if word.english else "name"


@lru_cache(maxsize=10_000)
def _same(one: Word, other: Word) -> bool:
    if one.letters == other.letters or one.english & other.english or one.meanings & other.meanings:
        return True
    if one.nation or other.nation or min(len(one.letters), len(other.letters)) < 4:
        return False
    return any(cost(a, b) <= _NEAR * max(weight(a), weight(b)) for a in one.sounds for b in other.sounds)


def body_blocks(text: str, language: str, country: str = "") -> tuple[str, ...]:
    """The keys under which bodies that may be the same are found: proper words first by sound, else kinds together."""
    words = signature(text, language, country)
    own = [w for w in words if _sort(w) == "name"]
    if own:
        heard = (sound for word in own[:3] for sound in word.sounds or (word.letters,))
        meant = (meaning for word in own[:3] for meaning in sorted(word.meanings)[:_MEANINGS])
        return tuple(dict.fromkeys([*(f"B:{_skeleton(s)}" for s in heard), *(f"M:{meaning}" for meaning in meant)]))
    kinds = sorted({min(word.english) for word in words if word.english})
    nations = sorted({word.nation for word in words if word.nation})
    return tuple(f"K:{nation}:{kind}" for nation in nations or [""] for kind in kinds[:4])


def _skeleton(sound: str) -> str:
    consonants = [letter for letter in sound.translate(_LIKE) if letter not in "aeiou"]
    return "".join(consonants[:3]) or sound[:2]


_LIKE = str.maketrans("sʃʧdgpf", "ttttkbv")
