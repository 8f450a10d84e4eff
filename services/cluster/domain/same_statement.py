"""The same statement? Two quotations, in one language or two, whole or in part, by their words and who says them.

The log odds are a sum of components whose weights `training/statements/fit.py` has learnt. A yes needs more than
likelihood: two words or figures in common, and no figures that contradict each other ("16 are free", "52 are free").
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from services.cluster.domain.rarity import common_terms
from services.cluster.domain.wording import UNKNOWN, Senses, Wording
from shared.contracts.claim import Source
from shared.language.names import fold_name

COMPONENTS = (
    "share of the shorter", "share of the longer", "in common", "same speaker", "other speaker", "one language",
    "figure missing", "negation",
)  # fmt: skip
#: Words in common below which two quotations are never told to be one statement.
LEAST = 2
#: What an everyday news word counts beside a rarer one.
_COMMON = 0.5
#: Words in common beyond which more of them say nothing more.
_MANY = 6.0
#: Words of the shorter, of those of the longer, from which both are a whole statement rather than one a part.
_WHOLE = 0.6
#: Share of its words from which the shorter is a part of the longer.
_ALL = 0.99


class Speaker(NamedTuple):
    """Who says it, as far as it is known as somebody: by entity and by the last word of the name."""

    entity: str
    name: str

    def is_same(self, other: Speaker) -> bool:
        """Whether both are one person or body: names are compared too, since an entity may not be joined yet."""
        return self.entity == other.entity or self.name == other.name


def speaker(source: Source | None) -> Speaker | None:
    """Who is named; None for nobody and for words like "a spokesman"."""
    if source is None or source.entity_id is None:
        return None
    words = fold_name(source.name, "en").split()
    return Speaker(source.entity_id, words[-1] if words else source.entity_id)


class Quoted(NamedTuple):
    """A quotation as it is compared: its words, and who says it."""

    wording: Wording
    speaker: Speaker | None


def likeness(one: Quoted, other: Quoted) -> float:
    """How alike two quotations are that are the same statement; 0 for two statements."""
    pair = _Pair(*_by_length(one.wording, other.wording))
    if not pair.can_tell:
        return 0.0
    found = components(one, other)
    how = likelihood(found)
    return how if how >= _threshold() or _is_part(pair, found) else 0.0


def likelihood(found: Mapping[str, float]) -> float:
    """How likely two quotations are the same statement, from the components of what they share."""
    weights, bias = _model()
    odds = bias + sum(weights[name] * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-odds))


def contradict(one: Quoted, other: Quoted) -> bool:
    """Whether both give figures and the shorter one that the longer has not."""
    return _contradict(*_by_length(one.wording, other.wording))


def _contradict(shorter: Wording, longer: Wording) -> bool:
    return bool(longer.figures) and bool(shorter.figures - longer.figures)


def can_tell(one: Quoted, other: Quoted) -> bool:
    """Whether two quotations share enough to be compared, and no figures that contradict each other."""
    return _Pair(*_by_length(one.wording, other.wording)).can_tell


def _is_part(pair: _Pair, found: Mapping[str, float]) -> bool:
    """Whether one is a part of what the same speaker says in the other, word for word in another language."""
    return found["same speaker"] > 0 and found["share of the shorter"] > _ALL and pair.weight >= LEAST


def components(one: Quoted, other: Quoted) -> dict[str, float]:
    """What speaks for and against two quotations being the same statement, by name."""
    pair = _Pair(*_by_length(one.wording, other.wording))
    shorter, longer = pair.shorter, pair.longer
    known = one.speaker is not None and other.speaker is not None
    same = one.speaker is not None and other.speaker is not None and one.speaker.is_same(other.speaker)
    is_whole = _WHOLE * len(longer.words) <= len(shorter.words)
    return {
        "share of the shorter": pair.share(0),
        "share of the longer": pair.share(1),
        "in common": pair.weight,
        "same speaker": float(same),
        "other speaker": float(known and not same),
        "one language": float(shorter.language == longer.language),
        "figure missing": float(bool(shorter.figures - longer.figures)),
        "negation": float(is_whole and shorter.is_denial != longer.is_denial),
    }


class _Pair:
    """Two wordings, the shorter first, with the words that they share."""

    def __init__(self, shorter: Wording, longer: Wording) -> None:
        self.shorter, self.longer = shorter, longer
        self.hits = list(_aligned(shorter, longer))

    @property
    def can_tell(self) -> bool:
        """Whether enough is shared, and no figures contradict each other."""
        return len(self.hits) >= LEAST and not _contradict(self.shorter, self.longer)

    @property
    def weight(self) -> float:
        """What the shared words count together."""
        shared = (self.shorter.words[a] & self.longer.words[b] for a, b in self.hits)
        return min(sum(map(_weight, shared)), _MANY)

    def share(self, side: int) -> float:
        """How much of the shorter (0) or the longer (1) is shared, words weighed."""
        words = (self.shorter, self.longer)[side].words
        return sum(_weight(words[hit[side]]) for hit in self.hits) / max(1e-9, sum(map(_weight, words)))


def _by_length(one: Wording, other: Wording) -> tuple[Wording, Wording]:
    """The shorter and the longer; of two of one length the same one first, however they are given."""
    first, second = sorted((one, other), key=lambda w: (len(w.words), [sorted(word) for word in w.words]))
    return first, second


def _aligned(shorter: Wording, longer: Wording) -> Iterator[tuple[int, int]]:
    """The places of words of the shorter and of one each of the longer, not yet taken, that may mean the same."""
    taken: set[int] = set()
    for n, word in enumerate(shorter.words):
        at = next((m for m, other in enumerate(longer.words) if m not in taken and word & other), None)
        if at is not None:
            taken.add(at)
            yield n, at


def _weight(word: Senses) -> float:
    """What a word counts: less where it is an everyday one, or where no lexicon can tell what it means."""
    return _COMMON if word & common_terms() or all(sense.startswith(UNKNOWN) for sense in word) else 1.0


@cache
def _written() -> dict[str, float | dict[str, float]]:
    text = files("services.cluster.domain").joinpath("same_statement.json").read_text(encoding="utf-8")
    written: dict[str, float | dict[str, float]] = json.loads(text)
    return written


@cache
def _model() -> tuple[dict[str, float], float]:
    weights, bias = _written()["components"], _written()["bias"]
    assert isinstance(weights, dict) and isinstance(bias, float)
    return weights, bias


@cache
def _threshold() -> float:
    found = _written()["threshold"]
    assert isinstance(found, float)
    return found
