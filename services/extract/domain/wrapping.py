"""Lines that were broken to fit a width: such a break parts words, not sentences or paragraphs."""

from __future__ import annotations

import re

#: What parts paragraphs; kept, so that the parts put together are the text.
_GAP = re.compile(r"(\n\n+|\A\n+|\n+\Z)")
#: Widths, in code points, to which mail and terminals wrap; shorter lines are those of lists.
_NARROWEST, _WIDEST = 56, 132
#: What the lines of lists, tables and dialogues begin with.
_OWN_LINE = "-–—•*·✔#>|\t "


def unwrapped(string: str) -> str:
    """The text with a space for each line break that only fits it to a width; every place in it stays the same."""
    return "".join(_joined(block) if block[:1] != "\n" else block for block in _GAP.split(string))


def _joined(block: str) -> str:
    lines = block.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return block
    parts = [lines[0]]
    for before, line in zip(lines, lines[1:], strict=False):
        parts += [" " if _is_wrapped(before, line, width) else "\n", line]
    return "".join(parts)


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Whether the next word did not fit behind the line, so that it had to be broken."""
    return line[:1] not in _OWN_LINE and len(before) + 1 + len(line.split(" ", 1)[0]) > width
