"""What metrics show of delivery before anything has been delivered: a first failure is then seen as an increase."""

from __future__ import annotations

from typing import get_args

from services.publish.adapters.latency import Surface
from services.publish.domain.webhooks.schedule import Outcome
from shared.metrics import start_at_zero


def begin() -> None:
    """Shows all of it at 0."""
    for name in ("slugline_sse_connections", "slugline_sse_resets_total", "slugline_sse_dropped_total"):
        start_at_zero(name)
    start_at_zero("slugline_push_to_subscriber_seconds")
    start_at_zero("slugline_webhook_delivery_seconds")
    start_at_zero("slugline_retention_left_total", "articles", "updates", "stories")
    start_at_zero("slugline_archive_failures_total")
    start_at_zero("slugline_subscribers_behind", "sse", "webhook")
    start_at_zero("slugline_webhook_attempts_total", *get_args(Outcome))
    start_at_zero("slugline_webhook_disabled_total", "gone", "failing")
    start_at_zero("slugline_kill_propagation_seconds", *get_args(Surface))
