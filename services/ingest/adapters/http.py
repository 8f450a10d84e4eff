"""POST /v1/articles: the same rules as on the stream, with an answer at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from redis.exceptions import RedisError

from services.ingest.adapters import requests
from services.ingest.adapters.feeds.api import feed_routes
from services.ingest.adapters.feeds.desk import FeedDesk
from services.ingest.adapters.problems import MEDIA_TYPE, Problem, answer, problem, problem_of
from services.ingest.domain.entry import read_json, unwrap
from services.ingest.domain.forms import read_form
from services.ingest.domain.newsml import parts_of
from services.ingest.domain.ports import Full, Pressure, Submissions, Unavailable, Versions
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.versions import Outcome, decide
from shared.clock import Clock
from shared.contracts.envelope import MAX_EVENT_BYTES
from shared.streams import ARTICLES_SUBMITTED
from shared.tracing import SILENT, Span, Tracer, told_uri, trace_id

Status = Literal["new", "revision", "repeat", "kill", "held", "ignored"]
_STATUS: dict[Outcome, Status] = {
    "new": "new",
    "update": "revision",
    "correction": "revision",
    "refile": "revision",
    "release": "revision",
    "hold": "held",
    "kill": "kill",
    "repeat": "repeat",
}


class Receipt(BaseModel):
    """What was taken in. `status` is what it is by what is known now; the stream decides in the end.

    `ignored`: older than what is known, a stub, a note to editors, or a later version of a killed article.
    """

    uri: str
    version: str
    status: Status
    entry_id: str


class Receipts(BaseModel):
    """What became of each line of a bulk request, or item of a message: a receipt, or a problem with its number."""

    accepted: int
    refused: int
    items: list[dict[str, Any]]


class CutOff(Problem):
    """The door closed between two lines: `items` is what became of those before, and nothing of the rest was stored.

    The line at which it closed may have been stored where the server was lost in the middle; repeating it, or all of
    the request, doubles nothing.
    """

    accepted: int
    refused: int
    left: int
    next_line: int
    items: list[dict[str, Any]]


#: What ends taking in: the stream is closed, or the server is away.
CLOSED = (Unavailable, RedisError, OSError)


@dataclass(frozen=True)
class Door:
    """Takes articles in over HTTP."""

    submissions: Submissions
    versions: Versions
    pressure: Pressure
    clock: Clock
    bulk_bytes: int
    retry_after: int
    tracer: Tracer = SILENT

    async def take(self, request: Request) -> Response:
        """202 with a receipt, or the problem."""
        try:
            if await self.pressure.is_past_high_water():
                return answer(problem(429, "try again later", await self.pressure.why()), self.retry_after)
            if requests.media_type(request) in requests.BULK_TYPES:
                return await self._take_many(request)
            submission = requests.submission_in(request, await requests.read_limited(request, MAX_EVENT_BYTES))
            if parts := parts_of(submission):
                return await self._take_each([partial(_itself, part) for part in parts], _traceparent(request))
            receipt = await self._take_one(submission, _traceparent(request))
            return JSONResponse(receipt.model_dump(), status_code=202)
        except BadInput as bad:
            return answer(problem_of(bad))
        except CLOSED as error:  # also while it looks at what it knows, before it stores
            return answer(await self._why_closed(error, "nothing was stored; try again later"), self.retry_after)

    async def _why_closed(self, error: Exception, detail: str) -> Problem:
        if not isinstance(error, Full):
            return problem(503, detail, "unavailable")
        try:
            return problem(429, detail, await self.pressure.why())
        except CLOSED:
            return problem(429, detail, "backlog")

    async def _take_one(self, submission: dict[str, Any], traceparent: str | None) -> Receipt:
        with self._span(traceparent) as span:
            now = self.clock.now()
            item = read_form(submission, now)
            span.put({"slugline.article.uri": told_uri(item.uri)})
            decision = decide(item, (await self.versions.of(item.uri)).history, now)
            entry_id = await self.submissions.append(submission, span.traceparent or None)
        return Receipt(
            uri=item.uri,
            version=decision.place.version,
            status=_STATUS.get(decision.outcome, "ignored"),
            entry_id=entry_id,
        )

    def _span(self, traceparent: str | None) -> Span:
        """The first step of an article's way; where none are recorded, what the sender sent goes on as it came."""
        if not self.tracer.is_open:
            return Span(traceparent or "")
        facts = {"messaging.system": "redis", "messaging.operation.type": "send", "messaging.operation.name": "send"}
        place = {"messaging.destination.name": ARTICLES_SUBMITTED.name, "http.route": "/v1/articles"}
        return self.tracer.begin(f"send {ARTICLES_SUBMITTED.name}", traceparent, "producer", facts | place)

    async def _take_many(self, request: Request) -> Response:
        lines = requests.lines_in(await requests.read_limited(request, self.bulk_bytes))
        if not lines:
            raise BadInput("not_json", "the body holds no line")
        return await self._take_each([partial(_in_line, line) for line in lines], _traceparent(request))

    async def _take_each(self, several: list[Callable[[], dict[str, Any]]], traceparent: str | None) -> Response:
        items: list[dict[str, Any]] = []
        for number, each in enumerate(several, start=1):
            try:
                items.append(await self._take_line(number, each, traceparent))
            except CLOSED as error:
                found = _receipts(items)
                if not found.accepted:
                    raise
                return answer(await self._cut_off(error, found, len(several)), self.retry_after)
        found = _receipts(items)
        return JSONResponse(found.model_dump(), status_code=202 if found.accepted else 422)

    async def _cut_off(self, error: Exception, before: Receipts, lines: int) -> CutOff:
        done = len(before.items)
        why = await self._why_closed(error, f"from line {done + 1} on nothing was stored; send the rest again later")
        return CutOff(**why.model_dump(), **before.model_dump(), left=lines - done, next_line=done + 1)

    async def _take_line(
        self, number: int, submission: Callable[[], dict[str, Any]], traceparent: str | None
    ) -> dict[str, Any]:
        try:
            return (await self._take_one(submission(), traceparent)).model_dump()
        except BadInput as bad:
            return {"line": number, **problem_of(bad).model_dump(exclude_none=True)}


