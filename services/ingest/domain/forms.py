"""Which form a submission is in, and the one function that reads any of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.ingest.domain import ninjs, plain, raw
from services.ingest.domain.entry import read_entry
from services.ingest.domain.item import WireItem


def read_submission(fields: Mapping[bytes, bytes], now: datetime) -> WireItem:
    """The item in a stream entry. `now` is when it arrived: the bound of what dates can mean."""
    return read_form(read_entry(fields), now)


def read_form(submission: dict[str, Any], now: datetime) -> WireItem:
    """The item in a submission: wrapped text or HTML, plain JSON, or ninjs 1.x, 2.x or 3.x."""
    if "raw" in submission:
        return raw.read(submission, now)
    if ninjs.is_ninjs(submission):
        return ninjs.read(submission, now)
    return plain.read(submission, now)
