"""What metrics show of ingest before anything has happened: a first refusal is then seen as an increase."""

from __future__ import annotations

from shared.metrics import metric, start_at_zero


def begin() -> None:
    """Shows all of it at 0."""
    outcomes = ("news", "nothing_new", "not_modified", "gone", "failed", "blocked", "refused")
    start_at_zero("slugline_feed_polls_total", *outcomes)
    start_at_zero("slugline_feed_items_total", "submitted", "refused", "old")
    start_at_zero("slugline_retention_left_total", "raw", "versions")
    start_at_zero("slugline_archive_failures_total")
    metric("slugline_feeds_paused").set(0)
