"""Spans in quotation marks of every style, paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Opening marks and those that may close them.
_STYLES = {
    "“": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "‹": "›",
}
_CLOSING = {mark: re.compile(f"[{mark}{''.join(closing)}]") for mark, closing in _STYLES.items()}
#: Marks that the writer repeats at the head of each paragraph of a long quote.
_REPEATED = "“„«"
#: Styles whose quotes may hold quotes of the same style.
_NESTING = "„«"
#: Code points in the longest quote; an opening mark without its fellow must not swallow the text.
_LONGEST = 1_500
#: Closing marks that are tried for one opening mark; more are rubbish.
_TRIES = 40
_OPENING = re.compile("[“„«»‘‚\"'‹]")
TRIM_END = " \u00a0\u202f,.;:–—-"
_TRIM_START = " \u00a0\u202f"


@dataclass(frozen=True)
class Marked:
    """A span in quotation marks: `start` and `end` leave the marks out, `outer` takes them in.

    `goes_on` says that the quote has no closing mark: the next paragraph, which opens with a mark, goes on with it.
    """

    start: int
    end: int
    outer: tuple[int, int]
    goes_on: bool = False


def marked(string: str) -> list[Marked]:
    """The outermost spans in quotation marks, paragraph by paragraph."""
    found: list[Marked] = []
    at = 0
    while (match := _OPENING.search(string, at)) is not None:
        span = _close(string, match.start())
        if span is None:
            at = match.end()
            continue
        found.append(span)
        at = span.outer[1]
    return found


def _close(string: str, opening: int) -> Marked | None:
    mark = string[opening]
    if mark in "'’\"" and not _opens_here(string, opening):
        return None
    if mark == "»" and opening and string[opening - 1].isalnum():
        return None
    paragraph = string.find("\n", opening)
    limit = min(paragraph if paragraph >= 0 else len(string), opening + _LONGEST)
    closing = _closing(string, opening, limit)
    if closing is not None:
        return _span(string, opening, closing)
    continues = paragraph >= 0 and limit == paragraph and string[paragraph : paragraph + 9].lstrip("\n ")[:1] == mark
    return _span(string, opening, limit, goes_on=True) if continues and mark in _REPEATED else None


def _closing(string: str, opening: int, limit: int) -> int | None:
    """Where the mark stands that closes the one at `opening`."""
    mark, depth = string[opening], 0
    for n, match in enumerate(_CLOSING[mark].finditer(string, opening + 1, limit)):
        at = match.start()
        if n > _TRIES:
            return None
        if match.group() == mark and mark in _NESTING:
            depth += 1
        elif match.group() in _STYLES[mark] and _closes_here(string, at, limit):
            if not depth:
                return at
            depth -= 1
    return None


def _opens_here(string: str, at: int) -> bool:
    """Whether a straight mark opens: nothing but space or a bracket before it, a letter after it."""
    before, after = string[at - 1 : at], string[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([—–-") and bool(after) and not after.isspace()


def _closes_here(string: str, at: int, limit: int) -> bool:
    """Whether a mark closes: apostrophes inside words and behind a plural do not."""
    after = string[at + 1 : at + 2]
    if string[at] in "'’":
        return not after.isalnum() and not string[at - 1].isspace() and not _is_possessive(string, at, limit)
    return string[at] != '"' or not after.isalnum()


def _is_possessive(string: str, at: int, limit: int) -> bool:
    """Whether an apostrophe belongs to a plural: "the farmers’ union", and another mark closes the quote."""
    if string[at - 1] != "s" or not string[at + 1 : at + 3].strip().isalpha():
        return False
    later = re.compile(f"[,.!?]{string[at]}").search(string, at + 1, limit)
    return later is not None and "‘" not in string[at : later.start()]


def _span(string: str, opening: int, closing: int, *, goes_on: bool = False) -> Marked | None:
    start, end = opening + 1, closing
    while start < end and string[start] in _TRIM_START:
        start += 1
    end = trimmed(string, start, end)
    return Marked(start, end, (opening, closing + (not goes_on)), goes_on) if start < end else None


def trimmed(string: str, start: int, end: int) -> int:
    """The end of a span without the marks and space behind its last word."""
    while end > start and string[end - 1] in TRIM_END:
        end -= 1
    return end
