"""French and Spanish order and small words undone: adjectives before nouns, one negation, bare infinitives."""

from __future__ import annotations

from services.translate.domain.gist.closed_words import MONTHS
from services.translate.domain.gist.forms import Form
from services.translate.domain.gist.pieces import Piece

_NEGATIONS = {"pas": "not", "plus": "no longer", "jamais": "never", "guère": "hardly", "point": "not"}
_OTHER_NEGATIONS = frozenset("rien personne aucun aucune ni nul nulle que qu' qu’".split())
#: Words between "ne" and its second half.
_REACH = 5
_BEFORE_INFINITIVE = {
    "fr": {
        "de": "to",
        "d'": "to",
        "d’": "to",
        "à": "to",
        "pour": "to",
        "afin": "",
        "sans": "without",
        "avant": "before",
    },
    "es": {"de": "to", "a": "to", "para": "to", "por": "for", "sin": "without", "al": "on", "que": "to", "en": "in"},
}
_WITH_GERUND = frozenset({"without", "before", "on", "for", "in"})


def english_order(pieces: list[Piece], language: str) -> list[Piece]:
    """The pieces in English order, without the words that English does not put."""
    if language == "fr":
        pieces = _one_negation(_without_some(pieces))
    else:
        _spanish_not(pieces)
    pieces = _infinitives(_dates(adjectives_first(pieces)), language)
    return _perfects(pieces) if language == "fr" else pieces


def adjectives_first(pieces: list[Piece]) -> list[Piece]:
    """Adjectives before their noun: "prisonniers politiques" is political prisoners."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind == "a" and found and found[-1].kind == "n" and not piece.form.tense:
            noun = found.pop()
            piece.gap, noun.gap = noun.gap, piece.gap
            piece.is_capital, noun.is_capital = noun.is_capital, piece.is_capital
            found += [piece, noun]
        else:
            found.append(piece)
    return found


def _without_some(pieces: list[Piece]) -> list[Piece]:
    """Without "des" where no noun stands before it: "causer des dégâts" is cause damage."""
    return [p for n, p in enumerate(pieces) if p.source != "des" or (n and pieces[n - 1].kind in {"n", "a", "name"})]


def _one_negation(pieces: list[Piece]) -> list[Piece]:
    """ "ne ... pas" as one word in the place of "ne"; "ne ... personne" leaves "ne" out."""
    gone: set[int] = set()
    for n, piece in enumerate(pieces):
        if piece.source not in {"ne", "n'", "n’"}:
            continue
        near = range(n + 1, min(len(pieces), n + 1 + _REACH))
        second = next((m for m in near if pieces[m].source in _NEGATIONS), None)
        if second is not None:
            piece.english = _NEGATIONS[pieces[second].source]
            gone.add(second)
        elif any(pieces[m].source in _OTHER_NEGATIONS for m in near):
            gone.add(n)
    return [piece for n, piece in enumerate(pieces) if n not in gone]


def _spanish_not(pieces: list[Piece]) -> None:
    """ "no" before a verb, a pronoun between them let be, is not."""
    for n, piece in enumerate(pieces[:-1]):
        if piece.source == "no":
            near = [after for after in pieces[n + 1 : n + 3] if after.source not in _CLITICS]
            if near and (near[0].kind == "v" or near[0].english in _VERB_WORDS):
                piece.english = "not"


_CLITICS = frozenset("se le les lo la los las me te nos os".split())
_VERB_WORDS = frozenset("is are was were be has have had can could will would must should may am do does did".split())


def _dates(pieces: list[Piece]) -> list[Piece]:
    """ "el 30 de septiembre de 2018" is on 30 September 2018."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        before = found[-1] if found else None
        if piece.source in {"de", "del"} and before and after:
            if before.kind == "number" and after.english in MONTHS:
                continue
            if before.english in MONTHS and after.kind == "number":
                continue
        if piece.source in {"le", "el"} and after and after.kind == "number" and _month_near(pieces, n):
            piece.english = "on"
        found.append(piece)
    return found


def _month_near(pieces: list[Piece], at: int) -> bool:
    return any(piece.english in MONTHS for piece in pieces[at + 2 : at + 4])


def _infinitives(pieces: list[Piece], language: str) -> list[Piece]:
    """ "pour libérer" is to release, "sin saber" is without knowing."""
    table = _BEFORE_INFINITIVE[language]
    for n, piece in enumerate(pieces[:-1]):
        after = pieces[n + 1]
        if piece.kind == "f" and piece.source in table and after.kind == "v" and after.form.tense == "to":
            piece.english = table[piece.source]
            if piece.english in _WITH_GERUND:
                after.form = Form(tense="ing")
    return pieces


def _perfects(pieces: list[Piece]) -> list[Piece]:
    """ "a déclaré" is said: French news tells in the perfect what English tells in the past."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if (
            piece.source in {"a", "ont", "ai", "avons"}
            and after
            and after.kind == "v"
            and after.form.tense in {"done", "past"}
        ):
            after.form = Form(tense="past")
            continue
        found.append(piece)
    return found
