"""Pieces written as one English sentence: forms, articles, white space and capitals."""

from __future__ import annotations

from collections.abc import Sequence

from services.translate.domain.gist.pieces import Piece

_CLOSING = frozenset(".,;:!?…)]}»”’%")
_OPENING = frozenset("([{«„“‘‚")


def written(pieces: Sequence[Piece], *, capital: bool) -> str:
    """The sentence, with a capital at its beginning where the source has one."""
    text = ""
    for n, piece in enumerate(pieces):
        if piece.english:
            text += _gap(piece, pieces, n, text) + piece.english
    text = text.strip()
    return _with_capital(text) if capital else text


def _gap(piece: Piece, pieces: Sequence[Piece], at: int, text: str) -> str:
    if not text:
        return ""
    if piece.is_mark:
        return " " if piece.gap and piece.source not in _CLOSING else ""
    before = pieces[at - 1]
    if before.is_mark:
        return " " if piece.gap and before.source not in _OPENING else ""
    return " "


def _with_capital(text: str) -> str:
    for n, letter in enumerate(text):
        if letter.isalnum():
            return text[:n] + letter.upper() + text[n + 1 :] if letter.islower() else text
        if n > 8:
            break
    return text
