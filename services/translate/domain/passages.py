"""Passages of an article that are in another language than the article: quoted paragraphs, bilingual notices.

Told by sentences, and quotations inside them. One counts when it is long enough, the identifier is all but certain, the
article's own language has hardly a chance, and the other language's function words are there where we know them: lists
of foreign names, titles of works and companies are no passages. Neighbours in one language go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from services.translate.domain.alphabets import fit
from services.translate.domain.language import READ_HEADLINE, UND, Reading, read
from services.translate.domain.ports import LanguageIdentifier
from shared.contracts.article import Article, DetectedLanguage, Part, Passage, Span
from shared.language import LANGUAGES, base
from shared.language.sentences import sentences
from shared.language.stopwords import stopwords

#: Letters that a passage has at least, and a headline; shorter ones are titles and slogans as often as not.
LEAST, LEAST_HEADLINE = 60, 40
#: Letters that a sentence has at least to be judged by itself.
_LEAST_JUDGED = 30
#: Code points of the text, and pieces of it, that are looked at; what lies behind them has no passages of its own.
READ, PIECES = 60_000, 400
#: Code points of one piece that are read.
_READ_PIECE = 600
#: Letters up to which a piece of unknown language between two foreign ones belongs to them: "Yes.", a name.
_BETWEEN = 60
#: Share of a paragraph's letters that is foreign for certain where the paragraph is foreign as a whole.
_NEARLY_ALL = 0.7
#: Probability that a passage's language has at least, and the article's own at most.
_CERTAIN, _NO_CHANCE = 0.9, 0.02
#: Function words that tell a language.
_TELL = 2
#: What is left of the article's own language where a piece has several letters that its alphabet lacks.
_STRANGE_LETTERS = 0.001
_WORD = re.compile(r"[^\W\d_]+")
#: Quotation marks that part what is quoted from what is said about it.
_QUOTED = re.compile(r"[\"“„«»”‟]")
_AROUND = ' \t\r\n\u00a0"“„«»”‟'

_Side = Literal["foreign", "own", "unknown"]


@dataclass(frozen=True)
class _Piece:
    """A run of text: whose language it is in, and which where that is another than the article's."""

    start: int
    end: int
    letters: int
    side: _Side
    language: DetectedLanguage = UND

    def join(self, other: _Piece) -> _Piece:
        """Both as one, in the foreign language of both, no surer than either is."""
        language = min(self.language, other.language, key=lambda found: found.confidence)
        return _Piece(self.start, other.end, self.letters + other.letters, "foreign", language)


@dataclass(frozen=True)
class _Judge:
    """Judges pieces of one article against its language."""

    own: str
    identifier: LanguageIdentifier
    configured: tuple[str, ...]
    floor: float

    def piece(self, text: str, start: int, end: int) -> _Piece:
        """The piece, judged; short ones, and ones that the function words give to the article, without the model."""
        words = text[start : min(end, start + _READ_PIECE)]
        letters = sum(map(str.isalpha, words))
        told = _WORD.findall(words.lower())
        if self._looks_own(told):
            return _Piece(start, end, letters, "own")
        if letters < _LEAST_JUDGED:
            return _Piece(start, end, letters, "unknown")
        reading = read(words, self.identifier, self.configured, self.floor)
        side = self._side(told, reading, fit(words, self.own) < _STRANGE_LETTERS)
        return _Piece(start, end, letters, side, reading.language if side == "foreign" else UND)

    def _looks_own(self, told: list[str]) -> bool:
        """Whether the article's language has more function words in it than any other that we know."""
        if self.own not in LANGUAGES:
            return False
        ours = sum(word in stopwords(self.own) for word in told)
        others = [tag for tag in LANGUAGES if tag != self.own]
        return ours > 0 and all(ours > sum(word in stopwords(tag) for word in told) for tag in others)

    def _side(self, told: list[str], reading: Reading, is_strange: bool) -> _Side:
        tag = reading.language.tag
        if tag == self.own or reading.chance(self.own) > _NO_CHANCE:
            return "own"
        if tag == UND.tag or reading.language.confidence < _CERTAIN:
            return "unknown"
        return "foreign" if is_strange or self._has_words_of(tag, told) else "unknown"

    def _has_words_of(self, tag: str, told: list[str]) -> bool:
        """Whether there are enough function words of the other language; true where we do not know them."""
        if tag not in LANGUAGES:
            return True
        own = stopwords(self.own) if self.own in LANGUAGES else frozenset()
        return sum(word in stopwords(tag) and word not in own for word in told) >= _TELL


