"""The page of one story: what it tells, what changed, who says so."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.api import no_story
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.pages.addresses import page_of_story
from services.publish.adapters.pages.grouping import grouped
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import StoryId
from services.publish.adapters.projection import Projection
from services.publish.domain.families import families
from services.publish.domain.resume import page_position

#: Updates that a story's page tells; the API has all.
_UPDATES = 15


def story_pages(projection: Projection, live: LiveUpdates) -> APIRouter:
    """The routes of a story."""
    router = APIRouter()

    @router.get("/stories/{story_id}")
    async def story(request: Request, story_id: StoryId) -> Response:
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return RedirectResponse(page_of_story(survivor.into), 308)
        position = page_position(await live.ends())
        found = await projection.story(story_id)
        if found is None:
            raise no_story(story_id)
        updates = await projection.latest_updates(story_id, found.story.revision, _UPDATES)
        return page(
            request,
            "story.html",
            detail=found,
            story=found.story,
            updates=updates,
            families=families(found.articles),
            groups=grouped(found.story.entities),
            names={e.id: e.name for e in found.story.entities},
            articles_by_uri={a.uri: a for a in found.articles},
            position=position,
        )

    return router
