"""A collector of traces on loopback: takes OTLP over HTTP as real ones do, or misbehaves as it is told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Told:
    """One span as it came."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    status: int
    facts: dict[str, Any]
    start: int
    end: int


@dataclass
class Collector:
    """What was told so far, and how to answer."""

    status: int = 200
    hold: threading.Event = field(default_factory=threading.Event)
    spans: list[Told] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Reads one request."""
        self.headers.append(headers)
        self.bodies.append(body)
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            service = _facts(resource.resource.attributes)["service.name"]
            for scope in resource.scope_spans:
                self.spans += [_told(service, span) for span in scope.spans]

    def of(self, trace_id: str) -> list[Told]:
        """The spans of one trace, in order of their beginning."""
        return sorted((s for s in self.spans if s.trace_id == trace_id), key=lambda s: (s.start, s.name))

    def process(self, trace_id: str, service: str) -> list[Told]:
        """What a service handled in one trace."""
        return [s for s in self.of(trace_id) if s.service == f"slugline-{service}" and s.name.startswith("process ")]


def _told(service: str, span: Any) -> Told:
    return Told(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.kind,
        span.status.code,
        _facts(span.attributes),
        span.start_time_unix_nano,
        span.end_time_unix_nano,
    )


def _facts(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@contextlib.contextmanager
def collector() -> Iterator[Collector]:
    """A collector that runs; `hold` is set so that it answers at once, clear it and it hangs."""
    found = Collector()
    found.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.hold.wait(30)
            if found.status == 200:
                found.take({k.lower(): v for k, v in self.headers.items()} | {"path": self.path}, body)
            with contextlib.suppress(OSError):
                self.send_response(found.status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        found.hold.set()
        server.shutdown()
        server.server_close()
