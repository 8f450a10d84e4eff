"""The words that report speech: verbs, phrases that name a source, and the small words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from services.extract.domain.small_words import small
from services.extract.domain.wordlists import rows, word_set
from services.extract.domain.words import Word
from shared.language.tables import words as entries

#: Pronouns and articles of one gender only; others may mean anybody.
_MALE = (
    "he er он він ён il él jis his him ihm его него його нього яго niego jego lui jo t-il der el le un"
    " seiner seinen seinem"
)
_FEMALE = "she она вона яна ella ji her её ее неё нее її неї яе niej jej jos elle t-elle la una une"
GENDER = dict.fromkeys(_MALE.split(), "m") | dict.fromkeys(_FEMALE.split(), "f")
_PARTICIPLE: dict[str, str | tuple[str, ...]] = {
    "en": "ing", "fr": "ant", "es": "ndo", "pl": ("jąc", "ając"), "ru": ("я", "ив", "ав"),
    "uk": ("ючи", "ивши", "авши"), "be": ("ючы", "іўшы", "аўшы"), "lt": ("damas", "dama", "dami"),
}  # fmt: skip


@lru_cache(maxsize=10_000)
def says(low: str, language: str) -> bool:
    """Whether a word (small letters) reports speech; French may tie the pronoun to it: "soupire-t-il"."""
    plain = low.partition("-")[0] if language == "fr" else low
    if plain in word_set("speech.tsv", language, "no"):
        return False
    if plain in word_set("speech.tsv", language, "noun"):
        return True
    return plain in word_set("speech.tsv", language, "say") or is_opinion(plain, language)


def reports(words: Sequence[Word], n: int, language: str) -> bool:
    """Whether word n of a text reports speech: verbs are written small, but for the first of a sentence."""
    word = words[n]
    if word.is_capital and not word.opens or not says(word.low, language):
        return False
    if word.low not in word_set("speech.tsv", language, "noun"):
        return True
    before = words[n - 1] if n else word
    return before.low in pronouns(language) or (before.is_capital and not before.opens)


def is_participle(low: str, language: str) -> bool:
    """Whether a word of speech belongs to the subject of the main clause: "X met Y, *saying* ..."."""
    ending = _PARTICIPLE.get(language)
    return ending is not None and low.endswith(ending) and not low.endswith("ся")


def takes_object(low: str, language: str) -> bool:
    """Whether a verb of speech takes a thing, a person or a question rather than what is said."""
    return low in word_set("speech.tsv", language, "object")


def is_opinion(low: str, language: str) -> bool:
    """Whether a verb tells what somebody thinks or hopes rather than says."""
    return low in word_set("speech.tsv", language, "think")


def negates(low: str) -> bool:
    """Whether a word says that nothing was said: "did *not* say"."""
    return low in small("not")


def pronoun_in(low: str, language: str) -> str:
    """The pronoun that a word is or ends with ("a-t-il"), or nothing."""
    last = low.rpartition("-")[2] if language == "fr" else low
    return last if last in pronouns(language) else ""


def pronouns(language: str) -> frozenset[str]:
    """The pronouns of a language that stand for a speaker."""
    return small("pronoun", language) or small("pronoun", "en")


def governed(language: str) -> frozenset[str]:
    """The pronouns that stand for a source behind or in front of a phrase such as "according to"."""
    return small("governed", language) or small("governed", "en")


def possessives(language: str) -> frozenset[str]:
    """The words within such a phrase that stand for the source: "by *her* count"."""
    return small("possessive", language) | small("governed", language)


@cache
def source_phrases(language: str) -> re.Pattern[str]:
    """Where a phrase stands that names the source of its sentence: "according to", "по словам"."""
    found = [p for row in rows("speech.tsv") if row[:2] == (language, "source") for p in entries(row[2])]
    forms = sorted((re.escape(p).replace(r"\*", r"\w*") for p in found), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + ("|".join(forms) or "(?!)") + r")(?!\w)", re.IGNORECASE)
