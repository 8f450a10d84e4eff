"""Envelope: CloudEvents 1.0 in structured JSON, the form of every message on every stream."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import ConfigDict, Field

from shared.contracts.base import Contract

Data = TypeVar("Data")

#: No body larger than this is read from a stream or over HTTP; larger input is refused with `too_large`.
MAX_EVENT_BYTES = 2_000_000


class Event(Contract, Generic[Data]):
    """One CloudEvents message. `source` and `id` together are unique; a resend keeps its `id`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(min_length=1)
    source: str = Field(min_length=1)
    type: str = Field(min_length=1)
    subject: str | None = None
    time: datetime | None = None
    datacontenttype: str | None = "application/json"
    dataschema: str | None = None
    partitionkey: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: str | None = None
    data: Data
