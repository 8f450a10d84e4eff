"""GET /v1/updates: the live stream, for whom it is and from where."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.merges import follower
from services.publish.adapters.problems import Failed, FieldProblem, documented, problem
from services.publish.adapters.projection import Projection
from services.publish.adapters.sse import HEADERS, lines
from services.publish.domain.filters import BadFilter, UpdateFilter, filter_of
from services.publish.domain.resume import Place, parsed_place

_SSE = {"text/event-stream": {"schema": {"type": "string"}, "example": "id: 1755259200000-0\nevent: ...\ndata: {...}"}}
_STREAM: dict[int | str, dict[str, Any]] = {200: {"description": "A stream of CloudEvents.", "content": _SSE}}
#: What a query may say besides the words of a filter.
_OTHERS = ("after", "fold")
#: Characters of a place: two hundred entries that wait stand in it at most.
_LONGEST = 6000

After = Annotated[
    str | None,
    Query(max_length=_LONGEST, description="Id to go on after; the header Last-Event-ID stands above it."),
]
LastEventId = Annotated[
    str | None,
    Header(max_length=_LONGEST, description="Id of the last event that you got; browsers send it by themselves."),
]
Fold = Annotated[
    Literal["second", "none"],
    Query(description="second: at most one delivery per story and second, nothing left out; none: every revision."),
]


def _word(name: str) -> dict[str, Any]:
    """A word of a filter as a query parameter of the OpenAPI description."""
    is_list = name != "significance"
    described = UpdateFilter.model_json_schema()["properties"][name]
    schema = described if is_list else {"type": "string", "enum": ["minor", "notable", "major"]}
    told = {"name": name, "in": "query", "required": False, "schema": schema, "explode": is_list}
    return told | {"description": UpdateFilter.model_fields[name].description}


#: The words of a filter, for routes that read them with `asked_for`.
FILTER_PARAMETERS = [_word(name) for name in UpdateFilter.model_fields]


def live_api(projection: Projection, live: LiveUpdates, heartbeat: float) -> APIRouter:
    """The route that goes on answering."""
    router = APIRouter(prefix="/v1")

    @router.get(
        "/updates",
        tags=["updates"],
        summary="Updates as they happen (server-sent events)",
        response_class=StreamingResponse,
        responses=_STREAM | documented(400, 422, 503),
        openapi_extra={"parameters": FILTER_PARAMETERS},
    )
    async def updates(
        request: Request, after: After = None, last_event_id: LastEventId = None, fold: Fold = "second"
    ) -> StreamingResponse:
        """Each event's `id` is where you stand in the stream, its `event` the CloudEvents type, its `data` the event.

        Several values of one word of the filter mean "or", several words "and". Reconnect with Last-Event-ID to get
        what you missed. `stream.reset` says that it is no longer held; `stream.dropped` that you were too slow and
        should reconnect. A burst of one story comes as one event whose data lists the revisions under `folded`.
        """
        asked = asked_for(request, _OTHERS)
        position = place(last_event_id or after)
        if live.is_full:
            raise Failed(503, "too_many_subscribers", "As many subscribers as are served.", {"retry-after": "5"})
        body = lines(live, position, await follower(projection, asked), heartbeat, fold == "second")
        return StreamingResponse(body, media_type="text/event-stream", headers=HEADERS)

    return router


def asked_for(request: Request, others: tuple[str, ...] = ()) -> UpdateFilter:
    """The filter of a query. Raises Failed, naming each word and value that is unknown."""
    try:
        return filter_of((word, value) for word, value in request.query_params.multi_items() if word not in others)
    except BadFilter as error:
        raise bad_filter(error) from error


def bad_filter(error: BadFilter, within: str = "") -> Failed:
    """The problem of a filter with unknown words or values."""
    fields = tuple(FieldProblem(field=within + word, detail=detail) for word, detail in error.problems)
    failed = Failed(422, "invalid_request", "")
    failed.problem = problem(422, "invalid_request", "; ".join(f"{f.field}: {f.detail}" for f in fields), fields)
    return failed


def place(text: str | None) -> Place | None:
    """The place in the stream that a subscriber names. Raises Failed for what cannot be one."""
    if not text:
        return None
    found = parsed_place(text)
    if found is None:
        raise Failed(400, "bad_event_id", "Last-Event-ID or after: must look like 1755259200000-0.")
    return found