def create_app(door: Door, feeds: FeedDesk | None = None) -> FastAPI:
    """The HTTP face of ingest."""
    app = FastAPI(title="Slugline ingest", version="1", docs_url=None, redoc_url=None)

    @app.post(
        "/v1/articles",
        status_code=202,
        response_model=Receipt | Receipts,
        responses=_PROBLEMS,
        summary="Takes in one article, or many as NDJSON",
        openapi_extra={"requestBody": _REQUEST_BODY, "parameters": _PARAMETERS},
    )
    async def post_article(request: Request) -> Response:
        return await door.take(request)

    if feeds is not None:
        app.include_router(feed_routes(feeds))
    return app


def _receipts(items: list[dict[str, Any]]) -> Receipts:
    refused = sum("reason" in item for item in items)
    return Receipts(accepted=len(items) - refused, refused=refused, items=items)


def _traceparent(request: Request) -> str | None:
    given = request.headers.get("traceparent", "")
    return given if trace_id(given) else None


def _in_line(line: bytes) -> dict[str, Any]:
    return unwrap(read_json(line))


def _itself(part: dict[str, Any]) -> dict[str, Any]:
    return part


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem | CutOff if code in (429, 503) else Problem, "content": {MEDIA_TYPE: {}}}
    for code in (400, 413, 415, 422, 429, 503)
}
_REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "description": "ninjs or a plain article, bare or in CloudEvents; NDJSON of those; text, HTML, NITF or NewsML-G2",
    "content": {
        kind: {"schema": {"type": "object" if kind == "application/json" else "string"}}
        for kind in ("application/json", "application/x-ndjson", "text/plain", "text/html", "application/xml")
    },
}
_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": "For files",
    }
    for name in requests.BESIDE
]
