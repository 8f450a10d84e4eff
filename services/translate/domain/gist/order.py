"""English word order where a source language's differs in a way that is simple and safe to undo."""

from __future__ import annotations

from services.translate.domain.gist.pieces import Piece


def english_order(pieces: list[Piece], language: str) -> list[Piece]:
    """The pieces in English order."""
    if language in {"fr", "es"}:
        return adjectives_first(pieces)
    return pieces


def adjectives_first(pieces: list[Piece]) -> list[Piece]:
    """Adjectives before their noun: "prisonniers politiques" is political prisoners."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind == "a" and found and found[-1].kind == "n":
            noun = found.pop()
            piece.gap, noun.gap = noun.gap, piece.gap
            found += [piece, noun]
        else:
            found.append(piece)
    return found
