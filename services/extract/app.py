"""Wiring of extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extract.domain.article import warm_up
from services.extract.handlers import ExtractArticle
from services.extract.settings import ExtractSettings
from shared.delivery.service import Service
from shared.streams import ARTICLES_EXTRACTED, ARTICLES_TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis.asyncio import Redis


def build(settings: ExtractSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run, its word lists read."""
    settings = settings or ExtractSettings()
    service = Service("extract", settings, redis=redis)
    _load(settings.own_models)
    articles = ExtractArticle(settings.extract_limit, settings.own_models)
    service.consume(ARTICLES_TRANSLATED, articles.handle, forward_skips_to=ARTICLES_EXTRACTED)
    return service


def _load(models: Mapping[str, str]) -> None:
    try:
        warm_up(models)
    except OSError as error:  # spaCy's way to say that there is no such model
        raise ValueError(f"SLUGLINE_NER_MODELS={models}: {error}") from error
