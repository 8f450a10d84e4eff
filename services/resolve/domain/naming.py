"""The English name that an entity is shown by: as English texts of the stream write it, else by convention.

People named only in other languages are written as English newsrooms do (`shared/language/romanise.py`): nominative,
the spelling settled for public figures, the romanisation of the language for others.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from services.resolve.domain.personal import is_title
from shared.contracts.mention import Mention
from shared.language.letters import is_cyrillic
from shared.language.nominative import DECLINING
from shared.language.romanise import figure_named, romanise

#: From a gazetteer; from an English text; settled by convention; in Latin script as it stands; by rule.
GAZETTEER, ENGLISH, SETTLED, LATIN, BY_RULE = 4, 3, 2, 1, 0

#: What English writers put before a body to say where it sits: Frankfurt-based.
_SEAT = re.compile(r"^[^\W\d_][\w.’' ]*-based (?=[^\W\d_])")
_POSSESSIVE = re.compile(r"['’]s?$")


def proposal(mention: Mention, language: str) -> tuple[int, str]:
    """How good a name this mention offers (see the ranks above), and the name."""
    if mention.name:
        return GAZETTEER, mention.name
    surface = cleaned(mention.surface, language, is_person=mention.type == "PERSON")
    if language == "en":
        return ENGLISH, surface
    if mention.type == "PERSON":
        return _person(surface, language)
    return (LATIN, surface) if _is_latin(surface) else (BY_RULE, cased(anyascii(surface).replace("'", "")))


def cleaned(surface: str, language: str, *, is_person: bool = False) -> str:
    """The words of a name without quotation marks, possessive, shouting and titles."""
    text = _SEAT.sub("", cased(_POSSESSIVE.sub("", surface.strip(" «»„“”\"'‘’.,"))))
    parts = text.split()
    while is_person and len(parts) > 1 and is_title(parts[0], language):
        parts = parts[1:]
    return " ".join(parts)


def _person(surface: str, language: str) -> tuple[int, str]:
    english = romanise(surface, language)
    if figure_named(surface.split()[-1], language) and " " in english:
        return SETTLED, english
    if language in DECLINING or is_cyrillic(surface) or english != surface:
        return BY_RULE, english
    return LATIN, english


def is_better(rank: int, name: str, than_rank: int, than: str) -> bool:
    """True where a name should take the place of another: a full one, or as full and of a better rank."""
    if GAZETTEER in (rank, than_rank):
        return rank > than_rank
    is_full, than_is_full = " " in name, " " in than
    if is_full != than_is_full:
        return is_full
    return rank > than_rank


def _is_latin(text: str) -> bool:
    return all(char < "\u0250" or not char.isalpha() for char in text)


def cased(name: str) -> str:
    """The name without shouting: capitals throughout become capitals at the beginning of words."""
    shouts = name.isupper() and len(name) > 5
    return " ".join(name.title().split() if shouts else name.split())
