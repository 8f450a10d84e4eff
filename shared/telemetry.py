"""Logs as events with fields, and W3C trace context carried from stream to stream."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import AbstractContextManager
from typing import Any

import structlog
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

_IDS = RandomIdGenerator()
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")


def configure_logging(level: str = "info", fmt: str = "auto") -> None:
    """JSON lines on stderr, or a readable console where a person is watching."""
    console = fmt == "console" or (fmt == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(name)s: %(message)s", force=True
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def child_traceparent(parent: str | None) -> str:
    """A new span in the parent's trace; a new trace where the parent is missing or malformed."""
    match = _TRACEPARENT.match(parent or "")
    trace_id = match.group(1) if match else f"{_IDS.generate_trace_id():032x}"
    flags = match.group(3) if match else "01"
    return f"00-{trace_id}-{_IDS.generate_span_id():016x}-{flags}"


def trace_id(traceparent: str | None) -> str | None:
    """The trace id in a traceparent."""
    match = _TRACEPARENT.match(traceparent or "")
    return match.group(1) if match else None


def log_context(**fields: Any) -> AbstractContextManager[Any]:
    """Binds fields to every log line inside; values that are None are left out."""
    return structlog.contextvars.bound_contextvars(**{k: v for k, v in fields.items() if v is not None})
