"""Exceptions of delivery. Each name says what happens to the message."""

from __future__ import annotations


class Refused(Exception):
    """The entry can never succeed: it goes to the dead letters at once, with this reason.

    `reason` is one of a few words for metrics ("not_json", "too_large"); the message says what is wrong and where.
    Neither may hold article text.
    """

    def __init__(self, reason: str, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.field = field


class RetryLater(Exception):
    """The entry stays pending and is delivered again; after `max_deliveries` it becomes a dead letter."""


class UnitFinished(Exception):
    """A write or publish came after its unit had committed; it is refused because it would vanish."""


class LeaseLost(Exception):
    """Another process is the single writer now: this one stops and starts again as a standby."""
