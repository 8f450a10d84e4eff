"""Errors as problem+json (RFC 9457) under /v1, as a page elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException

from shared.contracts.base import Contract

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

#: Seconds after which to try again while Redis is away.
_RETRY_AFTER = "2"


class FieldProblem(Contract):
    """One field of the request and what is wrong with it."""

    field: str
    detail: str


class Problem(Contract):
    """What went wrong, after RFC 9457."""

    type: str = Field(description="A word for programs: urn:slugline:problem:<name>.")
    title: str
    status: int
    detail: str = Field(description="A sentence for people.")
    errors: tuple[FieldProblem, ...] = ()


class Failed(Exception):
    """The request is answered with this problem."""

    def __init__(self, status: int, name: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.headers = headers
        self.problem = problem(status, name, detail)


ShowPage = Callable[[Request, Problem], Response]


def problem(status: int, name: str, detail: str, errors: tuple[FieldProblem, ...] = ()) -> Problem:
    """The problem of this name."""
    title = HTTPStatus(status).phrase
    return Problem(type=f"urn:slugline:problem:{name}", title=title, status=status, detail=detail, errors=errors)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entry of the problems that a route may answer with."""
    body = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": body} for status in statuses}


def install(app: FastAPI, show_page: ShowPage) -> None:
    """Answers every error of this app in its form; none of them tells more than it should."""

    def answer(request: Request, found: Problem, headers: dict[str, str] | None = None) -> Response:
        if not request.url.path.startswith("/v1"):
            response = show_page(request, found)
            response.headers.update(headers or {})
            return response
        body = found.model_dump(mode="json", exclude_defaults=True)
        return JSONResponse(body, found.status, headers, media_type=MEDIA_TYPE)

    async def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, Failed)
        return answer(request, error.problem, error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, _invalid(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        name = HTTPStatus(error.status_code).name.lower()
        return answer(request, problem(error.status_code, name, str(error.detail)), dict(error.headers or {}))

    async def away(request: Request, error: Exception) -> Response:
        log.warning("publish.redis_away", error=type(error).__name__)
        found = problem(503, "store_unavailable", "The store does not answer just now. Try again.")
        return answer(request, found, {"retry-after": _RETRY_AFTER})

    async def broken(request: Request, error: Exception) -> Response:
        log.error("publish.request_failed", path=request.url.path[:200], exc_info=error)
        return answer(request, problem(500, "internal", "Something went wrong here. It is in the log."))

    handlers: dict[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
        Failed: failed, RequestValidationError: invalid, HTTPException: http, RedisError: away, Exception: broken,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _invalid(error: RequestValidationError) -> Problem:
    fields = tuple(FieldProblem(field=_field(e["loc"]), detail=str(e["msg"])) for e in error.errors())
    told = "; ".join(f"{f.field}: {f.detail}" for f in fields)
    return problem(422, "invalid_request", told, fields)


def _field(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0])
