"""/v1/feeds: the list of feeds for whoever looks after the pipeline."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError

from services.ingest.adapters import requests
from services.ingest.adapters.feeds.desk import FeedDesk, WrittenInFile
from services.ingest.adapters.feeds.fetch import CannotFetch
from services.ingest.adapters.problems import MEDIA_TYPE, Problem, answer, problem, problem_of
from services.ingest.domain.entry import read_json
from services.ingest.domain.refusal import BadInput

#: Bytes of a request about a feed.
MOST_BYTES = 10_000
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {MEDIA_TYPE: {}}} for code in (400, 404, 409, 413, 422, 502, 503)
}


def feed_routes(desk: FeedDesk) -> APIRouter:
    """The routes of feeds."""
    router = APIRouter()

    @router.get("/v1/feeds", summary="Every feed and how it stands")
    async def list_feeds() -> Response:
        return await _answered(lambda: _listed(desk))

    @router.put(
        "/v1/feeds/{name}",
        summary="Adds a feed, or writes it down anew",
        responses=_PROBLEMS,
        openapi_extra={"requestBody": _FEED_BODY},
    )
    async def put_feed(name: str, request: Request) -> Response:
        async def put() -> Response:
            return JSONResponse(await desk.add({**await _object(request), "name": name}))

        return await _answered(put)

    @router.delete("/v1/feeds/{name}", status_code=204, summary="Forgets a feed, not its articles", responses=_PROBLEMS)
    async def delete_feed(name: str) -> Response:
        async def delete() -> Response:
            found = await desk.remove(name)
            return Response(status_code=204) if found else answer(problem(404, "there is no such feed", "unknown"))

        return await _answered(delete)

    @router.post(
        "/v1/feeds/check",
        summary="Asks an address once and tells what is there; nothing is written down",
        responses=_PROBLEMS,
        openapi_extra={"requestBody": _CHECK_BODY},
    )
    async def check_feed(request: Request) -> Response:
        async def check() -> Response:
            return JSONResponse(await desk.check(str((await _object(request)).get("url") or "")))

        return await _answered(check)

    return router


async def _listed(desk: FeedDesk) -> Response:
    return JSONResponse({"items": await desk.listed()})


async def _object(request: Request) -> dict[str, Any]:
    found = read_json(await requests.read_limited(request, MOST_BYTES))
    if not isinstance(found, dict):
        raise BadInput("wrong_type", "send a JSON object")
    return found


async def _answered(work: Any) -> Response:
    try:
        response: Response = await work()
    except BadInput as bad:
        return answer(problem_of(bad))
    except WrittenInFile:
        return answer(problem(409, "this feed stands in the file of feeds: change it there", "in_file"))
    except CannotFetch as error:
        return answer(problem(502, str(error), error.why))
    except (RedisError, OSError):
        return answer(problem(503, "the store does not answer; try again later", "unavailable"), 5)
    return response


def _body(needed: list[str], fields: dict[str, tuple[str, str]]) -> dict[str, Any]:
    properties = {name: {"type": kind, "description": told} for name, (kind, told) in fields.items()}
    schema = {"type": "object", "required": needed, "properties": properties}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_FEED_BODY = _body(
    ["url"],
    {
        "url": ("string", "Where the feed is"),
        "source": ("string", "The provider of its articles; without it the feed's name"),
        "language": ("string", "The language of its articles where the feed names none"),
        "every": ("integer", "Seconds between two requests, whatever the feed asks for"),
        "silent_after": ("integer", "Seconds without a new article after which it counts as silent"),
        "trust_ids": ("boolean", "Its ids identify articles as they stand, although they are of another site"),
        "follow": ("boolean", "Fetch the page behind a link where the feed has only a summary"),
    },
)
_CHECK_BODY = _body(["url"], {"url": ("string", "The address to ask")})
