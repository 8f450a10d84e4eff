"""English word order where a source language's differs in a way that is simple and safe to undo."""

from __future__ import annotations

from services.translate.domain.gist import german, romance
from services.translate.domain.gist.closed_words import MONTHS
from services.translate.domain.gist.forms import PLAIN
from services.translate.domain.gist.pieces import Piece

_SUBJECTS = frozenset("I he she we they".split())


def english_order(pieces: list[Piece], language: str) -> list[Piece]:
    """The pieces in English order."""
    if language == "de":
        return said_he(german.english_order(pieces))
    if language in {"fr", "es"}:
        return said_he(romance.english_order(pieces, language))
    return said_he(day_first(compounds(possessors(pieces))) if language == "lt" else pieces)


def said_he(pieces: list[Piece]) -> list[Piece]:
    """A pronoun before its verb at the end of a quotation: "he said"."""
    for n in range(1, len(pieces) - 1):
        before, verb, subject = pieces[n - 1], pieces[n], pieces[n + 1]
        if before.is_mark and verb.kind == "v" and subject.kind == "f" and subject.english in _SUBJECTS:
            pieces[n], pieces[n + 1] = subject, verb
            subject.gap, verb.gap = verb.gap, " "
    return pieces


def day_first(pieces: list[Piece]) -> list[Piece]:
    """ "2018 m. rugsėjo 30 d." is 30 September 2018."""
    for n in range(len(pieces) - 2):
        year, month, day = pieces[n : n + 3]
        if year.kind == day.kind == "number" and month.english in MONTHS and year.value > 1000 > day.value:
            pieces[n], pieces[n + 2] = day, year
            day.gap, year.gap = year.gap, day.gap
    return pieces


def compounds(pieces: list[Piece]) -> list[Piece]:
    """A Lithuanian noun in the genitive before another stays there, in the singular: "name change"."""
    for piece, after in zip(pieces, pieces[1:], strict=False):
        if piece.kind == after.kind == "n" and piece.form.is_genitive:
            piece.form = PLAIN
    return pieces


_GENITIVES = ("os", "o", "aus", "ės", "ų", "ies")


def possessors(pieces: list[Piece]) -> list[Piece]:
    """A Lithuanian place before its noun: "Lietuvos prezidentas" is Lithuania's president."""
    for n, piece in enumerate(pieces[:-1]):
        if piece.kind == "place" and pieces[n + 1].kind in {"n", "a"} and piece.source.endswith(_GENITIVES):
            piece.english += "'s"
    return pieces
