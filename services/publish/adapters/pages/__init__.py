"""Pages for people: rendered here, usable without scripts."""

from __future__ import annotations

from fastapi import APIRouter

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.pages.article import article_pages
from services.publish.adapters.pages.rendering import problem_page as problem_page
from services.publish.adapters.pages.rendering import static_files as static_files
from services.publish.adapters.pages.stories import story_list
from services.publish.adapters.pages.story import story_pages
from services.publish.adapters.projection import Projection


def pages(projection: Projection, live: LiveUpdates) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter()
    router.include_router(story_list(projection, live))
    router.include_router(story_pages(projection, live))
    router.include_router(article_pages(projection))
    return router
