"""Errors over HTTP as RFC 9457 problems that name field and reason."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.ingest.domain.refusal import BadInput, Reason

MEDIA_TYPE = "application/problem+json"
_STATUS: dict[Reason, int] = {
    "not_json": 400,
    "not_utf8": 400,
    "not_xml": 400,
    "too_deep": 400,
    "too_large": 413,
    "unsupported_type": 415,
}
_TITLES = {
    400: "The body cannot be read",
    404: "This is not there",
    409: "This cannot be changed here",
    413: "The body is too large",
    415: "This media type is not taken",
    422: "This is not an article",
    429: "Too many articles are under way",
    502: "The other server does not answer as it should",
    503: "The pipeline cannot be reached",
}


class Problem(BaseModel):
    """An RFC 9457 problem, with the reason in one word and the field where there is one."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    reason: str
    field: str | None = None


def problem_of(bad: BadInput) -> Problem:
    """The problem of input that is refused."""
    return problem(_STATUS.get(bad.reason, 422), bad.detail, bad.reason, bad.field)


def problem(status: int, detail: str, reason: str, field: str | None = None) -> Problem:
    """The problem of this status."""
    return Problem(title=_TITLES[status], status=status, detail=detail, reason=reason, field=_visible(field))


def answer(found: Problem, retry_after: int | None = None) -> JSONResponse:
    """The response that carries the problem."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = found.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=found.status, headers=headers, media_type=MEDIA_TYPE)


def _visible(field: str | None) -> str | None:
    """The field's name in characters that any client can print; names come from outside, too."""
    return None if field is None else field.encode("ascii", "backslashreplace").decode()
