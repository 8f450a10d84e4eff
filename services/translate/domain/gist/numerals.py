"""Numbers with something at them: "30." and "19-й" are ordinals, "17-летний" is 17-year-old, "1990-х" is 1990s."""

from __future__ import annotations

import re

from services.translate.domain.gist.closed_words import MONTHS
from services.translate.domain.gist.pieces import Piece
from services.translate.domain.gist.tokens import Token
from shared.language.bilingual import function_word

_YEAR_OLD = re.compile(r"(?:летн|річн|гадов|letni|latk|метн|jährig|mečio|met)", re.IGNORECASE)
_DECADE = frozenset({"х", "ых", "их", "er", "ern", "-х", "ті", "тих"})
_SHORT = 3
#: Languages in which a point after a number makes it an ordinal.
_POINTED = frozenset({"de", "pl", "lt"})


def joined(tokens: list[Token], language: str) -> list[Token]:
    """The tokens, a number and the word that hangs on it by a hyphen made one number."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        english = _with_tail(tokens, at)
        if _is_abbreviation_point(tokens, at, language):
            at += 1
        elif english:
            number = tokens[at]
            text = number.text + "-" + tokens[at + 2].text
            found.append(Token(text, "number", number.gap, english, number.value))
            at += 3
        else:
            found.append(tokens[at])
            at += 1
    return found


def _is_abbreviation_point(tokens: list[Token], at: int, language: str) -> bool:
    """Whether a point belongs to the scale word before it, "4 тыс. военных", and no sentence ends here."""
    if not 0 < at < len(tokens) - 1 or tokens[at].text != "." or tokens[at].gap:
        return False
    scale, after = tokens[at - 1], tokens[at + 1]
    if scale.kind != "number" or not scale.text[-1:].isalpha() or after.kind == "mark":
        return False
    return not after.is_capital or (language == "de" and function_word(after.text, language) is None)


def _with_tail(tokens: list[Token], at: int) -> str:
    """The English of a number with a word at it, "" where none is."""
    if at + 2 >= len(tokens) or tokens[at].kind != "number":
        return ""
    number, hyphen, tail = tokens[at : at + 3]
    if hyphen.text not in {"-", "‑", "–"} or tail.kind != "word" or hyphen.gap or tail.gap:
        return ""
    if _YEAR_OLD.match(tail.low):
        return f"{number.english}-year-old"
    if len(tail.text) > _SHORT or not number.english.isdigit() or tail.text.isascii() or tail.text.isupper():
        return ""
    return (
        f"{number.english}s" if tail.low in _DECADE and int(number.english[-4:]) % 10 == 0 else ordinal(number.english)
    )


def ordinal(digits: str) -> str:
    """ "1st", "22nd", "13th"."""
    if digits[-2:] in {"11", "12", "13"}:
        return digits + "th"
    return digits + {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")


def without_points(pieces: list[Piece], language: str) -> list[Piece]:
    """ "30. September" without its point, "19. Jahrhundert" as 19th."""
    if language not in _POINTED:
        return pieces
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        before = found[-1] if found else None
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if before and after and _is_ordinal(before, piece, after):
            if after.english not in MONTHS:
                before.english = ordinal(before.english)
            continue
        found.append(piece)
    return found


def _is_ordinal(number: Piece, point: Piece, after: Piece) -> bool:
    if number.kind != "number" or point.source != "." or point.gap or not number.english.isdigit():
        return False
    return len(number.english) <= 2 and after.kind in {"n", "a", "v"}
