"""A submission becomes an accepted article, a held one, or a counted repeat."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from services.ingest.adapters.memory import EMBARGO, HELD, Memory
from services.ingest.domain.acceptance import accepted, event_id, released
from services.ingest.domain.entry import read_entry
from services.ingest.domain.forms import read_form
from services.ingest.domain.item import WireItem
from services.ingest.domain.newsml import ITEM_TYPE, parts_of
from services.ingest.domain.ports import Recorded
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.versions import Decision, decide, release
from shared.clock import Clock
from shared.contracts.article import Article
from shared.contracts.stages import ArticleAccepted
from shared.contracts.submission import submit
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from shared.metrics import PROVIDERS, Capped, metric
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_SUBMITTED
from shared.tracing import passed_on

log = structlog.get_logger()

ACCEPTED = "slugline.article.accepted.v1"
#: The CloudEvents source of items that came in one message.
MESSAGE = "urn:slugline:ingest:message"
#: Providers by the names that metrics tell apart.
_named = Capped(PROVIDERS)
TimerUnit = Callable[[str, str], AbstractAsyncContextManager[Unit]]


@dataclass(frozen=True)
class TakeIn:
    """Decides on each submission by what is remembered of its uri."""

    memory: Memory

    async def handle(self, fields: Mapping[bytes, bytes], unit: Unit) -> None:
        """Accepts, holds or counts one entry; input that can never become an article is refused."""
        try:
            submission = read_entry(fields)
            if parts := parts_of(submission):
                _take_apart(parts, fields, unit)
                return
            item = read_form(submission, unit.arrived_at)
        except BadInput as bad:
            raise Refused(bad.reason, bad.detail, bad.field) from None
        recorded = await self.memory.of(item.uri)
        raw = _original(fields)
        ref = self.memory.raw_ref(raw)
        decision = decide(item, recorded.history, unit.arrived_at, ref)
        self._remember(unit, item, recorded, decision)
        self._pass_on(unit, item, decision, ref, raw)
        unit.after_commit(lambda: _tell(item, decision, unit.arrived_at))

    def _remember(self, unit: Unit, item: WireItem, recorded: Recorded, decision: Decision) -> None:
        self.memory.save(unit, item.uri, recorded, decision.history)
        self.memory.count(unit, decision)
        was_held = recorded.history is not None and recorded.history.is_held
        if was_held and not decision.history.is_held:
            self.memory.let_go(unit, item.uri)
        if decision.outcome == "kill":
            self.memory.drop_raw(unit, recorded.history)
            self.memory.strike(unit, item.uri, "kill")
        elif decision.change_kind == "hold":
            self.memory.strike(unit, item.uri, "recall")

    def _pass_on(self, unit: Unit, item: WireItem, decision: Decision, ref: str, raw: bytes) -> None:
        if ref in decision.history.raw_refs:
            self.memory.keep_raw(unit, ref, raw, item.uri)
        if decision.is_held:
            waiting = accepted(item, decision, unit.arrived_at, ref, in_full=True)
            self.memory.hold(unit, waiting)
        if decision.change_kind is not None:
            _emit(unit, accepted(item, decision, unit.arrived_at, ref))


@dataclass(frozen=True)
class ReleaseDue:
    """Lets held articles go when their embargo has passed."""

    memory: Memory
    clock: Clock
    timer_unit: TimerUnit

    async def __call__(self) -> None:
        """Releases what is due now; called every second. Replicas may call it at once: one of them commits."""
        metric("slugline_embargo_held").set(await self.memory.held_count())
        for uri in await self.memory.due(self.clock.now()):
            async with self.timer_unit(EMBARGO, uri) as unit:
                await self._release(uri, unit)

    async def _release(self, uri: str, unit: Unit) -> None:
        held, recorded = await self.memory.held(uri), await self.memory.of(uri)
        if held is None or recorded.history is None or not recorded.history.is_held:
            return
        self.memory.save(unit, uri, recorded, release(recorded.history))
        unit.hdel(HELD, uri)
        _emit(unit, released(held))
        unit.after_commit(lambda: log.info("ingest.embargo_passed", article_uri=uri, article_version=held.version))


def _take_apart(parts: list[dict[str, Any]], fields: Mapping[bytes, bytes], unit: Unit) -> None:
    """Puts the items of a message on the stream again, each by itself, so that a bad one costs the others nothing.

    Packages go along in nearly every message and tell of the items only: beside articles they are left out.
    """
    items = [part for part in parts if part["content_type"] == ITEM_TYPE and part["part"].startswith("newsItem ")]
    trace = passed_on(fields.get(b"traceparent", b"").decode("ascii", "replace"))
    for part in items or parts:
        event = submit(part, MESSAGE)
        data = event.model_dump_json(exclude_none=True)
        unit.append(ARTICLES_SUBMITTED, {"data": data, "correlation_id": event.id, "traceparent": trace})
    left_out = len(parts) - len(items)
    unit.after_commit(lambda: log.info("ingest.message_taken_apart", items=len(items), left_out=left_out))


def _emit(unit: Unit, article: Article) -> None:
    unit.emit(
        ARTICLES_ACCEPTED,
        ACCEPTED,
        ArticleAccepted(seq=0, article=article),
        id=event_id(article),
        subject=article.uri,
        stamp_seq=True,
    )


def _original(fields: Mapping[bytes, bytes]) -> bytes:
    """The bytes to keep: the JSON as it came, or flat fields as one JSON object."""
    data = fields.get(b"data")
    if data is not None:
        return data
    return json.dumps({name.decode(): value.decode() for name, value in fields.items()}, ensure_ascii=False).encode()


def _tell(item: WireItem, decision: Decision, arrived: datetime) -> None:
    _measure(item, decision, arrived)
    log.info(
        "ingest.article_decided",
        article_uri=item.uri,
        article_version=decision.place.version,
        outcome=decision.outcome,
        rule=decision.rule,
        format=item.format,
    )


def _measure(item: WireItem, decision: Decision, arrived: datetime) -> None:
    provider = _named(item.provider.id)
    metric("slugline_articles_received_total", provider, item.format, decision.outcome).inc()
    metric("slugline_last_article_received_timestamp_seconds", provider).set(arrived.timestamp())
    said = item.version_created or item.first_created
    if decision.change_kind is not None and said is not None:
        metric("slugline_source_lag_seconds", provider).observe(max(0.0, (arrived - said).total_seconds()))
