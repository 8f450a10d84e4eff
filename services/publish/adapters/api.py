"""The read API, version 1."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.parameters import (
    After,
    ArticleUri,
    CursorText,
    Follow,
    LastEventId,
    Limit,
    Revision,
    StoryId,
    UpdateLimit,
    cursor,
    entry_id,
)
from services.publish.adapters.problems import Failed, documented
from services.publish.adapters.projection import Projection
from services.publish.adapters.sse import HEADERS, lines
from services.publish.domain.decisions import DecisionList
from services.publish.domain.following import Following
from services.publish.domain.reasons import ArticleWhy
from services.publish.domain.results import ArticleDetail, ArticlePage, StoryDetail, StoryPage, UpdateList

_Responses = dict[int | str, dict[str, Any]]

_SSE = {"text/event-stream": {"schema": {"type": "string"}, "example": "id: 1755259200000-0\nevent: ...\ndata: {...}"}}
_STREAM: _Responses = {200: {"description": "A stream of CloudEvents.", "content": _SSE}}
_MOVED: _Responses = {308: {"description": "Merged: Location names the surviving story."}}


def story_path(story_id: str) -> str:
    """Where the API serves this story."""
    return f"/v1/stories/{quote(story_id, safe=':')}"


def no_story(story_id: str) -> Failed:
    """The problem of a story that was never seen."""
    return Failed(404, "no_such_story", f"There is no story {story_id[:200]!r}.")


def no_article(uri: str) -> Failed:
    """The problem of an article that was never seen."""
    return Failed(404, "no_such_article", f"There is no article {uri[:200]!r}.")


def read_api(projection: Projection) -> APIRouter:
    """The routes that answer once."""
    router = APIRouter(prefix="/v1")

    @router.get("/stories", tags=["stories"], summary="Stories, newest update first", responses=documented(400, 422))
    async def stories(limit: Limit = 50, cursor_: CursorText = None) -> StoryPage:
        return await projection.stories(limit, cursor(cursor_))

    @router.get(
        "/stories/{story_id}",
        tags=["stories"],
        summary="One story with its articles",
        response_model=StoryDetail,
        responses=_MOVED | documented(404, 422),
    )
    async def story(story_id: StoryId) -> Response | StoryDetail:
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return RedirectResponse(story_path(survivor.into), 308)
        found = await projection.story(story_id)
        if found is None:
            raise no_story(story_id)
        return found

    @router.get(
        "/stories/{story_id}/updates",
        tags=["stories"],
        summary="What changed in a story since a revision",
        response_model=UpdateList,
        responses=_MOVED | documented(404, 422),
    )
    async def story_updates(story_id: StoryId, since: Revision = 0, limit: UpdateLimit = 500) -> Response | UpdateList:
        """A merged story's own updates come first; after the last of them the redirect leads on to its merge."""
        found = await projection.updates(story_id, since, limit)
        survivor = await projection.survivor(story_id)
        if not found.items and survivor.into != story_id:
            return RedirectResponse(f"{story_path(survivor.into)}/updates?since={survivor.revision - 1}", 308)
        if not found.items and await projection.snapshot(story_id) is None:
            raise no_story(story_id)
        return found

    @router.get(
        "/stories/{story_id}/decisions",
        tags=["stories"],
        summary="Who joined, parted, pinned or named the story, and why",
        response_model=DecisionList,
        responses=_MOVED | documented(404, 422),
    )
    async def decisions(story_id: StoryId) -> Response | DecisionList:
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return RedirectResponse(f"{story_path(survivor.into)}/decisions", 308)
        if await projection.snapshot(story_id) is None:
            raise no_story(story_id)
        return await projection.decisions(story_id)

    @router.get("/articles", tags=["articles"], summary="Articles, the newest first", responses=documented(400, 422))
    async def articles(limit: Limit = 50, cursor_: CursorText = None) -> ArticlePage:
        return await projection.articles(limit, cursor(cursor_))

    @router.get(
        "/articles/{uri:path}/why",
        tags=["articles"],
        summary="Why an article is in its story, or in none",
        response_model=ArticleWhy,
        responses=documented(404, 422),
    )
    async def why(uri: ArticleUri) -> ArticleWhy | Response:
        """Reasons are those of the moment at which the article was placed; names and titles are those of now."""
        found = await projection.why(uri)
        if found is not None:
            return found
        named_so = await projection.article(f"{uri}/why")
        if named_so is None:
            raise no_article(uri)
        return Response(named_so.model_dump_json(), media_type="application/json")

    @router.get(
        "/articles/{uri:path}",
        tags=["articles"],
        summary="One article with its text, translation, entities and claims",
        responses=documented(404, 422),
    )
    async def article(uri: ArticleUri) -> ArticleDetail:
        found = await projection.article(uri)
        if found is None:
            raise no_article(uri)
        return found

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
