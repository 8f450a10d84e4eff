"""Which engine's English an article gets: the first in order that has any, in time."""

from __future__ import annotations

from collections.abc import Sequence

from services.translate.domain.ports import English, Limit, OnFailure, Request, Translator
from shared.contracts.article import Translation

ORIGINAL = Translation(status="original")
UNTRANSLATED = Translation(status="untranslated")


async def english(request: Request, engines: Sequence[Translator], limit: Limit, on_failure: OnFailure) -> Translation:
    """The article's translation; `original` where it is English, `untranslated` where no engine had it."""
    if request.language == "en":
        return ORIGINAL
    for engine in engines:
        words = await _ask(engine, request, limit, on_failure)
        if words is not None:
            return _translation(engine.name, words)
    return UNTRANSLATED


async def _ask(engine: Translator, request: Request, limit: Limit, on_failure: OnFailure) -> English | None:
    """What the engine says, or None. An engine that breaks is passed over, whatever it raised."""
    try:
        if not engine.supports(request.language):
            return None
        words = await limit(engine.translate(request))
    except Exception as error:
        on_failure(engine.name, error)
        return None
    return words if words is not None and _answers(words, request) else None


def _answers(words: English, request: Request) -> bool:
    """Whether every part that had words has words again."""
    return bool(words.headline.strip()) >= bool(request.headline.strip()) and bool(words.text.strip()) >= bool(
        request.text.strip()
    )


def _translation(engine: str, words: English) -> Translation:
    status = "gist" if words.is_gist else "translated"
    return Translation.model_validate(
        {"status": status, "engine": engine, "headline": words.headline, "text": words.text}
    )
