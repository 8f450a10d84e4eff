"""Outlines: what of a text outlives translation, sentence by sentence: figures, names, and what words mean in English.

A translated wire text says the same things in the same order; another report of the same happening says some of them
in an order of its own. So outlines are laid beside each other sentence by sentence, as bitexts are aligned (Gale and
Church 1993, "A program for aligning sentences in bilingual corpora"), and what counts is how much of the later text
finds its match and how often neighbours match neighbours.
"""

from __future__ import annotations

import math
import re
import sys
from array import array
from base64 import b64decode, b64encode
from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from shared.language import base
from shared.language.names import fold_name
from shared.language.numbers import parse_digits
from shared.language.numerals import numeral
from shared.language.sentences import sentences
from shared.language.stopwords import stopwords
from shared.language.terms import terms_of

#: Code points, sentences, and words of a sentence that are read.
READ, SENTENCES, WORDS = 5000, 20, 40
#: Kinds of words and what they weigh: a figure, a name, any other word, a figure of three digits or with a fraction.
FIGURE, NAME, WORD, EXACT = 0, 1, 2, 3
WEIGHTS = (2.0, 1.5, 1.0, 2.0)
#: Figures and names of a sentence that are paired, and pairs by which a text is found.
_PAIRED, TRAITS = 6, 32
#: Letters of a term that count: what follows is the ending that a stemmer may have left.
_TERM = 7
#: Sentences that have less in common than this are not laid beside each other; from `_MET` on they say the same.
_FLOOR, _MET = 0.15, 0.22

