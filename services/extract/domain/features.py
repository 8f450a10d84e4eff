"""What the trained finder of names sees of each token: its letters, its word's company, and what the rules say of it.

The rules go first, so that the model learns when they are right; words of nine languages meet in their English, so that
one model serves them all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

from services.extract.domain import natasha
from services.extract.domain.bodies import keywords
from services.extract.domain.clusters import cluster
from services.extract.domain.found import Found
from services.extract.domain.mentions import winners
from services.extract.domain.people import is_people_word, is_title, speech_words
from services.extract.domain.places import is_site
from services.extract.domain.words import Text
from shared.language.bilingual import glosses
from shared.language.names import is_given_name, is_known_surname
from shared.language.places import place_named
from shared.language.stopwords import stopwords

#: Columns of the array, in order.
COLUMNS = (
    "low", "prefix", "suffix", "ending", "shape", "cluster", "group", "english", "company", "lexical", "place", "rule",
    "offered", "position", "other",
)  # fmt: skip
#: Columns that say what rules and lists know: left out at times in training, so that none is leant on blindly.
LISTED = tuple(COLUMNS.index(name) for name in ("lexical", "place", "rule", "offered", "other"))
#: Where a Doc keeps its tokens and which of them a space follows: asking spaCy for each takes longer.
TOKENS = "tokens"
#: Code points of a word that are looked at.
_LONGEST = 40
#: Bits of a cluster that name its wider group, lowest first.
_GROUP = 0x3F
_COMPANY = 0x3FF
#: Most of a run of like signs in a shape.
_RUN = 4

Row = tuple[int, ...]


def features(doc: Doc, text: Text, found: Sequence[Found]) -> Any:
    """One row of hashes a token: see `COLUMNS`; 0 where there is nothing to say."""
    tokens, spaces = doc.user_data[TOKENS]
    starts = _starts(tokens, spaces)
    best, offers = _rules(starts, found)
    place = _positions(text)
    other = _other(tokens, text.language)
    whole = [
        (*_of_word(token, text.language), best[n], offers[n], place.get(starts[n], 0), other[n])
        for n, token in enumerate(tokens)
    ]
    return np.array(whole, dtype="uint64").reshape(len(tokens), len(COLUMNS))


def _starts(tokens: Sequence[str], spaces: Sequence[bool]) -> list[int]:
    """Where each token begins in the text."""
    lengths = (len(token) + space for token, space in zip(tokens, spaces, strict=True))
    return list(accumulate(lengths, initial=0))[:-1]


def _other(tokens: Sequence[str], language: str) -> list[int]:
    """What the model of another maker says of each token, where there is one for the language."""
    if language != "ru":
        return [0] * len(tokens)
    numbers = [n for n, token in enumerate(tokens) if not token.isspace()]
    said = dict(zip(numbers, natasha.tags([tokens[n] for n in numbers]), strict=False))
    return [_hash(said.get(n, "")) for n in range(len(tokens))]


@lru_cache(maxsize=10_000)
def _of_word(word: str, language: str) -> Row:
    """The columns that a word has wherever it stands."""
    word = word[:_LONGEST]
    low = _as_norm(word)
    own = cluster(word, language)
    english = _english(word, language)
    company = cluster(english, "en") if english else None
    return (
        _hash(low),
        _hash("p" + low[:3]),
        _hash("s" + low[-3:]),
        _hash("e" + low[-5:]),
        _hash(_shape(word)),
        _hash(f"{language} {own}") if own is not None else 0,
        _hash(f"{language} {own & _GROUP}") if own is not None else 0,
        _hash(english) if english else 0,
        _hash(f"{company & _COMPANY}") if company is not None else 0,
        _hash(_lexical(word, language)),
        _hash(_place(word, language)),
    )


@lru_cache(maxsize=10_000)
def _hash(string: str) -> int:
    return int(hash_string(string)) if string else 0


def _as_norm(word: str) -> str:
    """The word in small letters, its digits alike and its apostrophes and quotation marks of one kind."""
    if word[0].isalpha():
        return word.lower().replace("’", "'").replace("ʼ", "'")
    if word.isspace():
        return "\n" if "\n" in word else " "
    return "".join("0" if c.isdigit() else c for c in word)


def _english(word: str, language: str) -> str:
    if not word[0].isalpha():
        return ""
    if language == "en":
        return word.lower()
    found = glosses(word, language)
    return found[0].english.split(" ")[-1] if found else ""


def _shape(word: str) -> str:
    """Capital, small letter and digit for each sign, runs cut short; Cyrillic apart from Latin."""
    shape, last, run = [], "", 0
    for c in word:
        sign = ("X" if c.isupper() else "x") if c.isalpha() else "d" if c.isdigit() else c
        run = run + 1 if sign == last else 1
        last = sign
        if run <= _RUN:
            shape.append(sign)
    return "".join(shape)


def _lexical(word: str, language: str) -> str:
    """Which lists the word stands on: a letter for each."""
    if not word[0].isalpha():
        return ""
    low = word.lower()
    signs = (
        ("g", is_given_name(word, language)),
        ("k", is_known_surname(word, language)),
        ("t", is_title(low, language)),
        ("n", is_people_word(low)),
        ("s", low in stopwords(language)),
        ("v", low in speech_words(language)),
        ("o", any(low in keywords(language, place) for place in ("tail", "head", "whole"))),
        ("w", is_site(low, language)),
        ("C", word[0].isupper()),
    )
    return "".join(sign for sign, holds in signs if holds)


def _place(word: str, language: str) -> str:
    """What the gazetteer holds under the word alone: a country, a great or a small city."""
    if not word[0].isupper():
        return ""
    hit = place_named(word.capitalize() if word.isupper() and len(word) > 4 else word, language)
    if hit is None:
        return ""
    return hit.type if not hit.is_city else f"city {len(str(hit.population // 20_000))}"


def _rules(starts: Sequence[int], found: Sequence[Found]) -> tuple[list[int], list[int]]:
    """For each token what the best rule says of it, and all types that any rule offers."""
    best, offers = [0] * len(starts), [0] * len(starts)
    for f in winners(found):
        for n, token in enumerate(_tokens(starts, f)):
            best[token] = _hash(f"{'I' if n else 'B'}{f.type}{f.method[0]}{f.rank // 10}")
    types: dict[int, set[str]] = {}
    for f in found:
        for token in _tokens(starts, f):
            types.setdefault(token, set()).add(f.type)
    for token, these in types.items():
        offers[token] = _hash(" ".join(sorted(these)))
    return best, offers


def _tokens(starts: Sequence[int], found: Found) -> range:
    """The tokens that a candidate touches."""
    return range(max(0, bisect_right(starts, found.start) - 1), bisect_left(starts, found.end))


def _positions(text: Text) -> dict[int, int]:
    """For where each word begins: whether it opens its sentence, and whether nearly all words there have capitals."""
    counts: dict[int, list[bool]] = {}
    for word in text.words:
        if word.is_word and len(word.text) > 3:
            counts.setdefault(word.sentence, []).append(word.is_capital)
    shouted = {n for n, capital in counts.items() if len(capital) > 2 and sum(capital) > 0.7 * len(capital)}
    return {word.start: 1 + word.opens + 2 * (word.sentence in shouted) for word in text.words}
