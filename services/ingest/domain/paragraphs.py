"""Lines become paragraphs: empty lines part them, hard-wrapped lines are joined."""

from __future__ import annotations

import re

#: What a finished sentence can end in, with closing quotes and brackets after it.
_SENTENCE_END = re.compile("[.!?…։。！？।؟][\"'”’»“›)\\]*]*$")
#: A word that a line end divides; a dash with a space before it is none.
_DIVIDED = re.compile(r"\w-$")
#: Columns of the widest hard-wrapped text: mail and old wire machines stay below 80, editors for programmers below 132.
_WIDEST = 132
#: Shares of line ends that must be mid-sentence, and full to the margin, before a text counts as hard-wrapped.
_MID_SENTENCE, _FULL = 0.5, 0.6
#: Lines broken by hand in mid-sentence need not be quite full: this share of the width is enough.
_NEARLY = 0.85
#: Columns from which on a text with a single line break may be hard-wrapped; a shorter line may be a heading.
_ONE_BREAK = 60


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text, each on one line. A word divided at a line end keeps its hyphen and no space."""
    lines = [line.strip() for line in text.split("\n")]
    width = _wrapped_at(lines)
    found: list[list[str]] = []
    previous = ""
    for line in lines:
        if line and previous and _continues(previous, line, width):
            found[-1] += ["" if _DIVIDED.search(previous) and line[0].islower() else " ", line]
        elif line:
            found.append([line])
        previous = line
    return ["".join(parts) for parts in found]


def ends_sentence(line: str) -> bool:
    """True where the line ends as a sentence does."""
    return bool(_SENTENCE_END.search(line.rstrip()))


def _continues(line: str, following: str, width: int | None) -> bool:
    """True where the line end between the two was put there by a machine."""
    if width is not None and _is_full(line, following, width):
        return True
    return following[0].islower() and len(line) > 40 and not _SENTENCE_END.search(line)


def _wrapped_at(lines: list[str]) -> int | None:
    """The width at which the text is hard-wrapped, None where its lines are paragraphs."""
    breaks = [(line, after) for line, after in zip(lines, lines[1:], strict=False) if line and after]
    width = max((len(line) for line in lines), default=0)
    if not breaks or not (30 if len(breaks) > 1 else _ONE_BREAK) <= width <= _WIDEST:
        return None
    mid_sentence = sum(not _SENTENCE_END.search(line) for line, _ in breaks) / len(breaks)
    full = sum(_is_full(line, after, width) for line, after in breaks) / len(breaks)
    return width if mid_sentence >= _MID_SENTENCE and full >= _FULL else None


def _is_full(line: str, following: str, width: int) -> bool:
    """True where the next line's first word would not have fitted any more, or hardly so in mid-sentence."""
    length = len(line) + 1 + len(following.split(" ", 1)[0])
    return length > width or (length > _NEARLY * width and not ends_sentence(line))
