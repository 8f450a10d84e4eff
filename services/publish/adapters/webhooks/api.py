"""/v1/subscriptions: webhooks over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.publish.adapters.bodies import read_json
from services.publish.adapters.problems import documented
from services.publish.adapters.webhooks import requests as asked
from services.publish.adapters.webhooks.desk import Desk

#: Bytes of a request: a filter with all the values that it may have.
MOST_BYTES = 300_000

Id = Annotated[str, Path(min_length=1, max_length=100, description="Id of a subscription.")]
Lines = Annotated[int, Query(ge=1, le=1000, description="Lines of each list.")]


def subscription_api(desk: Desk) -> APIRouter:
    """The routes of subscriptions."""
    router = APIRouter(prefix="/v1/subscriptions", tags=["subscriptions"])
    _keeping(router, desk)
    _looking_after(router, desk)
    return router


def _keeping(router: APIRouter, desk: Desk) -> None:
    @router.post(
        "",
        summary="Have updates sent to a URL",
        status_code=201,
        responses=documented(409, 413, 415, 422),
        openapi_extra=_takes(asked.NewSubscription),
    )
    async def make(request: Request, response: Response) -> asked.SubscriptionMade:
        """The answer holds the secret; it is not shown again. Deliveries follow Standard Webhooks."""
        made = await desk.make(request, await read_json(request, asked.NewSubscription, MOST_BYTES))
        response.headers["location"] = f"/v1/subscriptions/{made.id}"
        return made

    @router.get("", summary="All subscriptions")
    async def everything() -> asked.SubscriptionList:
        return await desk.list()

    @router.get("/{id}", summary="One subscription and how it is doing", responses=documented(404, 422))
    async def show(id: Id) -> asked.SubscriptionView:  # noqa: A002
        return await desk.show(id)

    @router.patch(
        "/{id}",
        summary="Change, pause or take back a subscription",
        responses=documented(404, 413, 415, 422, 429),
        openapi_extra=_takes(asked.ChangedSubscription),
    )
    async def change(id: Id, request: Request) -> asked.SubscriptionView:  # noqa: A002
        return await desk.change(id, await read_json(request, asked.ChangedSubscription, MOST_BYTES))

    @router.delete(
        "/{id}",
        summary="Remove a subscription",
        status_code=204,
        response_class=Response,
        responses=documented(404, 422),
    )
    async def remove(id: Id) -> None:  # noqa: A002
        await desk.remove(id)


def _looking_after(router: APIRouter, desk: Desk) -> None:
    @router.post(
        "/{id}/rotate",
        summary="A new secret, beside the old one for a while",
        responses=documented(404, 413, 415, 422),
        openapi_extra=_takes(asked.Rotation),
    )
    async def rotate(id: Id, request: Request) -> asked.Rotated:  # noqa: A002
        return await desk.rotate(id, await read_json(request, asked.Rotation, MOST_BYTES))

    @router.get("/{id}/deliveries", summary="What was sent, what waits, what failed", responses=documented(404, 422))
    async def deliveries(id: Id, limit: Lines = 100) -> asked.DeliveryLog:  # noqa: A002
        return await desk.log(id, limit)

    @router.post(
        "/{id}/replay",
        summary="Send again: one delivery, all since a time, or a story after a revision",
        status_code=202,
        responses=documented(404, 409, 413, 415, 422, 429),
        openapi_extra=_takes(asked.Replay),
    )
    async def replay(id: Id, request: Request) -> asked.ReplayAsked:  # noqa: A002
        return await desk.replay(id, await read_json(request, asked.Replay, MOST_BYTES))

    @router.post("/{id}/ping", summary="Send a test now", responses=documented(404, 422, 429))
    async def ping(id: Id) -> asked.PingResult:  # noqa: A002
        return await desk.ping(id)


def _takes(model: type[BaseModel]) -> dict[str, Any]:
    """The request's body in the OpenAPI description; it is read and judged by the route itself."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    defined = schema.pop("$defs", {})
    content = {"application/json": {"schema": _inlined(schema, defined)}}
    return {"requestBody": {"required": True, "content": content}}


def _inlined(schema: Any, defined: dict[str, Any]) -> Any:
    """The schema with what it refers to written out."""
    if isinstance(schema, list):
        return [_inlined(each, defined) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found = dict(_inlined(defined[schema["$ref"].rsplit("/", 1)[-1]], defined))
        return found | {name: value for name, value in schema.items() if name != "$ref"}
    return {name: _inlined(value, defined) for name, value in schema.items()}
