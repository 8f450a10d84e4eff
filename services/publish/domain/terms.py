"""Terms: the words of a text as search compares them, the same across scripts, spellings and most inflections.

A term is the sound key of a word (shared/language/names.py), so that Minsk finds Мінск and Lukashenko finds Łukaszenki.
A word is kept under the key that its own language gives, and with and without its accents under the one that it has in
no language, which is how a query, whose language nobody knows, is read.
Known limits: words are compared whole; the plural of a common noun is another term than its singular.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shared.language import LANGUAGES, base
from shared.language.names import fold_name
from shared.language.stopwords import stopwords

#: Characters of a term; longer words are no words.
_LONGEST = 40
#: Words of a query that are looked for.
MOST_ASKED = 12

_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORDS = re.compile(r"\w+")


def terms(text: str, language: str | None = None) -> list[str]:
    """The terms of a text, each once, in order."""
    return list(_terms(text, base(language)))


@lru_cache(maxsize=5000)
def _terms(text: str, tongue: str) -> tuple[str, ...]:
    """The same, kept: titles, headlines and names come again with every revision of their story."""
    found: dict[str, None] = {}
    for word in _words(text):
        if word not in _common(tongue):
            found |= dict.fromkeys(_terms_of(word.lower(), tongue))
    return tuple(found)


def asked_terms(query: str) -> tuple[str, ...]:
    """The terms that a query asks for, all of them; common words of any language do not count."""
    words = list(dict.fromkeys(_words(query)))
    telling = [word for word in words if not any(word in _common(tongue) for tongue in LANGUAGES)]
    keys = [_key(word.lower(), None) for word in (telling or words)[:MOST_ASKED]]
    return tuple(dict.fromkeys(key for key in keys if key))


def first_terms(limit: int, texts: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    """The terms of several texts, each with its language, in order and at most so many."""
    found: dict[str, None] = {}
    for text, language in texts:
        if len(found) >= limit:
            break
        found |= dict.fromkeys(_terms(text, base(language)))
    return tuple(found)[:limit]


def _words(text: str) -> list[str]:
    """The words in small letters; what is in capitals stays so, since US is not us."""
    joined = _INITIALS.sub(lambda match: match.group().replace(".", ""), unicodedata.normalize("NFKC", text))
    found = (word if word.isupper() else word.lower() for word in _WORDS.findall(joined))
    return [word for word in found if len(word) > 1 or word.isdigit()]


def _terms_of(word: str, tongue: str) -> list[str]:
    keys = (_key(word, None), _key(word, tongue) if tongue != "en" else "", _key(_plain(word), None))
    return [key for key in dict.fromkeys(keys) if key]


def _plain(word: str) -> str:
    """The word as somebody types it who has no accents on the keyboard."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))


@lru_cache(maxsize=10_000)
def _key(word: str, tongue: str | None) -> str:
    if len(word) > _LONGEST:
        return ""
    return "".join(fold_name(word, tongue).split())[:_LONGEST]


def _common(tongue: str) -> frozenset[str]:
    return stopwords(tongue if tongue in LANGUAGES else "en")
