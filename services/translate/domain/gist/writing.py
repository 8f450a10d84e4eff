"""Pieces written as one English sentence: forms, articles, white space and capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.translate.domain.gist.pieces import Piece

#: Quotation marks of other languages, as English agencies write them.
_MARKS = dict.fromkeys("«»„“”‟", '"')
_CLOSING = frozenset(".,;:!?…)]}»”’%")
_OPENING = frozenset("([{«„‚")
_QUOTES = frozenset('«»„“”‟"')


def written(pieces: Sequence[Piece], *, capital: bool) -> str:
    """The sentence, with a capital at its beginning where the source has one."""
    shown = [piece for piece in pieces if piece.english]
    _hand_down_gaps(shown)
    found: list[str] = []
    for n, piece in enumerate(shown):
        english = _MARKS.get(piece.english, _an(piece, shown[n + 1 : n + 2]))
        found += (_gap(piece, shown, n), _with_capital(english) if _opens(shown, n) else english)
    text = "".join(found).strip()
    return _with_capital(text) if capital else text


def _hand_down_gaps(pieces: Sequence[Piece]) -> None:
    """A word that was put in takes the white space and the capital of the word that it stands before."""
    for piece, after in zip(pieces, pieces[1:], strict=False):
        if not piece.source:
            piece.gap, after.gap = after.gap, " "
            piece.is_capital = after.is_capital


def _opens(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a word begins a sentence or a quotation inside the text."""
    if not at or not pieces[at].is_capital or not pieces[at].gap and pieces[at - 1].source not in _QUOTES:
        return False
    return pieces[at - 1].is_mark and (pieces[at - 1].source in ".!?…:" or pieces[at - 1].source in _QUOTES)


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
