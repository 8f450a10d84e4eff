"""Parallel news as lists of lemmas: NTREX-128 (C. Federmann, T. Kocmi, Y. Xin, 2022; CC BY-SA 4.0).

A file is `ntrex.<language>-en.tsv`: document, foreign sentence, English sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.lexicon.lemmas import english_lemma, lemma

_FOREIGN = re.compile(r"[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
_ENGLISH = re.compile(r"[^\W\d_]+")
_ELIDED = re.compile(r"\b(?:[ldjnscmt]|qu|jusqu|lorsqu|puisqu)[’'](?=\w)", re.IGNORECASE)
#: What is left of "don't" and "Minsk's" beside the words.
_REST = frozenset({"s", "t", "ll", "re", "ve", "d", "m"})


@dataclass(frozen=True)
class Pair:
    """A sentence and its English as lemmas, and the words as they stood."""

    document: str
    foreign: tuple[str, ...]
    english: tuple[str, ...]
    words: tuple[str, ...]


def read(folder: Path, language: str) -> list[Pair]:
    """The sentence pairs of a language in order."""
    lines = (folder / f"ntrex.{language}-en.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.count("\t") >= 2)
    return [pair_of(row[0], row[1], row[2], language) for row in rows]


def pair_of(document: str, foreign: str, english: str, language: str) -> Pair:
    """A sentence pair as lemmas."""
    words = foreign_words(foreign, language)
    lemmas = tuple(lemma(word, language, at == 0) for at, word in enumerate(words))
    return Pair(document, lemmas, tuple(map(english_lemma, english_words(english))), words)


def foreign_words(text: str, language: str) -> tuple[str, ...]:
    """The words of a sentence; French elided articles are cut off."""
    text = _ELIDED.sub("", text) if language == "fr" else text
    return tuple(_FOREIGN.findall(text.replace("\u0301", "")))


def english_words(text: str) -> tuple[str, ...]:
    """The words of an English sentence, without what apostrophes leave."""
    return tuple(word for word in _ENGLISH.findall(text) if word not in _REST)


def names(texts: Iterable[str]) -> frozenset[str]:
    """English words that stand with a capital inside sentences and never without: names, in small letters."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for word in english_words(text)[1:]:
            (small if word[0].islower() else capital)[word.lower()] += 1
    return frozenset(word for word in capital if not small[word])


def english_side(folder: Path, language: str) -> list[str]:
    """The English sentences as they stand."""
    lines = (folder / f"ntrex.{language}-en.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line.count("\t") >= 2]
