"""Submission: an article as it came from outside, wrapped as a CloudEvents message for `articles.submitted`.

`data` is a ninjs item or a plain article as it is, or a `RawSubmission` for text and HTML: `data` inside an event is
always an object. Used by the CLI and by ingest's HTTP; ingest decides what the payload is and whether it is any good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.contracts.base import Contract
from shared.contracts.envelope import Event

SUBMITTED = "slugline.article.submitted.v1"


class RawSubmission(Contract):
    """Text that is not JSON, with what the sender knows beside it."""

    raw: str
    #: "text/plain", "text/html", or an XML type.
    content_type: str
    uri: str | None = None
    #: ISO 8601; without it the article counts as published when it arrived.
    published_at: str | None = None
    source: str | None = None
    headline: str | None = None
    language: str | None = None
    version: str | None = None


def submit(payload: Mapping[str, Any], source: str, time: datetime | None = None) -> Event[dict[str, Any]]:
    """The event for this payload. The same payload from the same sender has the same id, however often it is sent."""
    uri = payload.get("uri")
    subject = uri if isinstance(uri, str) and uri else None
    return Event[dict[str, Any]](
        id=submission_id(payload, source),
        source=source,
        type=SUBMITTED,
        subject=subject,
        time=time,
        partitionkey=subject,
        data=dict(payload),
    )


def submission_id(payload: Mapping[str, Any], source: str) -> str:
    """32 hexadecimal digits of sender and payload; key order does not matter. Lone surrogates are hashed as escapes."""
    text = json.dumps([source, payload], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
