"""A sentence as words, numbers and marks, each with the white space before it. One pass, whatever the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from services.translate.domain.gist.amounts import Amount, amounts

Kind = Literal["word", "number", "mark"]

#: French words that lose their vowel before another: each is a word of its own.
_ELIDED = r"(?:[ldjmtscnLDJMTSCN]|[qQ]u|[jJ]usqu|[lL]orsqu|[pP]uisqu|[qQ]uoiqu|[pP]resqu)[’'ʼ](?=\w)"
_WORD = r"[^\W\d_]+(?:[-’'ʼ`‑][^\W\d_]+)*"
_TOKENS = re.compile(rf"(?P<word>{_WORD})|(?P<rest>\d+|[^\w\s]{{8,}}|\S)")
_FRENCH = re.compile(
    rf"(?P<word>{_ELIDED}|[^\W\d_]+(?:-(?!(?:t-)?(?:il|elle|ils|elles|on|ce|nous|vous|je)\b)[^\W\d_]+"
    rf"|[’'ʼ][^\W\d_]+)*)|(?P<rest>-t-|\d+|[^\w\s]{{8,}}|\S)"
)
#: Zero-width and direction marks; the joiner of emoji is one of them between letters only.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|(?<=\\w)\u200d(?=\\w)|[\x00-\x08\x0e-\x1f]"
)
_DIGITS = re.compile(r"\d")


@dataclass(slots=True)
class Token:
    """A piece of the source. `gap` is the white space before it; a number has its English and its value."""

    text: str
    kind: Kind
    gap: str = ""
    english: str = ""
    value: float = 0.0

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


def visible(text: str) -> str:
    """The text without marks that nobody sees, digits of every script as 0-9."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return text if text.isascii() else _DIGITS.sub(lambda match: str(unicodedata.digit(match.group())), text)


def tokens(sentence: str, language: str) -> list[Token]:
    """The tokens of a sentence, in order."""
    found: list[Token] = []
    at = 0
    for amount in amounts(sentence, language):
        found += _between(sentence, at, amount.start, language)
        found.append(_number(sentence, amount))
        at = amount.end
    return found + _between(sentence, at, len(sentence), language)


def _number(sentence: str, amount: Amount) -> Token:
    gap = sentence[_end_of_gap(sentence, amount.start) : amount.start]
    return Token(sentence[amount.start : amount.end], "number", gap, amount.english, amount.value)


def _end_of_gap(sentence: str, start: int) -> int:
    here = start
    while here > 0 and sentence[here - 1].isspace():
        here -= 1
    return here


def _between(sentence: str, start: int, end: int, language: str) -> list[Token]:
    pattern = _FRENCH if language == "fr" else _TOKENS
    found, before = [], start
    for match in pattern.finditer(sentence, start, end):
        gap = sentence[before : match.start()]
        text = match.group()
        kind: Kind = "word" if match.lastgroup == "word" else "number" if text[0].isdigit() else "mark"
        found.append(Token(text, kind, gap, text if kind == "number" else ""))
        before = match.end()
    return found
