"""Tells metrics and the log of every call to an engine; never of what was said."""

from __future__ import annotations

import structlog

from services.translate.domain.switchboard import CallOutcome
from shared.metrics import metric

log = structlog.get_logger()


class ToldCalls:
    """Counts calls, and logs those that went wrong."""

    def called(self, engine: str, outcome: CallOutcome, seconds: float, detail: str) -> None:
        """A call ended."""
        metric("slugline_translation_engine_calls_total", engine, outcome).inc()
        metric("slugline_translation_engine_seconds", engine).observe(seconds)
        if outcome in ("failed", "timeout", "garbage"):
            log.warning(
                "translate.engine_failed", engine=engine, outcome=outcome, detail=detail, seconds=round(seconds, 2)
            )

    def is_resting(self, engine: str, resting: bool) -> None:
        """Whether the engine is left alone for now."""
        metric("slugline_translation_engine_resting", engine).set(1 if resting else 0)
