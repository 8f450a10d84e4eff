"""The read API, version 1."""

from __future__ import annotations

from fastapi import APIRouter

from services.publish.adapters.answers import no_article as no_article
from services.publish.adapters.answers import no_story as no_story
from services.publish.adapters.article_api import article_api
from services.publish.adapters.export_api import export_api
from services.publish.adapters.feed_api import feed_api
from services.publish.adapters.projection import Projection
from services.publish.adapters.search_api import search_api
from services.publish.adapters.story_api import story_api


def read_api(projection: Projection) -> APIRouter:
    """The routes that answer once."""
    router = APIRouter()
    for routes in (story_api, export_api, article_api, search_api, feed_api):
        router.include_router(routes(projection))
    return router