_TOKEN = re.compile(r"\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d[\d.,]*\d|\d|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
_LONGEST_WORD = 40
#: Outlines that are kept unpacked.
_LATELY = 512
#: Words of a language that are kept; they are forgotten all at once.
_MOST_KNOWN = 100_000


class Word(NamedTuple):
    """A word by its codes: any of them tells it."""

    kind: int
    codes: tuple[int, ...]


class Sentence(NamedTuple):
    """A sentence's words, what they weigh together, and all codes in it."""

    words: tuple[Word, ...]
    weight: float
    codes: frozenset[int]


def outline(text: str, language: str) -> str:
    """The outline of a text, packed: per sentence the number of its words, then these."""
    tongue, start = base(language), text[:READ]
    inside, opening = _known(tongue, False), _known(tongue, True)
    parts: list[bytes] = []
    made: list[Sentence] = []
    for begin, end in sentences(start, tongue)[:SENTENCES]:
        tokens = list(dict.fromkeys(_TOKEN.findall(start, begin, end)[:WORDS]))
        words = dict.fromkeys([opening[t] for t in tokens[:1]])
        words |= dict.fromkeys([inside[t] for t in tokens[1:]])
        words.pop(b"", None)
        if words:
            parts += (len(words).to_bytes(2, "big"), *words)
            made.append(_sentence(list(map(_unpacked_bytes, words))))
    packed = b64encode(b"".join(parts)).decode()
    _sentences.keep(packed, tuple(made))  # the article's copies are looked for next
    return packed


class _Known(dict[str, bytes]):
    """The words of a language as they are packed: words come again and again, texts do not."""

    def __init__(self, language: str, opens: bool) -> None:
        super().__init__()
        self._language, self._opens = language, opens

    def __missing__(self, token: str) -> bytes:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[token] = found = _packed(token, self._language, self._opens) if len(token) <= _LONGEST_WORD else b""
        return found


@cache
def _known(language: str, opens: bool) -> _Known:
    return _Known(language, opens)


def _packed(token: str, language: str, opens: bool) -> bytes:
    """A word's codes, each with a mark whether more follow, and its kind; nothing for a word that says nothing."""
    word = _word(token, language, opens)
    if word is None:
        return b""
    last = len(word.codes) - 1
    marked = (code << 3 | (place < last) << 2 | word.kind for place, code in enumerate(word.codes))
    return b"".join(code.to_bytes(2, "big") for code in marked)


def _word(token: str, language: str, opens: bool) -> Word | None:
    """A word's kind and codes; None for one that says nothing."""
    low = token.lower()
    if token[0].isdigit():
        value = parse_digits(token, language)
        return None if value is None else Word(EXACT if _is_exact(value) else FIGURE, (_code(f"n{value:.12g}"),))
    number = numeral(low, language)
    if number is not None and number.kind == "n" and number.value >= 2:
        return Word(FIGURE, (_code(f"n{number.value:.12g}"),))
    if len(low) < 3 or low in stopwords(language):
        return None
    meant = [_code(f"t{term[:_TERM]}") for term in terms_of(token, language)]
    if token[0].isupper():
        name = _code(f"N{fold_name(token, language)}")
        return Word(WORD if opens or language == "de" else NAME, (*meant[:2], name))
    return Word(WORD, tuple(meant[:2])) if meant else None


def _is_exact(value: float) -> bool:
    """Whether few happenings share the figure: neither a small number nor a year."""
    return value != int(value) or (value >= 100 and not 1900 <= value <= 2100)


def _code(written: str) -> int:
    """Thirteen bits of a hash: two sentences of ten words have one in common by chance once in eighty."""
    return crc32(written.encode()) >> 19


def unpacked(packed: str) -> tuple[Sentence, ...]:
    """The outline that was packed."""
    return _sentences[packed]


def _unpacked(packed: str) -> tuple[Sentence, ...]:
    packed_words = array("H", b64decode(packed))
    if sys.byteorder == "little":
        packed_words.byteswap()
    numbers = packed_words.tolist()
    found, place = [], 0
    while place < len(numbers):
        words: list[Word] = []
        left, place = numbers[place], place + 1
        while left:
            first = place
            while numbers[place] & 4:
                place += 1
            place += 1
            words.append(_unpacked_word(tuple(numbers[first:place])))
            left -= 1
        found.append(_sentence(words))
    return tuple(found)


class _Lately(dict[str, tuple[Sentence, ...]]):
    """The outlines of the latest articles, unpacked: to unpack the one just made again was a fortieth of the cost."""

    def __missing__(self, packed: str) -> tuple[Sentence, ...]:
        return self.keep(packed, _unpacked(packed))

    def keep(self, packed: str, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        """Has an outline at hand; the oldest go."""
        self[packed] = sentences
        if len(self) > _LATELY:
            del self[next(iter(self))]
        return sentences


_sentences = _Lately()


@lru_cache(maxsize=100_000)
def _unpacked_bytes(packed: bytes) -> Word:
    """A word as `_packed` has it."""
    return _unpacked_word(tuple([int.from_bytes(packed[i : i + 2], "big") for i in range(0, len(packed), 2)]))


@lru_cache(maxsize=100_000)
def _unpacked_word(marked: tuple[int, ...]) -> Word:
    return Word(marked[-1] & 3, tuple([number >> 3 for number in marked]))


def _sentence(words: list[Word]) -> Sentence:
    weight = math.fsum([WEIGHTS[word.kind] for word in words])
    return Sentence(tuple(words), weight, frozenset([code for word in words for code in word.codes]))


@lru_cache(maxsize=256)
def codes(packed: str) -> frozenset[int]:
    """All codes of an outline."""
    return frozenset().union(*(sentence.codes for sentence in unpacked(packed)))


@lru_cache(maxsize=256)
def traits(packed: str) -> tuple[int, ...]:
    """By what a text is found: exact figures, full names, and figures with names or figures in one sentence."""
    found: set[int] = set()
    for sentence in unpacked(packed):
        said = [word for word in sentence.words if word.kind != WORD]
        figures = sorted({w.codes[0] for w in said if w.kind != NAME})[:_PAIRED]
        names = sorted({w.codes[-1] for w in said if w.kind == NAME})[:_PAIRED]
        found.update([_pair(1, w.codes[0], 0) for w in said if w.kind == EXACT])
        if names:
            pairs = ((a, b) for a, b in pairwise(sentence.words) if a.kind == b.kind == NAME)
            found.update([_pair(2, a.codes[-1], b.codes[-1]) for a, b in pairs])
        found.update([_pair(3, figure, name) for figure in figures for name in names])
        found.update([_pair(4, a, b) for a, b in combinations(figures, 2)])
    return tuple(sorted(found)[:TRAITS])


def _pair(sort: int, a: int, b: int) -> int:
    return crc32(f"{sort} {a} {b}".encode())


class Match(NamedTuple):
    """How a later text lies beside an earlier one."""

    #: How alike the later text's sentences are to those that they match, by weight; 0 for those that match none.
    alike: float
    #: The share of the later text, by weight, that says the same as what it matches.
    met: float
    #: How many neighbouring sentences match neighbouring ones; a logarithm.
    runs: float
    #: The share of the later text's figures, and of its words, that stand anywhere in the earlier one.
    figures: float
    words: float
    #: How much the later text says; a logarithm.
    length: float


def match(later: tuple[Sentence, ...], earlier: tuple[Sentence, ...]) -> Match:
    """How much of the later text says what the earlier one says, in its order."""
    total = math.fsum(sentence.weight for sentence in later)
    pairs = _aligned(later, earlier)
    alike = math.fsum(value * later[place].weight for place, (_, value) in pairs.items())
    met = math.fsum(later[place].weight for place, (_, value) in pairs.items() if value > _MET)
    runs = sum(1 for place, (at, _) in pairs.items() if place + 1 in pairs and pairs[place + 1][0] == at + 1)
    known = frozenset().union(*[sentence.codes for sentence in earlier])
    return Match(
        alike / max(1.0, total),
        met / max(1.0, total),
        math.log1p(runs),
        _share(later, known, {FIGURE, EXACT}),
        _share(later, known, {WORD}),
        math.log(max(1.0, total)),
    )


def _share(later: tuple[Sentence, ...], known: frozenset[int], kinds: set[int]) -> float:
    of = [word.codes for sentence in later for word in sentence.words if word.kind in kinds]
    return sum(not known.isdisjoint(codes) for codes in of) / len(of) if of else 1.0


def _alike(later: Sentence, earlier: Sentence) -> float:
    """The cosine of two sentences, 0 to 1."""
    codes = earlier.codes
    if later.codes.isdisjoint(codes):
        return 0.0
    shared = math.fsum([WEIGHTS[word.kind] for word in later.words if not codes.isdisjoint(word.codes)])
    return shared / math.sqrt(later.weight * earlier.weight)


def _aligned(later: tuple[Sentence, ...], earlier: tuple[Sentence, ...]) -> dict[int, tuple[int, float]]:
    """Which sentence each one of the later text matches, in order, and how well: what is worth most in all."""
    alike = [[_alike(one, other) for other in earlier] for one in later]
    best = [[0.0] * (len(earlier) + 1)]
    for one, row in zip(later, alike, strict=True):
        above, line = best[-1], [0.0]
        for j, value in enumerate(row):
            line.append(max(above[j + 1], line[j], above[j] + max(0.0, value - _FLOOR) * one.weight))
        best.append(line)
    return _walked(best, alike)


def _walked(best: list[list[float]], alike: list[list[float]]) -> dict[int, tuple[int, float]]:
    i, j = len(best) - 1, len(best[0]) - 1
    pairs: dict[int, tuple[int, float]] = {}
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = (j, alike[i][j])
    return pairs
