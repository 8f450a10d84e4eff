"""Small words around names of days, pronouns and clauses, as English puts them."""

from __future__ import annotations

import re

from services.translate.domain.gist.closed_words import MONTHS, WEEKDAYS
from services.translate.domain.gist.pieces import Piece, word

#: Words for "year" that Slavic and Lithuanian writers put after its number.
_YEARS = frozenset(
    "года году год г гг годом годах роки року рік році р рр годзе годам roku rok r latach m metų metais".split()
)


_DAYS = frozenset({"d", "dieną", "dienos", "числа"})


def without_year_words(pieces: list[Piece]) -> list[Piece]:
    """Without the words for year and day beside a date: "2018 года" is 2018."""
    found: list[Piece] = []
    dropped = False
    for n, piece in enumerate(pieces):
        before = found[-1] if found else None
        if before and before.kind == "number" and _is_date_word(piece, before, found):
            dropped = True
            continue
        if dropped and piece.source == "." and n + 1 < len(pieces):
            dropped = False
            continue
        dropped = False
        found.append(piece)
    return found


def _is_date_word(piece: Piece, number: Piece, found: list[Piece]) -> bool:
    if piece.source in _YEARS:
        return 1500 <= number.value <= 2100
    return piece.source in _DAYS and len(found) > 1 and found[-2].english in MONTHS


_OBJECTS = {"they": "them", "he": "him", "she": "her", "I": "me", "we": "us"}


_PREPOSITIONS = frozenset(
    "in on at of to for with from by about against between under over through without among near behind around "
    "towards like despite".split()
)


def prepositions(pieces: list[Piece], language: str) -> list[Piece]:
    """ "with them", "on Monday", "on 30 September"; Slavic "с" as from or with, by the case after it."""
    for n, piece in enumerate(pieces[:-1]):
        if piece.kind != "f":
            continue
        after = pieces[n + 1]
        if piece.english in {"in", "at", "to"} and (after.english in WEEKDAYS or _is_day(pieces, n + 1)):
            piece.english = "on"
        if piece.english in _PREPOSITIONS and after.kind == "f" and after.english in _OBJECTS:
            follows = pieces[n + 2] if n + 2 < len(pieces) else None
            if follows is None or follows.kind not in {"v", "f"}:
                after.english = _OBJECTS[after.english]
        if piece.source in _WITH and language in _INSTRUMENTAL:
            piece.english = "with" if _is_instrumental(pieces, n + 1, language) else "from"
    return pieces


#: Words of other languages for "that", before which English has no comma.
_THAT = frozenset("dass daß что чтобы що щоб што каб że iż żeby kad jog".split())


def without_commas(pieces: list[Piece]) -> list[Piece]:
    """Without the comma that other languages put before "that"."""
    return [
        piece
        for n, piece in enumerate(pieces)
        if not (piece.source == "," and n + 1 < len(pieces) and pieces[n + 1].source in _THAT)
    ]


_OWNERS = {"he": "his", "she": "her", "they": "their", "we": "our", "I": "my", "you": "your", "who": "their"}


def owned(pieces: list[Piece]) -> list[Piece]:
    """The owner's word for Slavic and Lithuanian "own": his, her, their."""
    owner = "his"
    for piece in pieces:
        if piece.kind == "f" and piece.english in _OWNERS:
            owner = _OWNERS[piece.english]
        elif piece.kind == "n" and piece.form.is_plural:
            owner = "their"
        elif piece.kind == "name":
            owner = "his"
        elif piece.english == "own" and piece.kind == "f":
            piece.english = owner
    return pieces


def weekdays(pieces: list[Piece], language: str) -> list[Piece]:
    """ "le lundi" and Lithuanian "pirmadienį" are on Monday."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if piece.english in WEEKDAYS:
            if before and before.english == "the":
                before.english = "on"
            elif language == "lt" and piece.source.endswith("į") and not (before and before.kind == "f"):
                found.append(word("on"))
        found.append(piece)
    return found


def _is_day(pieces: list[Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at].kind == "number" and pieces[at + 1].english in MONTHS


_WITH = frozenset("с со з із зі z ze".split())


_INSTRUMENTAL = {
    "ru": re.compile(r"(?:ом|ем|ём|ой|ей|ею|ою|ью|ами|ями|ьми|им|ым|ими|ыми|енко|ко|[aeioué])$"),
    "uk": re.compile(r"(?:ом|ем|єм|ою|ею|єю|ю|ами|ями|им|ими)$"),
    "be": re.compile(r"(?:ам|ом|ем|ай|ой|яй|ею|аю|ою|ю|амі|ямі|ім|ым|імі|ымі)$"),
    "pl": re.compile(r"(?:em|ą|ami|mi|im|ym|imi|ymi|[ou])$"),
}


def _is_instrumental(pieces: list[Piece], at: int, language: str) -> bool:
    noun = next((piece for piece in pieces[at : at + 4] if piece.is_noun or piece.kind in {"x", "f"}), None)
    return (
        noun is None or noun.source.isascii() and language != "pl" or bool(_INSTRUMENTAL[language].search(noun.source))
    )
