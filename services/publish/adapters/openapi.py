"""What every operation of the OpenAPI description has in common, added where it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from services.publish.adapters.problems import Problem, documented
from shared.access.table import needed

#: Streams without end: they are not tagged, and take no HEAD.
_ENDLESS = ("/v1/updates",)
_REFERENCE = "#/components/schemas/{model}"

_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made by `slugline keys create`; not asked for where access is off, as it is on loopback.",
}
_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETags of what you have; answered 304 where one of them still holds.",
}
_TAG = {"schema": {"type": "string"}, "description": "Strong; changes with what is served, also where a kill redacts."}

Operation = dict[str, Any]


def document(app: FastAPI) -> None:
    """Puts the schema of problems, keys with their scopes, and conditional requests into the app's description."""
    described = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(described())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = complete  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template=_REFERENCE)
    schemas.update(schemas["Problem"].pop("$defs", {}))
    components["securitySchemes"] = {"key": _KEY}
    for method, path, operation in operations(schema):
        _describe(method, path, operation)


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Every operation of a description: its method, its path, and what is said of it."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _describe(method: str, path: str, operation: Operation) -> None:
    scope = needed(method, path)
    operation["security"] = [{}] if scope == "open" else [{}, {"key": [scope]}]
    responses = operation["responses"]
    for status, told in documented(401, 403, 503).items():
        responses.setdefault(str(status), told)
    if method == "GET" and path not in _ENDLESS:
        operation["parameters"] = [*operation.get("parameters", []), _KNOWN]
        responses["304"] = {"description": "What you have still holds."}
        responses["200"].setdefault("headers", {})["ETag"] = _TAG
