"""Wiring of extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extract.domain.article import warm_up
from services.extract.handlers import ExtractArticle
from services.extract.settings import ExtractSettings
from shared.delivery.service import Service
from shared.streams import ARTICLES_EXTRACTED, ARTICLES_TRANSLATED

if TYPE_CHECKING:
    from redis.asyncio import Redis


def build(settings: ExtractSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run, its word lists read."""
    settings = settings or ExtractSettings()
    service = Service("extract", settings, redis=redis)
    warm_up()
    service.consume(
        ARTICLES_TRANSLATED, ExtractArticle(settings.extract_limit).handle, forward_skips_to=ARTICLES_EXTRACTED
    )
    return service
