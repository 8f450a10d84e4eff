""" "the", "a" and "of", where English has them and the source has not, or the other way round."""

from __future__ import annotations

from services.translate.domain.gist.pieces import Piece, word

_DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your no every each some any all both another whose which "
    "what such many few several most more less much one either neither enough".split()
)


def with_of(pieces: list[Piece]) -> list[Piece]:
    """With "of" between a noun and one in the genitive right after it, for Slavic languages."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        before = found[-1] if found else None
        if before and before.kind == "n" and _genitive_phrase(pieces, n) and not _is_title(before, piece):
            found.append(word("of"))
        found.append(piece)
    return found


_TITLES = frozenset(
    "president minister leader spokesman spokeswoman chancellor chairman director general colonel captain king queen "
    "prince princess pope premier governor mayor judge professor doctor journalist blogger actor actress singer coach "
    "player writer lawyer deputy senator ambassador head mr mrs ms prime|minister foreign|minister "
    "defence|minister".replace("|", "\x00").split()
) | frozenset({"prime minister", "foreign minister", "defence minister", "press secretary", "head of state"})


def _is_title(before: Piece, piece: Piece) -> bool:
    """Whether the noun is the office of the person who is named after it."""
    return piece.kind == "name" and before.english in _TITLES


def _genitive_phrase(pieces: list[Piece], at: int) -> bool:
    """Whether adjectives and a noun in the genitive begin here."""
    for piece in pieces[at : at + 3]:
        if piece.is_noun:
            return piece.form.is_genitive
        if piece.kind != "a":
            return False
    return False


_UNCOUNTED = frozenset("percent people years months days hours minutes".split())


def with_articles(pieces: list[Piece]) -> list[Piece]:
    """With "the" or "a" before nouns in the singular that nothing determines, for languages without articles."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        if _begins_phrase(pieces, n) and (noun := _head(pieces, n)) is not None and _wants_article(noun):
            found.append(word("a" if n and pieces[n - 1].english in _BEFORE_A else "the"))
        found.append(piece)
    return found


#: Words after which something is one of its kind: "as a result", "was a teacher".
_BEFORE_A = frozenset("as is was be been become".split())


def _begins_phrase(pieces: list[Piece], at: int) -> bool:
    piece = pieces[at]
    if piece.kind not in {"n", "a"}:
        return False
    before = pieces[at - 1] if at else None
    if before is None or before.is_mark:
        return True
    if before.kind in {"a", "number", "name", "n", "place", "x"}:
        return False
    return before.english.rpartition(" ")[2] not in _DETERMINERS


def _head(pieces: list[Piece], at: int) -> Piece | None:
    for piece in pieces[at : at + 4]:
        if piece.kind == "n":
            return piece
        if piece.kind != "a":
            return None
    return None


def _wants_article(noun: Piece) -> bool:
    return not noun.form.is_plural and not noun.english[:1].isupper() and noun.english not in _UNCOUNTED


#: Places that English gives an article.
_WITH_ARTICLE = frozenset(
    {
        "United States",
        "United Kingdom",
        "Netherlands",
        "Philippines",
        "United Arab Emirates",
        "Czech Republic",
        "Bahamas",
    }
    | {"Central African Republic", "Dominican Republic", "European Union", "Faroe Islands", "Maldives", "Baltic Sea"}
    | {"Black Sea", "Middle East", "West Bank", "Gaza Strip", "Balkans", "Caucasus", "Crimean Peninsula"}
)


def with_places(pieces: list[Piece]) -> list[Piece]:
    """Places with the article that English gives them, and without another: "le Mexique" is Mexico."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if piece.kind in {"place", "name"} and before and before.kind == "f":
            before.english = _without_the(before.english, has_article=piece.english in _WITH_ARTICLE)
        if piece.english in _WITH_ARTICLE and not (before and before.english.endswith("the")):
            found.append(word("the"))
        found.append(piece)
    return found


def _without_the(words: str, *, has_article: bool) -> str:
    if has_article:
        return words
    return "" if words in {"the", "a"} else words.removesuffix(" the")
