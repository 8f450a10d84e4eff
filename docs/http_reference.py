"""The page of the HTTP reference, from the OpenAPI descriptions of the services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.access.table import needed

Json = dict[str, Any]

#: Statuses that every operation may answer with; named once at the top.
_COMMON = ("304", "401", "403", "503")
_INTRODUCTION = """Everything under `/v1` answers JSON; errors are problem+json (RFC 9457) with a `type` for programs
and a `detail` for people. The same, for machines, with every field of every answer: `/openapi.json` of a running
publish.

Every `GET` (but the live stream) takes `HEAD` too, has a strong `ETag`, and answers `If-None-Match` with 304 where
nothing has changed; a kill changes the tag. Large answers come packed to who takes gzip. Pages of lists are walked with
`cursor`, which is the `next` of the page before. Where keys are asked for, 401 means that there is none and 403 that it
lacks the scope; 503 means that the store, or the service, does not answer just now, and has `Retry-After`.
"""


def http_page(described: dict[str, Json]) -> str:
    """The page, from descriptions by service."""
    parts = ["# HTTP\n", _INTRODUCTION]
    for service, description in described.items():
        parts.append(f"## {service}\n")
        parts += [part for path, item in description["paths"].items() for part in _path(path, item, description)]
    return "\n".join(parts)


def _path(path: str, item: Json, description: Json) -> Iterator[str]:
    for method, operation in item.items():
        yield f"### {method.upper()} {path}\n"
        yield f"{operation['summary']}. Scope: `{needed(method.upper(), path)}`.\n"
        if told := " ".join(operation.get("description", "").split()):
            yield f"{told}\n"
        rows = [_parameter(each) for each in operation.get("parameters", []) if each["name"] != "If-None-Match"]
        if rows:
            yield "| parameter | in | form | what it does |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
        if body := operation.get("requestBody"):
            yield from _body(body, description)
        yield _answers(operation["responses"])


def _parameter(told: Json) -> str:
    name = f"`{told['name']}`" + (" (needed)" if told.get("required") else "")
    default = told["schema"].get("default")
    form = _form(told["schema"]) + (f"; {default} where not said" if default is not None else "")
    return f"| {name} | {told['in']} | {form} | {_cell(told.get('description', ''))} |"


def _body(body: Json, description: Json) -> Iterator[str]:
    kinds = ", ".join(f"`{kind}`" for kind in body["content"])
    yield f"Body: {kinds}. {body.get('description', '')}".strip() + "\n"
    for told in body["content"].values():
        schema = _resolved(told.get("schema", {}), description)
        rows = [_field(name, each, schema) for name, each in schema.get("properties", {}).items()]
        if rows:
            yield "| field | form | what it does |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _field(name: str, told: Json, schema: Json) -> str:
    needed = " (needed)" if name in schema.get("required", ()) else ""
    return f"| `{name}`{needed} | {_form(told)} | {_cell(told.get('description', ''))} |"


def _answers(responses: Json) -> str:
    told = [f"{status} ({_kinds(answer)})" for status, answer in responses.items() if status not in _COMMON]
    return f"Answers: {', '.join(told)}.\n"


def _kinds(answer: Json) -> str:
    """What the answer holds: the names of its schemas, or its media types."""
    found = []
    for kind, told in answer.get("content", {}).items():
        schema = told.get("schema", {})
        names = [str(each.get("$ref", "")).rpartition("/")[2] for each in schema.get("anyOf", [schema])]
        found.append(" or ".join(filter(None, names)) or kind)
    return ", ".join(dict.fromkeys(found)) or answer["description"].rstrip(".").lower()


def _form(schema: Json) -> str:
    """What a value may be, in a few words."""
    if "anyOf" in schema:
        return " or ".join(_form(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {_form(schema.get('items', {}))}"
    low, high = schema.get("minimum"), schema.get("maximum")
    span = f" from {low}" if low is not None else ""
    return f"{schema.get('format') or schema.get('type', 'object')}{span}" + (f" to {high}" if high is not None else "")


def _resolved(schema: Json, description: Json) -> Json:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Json = description.get("components", {}).get("schemas", {}).get(name, schema)
    return found


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
