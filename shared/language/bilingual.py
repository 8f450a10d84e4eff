"""English for single words and phrases of eight languages, from the lexicon that ships.

A word is looked for as a headword, as a listed form, by its stem, as a German compound, and at last by its parts.
`look_up` and `phrase_in` ask a dictionary at hand; `glosses`, `function_word` and `phrase` ask the one that ships.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os.path import commonprefix

from shared.language import base
from shared.language.compounds import parts
from shared.language.dictionary import Dictionary, Entry, dictionary, plain
from shared.language.ding import ding
from shared.language.stems import kind_by_ending, stem

#: Where a word is looked for that the dictionary lacks.
Elsewhere = Callable[[str], tuple["Gloss", ...]]
#: Letters of the longest word that is looked up: longer ones are not words.
_LONGEST = 60
#: Letters of the shortest German compound that is cut.
_LEAST_COMPOUND = 7
#: Letters, and share of the longer word, that an unknown word has in common with its nearest headword.
_LEAST_SHARED, _SHARE = 5, 0.65


@dataclass(frozen=True, slots=True)
class Gloss:
    """English for a word, in base form, and its kind: n noun, v verb, a adjective, r adverb, p phrase."""

    english: str
    kind: str


@lru_cache(maxsize=20_000)
def glosses(word: str, language: str) -> tuple[Gloss, ...]:
    """The English of a word as it stands in a text, likeliest first; () where it is not known."""
    tongue = base(language)
    return look_up(word, tongue, dictionary(tongue), of_ding if tongue == "de" else _nothing)


#: Case endings of German that are tried off in this order.
_GERMAN_ENDINGS = ("", "s", "es", "n", "en", "e", "er", "em", "ern")


def of_ding(word: str) -> tuple[Gloss, ...]:
    """The English of the word list that the system may have, for a German word that the lexicon lacks."""
    low = plain(word)
    if not low.replace("-", "").isalpha() or not 4 <= len(low) <= _LONGEST:
        return ()
    tries = (low.removesuffix(ending) for ending in _GERMAN_ENDINGS if low.endswith(ending))
    found = next((entry for bare in tries if len(bare) >= 4 and (entry := ding().find(bare))), None)
    return _as_glosses((found,)) if found and (found.kind == "n") == word[0].isupper() else ()


@lru_cache(maxsize=5_000)
def function_word(word: str, language: str) -> str | None:
    """The English of an article, preposition, pronoun and the like; "" where English has none; None for other words."""
    return dictionary(base(language)).functions.get(plain(word).rstrip("'"))


def phrase(words: Sequence[str], at: int, language: str) -> tuple[int, Gloss] | None:
    """The longest entry of several words that begins at a word, with the number of words that it takes."""
    tongue = base(language)
    return phrase_in(words, at, tongue, dictionary(tongue))


def _nothing(_: str) -> tuple[Gloss, ...]:
    return ()


def look_up(word: str, tongue: str, book: Dictionary, also: Elsewhere = _nothing) -> tuple[Gloss, ...]:
    """The English that a dictionary has for a word, else what is known elsewhere, else that of its parts."""
    if not book.heads or len(word) > _LONGEST:
        return ()
    low = plain(word)
    known = (*book.heads.get(low, ()), *book.forms.get(low, ()))
    found = known or _by_stem(low, word, tongue, book)
    return _as_glosses(_by_case(found, word, tongue)) or also(word) or _of_parts(low, word, tongue, book)


def _by_stem(low: str, word: str, tongue: str, book: Dictionary) -> tuple[Entry, ...]:
    """The entries that share the stem; a German word with a capital is no verb (Ford is not fordern)."""
    found = book.stems.get(stem(low, tongue), ())
    if tongue == "de" and word[:1].isupper() and not word.isupper():
        return tuple(
            entry for entry in found if entry.kind in "na" and (entry.kind == "n" or len(low) > _LEAST_COMPOUND)
        )
    return tuple(sorted(found, key=lambda entry: -_likeness(low, entry, tongue))) if len(found) > 1 else found


def _likeness(low: str, entry: Entry, tongue: str) -> int:
    """How much a form resembles a headword of its stem: letters shared from the beginning, and the ending's kind."""
    shared = len(commonprefix((low, plain(entry.head))))
    return shared + 2 * (kind_by_ending(low, tongue) == entry.kind)


