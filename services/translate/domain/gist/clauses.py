"""Stretches of pieces: clauses between marks, and the noun phrase that begins at a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.translate.domain.gist.pieces import Piece

PRONOUNS = frozenset("I he she it we they you one who that this nobody someone everyone everybody".split())
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your no every each some any all both many "
    "several few".split()
)


def clauses(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces between marks, each mark with the clause that it ends."""
    clause: list[Piece] = []
    for piece in pieces:
        clause.append(piece)
        if piece.is_mark and piece.source not in {"'", "’", "-", "%", "€", "$", "£", "/", "&"}:
            yield clause
            clause = []
    if clause:
        yield clause


def phrase_end(pieces: Sequence[Piece], start: int) -> int:
    """Where the noun phrase or pronoun that begins here ends; `start` itself where none does."""
    if start >= len(pieces):
        return start
    first = pieces[start]
    if first.kind == "f" and first.english in PRONOUNS and not _goes_on(pieces, start + 1):
        return start + 1
    at = start
    while at < len(pieces) and _is_before_noun(pieces[at]):
        at += 1
    end = at
    while end < len(pieces) and pieces[end].kind in {"n", "name", "place", "x"}:
        end += 1
    return end if end > at else start


def _goes_on(pieces: Sequence[Piece], at: int) -> bool:
    return pieces[at - 1].english in DETERMINERS and at < len(pieces) and pieces[at].kind in {"n", "a"}


def _is_before_noun(piece: Piece) -> bool:
    return piece.kind in {"a", "number"} or (piece.kind == "f" and piece.english in DETERMINERS)
