"""Function words whose English depends on their neighbours, and those that other languages say by an ending."""

from __future__ import annotations

import re

from services.translate.domain.gist.pieces import Piece, word

_AS = frozenset("как як jak wie kaip".split())
_ASKED = frozenset("know understand see tell explain show ask wonder learn find about idea".split())
_TO = frozenset("до да do iki".split())
_TIMES = frozenset(
    "end time now year month week day today tomorrow yesterday moment autumn winter spring summer evening morning "
    "midnight noon century beginning January February March April May June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_INTO = frozenset("в во у ў на".split())
#: Endings of places that stand in the accusative, so that one goes there.
_ACCUSATIVE = re.compile(r"(?:[уюьй]|[бвгджзклмнпрстфхцчшщ])$")
_LOCATIVE = re.compile(r"(?:oje|ėje|yje|uje|uose|ose|ėse|yse)$")
_FRENCH_AT = frozenset("à au aux en".split())


def chosen(pieces: list[Piece], language: str) -> list[Piece]:
    """The pieces, function words in the English that their neighbours ask for."""
    for n, piece in enumerate(pieces[:-1]):
        if piece.kind != "f":
            continue
        before, after = pieces[n - 1] if n else None, pieces[n + 1]
        if piece.source in _AS:
            piece.english = "how" if before is None or before.english in _ASKED else "as"
        elif piece.source in _TO and language in {"ru", "uk", "be", "pl", "lt"}:
            is_time = after.kind == "number" or after.english in _TIMES
            piece.english = "until" if is_time else "to"
        elif piece.source in _INTO and after.kind == "place" and language in {"ru", "uk", "be"}:
            piece.english = "to" if _ACCUSATIVE.search(after.source) else "in"
        elif language == "fr" and piece.source in _FRENCH_AT and after.kind == "place":
            piece.english = "in"
    return pieces


def with_in(pieces: list[Piece]) -> list[Piece]:
    """With "in" before a Lithuanian phrase in the locative: "Makedonijoje" is in North Macedonia."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        before = found[-1] if found else None
        opens = before is None or before.kind not in {"a", "f"} or before.english in {"and", "or", "that"}
        if opens and _is_locative(pieces, n):
            found.append(word("in"))
        found.append(piece)
    return found


def _is_locative(pieces: list[Piece], at: int) -> bool:
    for piece in pieces[at : at + 3]:
        if piece.kind in {"n", "place"}:
            return bool(_LOCATIVE.search(piece.source)) or _is_in_e(piece)
        if piece.kind != "a":
            return False
    return False


def _is_in_e(piece: Piece) -> bool:
    return piece.kind == "n" and piece.source.endswith("e") and len(piece.source) > 4


_WE = {
    "es": re.compile(r"[aei]mos$"),
    "pl": re.compile(r"(?:śmy|[ae]my|imy)$"),
    "lt": re.compile(r"(?:ome|ėme|ame|ime)$"),
}
_I = {
    "pl": re.compile(r"ł[ea]m$|[^n]ię$|uję$|am$"),
    "es": re.compile(r"^(?:creo|tengo|quiero|estoy|soy|voy|hago|digo)$"),
}


def with_subjects(pieces: list[Piece], language: str) -> list[Piece]:
    """With "we" and "I" where only the ending of the verb says so."""
    if language not in _WE:
        return pieces
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1].english if found else ""
        subject = _subject(piece, language)
        if subject and before not in {"we", "I", "not"}:
            found.append(word(subject))
        found.append(piece)
    return found


def _subject(verb: Piece, language: str) -> str:
    if verb.kind != "v" or verb.form.tense == "to":
        return ""
    if _WE[language].search(verb.source):
        return "we"
    pattern = _I.get(language)
    return "I" if pattern and pattern.search(verb.source) else ""
