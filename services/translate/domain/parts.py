"""An article cut into sentences for the engines, and its English put together again, sentence beside sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.article import AlignedSentence, Article, Part, Span
from shared.language.sentences import sentences

#: Code points of one piece; a "sentence" longer than this is cut at white space, or anywhere if it has none.
LONGEST = 1_000


@dataclass(frozen=True)
class Piece:
    """A sentence of the original: its span, and its words."""

    span: Span
    words: str


@dataclass(frozen=True)
class Pieces:
    """The sentences that are put into English, headline first. `is_whole` says whether that is all of the article."""

    pieces: tuple[Piece, ...]
    text: str
    is_whole: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """The sentences, in order."""
        return tuple(piece.words for piece in self.pieces)


def cut(article: Article, language: str, most: int) -> Pieces:
    """The sentences of an article, up to `most` code points of its text."""
    text = article.text[:most]
    pieces = [*_of_part(article.headline[:most], "headline", language), *_of_part(text, "text", language)]
    return Pieces(tuple(pieces), text, len(article.text) <= most and len(article.headline) <= most)


def _of_part(words: str, part: Part, language: str) -> list[Piece]:
    spans = [short for span in sentences(words, language) for short in _shortened(words, *span)]
    return [Piece(Span(start=start, end=end, part=part), words[start:end]) for start, end in spans]


def _shortened(words: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span in pieces that an engine can take."""
    found: list[tuple[int, int]] = []
    while end - start > LONGEST:
        space = words.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = space if space > 0 else start + LONGEST
        found.append((start, stop))
        start = stop + 1 if space > 0 else stop
    return [*found, (start, end)] if start < end else found


@dataclass(frozen=True)
class Joined:
    """The English headline and text, and which of its sentences stands for which of the original."""

    headline: str
    text: str
    sentences: tuple[AlignedSentence, ...]


def join(pieces: Pieces, english: Sequence[str]) -> Joined:
    """The English of each sentence in its place, paragraphs parted as in the original."""
    headline, text = _Writer(), _Writer()
    aligned: list[AlignedSentence] = []
    before: Piece | None = None
    for piece, words in zip(pieces.pieces, english, strict=True):
        part = piece.span.part
        writer = headline if part == "headline" else text
        apart = before is not None and before.span.part == part and _are_apart(pieces, before, piece)
        start, end = writer.add(" ".join(words.split()), "\n\n" if apart else " ")
        aligned.append(AlignedSentence(source=piece.span, english=Span(start=start, end=end, part=part)))
        before = piece
    return Joined(headline.text, text.text, tuple(aligned))


def _are_apart(pieces: Pieces, before: Piece, piece: Piece) -> bool:
    """Whether a paragraph ends between two sentences."""
    return piece.span.part == "text" and "\n" in pieces.text[before.span.end : piece.span.start]


class _Writer:
    def __init__(self) -> None:
        self._written: list[str] = []
        self._length = 0

    def add(self, words: str, between: str) -> tuple[int, int]:
        if self._written and words:
            self._write(between)
        start = self._length
        self._write(words)
        return start, self._length

    def _write(self, words: str) -> None:
        self._written.append(words)
        self._length += len(words)

    @property
    def text(self) -> str:
        return "".join(self._written)
