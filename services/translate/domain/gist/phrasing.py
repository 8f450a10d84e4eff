"""English forms: plurals, tenses, infinitives, negation."""

from __future__ import annotations

from services.translate.domain.gist import forms, inflect
from services.translate.domain.gist.pieces import Piece, word

_BE = frozenset("is are was were be been am".split())
_HAVE = frozenset("has have had".split())
_MODALS = frozenset("can could must may might will would should cannot shall".split())
_PLURAL_SUBJECTS = frozenset("they we you I these those many several both all".split())


def inflected(pieces: list[Piece], language: str) -> list[Piece]:
    """The pieces in the English forms that their sources show."""
    for n, piece in enumerate(pieces):
        before = pieces[n - 1] if n else None
        if piece.kind == "n":
            if _is_plural(pieces, n, language):
                piece.english = inflect.plural(piece.english)
        elif piece.kind == "a" and piece.form.degree:
            compare = inflect.superlative if piece.form.degree == "est" else inflect.comparative
            piece.english = compare(piece.english)
        elif piece.kind == "v":
            piece.english = _verb(piece, before)
    return pieces


def _is_plural(pieces: list[Piece], at: int, language: str) -> bool:
    piece = pieces[at]
    if _counted(pieces, at):
        return True
    if not piece.form.is_open:
        return piece.form.is_plural or (language == "de" and _is_counted_in_german(pieces, at))
    before = _before(pieces, at)
    if before is None or before.kind == "a":
        return bool(before and forms.is_plural_adjective(before.source, language))
    return before.is_mark or before.kind == "v" or before.english in {"and", "or", "but", "that"}


_PLURAL_BEFORE = frozenset("die diese alle viele einige mehrere beide beiden vielen einigen mehreren allen".split())


_WOMEN = frozenset("mutter schwester tochter steuer feier mauer nummer ziffer oper kammer trauer dauer leiter".split())


def _is_counted_in_german(pieces: list[Piece], at: int) -> bool:
    """Whether a noun in -er or -en, which may be either, stands in the plural: "die Amerikaner", "die Gefangenen"."""
    source = pieces[at].source
    if not source.endswith(("er", "ern", "en")) or source.endswith(tuple(_WOMEN)):
        return False
    before = next((piece for piece in reversed(pieces[max(0, at - 3) : at]) if piece.kind != "a"), None)
    return before is not None and before.source in _PLURAL_BEFORE


def _before(pieces: list[Piece], at: int) -> Piece | None:
    """The piece before, put-in words let be."""
    return next((piece for piece in reversed(pieces[max(0, at - 3) : at]) if piece.source), None)


def _counted(pieces: list[Piece], at: int) -> bool:
    """Whether a number greater than one stands before the noun, adjectives between them let be."""
    for piece in reversed(pieces[max(0, at - 3) : at]):
        if piece.kind == "number":
            return piece.value not in {0.0, 1.0} and not 1500 <= piece.value <= 2100
        if piece.kind != "a":
            return piece.english in {"many", "several", "few", "both", "these", "those"}
    return False


def _verb(piece: Piece, before: Piece | None) -> str:
    tense = piece.form.tense
    said = before.english if before else ""
    if said in _BE and tense in {"done", "past"}:
        return inflect.participle(piece.english)
    if said in _HAVE and tense in {"done", "past"}:
        return inflect.participle(piece.english)
    if said in _MODALS or said == "to" or (said == "not" and tense != "done"):
        return piece.english
    if tense == "past":
        english = inflect.past(piece.english)
        is_many = before is not None and (before.form.is_plural or said in _PLURAL_SUBJECTS)
        return "were" + english.removeprefix("was") if is_many and english.startswith("was ") else english
    if tense == "done":
        return inflect.participle(piece.english)
    if tense == "ing":
        return inflect.gerund(piece.english)
    if tense in {"will", "would"}:
        return f"{tense} {piece.english}"
    if tense == "third":
        return piece.english if said in _PLURAL_SUBJECTS else inflect.third(piece.english)
    return piece.english


def with_to(pieces: list[Piece], language: str) -> list[Piece]:
    """With "to" before infinitives that follow a verb, in Slavic languages also a noun or an adjective."""
    after = {"v"} if language in {"fr", "es"} else set() if language == "de" else {"v", "n", "a"}
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if piece.kind == "v" and piece.form.tense == "to" and before and before.kind in after:
            found.append(word("to"))
        found.append(piece)
    return found


def negated(pieces: list[Piece]) -> list[Piece]:
    """With "not" where English has it: "did not say", "cannot", "is not"."""
    found: list[Piece] = []
    skip = False
    for n, piece in enumerate(pieces):
        if skip:
            skip = False
            continue
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if piece.kind == "f" and piece.english == "not" and after is not None:
            if after.kind == "f" and after.english in _BE | _MODALS | _HAVE:
                found += [after, piece]
                skip = True
                continue
            if after.kind == "v" and after.form.tense in {"past", "third", "", "will", "would"}:
                did = {"past": "did", "third": "does"}.get(after.form.tense, after.form.tense or "do")
                found += [word(did), piece]
                continue
        found.append(piece)
    return found


def with_be(pieces: list[Piece]) -> list[Piece]:
    """With "be" after "will" where no verb follows: "будет трудно" is will be difficult."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        found.append(piece)
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if piece.english == "will" and piece.kind == "f" and (after is None or after.kind not in {"v", "f", "r"}):
            found.append(word("be"))
    return found
