"""The English name that an entity is shown by: the fullest form seen, English before transliterated."""

from __future__ import annotations

import re

from anyascii import anyascii

from shared.contracts.mention import Mention

#: From a gazetteer; from an English text; in Latin script in another language; transliterated by rule.
GAZETTEER, ENGLISH, LATIN, TRANSLITERATED = 3, 2, 1, 0

_POSSESSIVE = re.compile(r"['’]s?$")


def proposal(mention: Mention, language: str) -> tuple[int, str]:
    """How good a name this mention offers (see the ranks above), and the name."""
    if mention.name:
        return GAZETTEER, mention.name
    surface = _POSSESSIVE.sub("", mention.surface.strip(" «»„“”\"'‘’.,"))
    if surface.isascii() or _is_latin(surface):
        return (ENGLISH if language == "en" else LATIN), _cased(surface)
    return TRANSLITERATED, _cased(anyascii(surface).replace("'", ""))


def is_better(rank: int, name: str, than_rank: int, than: str) -> bool:
    """True where a name should take the place of another: a fuller one, or as full and of a better rank."""
    if GAZETTEER in (rank, than_rank):
        return rank > than_rank
    words, than_words = len(name.split()), len(than.split())
    if words != than_words:
        return words > than_words and rank >= min(than_rank, LATIN)
    return rank > than_rank


def _is_latin(text: str) -> bool:
    return all(char < "\u0250" or not char.isalpha() for char in text)


def _cased(name: str) -> str:
    shouts = name.isupper() and len(name) > 5
    return " ".join(name.title().split() if shouts else name.split())
