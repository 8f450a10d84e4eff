"""The embedded engine as a translator: always there, gives the drift and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.translate.domain.gist import LANGUAGES, gist_of, parts
from services.translate.domain.ports import CannotTranslate, Request

#: Words that make every list be read: a place, a person, a number.
_ANY_NAMES = "Minsk Xaver Yorick 12"
#: Code points from which even cutting a sentence takes longer than others should wait.
_LONG = 50_000


class Gist:
    """Puts sentences into English word by word, a few milliseconds at a time, so that the event loop stays free."""

    name = "gist"
    is_gist = True

    def __init__(self) -> None:
        self._read: set[str] = set()

    def supports(self, source: str, target: str) -> bool:
        """Whether a lexicon ships for the pair."""
        return source in LANGUAGES and target == "en"

    async def translate(self, request: Request) -> Sequence[str]:
        """As many sentences as came, in their order."""
        if not self.supports(request.source, request.target):
            raise CannotTranslate(f"no lexicon from {request.source} into {request.target}")
        await self._tables(request.source)
        return [await self._sentence(sentence, request.source) for sentence in request.sentences]

    async def _tables(self, language: str) -> None:
        """Has the word lists of a language read, away from the event loop, before its first sentence."""
        if language not in self._read:
            await asyncio.to_thread(gist_of, _ANY_NAMES, language)
            self._read.add(language)

    async def close(self) -> None:
        """Holds nothing that could be closed."""

    async def _sentence(self, sentence: str, language: str) -> str:
        """One sentence; others have their turn after each part of it."""
        found = []
        cut = parts(sentence) if len(sentence) < _LONG else await asyncio.to_thread(parts, sentence)
        for part in cut:
            found.append(gist_of(part, language))
            await asyncio.sleep(0)
        return " ".join(filter(None, found))
