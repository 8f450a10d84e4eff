"""What a request's body holds: one submission or, as NDJSON, many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from services.ingest.domain.charsets import charset_named, charset_of
from services.ingest.domain.entry import decode, read_json, unwrap
from services.ingest.domain.refusal import BadInput
from shared.contracts.envelope import MAX_EVENT_BYTES

BULK_TYPES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})
_TEXT_TYPES = frozenset({"text/plain", "text/html", "application/xhtml+xml"})
_XML_TYPES = frozenset({"application/xml", "text/xml"})
#: What may stand beside a text or HTML body, as query parameters.
BESIDE = ("uri", "source", "published_at", "headline", "language", "version", "url")
_CHARSET = re.compile(r"charset=\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def media_type(request: Request) -> str:
    """The media type without its parameters, in lower case; JSON where the sender says nothing."""
    return (request.headers.get("content-type") or "application/json").split(";")[0].strip().lower()


async def read_limited(request: Request, limit: int) -> bytes:
    """The body; refused as soon as more than `limit` bytes are announced or have come, not once all are here."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > limit:
        raise _too_large(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def submission_in(request: Request, body: bytes) -> dict[str, Any]:
    """The one submission of a request, by its media type."""
    kind = media_type(request)
    if kind == "application/json" or kind.endswith("+json"):
        return unwrap(read_json(body))
    if kind in _XML_TYPES or (kind.endswith("+xml") and kind != "application/xhtml+xml"):
        text = body.decode(charset_of(body, _declared(request)), "replace")
        return {**_beside(request.query_params), "raw": text, "content_type": "application/xml"}
    if kind in _TEXT_TYPES:
        return {**_beside(request.query_params), "raw": _text(request, body), "content_type": kind}
    raise BadInput("unsupported_type", "send JSON, NDJSON, text, HTML or XML", "content-type")


def lines_in(body: bytes) -> list[bytes]:
    """The lines of NDJSON, without empty ones."""
    return [line for line in body.split(b"\n") if line.strip()]


def _declared(request: Request) -> str | None:
    found = _CHARSET.search(request.headers.get("content-type", ""))
    return found[1] if found else None


def _text(request: Request, body: bytes) -> str:
    declared = _declared(request)
    if declared is None or declared.lower() in {"utf-8", "utf8"}:
        return decode(body)
    charset = charset_named(declared)
    if charset is None:
        raise BadInput("not_utf8", "the declared charset is not known", "content-type")
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        raise BadInput("not_utf8", "the bytes are not in the declared charset", "content-type") from None


def _beside(query: Mapping[str, str]) -> dict[str, str]:
    unknown = next((name for name in query if name not in BESIDE), None)
    if unknown is not None:
        raise BadInput("unknown_field", "no such query parameter", unknown[:100])
    return dict(query)


def _too_large(limit: int) -> BadInput:
    return BadInput("too_large", f"the body is larger than {min(limit, 10 * MAX_EVENT_BYTES)} bytes")