def passages(
    article: Article,
    language: DetectedLanguage,
    identifier: LanguageIdentifier,
    configured: tuple[str, ...],
    floor: float,
) -> tuple[Passage, ...]:
    """The passages in another language, headline first, in order; none where the article's own language is unknown."""
    if language.tag == UND.tag:
        return ()
    judge = _Judge(base(language.tag), identifier, configured, floor)
    headline, text = article.headline[:READ_HEADLINE], article.text[:READ]
    heads = [judge.piece(headline, 0, len(headline))]
    bodies = [judge.piece(text, *span) for span in _pieces(text, language.tag)]
    return (
        *_passages(headline, heads, "headline", LEAST_HEADLINE),
        *_passages(text, _joined(text, bodies), "text", LEAST),
    )


def _passages(text: str, pieces: list[_Piece], part: Part, least: int) -> Iterator[Passage]:
    for piece in pieces:
        if piece.side == "foreign" and piece.letters >= least:
            start, end = _trimmed(text, piece)
            yield Passage(span=Span(start=start, end=end, part=part), language=piece.language)


def _pieces(text: str, language: str) -> list[tuple[int, int]]:
    """The spans of sentences, and of long quotations inside them, in order."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text, language):
        spans += _unquoted(text, start, end)
        if len(spans) >= PIECES:
            break
    return spans[:PIECES]


def _unquoted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, cut at quotation marks where what is between them is long enough to be a passage."""
    marks = [start, *(m.start() for m in _QUOTED.finditer(text, start, end)), end]
    here = start
    for left, right in zip(marks, marks[1:], strict=False):
        if right - left >= LEAST:
            if left > here:
                yield here, left
            yield left, right
            here = right
    if here < end:
        yield here, end


def _joined(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """The foreign pieces; neighbours in one language are one, with short ones of unknown language between them."""
    joined: list[_Piece] = []
    between: list[_Piece] = []
    for piece in _by_paragraph(text, pieces):
        if piece.side != "foreign":
            between.append(piece)
            continue
        last = joined[-1] if joined else None
        if last and last.language.tag == piece.language.tag and _belong(between):
            joined[-1] = last.join(piece)
        else:
            joined.append(piece)
        between = []
    return joined


def _belong(between: list[_Piece]) -> bool:
    return all(piece.side == "unknown" and piece.letters <= _BETWEEN for piece in between)


def _by_paragraph(text: str, pieces: list[_Piece]) -> Iterator[_Piece]:
    """Paragraphs that are foreign as a whole as one piece, and the pieces of the others."""
    paragraphs: list[list[_Piece]] = []
    for piece in pieces:
        if paragraphs and "\n" not in text[paragraphs[-1][-1].end : piece.start]:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([piece])
    for paragraph in paragraphs:
        yield from [_as_one(paragraph)] if _is_whole(paragraph) else paragraph


def _is_whole(paragraph: list[_Piece]) -> bool:
    """Whether nearly all of a paragraph is in one foreign language, and none of it in the article's."""
    foreign = [piece for piece in paragraph if piece.side == "foreign"]
    known = sum(piece.letters for piece in foreign)
    return (
        len({piece.language.tag for piece in foreign}) == 1
        and all(piece.side != "own" for piece in paragraph)
        and known >= _NEARLY_ALL * sum(piece.letters for piece in paragraph)
    )


def _as_one(paragraph: list[_Piece]) -> _Piece:
    known = min((p.language for p in paragraph if p.side == "foreign"), key=lambda found: found.confidence)
    letters = sum(piece.letters for piece in paragraph)
    return _Piece(paragraph[0].start, paragraph[-1].end, letters, "foreign", known)


def _trimmed(text: str, piece: _Piece) -> tuple[int, int]:
    """The span without white space and quotation marks around it."""
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip(_AROUND))
    return start, start + len(words.strip(_AROUND))
