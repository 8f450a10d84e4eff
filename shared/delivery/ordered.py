"""Single writers take articles in the order of their `seq`, whatever overtook what on the way.

An article that comes early is parked in Redis (its entry is acknowledged in the same commit) and taken up again when
its turn comes; its gate is then its field in the parked hash. A place that stays empty longer than `reorder_wait` is
given up, and a marker tells the stages behind not to wait for it either.

An enrichment fills no place: it is handled when it comes, or, where it has overtaken its own article, after that.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from shared.contracts.stages import ArticleSkipped
from shared.delivery import scripts, wire
from shared.delivery.commit import Gate, patiently
from shared.delivery.consumer import Consumer, Desk, Handle, Prepared
from shared.delivery.errors import LeaseLost
from shared.delivery.order import Order
from shared.delivery.unit import Unit
from shared.delivery.wire import Entry, Origin
from shared.metrics import metric
from shared.tracing import Span

if TYPE_CHECKING:
    from shared.streams import Stream

log = structlog.get_logger()

#: Ends the field of a parked enrichment, beside the number of its article.
ENRICHED = ".enriched"


class OrderedConsumer(Consumer):
    """A consumer that handles each article in its place."""

    def __init__(self, desk: Desk, source: Stream, handle: Handle, *, forward_skips_to: Stream | None = None) -> None:
        super().__init__(desk, source, handle, forward_skips_to=forward_skips_to)
        self.order = Order()
        self._next_key = f"{desk.service}:next"
        self._parked_key = f"{desk.service}:parked"

    async def load(self) -> None:
        """Takes up the order where the former writer left it."""
        client: Any = self.desk.redis
        next_seq = await patiently(lambda: client.get(self.desk.namespace + self._next_key))
        parked = await patiently(lambda: client.hkeys(self.desk.namespace + self._parked_key))
        fields = [field.decode() for field in parked]
        articles = [int(field) for field in fields if not field.endswith(ENRICHED)]
        enriched = [int(field.removesuffix(ENRICHED)) for field in fields if field.endswith(ENRICHED)]
        self.order.load(int(next_seq or 1), articles, time.monotonic(), enriched)

    async def prepare(self, entry: Entry, attempt: int, gate: Gate | None = None, span: Span | None = None) -> Prepared:
        """Parks an article that comes early; handles any other."""
        seq, is_enrichment = wire.place_of(entry)
        if seq is not None and is_enrichment:
            return await self._prepare_enrichment(entry, seq, attempt, gate, span)
        if gate is None and seq is not None and self.order.place(seq) == "early":
            return self._park(entry, str(seq), attempt, lambda: self.order.park(seq, time.monotonic()))
        if seq is not None and self.order.place(seq) == "late" and _is_marker(entry):
            return self._drop_marker(entry, gate)
        prepared = await super().prepare(entry, attempt, gate, span)
        if seq is not None:
            self._advance(prepared, seq)
        return prepared

    async def _prepare_enrichment(
        self, entry: Entry, seq: int, attempt: int, gate: Gate | None, span: Span | None
    ) -> Prepared:
        if self.order.place(seq) != "late":
            return self._park(entry, f"{seq}{ENRICHED}", attempt, lambda: self.order.park_enrichment(seq))
        prepared = await super().prepare(entry, attempt, gate, span)
        prepared.unit.after_commit(lambda: self.order.enrichment_done(seq))
        return prepared

    def _park(self, entry: Entry, field: str, attempt: int, note: Callable[[], None]) -> Prepared:
        unit = Unit(stream=self.source.name, entry_id=entry.id, attempt=attempt)
        unit.hset(self._parked_key, field, _pack(entry))
        unit.after_commit(note)
        commit = self.commit_of(unit, Origin(self.desk.service, self.desk.namespace), self.gate(entry))
        return Prepared(entry, unit, commit, "parked", attempt)

    def _drop_marker(self, entry: Entry, gate: Gate | None) -> Prepared:
        unit = Unit(stream=self.source.name, entry_id=entry.id)
        commit = self.commit_of(unit, Origin(self.desk.service, self.desk.namespace), gate or self.gate(entry))
        return Prepared(entry, unit, commit, "skipped")

    def _advance(self, prepared: Prepared, seq: int) -> None:
        """The commit that finishes an article also moves the order on; a dead letter has done so already."""
        if prepared.outcome == "dead":
            return
        self._move_to(prepared.unit, seq)
        if self.order.place(seq) == "next":
            prepared.commit.ops.append(("SET", self.desk.namespace + self._next_key, seq + 1))

    def on_buried(self, unit: Unit, seq: int) -> None:
        """A dead letter fills its place too."""
        self._move_to(unit, seq)
        if self.order.place(seq) == "next":
            unit.set(self._next_key, seq + 1)

    def _move_to(self, unit: Unit, seq: int) -> None:
        unit.after_commit(lambda: self.order.done(seq))

    async def settle(self, prepared: Prepared, result: int | Exception) -> None:
        """Settles one article, then takes up the parked ones whose turn has come."""
        await super().settle(prepared, result)
        if prepared.commit.gate.kind == "entry":
            await self.take_up_parked()
        metric("slugline_parked_entries", self.desk.service).set(self.order.waiting)

    async def take_up_parked(self) -> None:
        """Handles parked articles for as long as the next one is among them."""
        while (field := self._ready()) is not None and not self.desk.is_stopping:
            packed = await self._parked(field)
            if packed is None:
                await self.load()
                continue
            gate = Gate("field", self.desk.namespace + self._parked_key, item=field)
            prepared = await self.prepare(_unpack(packed), 1, gate)
            await self.flush([prepared])

    def _ready(self) -> str | None:
        """The field of what is parked and whose turn has come: articles first, then enrichments of those before."""
        seq = self.order.ready()
        if seq is not None:
            return str(seq)
        enriched = self.order.ready_enrichment()
        return None if enriched is None else f"{enriched}{ENRICHED}"

    async def _parked(self, field: str) -> bytes | None:
        client: Any = self.desk.redis
        packed: bytes | None = await patiently(lambda: client.hget(self.desk.namespace + self._parked_key, field))
        return packed

    async def give_up_overdue(self) -> None:
        """Stops waiting for places that have been empty for longer than `reorder_wait`."""
        if math.isinf(self.desk.reorder_wait) or self.desk.is_stopping:
            return
        async with self.desk.lock:
            missing = self.order.overdue(time.monotonic(), self.desk.reorder_wait)
            if missing:
                await self._give_up(missing)
                await self.take_up_parked()

    async def _give_up(self, missing: range) -> None:
        log.warning("delivery.places_given_up", stage=self.desk.service, first=missing.start, count=len(missing))
        metric("slugline_places_given_up_total", self.desk.service).inc(len(missing))
        unit = Unit(stream=self.source.name)
        unit.set(self._next_key, missing.stop)
        for seq in missing:
            self.forward_skip(unit, ArticleSkipped(seq=seq, stage=self.desk.service, reason="overtaken"))
        gate = Gate("none", self.desk.namespace + self._next_key)
        commit = self.commit_of(unit, Origin(self.desk.service, self.desk.namespace), gate)
        (result,) = await self.desk.committer.commit([commit])
        if result == scripts.FENCED:
            raise LeaseLost(commit.lease)
        self.order.give_up(missing.stop)


def _is_marker(entry: Entry) -> bool:
    return b"slugline.article.skipped.v1" in entry.fields.get(b"data", b"")[:400]


def _pack(entry: Entry) -> str:
    fields = {name.decode(): value.decode() for name, value in entry.fields.items()}
    return json.dumps({"stream": entry.stream, "id": entry.id, "fields": fields}, ensure_ascii=False)


def _unpack(packed: bytes) -> Entry:
    raw = json.loads(packed)
    return Entry(raw["stream"], raw["id"], {name.encode(): value.encode() for name, value in raw["fields"].items()})
