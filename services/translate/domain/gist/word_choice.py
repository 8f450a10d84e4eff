"""Which English a single word gets: the kind that fits what stands before it, then the likeliest."""

from __future__ import annotations

from functools import lru_cache

from services.translate.domain.gist.forms import PLAIN, Form, form, is_verbal
from services.translate.domain.gist.pieces import Piece
from shared.language.bilingual import Gloss, glosses
from shared.language.dictionary import dictionary, plain
from shared.language.letters import transliterated
from shared.language.stems import stem

#: Code points of the longest word that is looked up.
LONGEST = 60


def context_of(before: Piece | None) -> str:
    """What may follow this piece, as far as the choice between a word's kinds goes: "noun", "verb" or ""."""
    if before is None or before.is_mark:
        return ""
    if before.kind == "f":
        return "noun" if before.english in _BEFORE_NOUNS else "verb" if before.english in _BEFORE_VERBS else ""
    return "noun" if before.kind in {"a", "number"} else ""


_BEFORE_NOUNS = frozenset(
    "the a an this that these those his her its their our my your no every each some any in on at of for with from by "
    "about against between under over through without after before during since until to the in the of the".split()
)


_BEFORE_VERBS = frozenset("I he she we they you who not never would can could must may might will should".split())


@lru_cache(maxsize=10_000)
def word_pieces(word: str, language: str, context: str) -> tuple[tuple[str, str, Form], ...]:
    """English, kind and form of one word; several for a compound with a hyphen."""
    low = word.lower()
    found = glosses(word, language) if len(word) <= LONGEST else ()
    if found:
        gloss = _chosen(found, low, language, context)
        return (
            (
                gloss.english,
                gloss.kind,
                form(low, head(low, language, gloss), gloss.kind, language),
            ),
        )
    parts = [part for part in low.replace("‑", "-").split("-") if part]
    if 1 < len(parts) <= 6 and any(glosses(part, language) for part in parts):
        return tuple(
            piece for part in word.replace("‑", "-").split("-") if part for piece in word_pieces(part, language, "noun")
        )
    return ((transliterated(word, language), "x", PLAIN),)


def is_verb(word: str, language: str) -> bool:
    """Whether the word is a verb first of all."""
    found = glosses(word, language)
    return bool(found and found[0].kind == "v" and not (language == "de" and word[:1].isupper()))


def _chosen(found: tuple[Gloss, ...], low: str, language: str, context: str) -> Gloss:
    """The gloss whose kind fits what stands before the word, and else the likeliest."""
    first = found[0]
    if first.kind == "n" and is_verbal(low, language):
        return next((gloss for gloss in found if gloss.kind == "v"), first)
    if context == "noun" and first.kind == "v":
        return next((gloss for gloss in found if gloss.kind in {"n", "a"}), first)
    if context == "verb" and first.kind in {"n", "a"}:
        return next((gloss for gloss in found if gloss.kind == "v"), first)
    return first


@lru_cache(maxsize=10_000)
def head(low: str, language: str, gloss: Gloss) -> str:
    """The headword in small letters from which this English came; "" where it came another way."""
    book = dictionary(language)
    key = plain(low)
    for entries in (book.heads.get(key, ()), book.forms.get(key, ()), book.stems.get(stem(key, language), ())):
        for entry in entries:
            if entry.kind == gloss.kind and gloss.english in entry.english:
                return plain(entry.head)
    return ""


def head_of(piece: Piece) -> str:
    """The German headword of a verb as it stands in the lexicon, or the form itself."""
    found = glosses(piece.source, "de")
    gloss = next((g for g in found if g.kind == "v" and g.english == piece.english), None)
    return (head(piece.source, "de", gloss) if gloss else "") or piece.source


_PREPOSITIONS = frozenset(
    "in on at of to for with from by about against between under over through without after before during since until "
    "despite because instead according regarding as among near within towards along thanks so in".split()
)


@lru_cache(maxsize=20_000)
def kind_of_phrase(english: str) -> str:
    """The kind of a phrase by its English: what begins with a preposition or ends in -ly is no noun."""
    words = english.split()
    if words[0] in _PREPOSITIONS:
        return "f" if words[-1] in _PREPOSITIONS else "r"
    return "r" if words[-1].endswith("ly") or words[-1] in {"however", "not", "also", "too", "again", "yet"} else "n"
