"""Labelled texts as spaCy examples: read by the product's own rules, with what these say as features."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags

from services.extract.domain.features import COLUMNS, LISTED
from services.extract.domain.network import FEATURES
from services.extract.domain.pipeline import featured
from training.ner.conll import OTHER, Labelled

#: What stands for a word that is left out.
_LEFT_OUT = hash_string("left out")
#: Columns that know the very word.
_WORD = tuple(COLUMNS.index(name) for name in ("low", "prefix", "suffix", "ending", "cluster", "english"))


def example(labelled: Labelled, language: str) -> Example:
    """The text with its features, and the tags to learn. A name of another kind is left open."""
    doc = featured(labelled.text, language)
    bare = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    bare.user_data[FEATURES] = bare.user_data["whole"] = doc.user_data[FEATURES]
    named = [name for name in labelled.names if name[2] != OTHER]
    tags = offsets_to_biluo_tags(bare, named)
    for start, end, kind in labelled.names:
        span = bare.char_span(start, end, alignment_mode="expand") if kind == OTHER else None
        if span is not None and len(span) > 1:
            tags[span.start : span.end] = ["-"] * len(span)
    return Example.from_dict(bare, {"entities": tags})


def leave_out(examples: Sequence[Example], words: float, lists: float, dice: random.Random) -> None:
    """Forgets some words, and for some texts what rules and lists say: a newsroom names whom no list knows."""
    noise = np.random.default_rng(dice.randrange(2**32))
    for each in examples:
        rows: Any = each.predicted.user_data["whole"].copy()
        gone = noise.random(len(rows)) < words
        for column in _WORD:
            rows[gone, column] = _LEFT_OUT
        if dice.random() < lists:
            rows[:, LISTED] = 0
        each.predicted.user_data[FEATURES] = rows
