"""The read API of a story to take away."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.publish.adapters.answers import MOVED, Responses, missing_story, moved, story_path
from services.publish.adapters.parameters import StoryId
from services.publish.adapters.problems import documented
from services.publish.adapters.projection import Projection
from services.publish.domain.export import StoryExport, markdown

_MARKDOWN: Responses = {
    200: {"description": "The story.", "content": {"text/markdown": {"schema": {"type": "string"}}}}
}
ExportFormat = Annotated[Literal["json", "markdown"], Query(alias="format", description="JSON, or Markdown.")]


def export_api(projection: Projection) -> APIRouter:
    """The route of an export."""
    router = APIRouter(prefix="/v1/stories", tags=["stories"])

    @router.get(
        "/{story_id}/export",
        summary="A story as one document: summary, timeline, claims with their history, articles by origin",
        response_model=StoryExport,
        responses=MOVED | _MARKDOWN | documented(404, 410, 422),
    )
    async def export(story_id: StoryId, request: Request, format_: ExportFormat = "json") -> Response | StoryExport:
        """Times are UTC. In Markdown no word of an article is markup."""
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return moved(f"{story_path(survivor.into)}/export", request.url)
        base = str(request.base_url).rstrip("/")
        found = await projection.export(story_id, base)
        if found is None:
            raise await missing_story(projection, story_id)
        if format_ == "json":
            return found
        return Response(markdown(found, base), media_type="text/markdown")

    return router
