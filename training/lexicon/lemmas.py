"""Lemmas while training: simplemma's tables (A. Barbaresi, MIT); for Belarusian, which it lacks, our own stems."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from shared.language.dictionary import plain
from shared.language.stems import stem

#: Languages whose lemmas simplemma has.
TABLES = ("de", "ru", "uk", "pl", "fr", "es", "lt")
#: English words whose lemma the table gets wrong or that are better left apart in news.
_ENGLISH = {"media": "media", "data": "data", "found": "find", "left": "leave", "felt": "feel", "us": "us"}


@lru_cache(maxsize=500_000)
def lemma(word: str, language: str, opens: bool = False) -> str:
    """The headword of a word, in plain small letters save for German nouns; a stem for Belarusian."""
    if language not in TABLES:
        return stem(plain(word), language)
    if language == "de":
        return _german(word, opens)
    return plain(simplemma.lemmatize(word.lower().replace("’", "'").replace("ʼ", "'"), language))


def _german(word: str, opens: bool) -> str:
    if opens and word.lower() in DEFAULT_DICTIONARY_FACTORY.get_dictionary("de"):
        word = word.lower() if word not in DEFAULT_DICTIONARY_FACTORY.get_dictionary("de") else word
    return str(simplemma.lemmatize(word, "de"))


@lru_cache(maxsize=200_000)
def english_lemma(word: str) -> str:
    """The English headword in small letters."""
    low = word.lower()
    return _ENGLISH.get(low) or str(simplemma.lemmatize(low, "en")).lower()


@lru_cache(maxsize=2)
def inflected(language: str, wanted: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The forms that the table has of these headwords, all in plain small letters."""
    found: dict[str, set[str]] = defaultdict(set)
    heads: dict[str, str] = {}
    for form, head in DEFAULT_DICTIONARY_FACTORY.get_dictionary(language).items() if language in TABLES else ():
        key = heads.get(head)
        if key is None:
            key = heads[head] = plain(head) if plain(head) in wanted else ""
        if key and form.isalpha():
            found[key].add(plain(form))
    return {head: tuple(sorted(forms - {head})) for head, forms in found.items()}
