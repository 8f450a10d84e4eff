"""Russian names as natasha's model tags them: its network over our own tokens, in a few lines of numpy.

The model is that of the package natasha 1.6.0 (MIT; network by slovnet, vectors by navec), packed by
`training/ner/natasha.py` with the vectors of the commonest words. It is not asked for names directly: what it says is
one feature among those of our own model.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]

MODEL = "natasha.model.gz"
#: Words that are tagged at a time, and how many before them are seen again.
_WINDOW, _OVERLAP = 400, 40
_MARKS = "!#$%&()[]\\/*+,.:;<=>?@^_{|}~-‐−‒⁃–—―`\"'«»„“ʼʻ”№…"
_SCRIPT = re.compile(
    rf"(?P<RU>[а-яё]+)|(?P<EN>[a-z]+)|(?P<NUM>[+-]?\d+)|(?P<PUNCT>[{re.escape(_MARKS)}]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Tagger:
    """The network: vectors of words and shapes, three convolutions, scores of tags and of steps between them."""

    words: dict[str, int]
    vectors: Any
    codes: Any
    shapes: dict[str, int]
    shape_vectors: Any
    layers: tuple[dict[str, Any], ...]
    out: Any
    out_bias: Any
    steps: Any
    tags: tuple[str, ...]

    def scores(self, words: Sequence[str]) -> Any:
        """The score of each tag for each word."""
        unknown = len(self.words)
        ids = [self.words.get(word.lower(), unknown) for word in words]
        meant = self.codes[np.arange(self.codes.shape[0]), self.vectors[ids]].reshape(len(words), -1)
        shaped = self.shape_vectors[[self.shapes.get(shape(word), self.shapes["OTHER"]) for word in words]]
        state = np.concatenate((meant, shaped), axis=1)
        for layer in self.layers:
            wide = np.pad(state, ((1, 1), (0, 0)))
            wide = np.concatenate((wide[:-2], wide[1:-1], wide[2:]), axis=1)
            state = np.maximum(wide @ layer["weights"] + layer["bias"], 0) * layer["factor"] + layer["term"]
        return state @ self.out + self.out_bias


@cache
def _tagger() -> Tagger | None:
    file = files("services.extract").joinpath("models", MODEL)
    if not file.is_file():
        return None
    parts = srsly.msgpack_loads(gzip.decompress(file.read_bytes()))
    layers = tuple({name: _wide(array) for name, array in layer.items()} for layer in parts["layers"])
    return Tagger(
        words={word: n for n, word in enumerate(parts["words"].split("\n"))},
        vectors=parts["vectors"],
        shapes={sign: n for n, sign in enumerate(parts["shapes"])},
        layers=layers,
        tags=tuple(parts["tags"]),
        **{name: _wide(parts[name]) for name in ("codes", "shape_vectors", "out", "out_bias", "steps")},
    )


def _wide(array: Any) -> Any:
    return np.asarray(array, dtype="float32")


def tags(words: Sequence[str]) -> list[str]:
    """A tag a word ("B-PER", "I-ORG", "O"); none at all where the model is not there."""
    tagger = _tagger()
    if tagger is None or not words:
        return []
    found: list[str] = []
    while len(found) < len(words):
        start = max(0, len(found) - _OVERLAP)
        path = _likeliest(tagger.scores(words[start : start + _WINDOW]), tagger.steps)
        found += [tagger.tags[tag] for tag in path[len(found) - start :]]
    return found


@lru_cache(maxsize=5_000)
def shape(word: str) -> str:
    """Script and capitals of a word, as slovnet names them: RU_Xx, EN_XX, PUNCT_., NUM, OTHER."""
    match = _SCRIPT.match(word)
    kind = match.lastgroup if match else "OTHER"
    if kind in {"RU", "EN"}:
        return f"{kind}_{_outline(word)}"
    if kind == "PUNCT":
        return f"PUNCT_{word}" if len(word) == 1 and word in _MARKS else "PUNCT_OTHER"
    return str(kind)


def _outline(word: str) -> str:
    letter = "X" if word.isupper() else "x" if word.islower() or len(word) == 1 else ""
    if letter:
        return letter * min(len(word), 2)
    if _is_title(word):
        return "Xx"
    left, hyphen, right = word.partition("-")
    return "Xx-Xx" if hyphen and _is_title(left) and _is_title(right) else "OTHER"


def _is_title(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1:].islower()


def _likeliest(scores: Any, steps: Any) -> list[int]:
    """The best path from tag to tag (Viterbi)."""
    best, back = scores[0], []
    for row in scores[1:]:
        paths = best[:, None] + steps
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]
