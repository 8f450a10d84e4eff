"""Copies: which article a text derives from, in its own language or another, found among those of the last weeks.

Hashes are looked up whole, not in bands (as `rensa` and `datasketch` do): a copy cut to a third shares too few for any
band of MinHash to be equal, and a formula that stands in thousands of articles must cost nothing.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from services.cluster.domain import outlines
from services.cluster.domain.outlines import Match, match, outline, traits
from services.cluster.domain.recent import Known, Recent
from services.cluster.domain.sketches import Beginning, Likeness, Sketch, beginning, likeness, sketch, unpacked
from shared.language import base

#: Hashes of an article that are indexed: one in `SHARE`, the smallest first, within these bounds.
SHARE, FEWEST, MOST = 8, 12, 40
#: How long copies are looked for, in minutes of the articles' own time: weeklies reprint within a fortnight.
WINDOW = 14 * 24 * 60
#: And translated ones: agencies translate within hours.
TRANSLATED_WITHIN = 4 * 24 * 60
#: Articles that are compared closely, in the same language and in others.
COMPARED, COMPARED_OUTLINES = 8, 3
#: A text of fewer shingles (about fifteen words) is too short to be called a copy of anything.
LEAST = 12
#: A text of fewer sentences is too short to be called a translation: all reports of one happening say that much alike.
LEAST_SENTENCES = 7
#: The share of the shorter text's codes that two outlines must have in common to be laid beside each other at all.
LEAST_COMMON = 0.2


class Weights(NamedTuple):
    """How much each kind of likeness says; `training/copies` fits it."""

    bias: float
    parts: Mapping[str, float]
    threshold: float

    def probability(self, how: Likeness | Match) -> float:
        """How likely one of two texts derives from the other, 0 to 1."""
        total = self.bias + math.fsum(weight * getattr(how, name) for name, weight in self.parts.items())
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


@cache
def shipped(kind: str) -> Weights:
    """The weights of "copy" or "translation", beside the sets and scores that chose them."""
    text = files("services.cluster.domain").joinpath("copying.json").read_text(encoding="utf-8")
    written = json.loads(text)[kind]
    return Weights(written["bias"], written["parts"], written["threshold"])


def fingerprint(text: str, language: str, at: datetime) -> str:
    """All that is kept of a text to tell its copies: sketch, language and outline; "" where it is too short."""
    made = sketch(text, at)
    return f"{made}.{base(language)}.{outline(text, language)}" if made else ""


class Fingerprint(NamedTuple):
    """A fingerprint, unpacked as far as is always needed."""

    sketch: Sketch
    language: str
    outline: str

    @property
    def sentences(self) -> tuple[outlines.Sentence, ...]:
        """The outline, unpacked."""
        return outlines.unpacked(self.outline)


def read(packed: str) -> Fingerprint:
    """The fingerprint that was packed; that of a sketch alone has no outline."""
    made, _, rest = packed.partition(".")
    language, _, lines = rest.partition(".")
    return Fingerprint(unpacked(made), language, lines)


def is_copy(a: str, b: str) -> bool:
    """Whether one of two texts in one language derives from the other, by their fingerprints or sketches."""
    return bool(a and b) and copying(read(a).sketch, read(b).sketch) >= shipped("copy").threshold


def copying(a: Sketch, b: Sketch) -> float:
    """How likely one of two texts in one language derives from the other."""
    how = likeness(a, b)
    return shipped("copy").probability(how) if how.seen >= LEAST else 0.0


def translating(a: Fingerprint, b: Fingerprint) -> float:
    """How likely the later of two texts is a translation of the earlier one, cut or whole."""
    earlier, later = (a, b) if a.sketch.moment <= b.sketch.moment else (b, a)
    if len(later.sentences) < LEAST_SENTENCES:
        return 0.0
    mine, other = outlines.codes(a.outline), outlines.codes(b.outline)
    if len(mine & other) < LEAST_COMMON * min(len(mine), len(other)):
        return 0.0
    return shipped("translation").probability(match(later.sentences, earlier.sentences))


class CopyIndex:
    """The articles of the last weeks that a new one may derive from. Old ones leave by their own dates."""

    def __init__(self) -> None:
        self._texts = Recent(WINDOW)
        self._outlines = Recent(TRANSLATED_WITHIN)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, uri: str, packed: str) -> None:
        """Makes an article findable, unless it is older than copies are looked for."""
        self.remove(uri)
        if not packed:
            return
        made, _, rest = packed.partition(".")
        of, outline = beginning(made, MOST), rest.partition(".")[2]
        self._texts.add(Known(uri, of.moment, array("I", _indexed(of)), packed))
        if outline and self._outlines.reaches(of.moment) and len(outlines.unpacked(outline)) >= LEAST_SENTENCES:
            self._outlines.add(Known(uri, of.moment, array("I", traits(outline)), packed))

    def remove(self, uri: str, packed: str = "") -> None:
        """Forgets an article; one that is not known changes nothing."""
        self._texts.remove(uri)
        self._outlines.remove(uri)

    def near(self, packed: str, most: int = COMPARED) -> list[str]:
        """The articles that share most shingles with this one, most first; ties by uri."""
        of = read(packed).sketch if packed else None
        return [known.uri for known in self._texts.near(of.hashes, of.moment)[:most]] if of else []

    def original(self, uri: str, packed: str) -> str | None:
        """The article that this one is likest a copy or a translation of, None where it is neither; ties by uri."""
        if not packed:
            return None
        of = read(packed)
        return self._copied(uri, of) or self._translated(uri, of)

    def _copied(self, uri: str, of: Fingerprint) -> str | None:
        near = [known for known in self._texts.near(of.sketch.hashes, of.sketch.moment) if known.uri != uri]
        likely = [(-copying(of.sketch, read(known.packed).sketch), known.uri) for known in near[:COMPARED]]
        odds, best = min(likely, default=(0.0, ""))
        return best if -odds >= shipped("copy").threshold else None

    def _translated(self, uri: str, of: Fingerprint) -> str | None:
        if not of.outline or len(of.sentences) < LEAST_SENTENCES:
            return None
        near = self._outlines.near(traits(of.outline), of.sketch.moment)
        others = [(known.uri, read(known.packed)) for known in near if known.uri != uri]
        foreign = [(other, its) for other, its in others if its.language != of.language][:COMPARED_OUTLINES]
        odds, best = min(((-translating(of, its), other) for other, its in foreign), default=(0.0, ""))
        return best if -odds >= shipped("translation").threshold else None


def _indexed(of: Beginning) -> tuple[int, ...]:
    return of.hashes[: min(MOST, max(FEWEST, of.size // SHARE))]
