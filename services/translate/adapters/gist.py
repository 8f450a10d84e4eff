"""The embedded engine as a translator: always there, gives the drift and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.translate.domain.gist import LANGUAGES, gist_of, parts
from services.translate.domain.ports import CannotTranslate, Request


class Gist:
    """Puts sentences into English word by word, a few milliseconds at a time, so that the event loop stays free."""

    name = "gist"
    is_gist = True

    def supports(self, source: str, target: str) -> bool:
        """Whether a lexicon ships for the pair."""
        return source in LANGUAGES and target == "en"

    async def translate(self, request: Request) -> Sequence[str]:
        """As many sentences as came, in their order."""
        if not self.supports(request.source, request.target):
            raise CannotTranslate(f"no lexicon from {request.source} into {request.target}")
        return [await self._sentence(sentence, request.source) for sentence in request.sentences]

    async def close(self) -> None:
        """Holds nothing that could be closed."""

    async def _sentence(self, sentence: str, language: str) -> str:
        """One sentence; others have their turn after each part of it."""
        found = []
        for part in parts(sentence):
            found.append(gist_of(part, language))
            await asyncio.sleep(0)
        return " ".join(filter(None, found))
