"""One sentence of any language put into English word by word: honest, readable, and no translation.

Steps: numbers are set apart (amounts.py, tokens.py), words become pieces of English (reading.py), pieces are put in
English order (order.py) and form (phrasing.py), and the whole is written (writing.py). Every step is linear.
"""

from __future__ import annotations

import re

from services.translate.domain.gist import articles, choices, order, phrasing, small_words
from services.translate.domain.gist.numerals import joined, without_points
from services.translate.domain.gist.reading import Reader
from services.translate.domain.gist.tokens import Token, tokens, visible
from services.translate.domain.gist.writing import written
from shared.language.bilingual import function_word, glosses
from shared.language.places import place_named

LANGUAGES = ("de", "ru", "uk", "be", "pl", "fr", "es", "lt")
#: Abbreviations with points inside, which would be read as ends of sentences.
_ABBREVIATIONS = {"es": (("EE. UU.", "EEUU"), ("EE.UU.", "EEUU"))}
_WITHOUT_ARTICLES = frozenset({"ru", "uk", "be", "pl", "lt"})
#: Code points that are read as one sentence; a longer one is cut at white space, or hard.
_LONGEST = 1_000


def gist(sentence: str, language: str) -> str:
    """The sentence in English, word by word."""
    return " ".join(filter(None, (gist_of(part, language) for part in parts(sentence))))


def parts(sentence: str) -> list[str]:
    """The sentence, or the stretches that a very long one is read in, without marks that nobody sees."""
    sentence = visible(sentence)
    if len(sentence) <= _LONGEST:
        return [sentence]
    return [part.strip() for part in re.findall(rf"(?s).{{1,{_LONGEST - 1}}}(?:\s|$)|.{{1,{_LONGEST}}}", sentence)]


def gist_of(sentence: str, language: str) -> str:
    """The English of one part: what `gist` does with each, for callers that let others work in between."""
    for spelling, plain in _ABBREVIATIONS.get(language, ()):
        sentence = sentence.replace(spelling, plain)
    found = joined(_quietened(tokens(sentence, language), language), language)
    if not found:
        return ""
    pieces = Reader(found, language).read()
    pieces = without_points(small_words.without_year_words(pieces), language)
    pieces = [piece for piece in order.english_order(pieces, language) if piece.english]
    pieces = small_words.without_commas(small_words.owned(small_words.weekdays(pieces, language)))
    pieces = choices.chosen(small_words.prepositions(pieces, language), language)
    pieces = choices.with_subjects(pieces, language)
    pieces = phrasing.with_be(phrasing.negated(pieces))
    if language == "lt":
        pieces = choices.with_in(pieces)
    if language in _WITHOUT_ARTICLES:
        pieces = articles.with_of(pieces) if language != "lt" else pieces
        pieces = articles.with_articles(pieces)
    pieces = phrasing.inflected(phrasing.with_to(articles.with_places(pieces), language), language)
    return written(pieces, capital=_opens_with_capital(found))


def _opens_with_capital(found: list[Token]) -> bool:
    first = next((token for token in found if token.kind == "word"), None)
    return first is not None and first.is_capital


def _quietened(found: list[Token], language: str) -> list[Token]:
    """Telex in capitals is read as if it were written as usual: words of the lexicon small, places and others not."""
    letters = [token for token in found if token.kind == "word" and len(token.text) > 1]
    if len(letters) > 3 and sum(token.text.isupper() for token in letters) > 0.7 * len(letters):
        for token in letters:
            token.text = _as_usual(token.text, language) if token is not letters[0] else token.text.capitalize()
    return found


def _as_usual(word: str, language: str) -> str:
    low, name = word.lower(), word.capitalize()
    if function_word(low, language) is not None:
        return low
    place = place_named(name, language)
    is_name = (place is not None and not place.is_city) or not glosses(low, language)
    return name if is_name else low
