"""Spans of an article's way, in the W3C trace context that travels with it from stream to stream.

Without a collector nothing is recorded: the sender's context is passed on as it came, or a trace id is made so that
logs and `slugline trace --id` can name the way. With one (`SLUGLINE_OTLP_ENDPOINT`) each span goes to it, see
`tracing_export.py`. Attributes say what was handled and what came of it, never what it says.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import SpanContext

    from shared.settings import Settings

#: What a span does: takes a request, makes one, writes to a stream, handles an entry of one, or none of these.
Kind = Literal["server", "client", "producer", "consumer", "internal"]
Attributes = Mapping[str, str | int | float | bool]

#: `version-trace_id-parent_id-flags` of https://www.w3.org/TR/trace-context/; ids of zeros alone are no ids.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
#: Characters of an attribute that a sender chose, an article's uri above all.
LONGEST = 300


def trace_id(traceparent: str | None) -> str | None:
    """The trace id in a traceparent; None where it is missing or malformed."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match else None


def passed_on(traceparent: str | None) -> str:
    """The sender's context as it came; a new one, marked as not recorded, where it is missing or malformed."""
    if traceparent and _TRACEPARENT.fullmatch(traceparent):
        return traceparent
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"


class CannotExport(Exception):
    """A collector is named and cannot be used; the message says what to do."""


class Span:
    """One step of the way. This one is not recorded: it only carries the context on."""

    __slots__ = ("traceparent",)
    is_recorded = False

    def __init__(self, traceparent: str) -> None:
        #: The context for whatever follows from this step.
        self.traceparent = traceparent

    def put(self, attributes: Attributes) -> None:
        """Adds facts about the step."""

    def fail(self, kind: str) -> None:
        """Marks the step as failed, with one word for why: the type of an error, never its message."""

    def end(self, at: float | None = None) -> None:
        """Ends the step now, or at a time in seconds since 1970."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.fail(kind.__name__)
        self.end()


class _Recorded(Span):
    """A span that goes to the collector once it has ended."""

    __slots__ = ("_span",)
    is_recorded = True

    def __init__(self, span: OtelSpan) -> None:
        super().__init__(_written(span.get_span_context()))
        self._span = span

    def put(self, attributes: Attributes) -> None:
        self._span.set_attributes(dict(attributes))

    def fail(self, kind: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        self._span.set_status(Status(StatusCode.ERROR))
        self._span.set_attribute("error.type", kind)

    def end(self, at: float | None = None) -> None:
        self._span.end(None if at is None else _nanoseconds(at))


class Tracer:
    """Begins the spans of one service."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._provider: TracerProvider | None = None
        self._tracer: Any = None

    @property
    def is_open(self) -> bool:
        """True while spans are recorded."""
        return self._tracer is not None

    def open(self, settings: Settings, instance: str = "") -> None:
        """Records from now on, where the settings name a collector. Raises CannotExport where that cannot be."""
        if not settings.otlp_endpoint and not any(name.startswith("OTEL_EXPORTER_OTLP_") for name in os.environ):
            return  # the exporter's libraries are not even loaded

        from shared.tracing_export import collector_of

        collector = collector_of(settings)
        if collector is not None:
            self._provider = collector.provider(self.service, instance, settings.namespace)
            self._tracer = self._provider.get_tracer("slugline")

    def close(self) -> None:
        """Gives what is left to the collector, for two seconds at most. Blocks."""
        provider, self._provider, self._tracer = self._provider, None, None
        if provider is not None:
            provider.shutdown()

    def begin(
        self,
        name: str,
        parent: str | None,
        kind: Kind = "internal",
        attributes: Attributes | None = None,
        *,
        at: float | None = None,
        links: Iterable[str | None] = (),
    ) -> Span:
        """A step that follows from `parent` (a traceparent), begun now or at a time in seconds since 1970."""
        if self._tracer is None:
            return Span(passed_on(parent))
        return self._begin(name, parent, kind, attributes, at, links)

    def _begin(
        self,
        name: str,
        parent: str | None,
        kind: Kind,
        attributes: Attributes | None,
        at: float | None,
        links: Iterable[str | None],
    ) -> Span:
        from opentelemetry.trace import Link, SpanKind

        span = self._tracer.start_span(
            name,
            context=_context(parent),
            kind=SpanKind[kind.upper()],
            attributes=attributes,
            links=[Link(found) for link in links if (found := _read(link)) is not None],
            start_time=None if at is None else _nanoseconds(at),
        )
        return _Recorded(span)


#: The tracer of whatever has none of its own: records nothing.
SILENT = Tracer("")


def told_uri(uri: str) -> str:
    """An article's uri as an attribute: senders choose it, so it is cut."""
    return uri if len(uri) <= LONGEST else f"{uri[:LONGEST]}…"


def _context(parent: str | None) -> Any:
    """The context to begin in: never the one that happens to be current."""
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, set_span_in_context

    found = _read(parent)
    return Context() if found is None else set_span_in_context(NonRecordingSpan(found), Context())


def _read(traceparent: str | None) -> SpanContext | None:
    from opentelemetry.trace import SpanContext, TraceFlags

    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match is None:
        return None
    return SpanContext(int(match[1], 16), int(match[2], 16), True, TraceFlags(int(match[3], 16)))


def _written(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags) & 1:02x}"


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
