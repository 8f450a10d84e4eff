"""The original and its English side by side, sentence by sentence, with what the English bends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from services.publish.domain.highlight import Mark, Paragraph, segments
from shared.contracts.article import AlignedSentence, FidelityFlag, Part, Translation
from shared.contracts.base import Contract

_PARAGRAPH = re.compile(r"\n")

#: What each kind of flag is called on a page.
KINDS = {"number": "number", "name": "name", "date": "date", "negation": "negation"}


class Slip(Contract):
    """Words of the original that the English of their sentence does not have."""

    kind: Literal["number", "name", "date", "negation"]
    words: str
    expected: str


class Row(Contract):
    """One sentence of the original, cut at its marks, and its English ("" where it was not translated)."""

    original: Paragraph
    english: str = ""
    slips: tuple[Slip, ...] = ()
    #: Whether a paragraph begins here.
    opens: bool = False


def rows(text: str, marks: Sequence[Mark], translation: Translation, part: Part = "text") -> tuple[Row, ...]:
    """The sentences of one part of an article beside their English; words that have none come as rows without."""
    english = (translation.headline if part == "headline" else translation.text) or ""
    found: list[Row] = []
    at = 0
    for sentence in translation.sentences:
        if sentence.source.part != part:
            continue
        found += _between(text, marks, at, sentence.source.start)
        found.append(_row(text, marks, english, sentence, translation.flags, opens=_opens(text, at, sentence)))
        at = sentence.source.end
    return (*found, *_between(text, marks, at, len(text)))


def _row(
    text: str,
    marks: Sequence[Mark],
    english: str,
    sentence: AlignedSentence,
    flags: Sequence[FidelityFlag],
    opens: bool,
) -> Row:
    source, target = sentence.source, sentence.english
    return Row(
        original=segments(text, marks, source.start, source.end),
        english=english[target.start : target.end],
        slips=tuple(
            Slip(kind=f.kind, words=f.source_words, expected=f.expected)
            for f in flags
            if f.source.part == source.part and source.start <= f.source.start < source.end
        ),
        opens=opens,
    )


def _opens(text: str, at: int, sentence: AlignedSentence) -> bool:
    return at == 0 or bool(_PARAGRAPH.search(text, at, sentence.source.start))


def _between(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Row]:
    """What stands between two sentences, where it has words."""
    words = text[start:end]
    if not words.strip():
        return []
    start += len(words) - len(words.lstrip())
    return [Row(original=segments(text, marks, start, start + len(words.strip())), opens=True)]
