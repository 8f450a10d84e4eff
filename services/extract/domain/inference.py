"""The trained network run by numpy alone, one text at a time: the same chances as thinc gives, in half the time.

thinc's layers carry what learning needs (shapes, gradients, batches); of a text of some hundred words that is most of
what they cost. Layers are those of `network.wire_tok2vec` under `network.wire_tags`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from thinc.api import Model

from services.extract.domain.network import FEATURES, places_in

#: Tokens that are judged at a time, so that the longest text takes no more memory than this many (about 8 kB each).
MOST_AT_ONCE = 2_000
#: What thinc adds to a variance before it divides by it.
_TINY = 1e-8


@dataclass(frozen=True)
class Mixed:
    """One maxout layer with its normalisation: a matrix a piece, of which the greatest value counts."""

    pieces: tuple[tuple[Any, Any], ...]
    gain: Any
    shift: Any

    def __call__(self, given: Any) -> Any:
        """The layer's values, a row a word."""
        weights, bias = self.pieces[0]
        best = given @ weights + bias
        for weights, bias in self.pieces[1:]:
            np.maximum(best, given @ weights + bias, out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best)[:, None] / best.shape[1]
        best *= self.gain / np.sqrt(spread + _TINY)
        best += self.shift
        return best


@dataclass(frozen=True)
class Network:
    """Embedding, mixing layer, layers that look a word aside, and the chances of the tags."""

    hashed: Model[Any, Any]
    table: Any
    mix: Mixed
    aside: tuple[Mixed, ...]
    out: Any
    out_bias: Any

    def chances(self, doc: Any, most: int = MOST_AT_ONCE) -> Any:
        """The chance of each tag for each token of a Doc that has its features, `most` tokens at a time."""
        features = doc.user_data[FEATURES]
        return np.concatenate([self._part(features, at, most) for at in range(0, max(1, len(features)), most)])

    def _part(self, features: Any, first: int, most: int) -> Any:
        """The chances of some tokens, which see the layers' reach of tokens on both sides of them."""
        reach = len(self.aside)
        last = min(first + most, len(features))
        start, stop = max(0, first - reach), min(len(features), last + reach)
        # thinc puts rows of zeros before and behind a text, as many as layers reach, and layers change them.
        before, behind = (0 if start else reach), (0 if stop < len(features) else reach)
        state = np.pad(self._embedded(features[start:stop]), ((before, behind), (0, 0)))
        for layer in self.aside:
            wide = np.pad(state, ((1, 1), (0, 0)))
            state = state + layer(np.concatenate((wide[:-2], wide[1:-1], wide[2:]), axis=1))
        mine = first - start + before
        return _likelihoods(state[mine : mine + last - first] @ self.out + self.out_bias)

    def _embedded(self, features: Any) -> Any:
        ops: Any = self.hashed.ops
        found = ops.gather_add(self.table, places_in(self.hashed, features))
        return self.mix(found.reshape(len(features), -1))


def _likelihoods(scores: Any) -> Any:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def network_of(model: Model[Any, Any]) -> Network:
    """The network of a trained thinc model; later changes of the model do not change it."""
    named: dict[str, list[Model[Any, Any]]] = {}
    for node in model.walk(order="dfs_pre"):
        named.setdefault(node.name, []).append(node)
    layers = [_mixed(*pair) for pair in zip(named["maxout"], named["layernorm"], strict=True)]
    (softmax,), (hashed,) = named["softmax"], named["hashed"]
    return Network(
        hashed=hashed,
        table=_wide(hashed.get_param("E")),
        mix=layers[0],
        aside=tuple(layers[1:]),
        out=_wide(softmax.get_param("W")).T.copy(),
        out_bias=_wide(softmax.get_param("b")),
    )


def _mixed(maxout: Model[Any, Any], norm: Model[Any, Any]) -> Mixed:
    weights, bias = _wide(maxout.get_param("W")), _wide(maxout.get_param("b"))
    pieces = tuple((weights[:, n].T.copy(), bias[:, n].copy()) for n in range(weights.shape[1]))
    return Mixed(pieces, _wide(norm.get_param("G")), _wide(norm.get_param("b")))


def _wide(array: Any) -> Any:
    return np.asarray(array, dtype="float32")
