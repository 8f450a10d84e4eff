"""The way of spans to a collector: OTLP over HTTP, never in the way of an article.

Spans wait in a bounded queue that a thread empties. A collector that is away, slow or silent costs spans, each counted
in `slugline_trace_spans_total`, and nothing else.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from shared import __version__
from shared.metrics import metric
from shared.tracing import CannotExport

if TYPE_CHECKING:
    from opentelemetry.context import Context

    from shared.settings import Settings

log = structlog.get_logger()

#: Spans that may wait, about 2 kB each, and spans of one request.
MOST_WAITING, BATCH = 4096, 256
#: Seconds between two requests while little waits: what SIGKILL can cost.
SEND_EVERY = 0.5
#: Seconds that a request may take, its repetitions included, where OTEL_EXPORTER_OTLP_TIMEOUT says nothing.
TIMEOUT = 5.0
#: Seconds that the end of a process waits for the collector.
CLOSE_WAIT = 2.0
#: Characters of an attribute, and attributes of a span.
_LONGEST, _MOST = 400, 32
_PATH = "/v1/traces"


@dataclass(frozen=True)
class Collector:
    """Where spans go. Whatever is None is left to the OTEL_* environment."""

    endpoint: str | None
    headers: dict[str, str] | None
    ratio: float | None

    def provider(self, service: str, instance: str, namespace: str) -> TracerProvider:
        """The source of spans of one service. Raises CannotExport."""
        provider = TracerProvider(
            sampler=self._sampler(),
            resource=_resource(service, instance, namespace),
            span_limits=SpanLimits(max_span_attributes=_MOST, max_span_attribute_length=_LONGEST),
            shutdown_on_exit=False,
        )
        provider.add_span_processor(Outbox(self._exporter()))
        return provider

    def _sampler(self) -> Any:
        """The share of new traces; what the sender has decided stands. None: as OTEL_TRACES_SAMPLER says."""
        from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

        return None if self.ratio is None else ParentBasedTraceIdRatio(self.ratio)

    def _exporter(self) -> SpanExporter:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        except ImportError as error:
            raise CannotExport(
                "traces are to go to a collector (SLUGLINE_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT), but the "
                "exporter is not installed: install slugline[otlp], or unset it"
            ) from error
        # Its own lines would come with every request while a collector is away; ours come when that changes.
        logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter").setLevel(logging.CRITICAL)
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        has_timeout = any(os.environ.get(f"OTEL_EXPORTER_OTLP_{name}TIMEOUT") for name in ("", "TRACES_"))
        return OTLPSpanExporter(endpoint=self.endpoint, headers=self.headers, timeout=None if has_timeout else TIMEOUT)


def collector_of(settings: Settings) -> Collector | None:
    """The collector that settings or the standard environment name; None where there is none. Raises CannotExport."""
    endpoint = settings.otlp_endpoint
    named = endpoint or _env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or _env("OTEL_EXPORTER_OTLP_ENDPOINT")
    is_off = _env("OTEL_SDK_DISABLED").lower() == "true" or _env("OTEL_TRACES_EXPORTER").lower() == "none"
    if not named or is_off:
        return None
    if not named.startswith(("http://", "https://")):
        raise CannotExport("the address of the collector begins with http:// or https://")
    given = settings.otlp_headers
    ratio = settings.trace_ratio
    if ratio is None and not _env("OTEL_TRACES_SAMPLER"):
        ratio = 1.0
    return Collector(_whole(endpoint), headers_in(given.get_secret_value()) if given else None, ratio)


def headers_in(text: str) -> dict[str, str]:
    """The headers of a text: `name=value` each, apart by commas or new lines. Raises CannotExport, naming no value."""
    found = {}
    for part in filter(None, (part.strip() for part in text.replace("\n", ",").split(","))):
        name, mark, value = part.partition("=")
        if not mark or not name.strip():
            raise CannotExport("SLUGLINE_OTLP_HEADERS holds name=value pairs, apart by commas")
        found[name.strip().lower()] = value.strip()
    return found


class Outbox(SpanProcessor):
    """Spans on their way out. Ending a span never waits; a thread sends what there is."""

    def __init__(self, exporter: SpanExporter, size: int = MOST_WAITING) -> None:
        self._exporter = exporter
        self._waiting: deque[ReadableSpan] = deque()
        self._size = size
        self._wake = threading.Event()
        self._is_closing = False
        self._is_failing = False
        self._thread = threading.Thread(target=self._work, name="slugline-traces", daemon=True)
        self._thread.start()

    def on_start(self, span: Any, parent_context: Context | None = None) -> None:
        """Nothing: a span is of interest once it has ended."""

    def on_end(self, span: ReadableSpan) -> None:
        """Queues the span, or drops and counts it where too many wait."""
        if self._is_closing or len(self._waiting) >= self._size:
            metric("slugline_trace_spans_total", "dropped").inc()
            return
        self._waiting.append(span)
        if len(self._waiting) >= BATCH:
            self._wake.set()

    def shutdown(self) -> None:
        """Sends what waits, for two seconds at most, and ends."""
        self._is_closing = True
        self._wake.set()
        self._thread.join(CLOSE_WAIT)
        metric("slugline_trace_spans_total", "dropped").inc(len(self._waiting))
        self._waiting.clear()
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Asks for what waits to be sent soon; never waits for it."""
        self._wake.set()
        return True

    def _work(self) -> None:
        while not self._is_closing:
            self._wake.wait(SEND_EVERY)
            self._wake.clear()
            self._send_waiting()
        self._send_waiting()

    def _send_waiting(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            is_sent = self._send(batch)
            metric("slugline_trace_spans_total", "sent" if is_sent else "failed").inc(len(batch))
            self._tell(is_sent)

    def _send(self, batch: list[ReadableSpan]) -> bool:
        try:
            return self._exporter.export(batch) is SpanExportResult.SUCCESS
        except Exception:  # whatever an exporter does, it must not end the thread
            return False

    def _tell(self, is_sent: bool) -> None:
        """One line when the collector goes away and one when it is back."""
        if not is_sent and not self._is_failing:
            log.warning("tracing.collector_away", waiting=len(self._waiting))
        if is_sent and self._is_failing:
            log.info("tracing.collector_back")
        self._is_failing = not is_sent


def _resource(service: str, instance: str, namespace: str) -> Any:
    """Who the spans are from; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES stand above what we say."""
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource

    ours = {
        "service.name": f"slugline-{service}",
        "service.version": __version__,
        "service.instance.id": instance or f"{service}-{os.getpid()}",
    }
    if namespace:
        ours["slugline.namespace"] = namespace
    return Resource.create(ours).merge(OTELResourceDetector().detect())


def _whole(endpoint: str | None) -> str | None:
    """The address with the path of traces, as the exporter wants it where it is told one."""
    if endpoint is None or endpoint.rstrip("/").endswith(_PATH):
        return endpoint
    return endpoint.rstrip("/") + _PATH


def _env(name: str) -> str:
    return os.environ.get(name, "").strip()
