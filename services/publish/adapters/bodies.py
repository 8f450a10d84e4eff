"""Bodies of requests: JSON only, of bounded size, and what is wrong with them named by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from services.publish.adapters.problems import Failed, FieldProblem, problem

Model = TypeVar("Model", bound=BaseModel)


async def json_body(request: Request, most: int) -> bytes:
    """The body; as JSON only, which no form of another site can send."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Failed(415, "unsupported_type", "content-type: send application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Failed(413, "too_large", f"The body is larger than {most} bytes.")
    return bytes(body)


async def read_json(request: Request, model: type[Model], most: int) -> Model:
    """What the body says. Raises Failed, naming each field that is wrong."""
    try:
        return model.model_validate_json(await json_body(request, most))
    except ValidationError as error:
        raise invalid(error) from error


def invalid(error: ValidationError) -> Failed:
    """The problem of a body whose fields are wrong."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    told = ((".".join(map(str, e["loc"])) or "body", e["msg"].removeprefix("Value error, ")) for e in found[:20])
    return wrong_fields(told)


def wrong_fields(found: Iterable[tuple[str, str]]) -> Failed:
    """The problem that names these fields and what is wrong with each."""
    fields = tuple(FieldProblem(field=field, detail=detail) for field, detail in found)
    failed = Failed(422, "invalid_request", "")
    failed.problem = problem(422, "invalid_request", "; ".join(f"{f.field}: {f.detail}" for f in fields), fields)
    return failed