def _of_parts(low: str, word: str, tongue: str, book: Dictionary) -> tuple[Gloss, ...]:
    """The English of a compound, the parts in order ("prisoner exchange"); else that of the nearest headword."""
    if "-" in low:
        return _hyphened(word, tongue, book)
    cut = parts(low, book) if tongue == "de" and len(low) >= _LEAST_COMPOUND else ()
    if cut:
        return (Gloss(" ".join(english for english, _ in cut), cut[-1][1].kind),)
    return _as_glosses(_nearest(low, book)) if word[:1].islower() else ()


def _hyphened(word: str, tongue: str, book: Dictionary) -> tuple[Gloss, ...]:
    """The English of each part of a word with hyphens; function words are left out, abbreviations kept."""
    found = [(part, look_up(part, tongue, book)) for part in word.split("-") if part and not _is_small(part, book)]
    if not any(known for _, known in found) or any(part[0].islower() and not known for part, known in found):
        return ()
    kind = found[-1][1][0].kind if found[-1][1] else "n"
    return (Gloss(" ".join(known[0].english if known else part for part, known in found), kind),)


def _is_small(part: str, book: Dictionary) -> bool:
    return part[0].islower() and (len(part) == 1 or plain(part) in book.functions)


def _nearest(low: str, book: Dictionary) -> tuple[Entry, ...]:
    """The entries of the headword that begins most like a word, where nearly all of both is shared."""
    at = bisect_left(book.order, low)
    near = book.order[max(0, at - 1) : at + 1]
    shared, head = max(((len(commonprefix((low, head))), head) for head in near), default=(0, ""))
    enough = shared >= _LEAST_SHARED and shared >= _SHARE * max(len(low), len(head))
    return book.heads[head] if enough else ()


def _by_case(entries: tuple[Entry, ...], word: str, tongue: str) -> tuple[Entry, ...]:
    """German nouns first for a word with a capital, other kinds first for one without."""
    if tongue != "de" or len(entries) < 2:
        return entries
    capital = word[:1].isupper()
    return tuple(sorted(entries, key=lambda entry: entry.head[:1].isupper() != capital))


def _as_glosses(entries: Iterable[Entry]) -> tuple[Gloss, ...]:
    return tuple(dict.fromkeys(Gloss(english, entry.kind) for entry in entries for english in entry.english))


def phrase_in(words: Sequence[str], at: int, tongue: str, book: Dictionary) -> tuple[int, Gloss] | None:
    """The longest phrase of a dictionary that begins at a word, with the number of words that it takes."""
    if at + 1 >= len(words):
        return None
    for first in _stems(words[at], tongue, book):
        begun = [p for second in _stems(words[at + 1], tongue, book) for p in book.phrases.get((first, second), ())]
        for stems, entry in sorted(begun, key=lambda phrase: -len(phrase[0])) if len(begun) > 1 else begun:
            here = words[at : at + len(stems)]
            if len(here) == len(stems) and all(
                part in _stems(word, tongue, book) for part, word in zip(stems, here, strict=True)
            ):
                return len(stems), Gloss(entry.english[0], entry.kind)
    return None


@lru_cache(maxsize=20_000)
def _stems(word: str, tongue: str, book: Dictionary) -> tuple[str, ...]:
    """The stem of a word and those of the headwords that list it as a form."""
    low = plain(word)
    listed = (stem(plain(entry.head), tongue) for entry in book.forms.get(low, ()))
    return tuple(dict.fromkeys((stem(low, tongue), *listed)))
