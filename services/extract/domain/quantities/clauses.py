"""The clause in which a number stands: the part of its sentence between commas, dashes and quotation marks."""

from __future__ import annotations

import re

from services.extract.domain.words import Text

#: Code points of the longest clause that is given as the claim's text, on each side of the number.
_CLAUSE = 160
_CUT = re.compile(r"[,;:()—–«»“”„\"]|\s-\s")
_BLANK = " \u00a0\u202f\n"


def clause(text: Text, start: int, end: int) -> tuple[int, int]:
    """Where the clause around a number begins and ends."""
    first, last = sentence(text, start)
    string = text.string
    first, last = max(first, start - 2 * _CLAUSE), min(last, end + 2 * _CLAUSE)
    left = [m.end() for m in _CUT.finditer(string, first, start) if not _in_number(string, m.start())]
    right = (m.start() for m in _CUT.finditer(string, end, last) if not _in_number(string, m.start()))
    return max(left, default=first), next(right, last)


def _in_number(string: str, at: int) -> bool:
    return string[at - 1 : at].isdigit() and string[at + 1 : at + 2].isdigit()


def sentence(text: Text, at: int) -> tuple[int, int]:
    """Where the sentence begins and ends that holds a place in the text."""
    return text.sentences[text.sentence_at(at)] if text.sentences else (0, len(text.string))


def shown(text: Text, span: tuple[int, int], number: tuple[int, int]) -> tuple[int, int]:
    """The clause without blanks and end marks, no longer than a claim's words may be; the number always in it."""
    start, end = max(span[0], number[0] - _CLAUSE), min(span[1], number[1] + _CLAUSE)
    while start < number[0] and text.string[start] in _BLANK:
        start += 1
    while end > number[1] and text.string[end - 1] in _BLANK + ".!?…":
        end -= 1
    return start, end
