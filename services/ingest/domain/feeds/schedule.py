"""When a feed is asked next: as often as it asks to be, within what the desk wants, and ever more seldom when it fails.

Sources: RSS 2.0 (`ttl`, `skipHours`, `skipDays`), RSS 1.0's syndication module (`sy:updatePeriod`), RFC 9111 (max-age),
RFC 9110 (Retry-After).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from services.ingest.domain.item import digest

#: Seconds beyond which no Retry-After is believed.
MOST_RETRY_AFTER = 86_400.0
#: Share of the wait by which it varies, so that feeds of one host do not come in step.
_JITTER = 0.1
#: Doublings of the wait; beyond that the longest wait holds anyway.
_MOST_DOUBLINGS = 16
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Pace:
    """Seconds between two requests for a feed: usual, least, most; and most after failures."""

    usual: float = 300.0
    least: float = 60.0
    most: float = 3600.0
    most_after_failures: float = 21_600.0


@dataclass(frozen=True)
class Wishes:
    """What a feed says about when it wants to be asked. Hours and days (0 is Monday) are in UTC."""

    ttl: float | None = None
    period: float | None = None
    max_age: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def interval(pace: Pace, wishes: Wishes, every: float | None = None) -> float:
    """Seconds until the next request: the desk's word, else the longest that the feed names, within the limits."""
    if every is not None:
        return every
    named = [seconds for seconds in (wishes.ttl, wishes.period, wishes.max_age) if seconds]
    return min(max(max(named, default=pace.usual), pace.least), pace.most)


def after_success(now: datetime, seconds: float, wishes: Wishes, salt: str) -> datetime:
    """When the feed is asked next: after this wait, and not in an hour or on a day that it asks to be left out."""
    moment = now + timedelta(seconds=seconds * (1 + _JITTER * fraction(salt)))
    left_out = _left_out(wishes)
    if len(left_out) >= 7 * 24:
        return moment
    while (moment.weekday(), moment.hour) in left_out:
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def after_failure(
    now: datetime, pace: Pace, seconds: float, failures: int, retry_after: float | None, salt: str
) -> datetime:
    """When it is asked next: the wait doubles with every failure in a row, and is never shorter than Retry-After."""
    doubled = min(seconds * 2 ** min(failures, _MOST_DOUBLINGS), pace.most_after_failures)
    wait = doubled * (1 - 0.5 * fraction(salt))
    return now + timedelta(seconds=max(wait, min(retry_after or 0.0, MOST_RETRY_AFTER)))


def fraction(salt: str) -> float:
    """A number from 0 to below 1 that is the same for the same words: chance that a test can repeat."""
    return int(digest(salt)[:8], 16) / 2**32


def max_age_of(cache_control: str | None) -> float | None:
    """The seconds for which an answer is fresh."""
    found = _MAX_AGE.search(cache_control or "")
    return float(found[1]) if found else None


def retry_after_of(value: str | None, now: datetime) -> float | None:
    """The seconds that Retry-After asks for, given as a number or as a date."""
    said = (value or "").strip()[:100]
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _left_out(wishes: Wishes) -> set[tuple[int, int]]:
    return {
        (day, hour) for day in range(7) for hour in range(24) if hour in wishes.skip_hours or day in wishes.skip_days
    }
