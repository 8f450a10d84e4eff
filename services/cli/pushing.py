"""Puts articles on `articles.submitted`, many in one round trip, and waits while too many are under way."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from services.cli.article_files import Found
from services.cli.exits import CommandError, Exit
from services.cli.pipeline import Pipeline
from services.cli.settings import CliSettings
from shared.contracts.envelope import MAX_EVENT_BYTES, Event
from shared.contracts.submission import submit
from shared.delivery.backlog import Backlog, Marks
from shared.delivery.commit import is_outage
from shared.delivery.valve import REFUSAL
from shared.streams import ARTICLES_SUBMITTED
from shared.tracing import SILENT, CannotExport, Span, Tracer, told_uri

#: CloudEvents `source` of what this command sends.
SENDER = "urn:slugline:cli"
#: Articles in one round trip.
BATCH = 50
#: Seconds between two looks at a backlog that is too long.
BACKLOG_PAUSE = 0.3


@dataclass
class Pushed:
    """What was pushed (uri where the article names one, event id, entry id) and what could not be."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    bad: list[dict[str, str]] = field(default_factory=list)


class Pusher:
    """Pushes to one pipeline."""

    def __init__(self, pipeline: Pipeline, high_water: int, tracer: Tracer = SILENT) -> None:
        self._pipeline = pipeline
        self._backlog = Backlog(
            pipeline.redis, pipeline.namespace, replace(Marks.of(CliSettings()), articles=high_water)
        )
        self._tracer = tracer

    async def push(
        self,
        articles: Iterable[Found],
        told: Callable[[int, bool], None] = lambda _done, _waiting: None,
    ) -> Pushed:
        """Pushes them in order. `told` hears how many more were dealt with, and whether the pipeline is full."""
        pushed, remaining = Pushed(), iter(articles)
        while batch := list(islice(remaining, BATCH)):
            while await self._is_full():
                told(0, True)
                await asyncio.sleep(BACKLOG_PAUSE)
            await self._push_batch(batch, pushed)
            told(len(batch), False)
        return pushed

    async def _is_full(self) -> bool:
        """Counts afresh each time: a count that serves a quarter of a second would let thousands through."""
        self._backlog.count_afresh()
        return await self._backlog.is_past_high_water()

    async def _push_batch(self, batch: list[Found], pushed: Pushed) -> None:
        entries: list[Mapping[str, Any]] = []
        sent, spans = [], []
        for found in batch:
            if found.payload is None:
                pushed.bad.append({"where": found.where, "error": found.error or ""})
                continue
            event = submit(found.payload, SENDER, datetime.now(UTC))
            span = self._span(event)
            fields = entry_fields(event, span.traceparent)
            if len(fields["data"]) > MAX_EVENT_BYTES:
                size = len(fields["data"])
                pushed.bad.append(
                    {"where": found.where, "error": f"too large: {size} bytes, at most {MAX_EVENT_BYTES}"}
                )
                continue
            entries.append(fields)
            spans.append(span)
            sent.append({"where": found.where, "uri": event.subject, "event_id": event.id})
        for facts, entry_id in zip(sent, await self._add(entries), strict=True):
            pushed.articles.append({**facts, "entry_id": entry_id.decode()})
        for span in spans:
            span.end()

    async def _add(self, entries: list[Mapping[str, Any]]) -> list[bytes]:
        """The ids of the entries. Those that the stream refuses because it is full are added once it is open again."""
        ids: list[Any] = [None] * len(entries)
        while waiting := [place for place, entry_id in enumerate(ids) if entry_id is None]:
            commands = self._pipeline.redis.pipeline(transaction=False)
            for place in waiting:
                commands.xadd(ARTICLES_SUBMITTED.key(self._pipeline.namespace), entries[place])
            for place, answer in zip(waiting, await commands.execute(raise_on_error=False), strict=True):
                if isinstance(answer, Exception) and not (REFUSAL in str(answer) or is_outage(answer)):
                    raise answer
                ids[place] = None if isinstance(answer, Exception) else answer
            if None in ids:
                await asyncio.sleep(BACKLOG_PAUSE)
        return ids

    def _span(self, event: Event[Any]) -> Span:
        """The first step of an article's way, in the trace of whoever called the command (`TRACEPARENT`)."""
        if not self._tracer.is_open:
            return Span("")
        facts = {"messaging.system": "redis", "messaging.operation.type": "send", "messaging.operation.name": "send"}
        place = {
            "messaging.destination.name": ARTICLES_SUBMITTED.name,
            "slugline.article.uri": told_uri(event.subject or ""),
        }
        parent = os.environ.get("TRACEPARENT")
        return self._tracer.begin(f"send {ARTICLES_SUBMITTED.name}", parent, "producer", facts | place)


@asynccontextmanager
async def traced(command: str) -> AsyncIterator[Tracer]:
    """A tracer for one command. Raises CommandError where a collector is named that cannot be used."""
    tracer = Tracer("cli")
    try:
        tracer.open(CliSettings(), command)
    except CannotExport as error:
        raise CommandError(Exit.USAGE, str(error)) from error
    try:
        yield tracer
    finally:
        await asyncio.to_thread(tracer.close)


def entry_fields(event: Event[Any], traceparent: str = "") -> Mapping[str, Any]:
    """The fields of a stream entry. Non-ASCII is escaped, so that lone surrogates arrive for ingest to judge.

    Without a trace that is recorded here, the article's begins where it is read.
    """
    body = json.dumps(event.model_dump(exclude_none=True), default=_as_text, separators=(",", ":"))
    fields = {"data": body.encode(), "correlation_id": event.id}
    return {**fields, "traceparent": traceparent} if traceparent else fields


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
