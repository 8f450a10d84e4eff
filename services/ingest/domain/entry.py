"""Bytes from a stream entry or a request become one JSON object, or are refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from services.ingest.domain.limits import JSON_DEPTH
from services.ingest.domain.refusal import BadInput
from shared.contracts.envelope import MAX_EVENT_BYTES

#: Fields beside `data` that carry no part of the article: headers, and what a replayed dead letter brings along.
HEADERS = frozenset({"correlation_id", "traceparent", "tracestate", "content-type", "causationid"})
#: Characters of a field's path that a refusal names.
_PATH_CHARS = 100
SUBMITTED = "slugline.article.submitted.v1"


def read_entry(fields: Mapping[bytes, bytes]) -> dict[str, Any]:
    """The submission in a stream entry: the JSON in `data`, else the flat fields as an object of strings."""
    _check_size(sum(len(name) + len(value) for name, value in fields.items()))
    data = fields.get(b"data")
    return unwrap(read_json(data)) if data is not None else _flat(fields)


def read_json(raw: bytes, limit: int = MAX_EVENT_BYTES) -> Any:
    """The value of a JSON text. Names given twice keep the last value; NaN and Infinity are no JSON."""
    _check_size(len(raw), limit)
    try:
        value = json.loads(decode(raw), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise BadInput("not_json", f"the JSON is broken at {where}: {error.msg}") from None
    except RecursionError:
        raise BadInput("too_deep", f"the JSON is nested deeper than {JSON_DEPTH} levels") from None
    except ValueError:
        raise BadInput("not_json", "the JSON holds a number of too many digits") from None
    _check_values(value)
    return value


def unwrap(value: Any) -> dict[str, Any]:
    """The submission itself, taken out of its CloudEvents envelope where it has one."""
    if not isinstance(value, dict):
        raise BadInput("wrong_type", f"an article is a JSON object, not {_kind(value)}")
    if "specversion" not in value:
        return value
    if value["specversion"] != "1.0":
        raise BadInput("wrong_value", "only CloudEvents 1.0 is read", "specversion")
    _check_event_type(value.get("type"))
    if not isinstance(value.get("data"), dict):
        raise BadInput("wrong_type", "the data of an event is a JSON object", "data")
    return dict(value["data"])


def decode(raw: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("not_utf8", f"byte {error.start} is not UTF-8") from None


def _flat(fields: Mapping[bytes, bytes]) -> dict[str, Any]:
    named = {decode(name): value for name, value in fields.items()}
    values: dict[str, Any] = {name: decode(value) for name, value in named.items() if name not in HEADERS}
    if not values:
        raise BadInput("missing_field", "the entry has neither `data` nor any field of an article", "data")
    return values


def _check_event_type(name: Any) -> None:
    if not isinstance(name, str):
        raise BadInput("missing_field", "an event has a type", "type")
    if name.startswith("slugline.") and name != SUBMITTED:
        raise BadInput("wrong_value", f"only {SUBMITTED} is read here", "type")


def _check_size(size: int, limit: int = MAX_EVENT_BYTES) -> None:
    if size > limit:
        raise BadInput("too_large", f"{size} bytes; at most {limit} are read")


def _check_values(value: Any) -> None:
    for path, depth, text in _walk(value):
        if depth > JSON_DEPTH:
            raise BadInput("too_deep", f"the JSON is nested deeper than {JSON_DEPTH} levels", path or None)
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            raise BadInput("bad_text", "half of a surrogate pair stands alone; that is no character", path or None)


def _walk(value: Any) -> Iterator[tuple[str, int, str]]:
    """Every name and string with its path and depth; without recursion, so that depth is a finding, not a crash."""
    rest: list[tuple[str, int, Any]] = [("", 0, value)]
    while rest:
        path, depth, value = rest.pop()
        yield path, depth, value if isinstance(value, str) else ""
        if isinstance(value, dict):
            for name, inner in value.items():
                yield _printable(path), depth, name
                rest.append((_below(path, name), depth + 1, inner))
        elif isinstance(value, list):
            rest.extend((_below(path, index), depth + 1, inner) for index, inner in enumerate(value))


def _below(path: str, name: str | int) -> str:
    """The path one level down, short enough to be copied for every element."""
    return (f"{path}.{str(name)[:_PATH_CHARS]}" if path else str(name))[:_PATH_CHARS]


def _printable(path: str) -> str:
    return path.encode("ascii", "replace").decode()


def _refuse_constant(name: str) -> NoReturn:
    raise BadInput("not_json", f"{name} is no JSON value")


def _kind(value: Any) -> str:
    kinds = {list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "null")
