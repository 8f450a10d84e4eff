"""English forms and small words: plurals, tenses, articles, "of", negation."""

from __future__ import annotations

import re

from services.translate.domain.gist import forms, inflect
from services.translate.domain.gist.pieces import Piece, word

_DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your no every each some any all both another whose which "
    "what such many few several most more less much one either neither enough".split()
)
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
        return inflect.past(piece.english)
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
    "player writer lawyer deputy senator ambassador head mr mrs ms prime|minister foreign|minister defence|minister".replace(
        "|", "\x00"
    ).split()
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
    """With "the" before nouns in the singular that nothing determines, for languages without articles."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        if _begins_phrase(pieces, n) and (noun := _head(pieces, n)) is not None and _wants_article(noun):
            found.append(word("the"))
        found.append(piece)
    return found


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
    return piece.source in _DAYS and len(found) > 1 and found[-2].english in _MONTHS


_MONTHS = frozenset("January February March April May June July August September October November December".split())


def with_be(pieces: list[Piece]) -> list[Piece]:
    """With "be" after "will" where no verb follows: "будет трудно" is will be difficult."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        found.append(piece)
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if piece.english == "will" and piece.kind == "f" and (after is None or after.kind not in {"v", "f", "r"}):
            found.append(word("be"))
    return found


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


_OBJECTS = {"they": "them", "he": "him", "she": "her", "I": "me", "we": "us"}
_PREPOSITIONS = frozenset(
    "in on at of to for with from by about against between under over through without among near behind around "
    "towards like despite".split()
)
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


def prepositions(pieces: list[Piece], language: str) -> list[Piece]:
    """ "with them", "on Monday", "on 30 September"; Slavic "с" as from or with, by the case after it."""
    for n, piece in enumerate(pieces[:-1]):
        if piece.kind != "f":
            continue
        after = pieces[n + 1]
        if piece.english in {"in", "at", "to"} and (after.english in _WEEKDAYS or _is_day(pieces, n + 1)):
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
        if piece.english in _WEEKDAYS:
            if before and before.english == "the":
                before.english = "on"
            elif language == "lt" and piece.source.endswith("į") and not (before and before.kind == "f"):
                found.append(word("on"))
        found.append(piece)
    return found


def _is_day(pieces: list[Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at].kind == "number" and pieces[at + 1].english in _MONTHS


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
