"""An article's Translation: its sentences by the best route that answers, put together, with what was bent.

Sentences of a passage in another language go their own way: English ones stay as they are, others are translated from
their language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.translate.domain.chain import Answer, Ask, best_answer
from services.translate.domain.fidelity import Slip
from services.translate.domain.parts import Joined, Piece, Pieces, cut, join
from services.translate.domain.routes import ENGLISH, Route, Routing
from shared.contracts.article import AlignedSentence, Article, FidelityFlag, Passage, Span, Translation
from shared.language import base

ORIGINAL = Translation(status="original")
UNTRANSLATED = Translation(status="untranslated")
#: Flags that one article carries; an article with more is flagged enough.
MOST_FLAGS = 40


#: Share of a sentence that a passage holds where it is of the passage: quotation marks may stand outside.
_MOST_OF = 0.8


@dataclass(frozen=True)
class Translated:
    """The translation an article goes on with; `missed`: a better one may come later."""

    translation: Translation
    missed: bool = False


@dataclass(frozen=True)
class Translating:
    """How articles are put into English: the order of engines, and how much of an article they get."""

    routing: Routing
    gists: frozenset[str]
    #: Code points of an article's text that are translated.
    most: int

    async def now(self, article: Article, tag: str, passages: Sequence[Passage], ask: Ask) -> Translated:
        """The best English there is for an article on its way; `original` where it is English already."""
        if base(tag) == ENGLISH:
            return Translated(ORIGINAL)
        return await self._by(self.routing.routes(base(tag)), article, tag, passages, ask)

    async def later(self, article: Article, tag: str, passages: Sequence[Passage], ask: Ask) -> Translated:
        """What the engines have for an article that went on without them; gists are no news to it."""
        better = tuple(r for r in self.routing.routes(base(tag)) if r.engine not in self.gists)
        return await self._by(better, article, tag, passages, ask)

    async def _by(
        self, routes: tuple[Route, ...], article: Article, tag: str, passages: Sequence[Passage], ask: Ask
    ) -> Translated:
        pieces = cut(article, tag, self.most)
        languages = [_language(piece, base(tag), passages) for piece in pieces.pieces]
        own = [n for n, language in enumerate(languages) if language == base(tag)]
        if not routes or not own:
            return Translated(UNTRANSLATED)
        outcome = await best_answer(tuple(pieces.words[n] for n in own), base(tag), routes, self.gists, ask)
        if outcome.answer is None:
            return Translated(UNTRANSLATED, outcome.missed)
        english = list(pieces.words)
        for n, words in zip(own, outcome.answer.english, strict=True):
            english[n] = words
        for language in sorted(set(languages) - {base(tag), ENGLISH}):
            await self._passage(language, [n for n, here in enumerate(languages) if here == language], english, ask)
        slips = tuple(replace(slip, sentence=own[slip.sentence]) for slip in outcome.answer.slips)
        return Translated(_translation(pieces, english, outcome.answer, slips), outcome.missed)

    async def _passage(self, language: str, places: list[int], english: list[str], ask: Ask) -> None:
        """Puts the sentences of passages in one language into English, where an engine has it at once."""
        words = tuple(english[n] for n in places)
        outcome = await best_answer(words, language, self.routing.routes(language), self.gists, ask)
        for n, said in zip(places, outcome.answer.english if outcome.answer else words, strict=True):
            english[n] = said


def _language(piece: Piece, language: str, passages: Sequence[Passage]) -> str:
    """The language of a sentence: that of the passage that most of it is in, else the article's."""
    span = piece.span
    for passage in passages:
        shared = min(span.end, passage.span.end) - max(span.start, passage.span.start)
        if passage.span.part == span.part and shared >= _MOST_OF * (span.end - span.start):
            return base(passage.language.tag)
    return language


def _translation(pieces: Pieces, english: Sequence[str], answer: Answer, slips: tuple[Slip, ...]) -> Translation:
    joined = join(pieces, english)
    return Translation(
        status="gist" if answer.is_gist else "translated",
        engine=answer.route.engine,
        route=answer.route.name,
        headline=joined.headline,
        text=joined.text,
        is_whole=pieces.is_whole,
        sentences=joined.sentences,
        flags=_flags(pieces, joined, slips),
    )


def _flags(pieces: Pieces, joined: Joined, slips: tuple[Slip, ...]) -> tuple[FidelityFlag, ...]:
    return tuple(
        _flag(pieces.pieces[slip.sentence], joined.sentences[slip.sentence], slip) for slip in slips[:MOST_FLAGS]
    )


def _flag(piece: Piece, aligned: AlignedSentence, slip: Slip) -> FidelityFlag:
    at = piece.span.start
    return FidelityFlag(
        kind=slip.kind,
        source=Span(start=at + slip.start, end=at + slip.end, part=piece.span.part),
        source_words=slip.source_words,
        english=aligned.english,
        expected=slip.expected,
    )
