"""The tokenizer of older OPUS-MT models, as some Argos packages have it: Moses words, parted by byte pair encoding.

The method is Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016); the
file of merges is that of their program subword-nmt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

#: Marks a piece that its word goes on after.
GOES_ON = "@@"
_END = "</w>"
#: Code points of a word above which it is parted beforehand: merging takes the square of its length.
_LONGEST = 100
#: Code points that are given to Moses at once: its rules for dots take the square of that.
_STRETCH = 1000
#: A mark that is repeated without end says no more than twenty of it.
_RUN = re.compile(r"(([^\w\s])\2{19})\2+")


class MosesBpe:
    """Speaks as SentencePiece's processor does, so that a loaded model need not know the difference."""

    def __init__(self, merges: Path, source: str, target: str) -> None:
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer

        self._normal = MosesPunctNormalizer(source)
        self._words = MosesTokenizer(source)
        self._together = MosesDetokenizer(target)
        self._ranks, self._is_old = _read(merges)
        self._pieces = lru_cache(maxsize=10_000)(self._pieces_of)

    def encode(self, sentence: str, out_type: type = str) -> list[str]:
        """The pieces of a sentence."""
        text = _RUN.sub(r"\1", sentence)
        words = (word for some in _stretches(text) for word in self._words.tokenize(self._normal.normalize(some)))
        parts = (word[at : at + _LONGEST] for word in words for at in range(0, len(word), _LONGEST))
        return [piece for part in parts for piece in self._pieces(part)]

    def decode_pieces(self, pieces: list[str]) -> str:
        """The sentence of these pieces."""
        words = " ".join(pieces).replace(f"{GOES_ON} ", "")
        return str(self._together.detokenize(words.removesuffix(GOES_ON).split()))

    def _pieces_of(self, word: str) -> tuple[str, ...]:
        symbols = [*word, _END] if self._is_old else [*word[:-1], word[-1] + _END]
        while len(symbols) > 1:
            pairs = list(zip(symbols, symbols[1:], strict=False))
            best = min(pairs, key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            symbols = _merged(symbols, best)
        ended = [*symbols[:-1], symbols[-1].removesuffix(_END)]
        whole = [symbol for symbol in ended if symbol]
        return tuple(symbol + GOES_ON for symbol in whole[:-1]) + tuple(whole[-1:])


def _stretches(text: str) -> Iterator[str]:
    """The text in pieces that are not too long, parted at spaces where there are any."""
    start = 0
    while len(text) - start > _STRETCH:
        end = text.rfind(" ", start + 1, start + _STRETCH)
        end = end if end > 0 else start + _STRETCH
        yield text[start:end]
        start = end
    yield text[start:]


def _merged(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return merged


def _read(merges: Path) -> tuple[dict[tuple[str, str], int], bool]:
    """Which pairs are merged, by rank, and whether the file is of the first version, with ends of words apart."""
    lines = merges.read_text(encoding="utf-8").splitlines()
    has_version = bool(lines) and lines[0].startswith("#version:")
    is_old = not has_version or lines[0].split()[-1] == "0.1"
    ranks: dict[tuple[str, str], int] = {}
    for line in lines[has_version:]:
        first, _, second = line.strip("\r ").partition(" ")
        if first and second:
            ranks.setdefault((first, second), len(ranks))
    return ranks, is_old
