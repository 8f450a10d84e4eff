"""Feeds of updates and of stories, as RSS, Atom and JSON Feed, one address for every filter."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.publish.adapters.answers import Responses
from services.publish.adapters.feed_formats import atom, rss
from services.publish.adapters.parameters import StoriesAsked
from services.publish.adapters.problems import documented
from services.publish.adapters.projection import Projection
from services.publish.adapters.updates_api import FILTER_PARAMETERS, asked_for
from services.publish.domain.feeds import Feed, json_feed

FeedFormat = Literal["atom", "rss", "json"]

MEDIA_TYPES: dict[FeedFormat, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}

Format = Annotated[FeedFormat, Path(alias="format", description="Atom, RSS 2.0, or JSON Feed 1.1.")]
FeedLimit = Annotated[int, Query(alias="limit", ge=1, le=200, description="Entries of the feed.")]

_FEEDS: Responses = {
    200: {
        "description": "The feed.",
        "content": {
            MEDIA_TYPES["atom"]: {"schema": {"type": "string"}},
            MEDIA_TYPES["rss"]: {"schema": {"type": "string"}},
            MEDIA_TYPES["json"]: {"schema": {"type": "object"}},
        },
    }
}


def feed_api(projection: Projection) -> APIRouter:
    """The routes under /v1/feeds."""
    router = APIRouter(prefix="/v1/feeds", tags=["feeds"])

    @router.get(
        "/updates.{format}",
        summary="A feed of updates that a filter lets through",
        response_class=Response,
        responses=_FEEDS | documented(422),
        openapi_extra={"parameters": FILTER_PARAMETERS},
    )
    async def updates(request: Request, format_: Format, limit: FeedLimit = 50) -> Response:
        """An entry for each update; its id, `<story id>-r<revision>`, never changes. The filter is that of
        `/v1/updates`. What was withdrawn is taken out of the entry, which then says so. A feed looks at the last 500
        updates that may be meant; `/v1/stories/{story_id}/updates` has all.
        """
        entries = await projection.feed_of_updates(asked_for(request, ("limit",)), limit)
        told = Feed(title="Slugline: updates", description="What changed in the stories of the wire.", entries=entries)
        return _answer(told, format_, request)

    @router.get(
        "/stories.{format}",
        summary="A feed of stories",
        response_class=Response,
        responses=_FEEDS | documented(422),
    )
    async def stories(request: Request, asked: StoriesAsked, format_: Format, limit: FeedLimit = 50) -> Response:
        """An entry for each story, which counts as changed with every update of it. Filters are those of
        `/v1/stories`.
        """
        entries = await projection.feed_of_stories(asked, limit)
        told = Feed(title="Slugline: stories", description="The stories of the wire.", entries=entries)
        return _answer(told, format_, request)

    return router


def _answer(feed: Feed, format_: FeedFormat, request: Request) -> Response:
    base = str(request.base_url).rstrip("/")
    own = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    headers = {"last-modified": format_datetime(feed.updated, usegmt=True)}
    return Response(_written(feed, format_, base, own), 200, headers, f"{MEDIA_TYPES[format_]}; charset=utf-8")


def _written(feed: Feed, format_: FeedFormat, base: str, own: str) -> bytes:
    if format_ == "json":
        made: dict[str, Any] = json_feed(feed, base, own)
        return json.dumps(made, ensure_ascii=False).encode()
    return atom(feed, base, own) if format_ == "atom" else rss(feed, base, own)
