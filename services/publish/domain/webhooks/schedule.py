"""When a delivery is tried again, and what an answer means."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from shared.contracts.base import Contract

#: Seconds before each attempt, counted from the one before (Standard Webhooks, "Deliverability and reliability").
WAITS = (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
#: The part of a wait by which it may be longer, so that endpoints that failed together are not tried together.
JITTER = 0.2
#: Seconds of Retry-After that are honoured at most.
LONGEST_PAUSE = 86_400.0

Outcome = Literal["delivered", "gone", "slowed", "redirected", "refused", "failed", "timeout", "unreachable", "blocked"]
#: Answers that say "not now": the whole endpoint is left alone until then.
_SLOWED = (429, 502, 503, 504)


class Answer(Contract):
    """What came of one attempt. Of the answer's body nothing is kept."""

    outcome: Outcome
    status: int | None = None
    #: Milliseconds it took.
    ms: float = 0.0
    #: Seconds after which the endpoint asked to be tried again.
    retry_after: float | None = None
    detail: str = ""


def outcome_of(status: int) -> Outcome:
    """What a status says."""
    if 200 <= status < 300:
        return "delivered"
    if status == 410:
        return "gone"
    if status in _SLOWED:
        return "slowed"
    if 300 <= status < 400:
        return "redirected"
    return "refused" if status < 500 else "failed"


def wait_before(attempt: int, jitter: float, retry_after: float | None = None) -> float | None:
    """Seconds until this attempt (from 2); None after the last. `jitter` lies between 0 and 1."""
    if attempt > len(WAITS):
        return None
    wait = WAITS[attempt - 1] * (1 + JITTER * jitter)
    return max(wait, min(retry_after or 0.0, LONGEST_PAUSE))


def seconds_of(header: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3); None for none or nonsense."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
