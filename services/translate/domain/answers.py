"""Whether an engine's answer can be a translation at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from services.translate.domain.routes import ENGLISH

#: An English text may be this many times as long as its original, and a few words beside.
LONGER, BESIDE = 4, 80
#: Share of letters outside the Latin script that English may have.
FOREIGN_LETTERS = 0.3
#: The same word over and over: what a translation model says when it is lost.
_LOST = re.compile(r"\b(\w+)(?:\W+\1\b){9,}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]")
#: Letters under which nothing is said of a sentence.
FEW = 3


def why_garbage(source: Sequence[str], answer: Any, target: str) -> str | None:
    """What is wrong with the answer to these sentences, or None where it can be used."""
    if not isinstance(answer, (list, tuple)) or not all(isinstance(words, str) for words in answer):
        return "not_sentences"
    if len(answer) != len(source):
        return "wrong_count"
    if any(not words.strip() and _letters(asked) >= FEW for asked, words in zip(source, answer, strict=True)):
        return "empty"
    if any(len(words) > LONGER * len(asked) + BESIDE for asked, words in zip(source, answer, strict=True)):
        return "too_long"
    if any(_LOST.search(words) and not _LOST.search(asked) for asked, words in zip(source, answer, strict=True)):
        return "repeats_itself"
    return _why_not_english(source, answer) if target == ENGLISH else None


def _why_not_english(source: Sequence[str], answer: Sequence[str]) -> str | None:
    letters = sum(_letters(words) for words in answer)
    latin = sum(len(_LATIN.findall(words)) for words in answer)
    if letters and 1 - latin / letters > FOREIGN_LETTERS:
        return "not_english"
    long = [(asked, words) for asked, words in zip(source, answer, strict=True) if len(asked.split()) >= 5]
    echoed = sum(asked.strip() == words.strip() for asked, words in long)
    return "echo" if echoed > 2 and 2 * echoed > len(long) else None


def _letters(words: str) -> int:
    return len(_LETTERS.findall(words))
