"""Turn: what is known of a feed after one request, whatever came of it."""

from __future__ import annotations

from datetime import datetime

from services.ingest.domain.feeds.feed import Feed, Known
from services.ingest.domain.feeds.schedule import Pace, Wishes, after_failure, after_success, interval

#: Characters of what went wrong that are kept.
_ERROR_CHARS = 200


def before(feed: Feed, known: Known, now: datetime) -> Known:
    """What is known when the feed is asked: at another address than before, nothing but the round."""
    if known.asked == feed.url:
        return known
    return Known(round=known.round, asked=feed.url, since=now, last_item_at=known.last_item_at)


def not_modified(feed: Feed, known: Known, pace: Pace, now: datetime, max_age: float | None) -> Known:
    """The feed answered that nothing has changed (304)."""
    seconds = known.interval or interval(pace, Wishes(max_age=max_age), feed.every)
    return _well(known, now, 304, seconds, after_success(now, seconds, Wishes(), _salt(feed, known)))


def answered(feed: Feed, known: Known, pace: Pace, now: datetime, wishes: Wishes) -> Known:
    """The feed answered with a document that could be read."""
    seconds = interval(pace, wishes, feed.every)
    return _well(known, now, 200, seconds, after_success(now, seconds, wishes, _salt(feed, known)))


def failed(
    feed: Feed, known: Known, pace: Pace, now: datetime, error: str, status: int | None, retry_after: float | None
) -> Known:
    """Nothing came of the request."""
    usual = feed.every or pace.usual
    failures = known.failures + 1
    return known.model_copy(
        update={
            "round": known.round + 1,
            "failures": failures,
            "last_status": status,
            "last_error": error[:_ERROR_CHARS],
            "asked_at": now,
            "next_at": after_failure(now, pace, usual, failures, retry_after, _salt(feed, known)),
        }
    )


def gone(known: Known, now: datetime) -> Known:
    """The feed said that it will not come back (410): it is not asked again until somebody writes it down anew."""
    ended = {"is_gone": True, "last_status": 410, "last_error": "the feed says that it is gone for good"}
    return known.model_copy(update={"round": known.round + 1, "asked_at": now, "next_at": None, **ended})


def is_silent(feed: Feed, known: Known, now: datetime, silent_after: float) -> bool:
    """True where nothing new has come for longer than the desk expects of this feed."""
    last = known.last_item_at or known.since
    return last is not None and (now - last).total_seconds() > (feed.silent_after or silent_after)


def _well(known: Known, now: datetime, status: int, seconds: float, next_at: datetime) -> Known:
    return known.model_copy(
        update={
            "round": known.round + 1,
            "failures": 0,
            "last_status": status,
            "last_error": None,
            "asked_at": now,
            "answered_at": now,
            "interval": seconds,
            "next_at": next_at,
        }
    )


def _salt(feed: Feed, known: Known) -> str:
    return f"{feed.name}:{known.round}"
