"""The list of stories, the newest update first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import CursorText, cursor
from services.publish.adapters.projection import Projection
from services.publish.domain.resume import page_position

#: Stories on one page of the list.
_STORIES = 40


def story_list(projection: Projection, live: LiveUpdates) -> APIRouter:
    """The route of the list."""
    router = APIRouter()

    @router.get("/")
    async def stories(request: Request, cursor_: CursorText = None) -> Response:
        position = page_position(await live.ends())
        found = await projection.stories(_STORIES, cursor(cursor_))
        latest = await projection.latest_messages(found.items)
        return page(request, "stories.html", page=found, latest=latest, position=position, is_first=not cursor_)

    return router
