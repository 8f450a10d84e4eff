"""An article's Translation: its sentences by the best route that answers, put together, with what was bent."""

from __future__ import annotations

from dataclasses import dataclass

from services.translate.domain.chain import Answer, Ask, best_answer
from services.translate.domain.fidelity import Slip
from services.translate.domain.parts import Joined, Piece, Pieces, cut, join
from services.translate.domain.routes import ENGLISH, Route, Routing
from shared.contracts.article import AlignedSentence, Article, FidelityFlag, Span, Translation
from shared.language import base

ORIGINAL = Translation(status="original")
UNTRANSLATED = Translation(status="untranslated")
#: Flags that one article carries; an article with more is flagged enough.
MOST_FLAGS = 40


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

    async def now(self, article: Article, tag: str, ask: Ask) -> Translated:
        """The best English there is for an article on its way; `original` where it is English already."""
        if base(tag) == ENGLISH:
            return Translated(ORIGINAL)
        return await self._by(self.routing.routes(base(tag)), article, tag, ask)

    async def later(self, article: Article, tag: str, ask: Ask) -> Translated:
        """What the engines have for an article that went on without them; gists are no news to it."""
        better = tuple(r for r in self.routing.routes(base(tag)) if r.engine not in self.gists)
        return await self._by(better, article, tag, ask)

    async def _by(self, routes: tuple[Route, ...], article: Article, tag: str, ask: Ask) -> Translated:
        pieces = cut(article, tag, self.most)
        if not routes or not pieces.pieces:
            return Translated(UNTRANSLATED)
        outcome = await best_answer(pieces.words, base(tag), routes, self.gists, ask)
        if outcome.answer is None:
            return Translated(UNTRANSLATED, outcome.missed)
        return Translated(_translation(pieces, outcome.answer), outcome.missed)


def _translation(pieces: Pieces, answer: Answer) -> Translation:
    joined = join(pieces, answer.english)
    return Translation(
        status="gist" if answer.is_gist else "translated",
        engine=answer.route.engine,
        route=answer.route.name,
        headline=joined.headline,
        text=joined.text,
        is_whole=pieces.is_whole,
        sentences=joined.sentences,
        flags=_flags(pieces, joined, answer.slips),
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
