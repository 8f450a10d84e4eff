"""The read API, version 1."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.publish.adapters.answers import Responses
from services.publish.adapters.answers import no_article as no_article
from services.publish.adapters.answers import no_story as no_story
from services.publish.adapters.article_api import article_api
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.parameters import (
    After,
    Follow,
    LastEventId,
    entry_id,
)
from services.publish.adapters.problems import Failed, documented
from services.publish.adapters.projection import Projection
from services.publish.adapters.sse import HEADERS, lines
from services.publish.adapters.story_api import story_api
from services.publish.domain.following import Following

_SSE = {"text/event-stream": {"schema": {"type": "string"}, "example": "id: 1755259200000-0\nevent: ...\ndata: {...}"}}
_STREAM: Responses = {200: {"description": "A stream of CloudEvents.", "content": _SSE}}


def read_api(projection: Projection) -> APIRouter:
    """The routes that answer once."""
    router = APIRouter()
    for routes in (story_api(projection), article_api(projection)):
        router.include_router(routes)
    return router


def live_api(projection: Projection, live: LiveUpdates, heartbeat: float) -> APIRouter:
    """The route that goes on answering."""
    router = APIRouter(prefix="/v1")

    @router.get(
        "/updates",
        tags=["updates"],
        summary="Updates as they happen (server-sent events)",
        response_class=StreamingResponse,
        responses=_STREAM | documented(400, 422, 503),
    )
    async def updates(
        story: Follow = None, after: After = None, last_event_id: LastEventId = None
    ) -> StreamingResponse:
        """Each event's `id` is its entry in `stories.updated`, its `event` the CloudEvents type, its `data` the event.

        Reconnect with Last-Event-ID to get what you missed. `stream.reset` says that it is no longer held;
        `stream.dropped` that you were too slow and should reconnect.
        """
        position = entry_id(last_event_id or after)
        if live.is_full:
            raise Failed(503, "too_many_subscribers", "As many subscribers as are served.", {"retry-after": "5"})
        following = Following(*({story, (await projection.survivor(story)).into} if story else ()))
        body = lines(live, position, following, heartbeat)
        return StreamingResponse(body, media_type="text/event-stream", headers=HEADERS)

    return router
