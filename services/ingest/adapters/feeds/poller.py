"""Asks feeds when their time has come: each by one replica at a time, and what is new goes out with what is known.

A poll is: take the feed, take its host, ask, read beside the event loop, and commit in parts. A part's articles and the
marks by which they count as seen are one commit, so that a process that dies between two parts leaves a feed of which
some is seen and the rest is not: the next poll finds the rest. The validators (ETag) come with the last part only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from services.ingest.adapters.feeds.fetch import Answer, CannotFetch, Fetcher
from services.ingest.adapters.feeds.pages import followed
from services.ingest.adapters.feeds.store import DUE, FeedStore, Written
from services.ingest.domain.feeds import turn
from services.ingest.domain.feeds.document import Document, read_document
from services.ingest.domain.feeds.feed import Feed, Known
from services.ingest.domain.feeds.news import News, in_parts, news_in, with_marks
from services.ingest.domain.feeds.schedule import Pace, Wishes, max_age_of, retry_after_of
from services.ingest.domain.ports import Pressure
from services.ingest.domain.refusal import BadInput
from shared.cancelling import ended
from shared.clock import Clock
from shared.contracts.submission import submit
from shared.delivery.commit import OUTAGE
from shared.delivery.unit import Unit
from shared.metrics import metric
from shared.streams import ARTICLES_SUBMITTED
from shared.tracing import passed_on

log = structlog.get_logger()

TimerUnit = Callable[[str, str], AbstractAsyncContextManager[Unit]]

#: Due feeds that one look considers.
_CONSIDERED = 500
#: Seconds that reading and committing may take beyond the request itself.
_AFTER_ANSWER = 60.0
#: When a feed is asked again that is not asked any more.
_NEVER = timedelta(days=36_500)


@dataclass(frozen=True)
class Rules:
    """How the desk wants feeds to be asked."""

    pace: Pace
    timeout: float
    host_gap: float
    at_once: int
    oldest: timedelta


class Poller:
    """Asks what is due. One for each replica of ingest."""

    def __init__(
        self, store: FeedStore, fetcher: Fetcher, pressure: Pressure, clock: Clock, unit: TimerUnit, rules: Rules
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._pressure = pressure
        self._clock = clock
        self._unit = unit
        self._rules = rules
        self._polls: dict[str, asyncio.Task[None]] = {}

    async def look(self) -> None:
        """Starts the polls that are due, as many as may run at once; called every second, returns at once."""
        self._polls = {name: task for name, task in self._polls.items() if not task.done()}
        due = await self._store.due(self._clock.now(), _CONSIDERED)
        is_full = bool(due) and await self._pressure.is_past_high_water()
        metric("slugline_feeds_paused").set(is_full)
        if is_full or not due:
            return
        feeds = await self._store.all()
        for name in due:
            if len(self._polls) >= self._rules.at_once:
                return
            if name in feeds and name not in self._polls:
                self._polls[name] = asyncio.create_task(self._guarded(feeds[name]))

    async def settle(self) -> None:
        """Returns once the polls that are under way are done."""
        await asyncio.gather(*self._polls.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Ends the polls that are under way: what they had not committed is new to the next poll."""
        await ended(*self._polls.values())
        await self._fetcher.close()

    async def _guarded(self, written: Written) -> None:
        name = written.feed.name
        seconds = self._rules.timeout * (2 if written.feed.follow else 1) + _AFTER_ANSWER
        try:
            if not await self._store.lease(name, seconds):
                return
            try:
                async with asyncio.timeout(seconds - 1):
                    await self._poll(written.feed)
            finally:
                await self._store.give_back(name)
        except OUTAGE:
            return  # Redis is away: the feed is still due when it is back
        except Exception:
            log.exception("ingest.feed_poll_failed", feed=name)

    async def _poll(self, feed: Feed) -> None:
        now = self._clock.now()
        known, stored = await self._store.known(feed.name)
        known = turn.before(feed, known, now)
        if not await self._store.is_due(feed.name, now):
            return  # another replica has asked it since this one looked
        if known.is_gone:
            await self._commit(feed, stored, known, None, [])
            return
        host = urlsplit(known.moved_to or feed.url).hostname or ""
        if not await self._store.take_host(host, self._rules.timeout + _AFTER_ANSWER):
            return
        try:
            answer = await self._fetcher.get(known.moved_to or feed.url, known.etag, known.last_modified)
        except CannotFetch as error:
            outcome = "blocked" if error.why == "blocked" else "failed"
            await self._fail(feed, stored, known, str(error), outcome)
            return
        finally:
            await self._store.leave_host(host, self._rules.host_gap)
        await self._heard(feed, stored, known, answer)

    async def _heard(self, feed: Feed, stored: str | None, known: Known, answer: Answer) -> None:
        now = self._clock.now()
        known = known.model_copy(update={"moved_to": answer.moved_to}) if answer.moved_to else known
        if answer.status == 304:
            max_age = max_age_of(answer.header("cache-control"))
            await self._commit(feed, stored, turn.not_modified(feed, known, self._rules.pace, now, max_age), None, [])
            _count("not_modified", feed)
        elif answer.status == 410:
            await self._commit(feed, stored, turn.gone(known, now), None, [])
            _count("gone", feed)
        elif answer.status == 200:
            await self._read(feed, stored, known, answer)
        else:
            retry_after = retry_after_of(answer.header("retry-after"), now)
            await self._fail(feed, stored, known, f"status {answer.status}", "failed", answer.status, retry_after)

    async def _read(self, feed: Feed, stored: str | None, known: Known, answer: Answer) -> None:
        """Takes the document apart beside the event loop, and passes on what is new in it."""
        seen, now = await self._store.seen(feed.name), self._clock.now()
        try:
            document, news, still = await asyncio.to_thread(_news, answer, feed, seen, now, self._rules.oldest)
        except BadInput as bad:
            await self._fail(feed, stored, known, bad.detail, "refused", answer.status)
            return
        if feed.follow:
            news = await followed(news, feed, self._fetcher, now, self._rules.timeout)
        max_age = max_age_of(answer.header("cache-control"))
        wishes = Wishes(**{**document.wishes.__dict__, "max_age": max_age})
        after = turn.answered(feed, known, self._rules.pace, now, wishes)
        validators = {
            "etag": answer.validator("etag"),
            "last_modified": answer.validator("last-modified"),
            "title": document.title or None,
        }
        await self._pass_on(feed, stored, after, after.model_copy(update=validators), news, still)

    async def _pass_on(
        self, feed: Feed, stored: str | None, known: Known, last: Known, news: list[News], still: dict[str, str]
    ) -> None:
        """Commits the news part by part; while the pipeline is full, the rest is left for a later poll."""
        parts = list(in_parts(news))
        counts = {"submitted": known.submitted, "refused": known.refused}
        seen = dict(still)
        for number, part in enumerate(parts, start=1):
            if number > 1 and await self._pressure.is_past_high_water():
                return
            is_last = number == len(parts)
            seen = with_marks(seen, part)
            for name in counts:
                counts[name] += sum(each.outcome == name for each in part)
            base = last if is_last else known.model_copy(update={"next_at": self._clock.now()})
            item_at = self._clock.now() if any(each.submission for each in part) else known.last_item_at
            known = base.model_copy(update={**counts, "last_item_at": item_at, "round": known.round + 1})
            stored = await self._commit(feed, stored, known, seen, part)
            if stored is None:
                return
        _count("news" if any(each.submission for each in news) else "nothing_new", feed, news)

    async def _fail(
        self,
        feed: Feed,
        stored: str | None,
        known: Known,
        error: str,
        outcome: str,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        now = self._clock.now()
        after = turn.failed(feed, known, self._rules.pace, now, error, status, retry_after)
        await self._commit(feed, stored, after, None, [])
        metric("slugline_feed_polls_total", outcome).inc()
        log.warning("ingest.feed_failed", feed=feed.name, error=error, status=status, failures=after.failures)

    async def _commit(
        self, feed: Feed, stored: str | None, known: Known, seen: dict[str, str] | None, part: list[News]
    ) -> str | None:
        """The stored form of what is known now; None where nothing was committed: the feed is somebody else's now."""
        written: list[str] = []
        async with self._unit(DUE, feed.name) as unit:
            self._store.save(unit, feed.name, stored, known, seen)
            self._store.ask_again(unit, feed.name, known.next_at or self._clock.now() + _NEVER)
            for each in part:
                if each.submission is not None:
                    _append(unit, feed, each)
            unit.after_commit(lambda: written.append(known.model_dump_json(exclude_none=True)))
        for each in part if written else ():
            metric("slugline_feed_items_total", each.outcome).inc()
        return written[0] if written else None


def _news(
    answer: Answer, feed: Feed, seen: dict[str, str], now: datetime, oldest: timedelta
) -> tuple[Document, list[News], dict[str, str]]:
    document = read_document(answer.body, answer.header("content-type") or "")
    news, still = news_in(document, feed, seen, now, oldest)
    return document, news, still


def _append(unit: Unit, feed: Feed, news: News) -> None:
    event = submit(news.submission or {}, f"urn:slugline:ingest:feed:{feed.name}")
    data = event.model_dump_json(exclude_none=True)
    fields = {"data": data, "correlation_id": event.id, "traceparent": passed_on(None)}
    unit.append(ARTICLES_SUBMITTED, fields)


def _count(outcome: str, feed: Feed, news: list[News] | None = None) -> None:
    metric("slugline_feed_polls_total", outcome).inc()
    counted = {name: sum(each.outcome == name for each in news or ()) for name in ("submitted", "refused", "old")}
    log.info("ingest.feed_polled", feed=feed.name, outcome=outcome, **{k: n for k, n in counted.items() if n})
    for each in news or ():
        if each.outcome == "refused":
            log.warning("ingest.feed_item_refused", feed=feed.name, reason=each.reason)
