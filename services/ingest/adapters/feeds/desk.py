"""The list of feeds: from the file, from commands, and how each stands for metrics and people."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from services.ingest.adapters.feeds.fetch import Fetcher
from services.ingest.adapters.feeds.store import FeedStore, Written
from services.ingest.domain.feeds import turn
from services.ingest.domain.feeds.document import read_document
from services.ingest.domain.feeds.feed import FILE_BYTES, MOST_FEEDS, Feed, Known, feed_of, read_feeds
from services.ingest.domain.feeds.news import News, news_in
from services.ingest.domain.feeds.schedule import Pace, Wishes, interval, max_age_of
from services.ingest.domain.refusal import BadInput
from shared.clock import Clock
from shared.metrics import metric
from shared.outbound.addresses import Allowed

log = structlog.get_logger()

#: Entries that a check shows.
_SHOWN = 10


class WrittenInFile(Exception):
    """The feed stands in the file of feeds: it is changed and removed there."""


@dataclass(frozen=True)
class Terms:
    """What the settings say of all feeds."""

    file: Path | None
    allowed: Allowed
    pace: Pace
    silent_after: float
    #: Days back that the first poll of a feed goes.
    oldest: Any


class FeedDesk:
    """Keeps the list, and tells how feeds stand."""

    def __init__(self, store: FeedStore, fetcher: Fetcher, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._terms = terms
        self._read: object = None
        self._told: set[str] = set()

    # Timers

    async def look(self) -> None:
        """Reads the file where it has changed, and tells how feeds stand; called every few seconds."""
        await self._read_file()
        feeds, known = await self._store.all(), await self._store.all_known()
        await self._store.heal(feeds, self._clock.now())
        self._tell(feeds, known)

    async def _read_file(self) -> None:
        file = self._terms.file
        if file is None:
            return
        try:
            state = await asyncio.to_thread(file.stat)
            if (state.st_mtime_ns, state.st_size) == self._read:
                return
            self._read = (state.st_mtime_ns, state.st_size)
            if state.st_size > FILE_BYTES:
                raise BadInput("too_large", f"more than {FILE_BYTES} bytes")
            text = await asyncio.to_thread(file.read_text, encoding="utf-8")
            await self._agree(read_feeds(text, self._terms.allowed))
        except (OSError, UnicodeDecodeError) as error:
            self._complain(type(error).__name__, None)
        except BadInput as bad:
            self._complain(bad.detail, bad.field)

    async def _agree(self, listed: list[Feed]) -> None:
        """Makes the list agree with the file; feeds that commands have added stay."""
        before = await self._store.all()
        now = self._clock.now()
        for feed in listed:
            if before.get(feed.name) != Written(feed=feed, origin="file"):
                await self._store.write(feed, "file", now)
        names = {feed.name for feed in listed}
        left = [name for name, written in before.items() if written.origin == "file" and name not in names]
        for name in left:
            await self._store.remove(name)
        log.info("ingest.feeds_read", feeds=len(listed), removed=len(left))

    def _complain(self, detail: str, field: str | None) -> None:
        """The list stays as it was. The same complaint once, not every few seconds."""
        if (detail, field) != self._read:
            log.error("ingest.feeds_file_unreadable", detail=detail, field=field)
        if self._read is None:
            self._read = (detail, field)

    def _tell(self, feeds: dict[str, Written], known: dict[str, Known]) -> None:
        now = self._clock.now()
        standing = [known.get(name, Known()) for name in feeds]
        for status in ("active", "failing", "stopped"):
            metric("slugline_feeds", status).set(sum(each.status == status for each in standing))
        for name, written in feeds.items():
            each = known.get(name, Known())
            silent = turn.is_silent(written.feed, each, now, self._terms.silent_after)
            metric("slugline_feed_silent", name).set(silent)
            metric("slugline_feed_last_item_timestamp_seconds", name).set(_seconds(each.last_item_at or each.since))
        for name in self._told - set(feeds):
            metric("slugline_feed_silent", name).set(0)
        self._told |= set(feeds)

    # For people

    async def listed(self) -> list[dict[str, Any]]:
        """Every feed with how it stands, by name."""
        known = await self._store.all_known()
        return [self._facts(written, known.get(name, Known())) for name, written in (await self._store.all()).items()]

    async def add(self, values: dict[str, Any]) -> dict[str, Any]:
        """Writes a feed down, or writes it anew. Raises BadInput, WrittenInFile."""
        feed = feed_of(values, self._terms.allowed)
        before = await self._store.of(feed.name)
        if before is not None and before.origin == "file":
            raise WrittenInFile(feed.name)
        if before is None and len(await self._store.all()) >= MOST_FEEDS:
            raise BadInput("too_large", f"there are {MOST_FEEDS} feeds already")
        await self._store.write(feed, "command", self._clock.now())
        return self._facts(Written(feed=feed, origin="command"), (await self._store.known(feed.name))[0])

    async def remove(self, name: str) -> bool:
        """Forgets a feed; False where there is none of this name. Raises WrittenInFile."""
        before = await self._store.of(name)
        if before is not None and before.origin == "file":
            raise WrittenInFile(name)
        return await self._store.remove(name)

    async def check(self, url: str) -> dict[str, Any]:
        """What asking this address gives, without writing anything down. Raises BadInput, CannotFetch."""
        feed = feed_of({"name": "check", "url": url}, self._terms.allowed)
        answer = await self._fetcher.get(feed.url)
        if answer.status != 200:
            return {"status": answer.status, "moved_to": answer.moved_to, "is_feed": False}
        now = self._clock.now()
        document = await asyncio.to_thread(read_document, answer.body, answer.header("content-type") or "")
        news, _ = await asyncio.to_thread(news_in, document, feed, {}, now, self._terms.oldest)
        wishes = Wishes(**{**document.wishes.__dict__, "max_age": max_age_of(answer.header("cache-control"))})
        return {
            "status": 200,
            "moved_to": answer.moved_to,
            "is_feed": True,
            "title": document.title,
            "bytes": len(answer.body),
            "entries": len(document.entries),
            "every": interval(self._terms.pace, wishes),
            "is_conditional": bool(answer.validator("etag") or answer.validator("last-modified")),
            "newest": [_shown(each) for each in reversed(news[-_SHOWN:])],
        }

    def _facts(self, written: Written, known: Known) -> dict[str, Any]:
        silent = turn.is_silent(written.feed, known, self._clock.now(), self._terms.silent_after)
        standing = known.model_dump(mode="json", exclude={"round", "asked", "etag", "last_modified", "is_gone"})
        told = {"status": known.status if known.asked_at else "new", "is_silent": silent, "origin": written.origin}
        return {**written.feed.model_dump(), **told, **standing}


def _shown(news: News) -> dict[str, Any]:
    item = news.submission or {}
    return {
        "uri": item.get("uri"),
        "headline": item.get("headlines", [{}])[0].get("value", "") or news.entry.title[:200],
        "published": news.entry.published.isoformat() if news.entry.published else None,
        "characters": len(news.entry.content),
        "is_summary": news.entry.is_summary,
        "outcome": "ready" if news.outcome == "submitted" else news.outcome,
        "reason": news.reason or None,
    }


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
