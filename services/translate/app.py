"""Wiring of translate: the one file that names concrete adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.translate.adapters.deadline import within
from services.translate.adapters.langid import Py3Langid
from services.translate.handlers import TranslateArticle
from services.translate.settings import TranslateSettings
from shared.delivery.service import Service
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_TRANSLATED

if TYPE_CHECKING:
    from redis.asyncio import Redis


def build(settings: TranslateSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run. No engine ships yet: what is not English goes on untranslated."""
    settings = settings or TranslateSettings()
    service = Service("translate", settings, redis=redis)
    translate = TranslateArticle(
        identifier=Py3Langid(settings.language_set),
        languages=settings.language_set,
        confidence=settings.language_confidence,
        engines=(),
        limit=within(settings.translate_deadline),
    )
    service.consume(ARTICLES_ACCEPTED, translate.handle, forward_skips_to=ARTICLES_TRANSLATED)
    return service
