"""Which word stands for which: two IBM models, one in each direction, learnt together so that they agree.

IBM Model 1 with the position prior of fast_align (P. Brown et al., "The mathematics of statistical machine
translation", CL 1993; C. Dyer, V. Chahuneau, N. Smith, "A simple, fast, and effective reparameterization of IBM Model
2", NAACL 2013). Both directions count only what both believe (P. Liang, B. Taskar, D. Klein, "Alignment by
agreement", NAACL 2006), which takes the place of symmetrising afterwards. A dictionary and look-alikes weigh in as
counts seen before (P. Brown et al., "But dictionaries are data too", HLT 1993; G. Kondrak, D. Marcu, K. Knight,
"Cognates can improve statistical translation models", NAACL 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: How fast belief falls with the distance from the diagonal; fast_align's first guess.
_DIAGONAL = 4.0
#: The share of words that stand for nothing on the other side; fast_align's.
_NOTHING = 0.08
#: Counts that each pair is given on top, so that rare words are not sure of their first chance partner.
_SMOOTH = 0.02
Sentence = tuple[Sequence[str], Sequence[str]]
#: Counts seen before, for a foreign and an English lemma.
Prior = Callable[[str, str], float]


@dataclass(frozen=True)
class _Cells:
    """Every foreign word with every English word of its sentence, as flat columns."""

    pair: Ints
    foreign: Ints
    english: Ints
    near: Floats
    of_foreign: Ints
    of_english: Ints


@dataclass(frozen=True)
class Links:
    """What was learnt: the belief in each pair of lemmas, and the links of each sentence (foreign, English, belief)."""

    counts: dict[tuple[str, str], float]
    sentences: list[list[tuple[int, int, float]]]
    foreign: Counter[str]
    english: Counter[str]


def align(sentences: Sequence[Sentence], prior: Prior, rounds: int = 6, watch: Callable[[Any], Any] = iter) -> Links:
    """The links of parallel sentences after some rounds of expectation and maximisation."""
    foreign, english = _Numbers(), _Numbers()
    coded = [([foreign.of(w) for w in f], [english.of(w) for w in e]) for f, e in sentences]
    cells, pairs = _cells(coded, len(english.words))
    of_pair_f, of_pair_e = pairs // len(english.words), pairs % len(english.words)
    before = np.array([prior(foreign.words[f], english.words[e]) for f, e in zip(of_pair_f, of_pair_e, strict=True)])
    given_e = given_f = np.full(len(pairs), 1e-3)
    share_f, share_e = _shares([f for f, _ in coded]), _shares([e for _, e in coded])
    belief = np.zeros(len(cells.pair))
    for _ in watch(range(rounds)):
        belief = _posterior(cells, given_e, cells.foreign, share_f)
        belief *= _posterior(cells, given_f, cells.english, share_e)
        counts = np.bincount(cells.pair, belief, len(pairs)) + before + _SMOOTH
        given_e = counts / np.bincount(of_pair_e, counts)[of_pair_e]
        given_f = counts / np.bincount(of_pair_f, counts)[of_pair_f]
    return _links(coded, cells, belief, pairs, foreign.words, english.words)


class _Numbers:
    """Words numbered in the order they come."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._number: dict[str, int] = {}

    def of(self, word: str) -> int:
        if word not in self._number:
            self._number[word] = len(self.words)
            self.words.append(word)
        return self._number[word]


def _cells(coded: list[tuple[list[int], list[int]]], vocabulary: int) -> tuple[_Cells, Ints]:
    columns: list[list[Ints]] = [[], [], [], [], []]
    near: list[Floats] = []
    f_base = e_base = 0
    for f, e in coded:
        rows, cols = np.repeat(np.arange(len(f)), len(e)), np.tile(np.arange(len(e)), len(f))
        off = np.abs((rows + 1) / max(1, len(f)) - (cols + 1) / max(1, len(e)))
        fs, es = np.array(f, dtype=np.int64)[rows], np.array(e, dtype=np.int64)[cols]
        for column, values in zip(columns, (fs * vocabulary + es, rows + f_base, cols + e_base, fs, es), strict=True):
            column.append(values)
        near.append(np.exp(-_DIAGONAL * off))
        f_base, e_base = f_base + len(f), e_base + len(e)
    flat = [np.concatenate(column) for column in columns]
    pairs, pair = np.unique(flat[0], return_inverse=True)
    return _Cells(pair, flat[1], flat[2], np.concatenate(near), flat[3], flat[4]), pairs


def _posterior(cells: _Cells, table: Floats, group: Ints, share: Floats) -> Floats:
    """The belief in each cell among those of one word, some of it left for "stands for nothing"."""
    near = cells.near / np.bincount(group, cells.near)[group]
    weight = (1 - _NOTHING) * near * table[cells.pair]
    return np.asarray(weight / (np.bincount(group, weight) + _NOTHING * share)[group])


def _shares(coded: list[list[int]]) -> Floats:
    """For each word of the text in order, its share among all words."""
    words = np.array([word for sentence in coded for word in sentence], dtype=np.int64)
    return np.asarray((np.bincount(words) / len(words))[words])


def _links(
    coded: list[tuple[list[int], list[int]]],
    cells: _Cells,
    belief: Floats,
    pairs: Ints,
    foreign: list[str],
    english: list[str],
) -> Links:
    totals = np.bincount(cells.pair, belief, len(pairs))
    counts = {
        (foreign[int(p) // len(english)], english[int(p) % len(english)]): float(n)
        for p, n in zip(pairs, totals, strict=True)
        if n > 0.01
    }
    found: list[list[tuple[int, int, float]]] = []
    at = 0
    for f, e in coded:
        block = belief[at : at + len(f) * len(e)].reshape(len(f), len(e))
        found.append([(int(i), int(j), float(block[i, j])) for i, j in np.argwhere(block > 0.3)])
        at += len(f) * len(e)
    spoken = Counter(foreign[w] for f, _ in coded for w in f)
    written = Counter(english[w] for _, e in coded for w in e)
    return Links(counts, found, spoken, written)
