"""The read API of stories: lists, one of them, its updates, claims and decisions."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.publish.adapters.answers import MOVED, missing_story, moved, story_as_of, story_path
from services.publish.adapters.parameters import (
    ClaimKindAsked,
    ClaimStatusAsked,
    CursorText,
    Limit,
    Revision,
    RevisionAsked,
    StoriesAsked,
    StoryId,
    TopicAsked,
    UpdateLimit,
    cursor,
)
from services.publish.adapters.problems import documented
from services.publish.adapters.projection import Projection
from services.publish.domain.claims import ClaimFilter, ClaimList
from services.publish.domain.decisions import DecisionList
from services.publish.domain.results import StoryDetail, StoryPage, UpdateList


def story_api(projection: Projection) -> APIRouter:
    """The routes under /v1/stories that read."""
    router = APIRouter(prefix="/v1/stories", tags=["stories"])

    @router.get("", summary="Stories, newest update first", responses=documented(400, 422))
    async def stories(asked: StoriesAsked, limit: Limit = 50, cursor_: CursorText = None) -> StoryPage:
        """Pages meet every story once that stays where it is. A story that is updated meanwhile moves to the front:

        to catch those as well, ask again with `since` set to when the walk began. A page may have fewer stories than
        its limit and still have a next one. With `q` the story that began last comes first, and none moves.
        """
        return await projection.story_page(asked, limit, cursor(cursor_))

    @router.get(
        "/{story_id}",
        summary="One story with its articles, now or as of a revision",
        response_model=StoryDetail,
        responses=MOVED | documented(404, 410, 422),
    )
    async def story(story_id: StoryId, request: Request, revision: RevisionAsked = None) -> Response | StoryDetail:
        """A merged story redirects to its survivor, except at a revision of its own.

        What was withdrawn since is left out of every revision.
        """
        if revision is not None:
            return await story_as_of(projection, story_id, revision)
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return moved(story_path(survivor.into), request.url)
        found = await projection.story(story_id)
        if found is None:
            raise await missing_story(projection, story_id)
        return found

    @router.get(
        "/{story_id}/updates",
        summary="What changed in a story since a revision",
        response_model=UpdateList,
        responses=MOVED | documented(404, 410, 422),
    )
    async def story_updates(
        story_id: StoryId, request: Request, since: Revision = 0, limit: UpdateLimit = 500
    ) -> Response | UpdateList:
        """A merged story's own updates come first; after the last of them the redirect leads on to its merge."""
        found = await projection.updates(story_id, since, limit)
        survivor = await projection.survivor(story_id)
        if not found.items and survivor.into != story_id:
            path = f"{story_path(survivor.into)}/updates"
            return moved(path, request.url.include_query_params(since=survivor.revision - 1))
        if not found.items and not await projection.is_story(story_id):
            raise await missing_story(projection, story_id)
        return found

    @router.get(
        "/{story_id}/claims",
        summary="What a story's articles claim, by topic, with every value and who says so",
        response_model=ClaimList,
        responses=MOVED | documented(400, 404, 410, 422),
    )
    async def claims(
        story_id: StoryId,
        request: Request,
        status: ClaimStatusAsked = None,
        kind: ClaimKindAsked = None,
        topic: TopicAsked = None,
        limit: Limit = 100,
        cursor_: CursorText = None,
    ) -> Response | ClaimList:
        """The topic spoken of last comes first; its values stand in order of the time that they are about."""
        gone = await _elsewhere(projection, story_id, "/claims", request)
        return gone or await projection.claims(story_id, ClaimFilter(status, kind, topic), limit, cursor(cursor_))

    @router.get(
        "/{story_id}/decisions",
        summary="Who joined, parted, pinned or named the story, and why",
        response_model=DecisionList,
        responses=MOVED | documented(404, 410, 422),
    )
    async def decisions(story_id: StoryId, request: Request) -> Response | DecisionList:
        return await _elsewhere(projection, story_id, "/decisions", request) or await projection.decisions(story_id)

    return router


async def _elsewhere(projection: Projection, story_id: str, below: str, request: Request) -> Response | None:
    """The redirect of a merged story; None where the story is its own. Raises Failed for one that was never seen."""
    survivor = await projection.survivor(story_id)
    if survivor.into != story_id:
        return moved(story_path(survivor.into) + below, request.url)
    if not await projection.is_story(story_id):
        raise await missing_story(projection, story_id)
    return None
