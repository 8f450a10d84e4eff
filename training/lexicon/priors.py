"""What is believed about a pair of words before any parallel text is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

from shared.language.dictionary import Entry, plain
from shared.language.stopwords import stopwords
from training.lexicon.lemmas import english_lemma, lemma

#: Counts that an entry of our own writing, and a look-alike, are worth.
WRITTEN, ALIKE = 3.0, 0.5
#: Letters below which look-alikes are chance.
_LEAST = 5


def written(entries: list[Entry], language: str) -> frozenset[tuple[str, str]]:
    """The pairs of lemmas that our own entries hold, phrases word by word with their English."""
    pairs = set()
    for entry in entries:
        heads = [lemma(word, language) for word in entry.head.split()]
        for english in entry.english:
            goals = [english_lemma(word) for word in english.replace("-", " ").split()]
            pairs |= {(head, goal) for head in heads for goal in goals}
    return frozenset(pairs)


def prior(entries: list[Entry], language: str) -> Callable[[str, str], float]:
    """Counts seen before for a foreign and an English lemma."""
    known = written(entries, language)

    def counts(foreign: str, english: str) -> float:
        if (foreign, english) in known:
            return WRITTEN
        return ALIKE if alike(foreign, english) else 0.0

    return counts


@lru_cache(maxsize=4_000_000)
def alike(foreign: str, english: str) -> bool:
    """Whether two words look like one word in two languages: демократия and democracy."""
    if english in stopwords("en") or min(len(foreign), len(english)) < _LEAST:
        return False
    one, two = _skeleton(foreign), _skeleton(english)
    same = _shared(one, two)
    return same >= 4 and 2 * same >= 0.6 * (len(one) + len(two))


@lru_cache(maxsize=100_000)
def _skeleton(word: str) -> str:
    """The Latin consonants that cognates share."""
    low = anyascii(plain(word)).lower()
    for old, new in (
        ("ph", "f"),
        ("ck", "k"),
        ("th", "t"),
        ("ch", "k"),
        ("c", "k"),
        ("z", "s"),
        ("w", "v"),
        ("y", "i"),
    ):
        low = low.replace(old, new)
    return low


def _shared(one: str, two: str) -> int:
    """The letters at the beginning that two words share."""
    length = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        length += 1
    return length
