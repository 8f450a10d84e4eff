"""Pieces written as one English sentence: forms, articles, white space and capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.translate.domain.gist.pieces import Piece

#: Quotation marks of other languages, as English agencies write them.
_MARKS = dict.fromkeys("«»„“”‟", '"')
_CLOSING = frozenset(".,;:!?…)]}»”’%")
_OPENING = frozenset("([{«„“‘‚")


def written(pieces: Sequence[Piece], *, capital: bool) -> str:
    """The sentence, with a capital at its beginning where the source has one."""
    shown = [piece for piece in pieces if piece.english]
    found: list[str] = []
    for n, piece in enumerate(shown):
        found += (_gap(piece, shown, n), _MARKS.get(piece.english, _an(piece, shown[n + 1 : n + 2])))
    text = "".join(found).strip()
    return _with_capital(text) if capital else text


_AN = re.compile(r"(?:[aeio]|u(?!n[iu]|[rst][aeiou]|k)|hon|hour|8|11\b|18\b)", re.IGNORECASE)


def _an(piece: Piece, after: Sequence[Piece]) -> str:
    """The English, "an" for "a" before a vowel."""
    if piece.english.rpartition(" ")[2] == "a" and piece.kind == "f" and after and _AN.match(after[0].english):
        return piece.english + "n"
    return piece.english


def _gap(piece: Piece, pieces: Sequence[Piece], at: int) -> str:
    if not at:
        return ""
    if piece.is_mark:
        is_closing = piece.source in _CLOSING and not _is_between_numbers(pieces, at)
        return " " if piece.gap and not is_closing else ""
    before = pieces[at - 1]
    if before.is_mark:
        return " " if piece.gap and before.source not in _OPENING else ""
    return " "


def _is_between_numbers(pieces: Sequence[Piece], at: int) -> bool:
    """Whether closing up would make one number of two: "10 ,12"."""
    return pieces[at - 1].kind == "number" and at + 1 < len(pieces) and pieces[at + 1].kind == "number"


def _with_capital(text: str) -> str:
    for n, letter in enumerate(text):
        if letter.isalnum():
            return text[:n] + letter.upper() + text[n + 1 :] if letter.islower() else text
        if n > 8:
            break
    return text
