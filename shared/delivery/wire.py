"""The wire format: one stream entry = `data` (the CloudEvents JSON) + `correlation_id` + `traceparent`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleAccepted, StageTiming
from shared.contracts.update import StoryUpdate, Timing
from shared.delivery.errors import Refused
from shared.delivery.unit import Output, Unit
from shared.event_versions import why_unknown
from shared.metrics import metric
from shared.streams import Stream

#: How the data of an accepted article begins before its place is stamped; the commit puts the number in.
_UNSTAMPED = '{"seq":0'


@dataclass(frozen=True)
class Entry:
    """One stream entry as it was read: key of the stream, id, raw fields."""

    stream: str
    id: str
    fields: dict[bytes, bytes]

    @property
    def traceparent(self) -> str | None:
        """The sender's trace context, if it sent one."""
        value = self.fields.get(b"traceparent")
        return value.decode("ascii", "replace") if value else None

    @property
    def added_ms(self) -> int:
        """When it was added, in milliseconds since 1970 by the server's clock."""
        return int(self.id.partition("-")[0])

    @property
    def correlation_id(self) -> str:
        """The sender's correlation id, else the entry's id."""
        return self.fields.get(b"correlation_id", self.id.encode()).decode("utf-8", "replace")


def decode(entry: Entry, source: Stream) -> Event[Any]:
    """The event in an entry, its data parsed by the contract of its type.

    Raises Refused for an entry that can never be read: no `data`, no JSON, an unknown type, a wrong field.
    """
    body = entry.fields.get(b"data")
    if body is None:
        raise Refused("no_data", f"the entry has no field 'data', only {sorted(entry.fields)[:8]}", "data")
    try:
        raw = from_json(body)
    except ValueError as error:
        raise Refused("not_json", f"'data' is not JSON: {error}", "data") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("data"), dict):
        raise Refused("not_an_event", "'data' is not a CloudEvents object with an object as its data", "data")
    model = source.events.get(str(raw.get("type")))
    if model is None:
        reason, detail = why_unknown(str(raw.get("type")), source)
        raise Refused(reason, detail, "type")
    try:
        return Event[Any].model_validate({**raw, "data": model.model_validate(raw["data"])})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refused("wrong_field", str(first["msg"]), field) from None


def sequence_of(entry: Entry) -> int | None:
    """The place that an entry fills in the order of articles, if it has one: an enrichment fills none."""
    seq, is_enrichment = place_of(entry)
    return None if is_enrichment else seq


def place_of(entry: Entry) -> tuple[int | None, bool]:
    """The place of the article in an entry, if any can be read from it, and whether it comes again, enriched."""
    try:
        data = from_json(entry.fields[b"data"])["data"]
        seq = data["seq"]
        return (seq if isinstance(seq, int) else None), data.get("enrichment") is not None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None, False


@dataclass(frozen=True)
class Origin:
    """Where outputs come from: the service, its namespace, the cause and its trace."""

    service: str
    namespace: str = ""
    causation_id: str | None = None
    correlation_id: str | None = None
    traceparent: str | None = None


def encode(output: Output, unit: Unit, origin: Origin, now: datetime | None = None) -> tuple[Any, ...]:
    """The op that publishes this output when its unit commits."""
    now = now or datetime.now(UTC)
    data = _timed(output.data, unit, origin.service, now).model_dump_json()
    head = json.dumps(_attributes(output, origin, now), ensure_ascii=False)[:-1] + ', "data": '
    key = output.stream.key(origin.namespace)
    tail = ("correlation_id", origin.correlation_id or output.id, "traceparent", origin.traceparent or "")
    if not output.stamp_seq:
        return ("XADD", key, "*", "data", head + data + "}", *tail)
    if not data.startswith(_UNSTAMPED):
        raise ValueError(f"{output.type} has no place to stamp")
    return ("XADD.SEQ", key, head + _UNSTAMPED[:-1], data[len(_UNSTAMPED) :] + "}", *tail)


def _attributes(output: Output, origin: Origin, now: datetime) -> dict[str, str]:
    attributes = {
        "specversion": "1.0",
        "id": output.id,
        "source": f"urn:slugline:{origin.service}",
        "type": output.type,
        "subject": output.subject,
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "partitionkey": output.subject,
        "correlationid": origin.correlation_id,
        "causationid": origin.causation_id,
        "traceparent": origin.traceparent,
    }
    return {name: value for name, value in attributes.items() if value}


def _timed(data: Any, unit: Unit, service: str, now: datetime) -> Any:
    """The data with the time this stage took; for an update, the time since its article came in."""
    if isinstance(data, ArticleAccepted):
        ms = round((now - unit.started_at).total_seconds() * 1000, 3)
        passed = StageTiming(stage=service, at=unit.started_at, ms=ms, attempt=unit.attempt)
        return data.model_copy(update={"timing": (*data.timing, passed)})
    if isinstance(data, StoryUpdate):
        return data.model_copy(update={"timing": _timing_of(data.timing, unit, now)})
    return data


def _timing_of(timing: Timing, unit: Unit, now: datetime) -> Timing:
    """What cluster took for an update, and how long ago its article came in, where it has one."""
    took: dict[str, float] = {"cluster_ms": round((now - unit.started_at).total_seconds() * 1000, 3)}
    if timing.received_at is not None:
        seconds = (now - timing.received_at).total_seconds()
        metric("slugline_end_to_end_latency_seconds", unit.priority).observe(max(0.0, seconds))
        took["pipeline_latency_ms"] = round(seconds * 1000, 3)
    return timing.model_copy(update=took)
