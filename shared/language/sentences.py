"""Sentences of a text: its paragraphs, cut after sentence-ending marks that are not abbreviations or numbers."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from shared.language import base
from shared.language.tables import rows, words

#: A paragraph ends at an empty line; single line breaks part lines of lists and tables as well.
_PARAGRAPH = re.compile(r"\n+")
#: An end mark, closing marks after it, and white space before something that may begin a sentence. A run of marks is
#: tried once, from its first on, so that a page of them costs no more than any other.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”“’‘»«)\]]*+(?=\s+[\"'”“„‘‚«»(\[–—-]*\s?[\w@#])")
_WORD_BEFORE = re.compile(r"[\w.’'-]*$")
#: Code points that an end mark looks back over; no abbreviation is longer.
_LOOK_BACK = 24


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """The spans of the sentences, in order, without white space around them."""
    return list(_sentences(text, language))


@lru_cache(maxsize=8)
def _sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """One article is asked for by several who read it, one after the other."""
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        spans += _in_paragraph(text, start, gap.start(), language)
        start = gap.end()
    return (*spans, *_in_paragraph(text, start, len(text), language))


def _in_paragraph(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    spans, here = [], start
    for mark in _END.finditer(text, start, end):
        if _ends_sentence(text, mark, here, end, language):
            spans.append(_trim(text, here, mark.end()))
            here = mark.end()
    spans.append(_trim(text, here, end))
    return [span for span in spans if span[0] < span[1]]


def _ends_sentence(text: str, mark: re.Match[str], start: int, end: int, language: str) -> bool:
    follows = text[mark.end() : end].lstrip(" \"'”“„‘‚«»([–—-")[:1]
    if follows.islower():
        return False
    if mark.group() != ".":
        return True
    match = _WORD_BEFORE.search(text[max(start, mark.start() - _LOOK_BACK) : mark.start()])
    return not _is_abbreviation(match.group() if match else "", language, follows)


def _is_abbreviation(word: str, language: str, follows: str) -> bool:
    """Whether the point belongs to the word: initials, known abbreviations, German and Slavic ordinals."""
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    if word.isdigit():
        return base(language) in {"de", "pl", "lt"} and len(word) <= 2 and follows.isalpha()
    return word.lower().lstrip("(\"'„“«") in _abbreviations(base(language))


@cache
def _abbreviations(language: str) -> frozenset[str]:
    table = {row[0]: frozenset(words(row[1])) for row in rows("abbreviations.tsv")}
    return table.get(language, table["en"])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
