"""Pages for people: rendered here, usable without scripts."""

from __future__ import annotations

from fastapi import APIRouter

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.measuring import Measuring
from services.publish.adapters.pages.article import article_pages
from services.publish.adapters.pages.edit import edit_pages
from services.publish.adapters.pages.found import found_pages
from services.publish.adapters.pages.operations import operator_pages
from services.publish.adapters.pages.outcomes import Outcomes
from services.publish.adapters.pages.rendering import problem_page as problem_page
from services.publish.adapters.pages.rendering import static_files as static_files
from services.publish.adapters.pages.stories import story_list
from services.publish.adapters.pages.story import story_pages
from services.publish.adapters.projection import Projection
from shared.delivery.graveyard import Graveyard
from shared.delivery.state import State


def pages(projection: Projection, live: LiveUpdates, state: State, measuring: Measuring) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter()
    graveyard = Graveyard(state.redis, state.namespace)
    outcomes = Outcomes(projection, graveyard)
    router.include_router(story_list(projection, live))
    router.include_router(story_pages(projection, live, outcomes))
    router.include_router(edit_pages(projection, state, outcomes))
    router.include_router(article_pages(projection))
    router.include_router(found_pages(projection))
    router.include_router(operator_pages(projection, measuring, graveyard))
    return router
