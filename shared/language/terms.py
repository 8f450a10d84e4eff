"""Content terms of a text: what a story is about, in words that compare across languages.

A word is looked for in the small lexicon of news words first, whose entries gather what newsrooms use for one thing
(prisoner, detainee, inmate), then in the bilingual one; both lead to English. What neither has stays a stem.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from shared.language import base
from shared.language.bilingual import function_word, look_up
from shared.language.dictionary import dictionary
from shared.language.inflection import place_stem
from shared.language.lexicon import compound, lookup, phrases
from shared.language.names import fold_name
from shared.language.stopwords import stopwords

_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
_STEMMERS = {
    "en": "english",
    "de": "german",
    "ru": "russian",
    "pl": "polish",
    "fr": "french",
    "es": "spanish",
    "lt": "lithuanian",
}
#: Code points that are read: terms of later paragraphs no longer change what a story is about.
_READ = 20_000
_LONGEST_WORD = 40


def terms(text: str, language: str) -> list[str]:
    """The content terms in order of the text: English where the lexicon has it, names folded, else stems."""
    tongue = base(language)
    text = text[:_READ]
    found: list[str] = []
    sentence_starts = _starts(text)
    for match in _WORD.finditer(text):
        word = match.group()
        if 2 < len(word) <= _LONGEST_WORD:
            found += _of_word(word, tongue, match.start() in sentence_starts)
    return found + [entry.english for entry in phrases(text.lower(), tongue)]


@lru_cache(maxsize=200_000)
def _of_word(word: str, language: str, opens: bool) -> tuple[str, ...]:
    low = word.lower()
    if low in stopwords(language):
        return ()
    known = lookup(low, language)
    if known:
        return tuple(dict.fromkeys((*(entry.english for entry in known), *_more(low, language))))
    if function_word(word, language) is not None:
        return ()
    english = _in_english(word, language)
    if english:
        return english
    if language == "de" and len(low) > 8 and (parts := compound(low)):
        return tuple(entry.english for entry in parts)
    if word[0].isupper() and not opens and language != "de":
        return (fold_name(word, language),)
    return (_stem(low, language),)


def _in_english(word: str, language: str) -> tuple[str, ...]:
    """The terms of the likeliest English for a word of another language; a phrase has several.

    Only by what ships: the same articles give the same stories on every machine.
    """
    likeliest = look_up(word, language, dictionary(language))[:1] if language != "en" else ()
    words = (part for gloss in likeliest for part in _WORD.findall(gloss.english) if len(part) > 2)
    return tuple(dict.fromkeys(term for part in words for term in _of_word(part, "en", True)))


def _more(low: str, language: str) -> tuple[str, ...]:
    """What a German compound says beside its first part."""
    return tuple(entry.english for entry in compound(low)) if language == "de" and len(low) > 9 else ()


def _starts(text: str) -> frozenset[int]:
    """Where sentences begin: capital letters there say nothing."""
    return frozenset(match.end() for match in re.finditer(r"(?:^|[.!?…:\n][\"'”»)]*)\s*[\"'“„«(—–-]*\s*", text))


@lru_cache(maxsize=100_000)
def _stem(low: str, language: str) -> str:
    stemmer = _stemmer(language)
    if stemmer is None:
        return place_stem(low, language)
    stem: str = stemmer.stemWord(low)
    return stem


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None
