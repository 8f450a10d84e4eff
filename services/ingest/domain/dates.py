"""Dates as senders write them: read strictly where the pipeline depends on them, failing closed for embargoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.ingest.domain.limits import EARLIEST, EARLIEST_EMBARGO, LATEST_AHEAD
from services.ingest.domain.refusal import BadInput


@dataclass(frozen=True)
class Embargo:
    """Until when nothing of the article may show. None: no readable end, so until a newer version or an editor."""

    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """True while the article must stay unseen."""
        return self.until is None or self.until > now


def read_date(value: str, field: str, now: datetime) -> datetime:
    """The instant in UTC. A date without an offset is UTC; a date without a time is its midnight."""
    moment = _parse(value)
    if moment is None:
        raise BadInput("bad_date", "not a date in ISO 8601, like 2025-08-15T10:00:00Z", field)
    if not EARLIEST <= moment <= now + LATEST_AHEAD:
        raise BadInput("bad_date", f"the year {moment.year} is outside 1900 to next year", field)
    return moment


def read_optional_date(value: str | None, field: str, now: datetime) -> datetime | None:
    """The instant, or None where nothing was given."""
    return None if value is None else read_date(value, field, now)


def read_embargo(values: Sequence[Any], now: datetime) -> Embargo | None:
    """The embargo in the fields that were present; the latest where there are several.

    Fails closed: one value that is empty, unreadable or implausible (a default like year 1, or a time more than a
    year ahead) makes it an embargo without end.
    """
    if not values:
        return None
    moments = [_plausible(value, now) for value in values]
    known = [moment for moment in moments if moment is not None]
    return Embargo(max(known)) if len(known) == len(moments) else Embargo(None)


def _plausible(value: Any, now: datetime) -> datetime | None:
    moment = _parse(value) if isinstance(value, str) else None
    return moment if moment and EARLIEST_EMBARGO <= moment <= now + LATEST_AHEAD else None


def _parse(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
