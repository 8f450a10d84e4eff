"""The words of a statement in a form that compares across languages: every English that a word may stand for.

A translator's word is often not the likeliest one of a dictionary, so a word keeps all its senses; two words agree
where they share one. Names and words that no lexicon has compare by how they sound.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shared.language import base
from shared.language.bilingual import function_word, look_up
from shared.language.dictionary import dictionary
from shared.language.lexicon import compound, lookup
from shared.language.names import fold_name
from shared.language.numbers import numbers
from shared.language.stopwords import stopwords
from shared.language.terms import terms_of

#: Words of a statement that are looked at, at most; a longer one is known by its beginning.
MOST = 60
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
#: English words that a dictionary puts around another and that say little by themselves.
_LIGHT = frozenset("be have do get make take give put go come let may can will must about very".split())
#: Letters from which a word that no lexicon has is known by how it begins.
_SOUND = 5

#: Stands before the sound of a word that no lexicon has.
UNKNOWN = "~"

#: Words with which nine languages deny.
_DENIED = {
    "en": r"not|no|never|nobody|nothing|none|neither|nor|cannot|\w+n[’']t",
    "de": r"nicht|nichts|kein\w*|nie|niemals|niemand\w*|weder",
    "ru": r"не|нет|ни|никогда|никто|ничего|нельзя",
    "uk": r"не|ні|немає|нема|ніколи|ніхто|нічого",
    "be": r"не|ні|няма|ніколі|ніхто|нічога",
    "pl": r"nie|nigdy|nikt|nic|żad\w+|bez",
    "fr": r"ne|n|pas|jamais|rien|aucun\w*|personne|ni",
    "es": r"no|nunca|nadie|nada|ning\w+|tampoco|ni",
    "lt": r"ne\w*|nė\w*|niek\w+|nei",
}
_DENIAL = {tongue: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for tongue, words in _DENIED.items()}

Senses = frozenset[str]


class Wording(NamedTuple):
    """The content words of a statement in order, each as all that it may mean; figures are words too."""

    language: str
    words: tuple[Senses, ...]
    figures: frozenset[str]
    is_denial: bool = False

    @property
    def all(self) -> Senses:
        """Everything that some word of it may mean."""
        return frozenset().union(*self.words)


@lru_cache(maxsize=20_000)
def wording(text: str, language: str) -> Wording:
    """The words of a statement by all that they may mean."""
    tongue = base(language)
    found = numbers(text, language)
    figures = tuple(f"{number.value:g}" for number in found)
    spans = [(number.start, number.end) for number in found]
    words: list[Senses] = [frozenset({figure}) for figure in figures]
    for match in _WORD.finditer(text):
        if len(words) >= MOST:
            break
        if any(start <= match.start() < end for start, end in spans):
            continue
        senses = senses_of(match.group(), tongue)
        if senses:
            words.append(senses)
    return Wording(
        tongue, tuple(words), frozenset(figures), bool(_DENIAL[tongue].search(text)) if tongue in _DENIAL else False
    )


def _denies(text: str, language: str) -> bool:
    return language in _DENIAL and _DENIAL[language].search(text) is not None


@lru_cache(maxsize=100_000)
def senses_of(word: str, language: str) -> Senses:
    """All that a word may mean, as English stems; empty for words without content."""
    low = word.lower()
    if len(low) < 3 or low in stopwords(language):
        return frozenset()
    if language == "en":
        return frozenset((*terms_of(word, "en"), UNKNOWN + fold_name(word, "en")[:_SOUND])) - _LIGHT
    if function_word(word, language) is not None:
        return frozenset()
    found = [entry.english for entry in lookup(low, language)]
    if language == "de" and len(low) > 8:
        found += [entry.english for entry in compound(low)]
    for gloss in look_up(word, language, dictionary(language)):
        found += [part for part in _WORD.findall(gloss.english) if len(part) > 2]
    senses = {term for english in found for term in (english, *terms_of(english, "en"))}
    return frozenset(senses - _LIGHT) or frozenset({UNKNOWN + fold_name(word, language)[:_SOUND]})
