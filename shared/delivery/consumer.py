"""What happens to the entries of one read: decode, handle, commit; retry, dead letter, or leave for later.

The life of an entry, from here: `on_batch` -> `prepare` (runs the handler) -> `flush` (commits) -> `settle` (what the
result means). One attempt that fails is repeated in place; an outage is waited out and counts as nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleSkipped
from shared.delivery import scripts, wire
from shared.delivery.commit import (
    OUTAGE_PAUSE,
    Commit,
    Committer,
    Gate,
    expectations_of,
    is_outage,
    patiently,
    why_waiting,
)
from shared.delivery.dead_letters import DeadLetterLimit, dead_letter_op
from shared.delivery.errors import LeaseLost, Refused
from shared.delivery.unit import Unit
from shared.delivery.wire import Entry, Origin
from shared.metrics import metric
from shared.streams import SKIPPED, Stream, dead_letters
from shared.telemetry import log_context
from shared.tracing import SILENT, Attributes, Span, Tracer, told_uri, trace_id

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.delivery.lease import Lease

log = structlog.get_logger()

#: Seconds before the second attempt in place; each further one waits four times as long.
FIRST_PAUSE = 0.05
#: Seconds before an entry looks again whether those before it are done.
HEAD_PAUSE = 0.01
#: Seconds that finished handlers may wait for others of the same read before they are committed.
GROUP_SECONDS = 0.02
#: Outcomes that metrics call otherwise.
_TOLD = {"dead": "dead_lettered"}

Handle = Callable[[Any, Unit], Awaitable[None]]


#: How often an entry that was delivered too often is tried by itself before it counts as what ends processes.
TRIALS = 2


@dataclass
class Desk:
    """What all consumers of one service share."""

    service: str
    namespace: str
    redis: Redis
    committer: Committer
    dead_limit: DeadLetterLimit
    max_deliveries: int
    reorder_wait: float
    lease: Lease | None = None
    #: Single writers handle one entry at a time, over all their streams.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Rebuilds memory from Redis after a commit whose effect is in doubt.
    reload: Callable[[], Awaitable[None]] | None = None
    #: Ends the process: called with what made going on impossible.
    fatal: Callable[[BaseException], None] = lambda error: None
    is_stopping: bool = False
    #: Seconds in the handler of each of the last entries.
    took: deque[float] = field(default_factory=lambda: deque(maxlen=200))
    tracer: Tracer = SILENT

    @property
    def is_single_writer(self) -> bool:
        """True for resolve and cluster."""
        return self.lease is not None


#: The span of what is not worth one: an entry that is only put aside.
UNTRACED = Span("")


@dataclass
class Prepared:
    """An entry whose handler has run: its unit, and the commit made of it."""

    entry: Entry
    unit: Unit
    commit: Commit
    outcome: str = "ok"
    attempt: int = 1
    span: Span = UNTRACED


class Consumer:
    """Handles what one service reads from one stream."""

    def __init__(
        self,
        desk: Desk,
        source: Stream,
        handle: Handle,
        *,
        raw: bool = False,
        in_order: bool = False,
        forward_skips_to: Stream | None = None,
    ) -> None:
        self.desk = desk
        self.source = source
        self.key = source.key(desk.namespace)
        self.group = desk.service
        self._handle = handle
        self._raw = raw
        #: Commits in the order of the stream, over all replicas; a read is then committed entry by entry.
        self._in_order = in_order
        self._forward = forward_skips_to
        self._delete = source.trimmed == "acknowledged"
        #: Entries that this process has read and not done with. One that waits long for its turn or for the server is
        #: claimed by ourselves, which is no sign of a crash.
        self._in_hand: set[str] = set()
        self._trials_key = f"{desk.namespace}{desk.service}:trials"

    async def on_batch(self, entries: list[Entry], claimed: bool) -> None:
        """Handles the entries of one read, in order. Never raises: what happens to each is decided here."""
        try:
            ours = [entry for entry in entries if entry.id in self._in_hand]
            await self._forget_claim(ours)
            await self._handle_in_turn([entry for entry in entries if entry not in ours], claimed)
        except LeaseLost as error:
            self.desk.fatal(error)
        except Exception as error:  # a fault in delivery itself: say so and start again
            log.exception("delivery.failed", stage=self.desk.service)
            self.desk.fatal(error)

    async def _handle_in_turn(self, entries: list[Entry], claimed: bool) -> None:
        ids = {entry.id for entry in entries}
        self._in_hand |= ids
        try:
            if self.desk.is_single_writer:
                async with self.desk.lock:
                    await self._handle_each(entries, claimed)
            else:
                await self._handle_each(entries, claimed)
        finally:
            self._in_hand -= ids

    async def _forget_claim(self, entries: list[Entry]) -> None:
        """Takes a delivery off the count of entries that we claimed from ourselves."""
        client: Any = self.desk.redis
        for entry in entries:
            found = await self._pending(entry)
            if found and int(found["times_delivered"]) > 1:
                less, owner = int(found["times_delivered"]) - 1, found["consumer"]
                await patiently(
                    lambda i=entry.id, n=less, o=owner: client.xclaim(  # type: ignore[misc]
                        self.key, self.group, o, 0, [i], retrycount=n, justid=True
                    )
                )

    async def _handle_each(self, entries: list[Entry], claimed: bool) -> None:
        group: list[Prepared] = []
        begun = time.monotonic()
        for entry in entries:
            if not self.desk.dead_limit.room():
                await self.flush(group)
                group = []
                await self.desk.dead_limit.wait_for_room(lambda: self.desk.is_stopping)
            if self.desk.is_stopping:
                break
            prepared = await self._take_up(entry, claimed)
            if prepared is not None:
                group.append(prepared)
            # What was delivered before may be what ended the process: nothing else shall hang on it.
            alone = claimed or self.desk.is_single_writer or self._in_order
            if alone or time.monotonic() - begun > GROUP_SECONDS:
                await self.flush(group)
                group, begun = [], time.monotonic()
        await self.flush(group)

    async def _take_up(self, entry: Entry, claimed: bool) -> Prepared | None:
        attempt = await self._deliveries(entry) if claimed else 1
        if attempt == 0:
            return None  # done by its former owner in the meantime
        if attempt <= self.desk.max_deliveries:
            return await self.prepare(entry, attempt)
        if await self._trials(entry) > TRIALS:
            span = self._span(entry, attempt)
            prepared = self.bury(
                entry, "crashed", "its handler crashed or timed out at every delivery", attempt, span=span
            )
        else:
            prepared = await self.prepare(entry, attempt)
        prepared.commit.ops.append(("HDEL", self._trials_key, entry.id))
        return prepared

    async def _trials(self, entry: Entry) -> int:
        """How often this entry has been begun alone, now included, after too many deliveries.

        Deliveries say only that it was read: whatever else was in the hands of a process that ended was delivered as
        often as what ended it.
        """
        client: Any = self.desk.redis
        return int(await patiently(lambda: client.hincrby(self._trials_key, entry.id, 1)))

    async def _deliveries(self, entry: Entry) -> int:
        found = await self._pending(entry)
        return int(found["times_delivered"]) if found else 0

    async def _pending(self, entry: Entry) -> dict[str, Any] | None:
        """What the group says of an entry that is not done; None for any other."""
        client: Any = self.desk.redis
        found: list[dict[str, Any]] = await patiently(
            lambda: client.xpending_range(self.key, self.group, min=entry.id, max=entry.id, count=1)
        )
        return found[0] if found else None

    # One entry

    async def prepare(self, entry: Entry, attempt: int, gate: Gate | None = None, span: Span | None = None) -> Prepared:
        """Runs the handler until it succeeds, is refused, or has failed too often."""
        pause = FIRST_PAUSE
        span = span or self._span(entry, attempt)
        while True:
            try:
                return await self._attempt(entry, attempt, gate or self.gate(entry), span)
            except Refused as refused:
                detail = f"{refused.field}: {refused.detail}" if refused.field else refused.detail
                return self.bury(entry, refused.reason, detail, attempt, gate, expected=True, span=span)
            except Exception as error:
                if is_outage(error):
                    log.warning("delivery.handler_waits", stage=self.desk.service, error=why_waiting(error))
                    metric("slugline_stage_attempts_total", self.desk.service, "outage").inc()
                    await asyncio.sleep(OUTAGE_PAUSE)
                    continue
                self._note_failure(entry, attempt, error)
                span.put({"slugline.attempts_failed": attempt, "slugline.last_error": type(error).__name__})
                attempt += 1
                if attempt > self.desk.max_deliveries:
                    told = f"{type(error).__name__}: {error}"
                    return self.bury(entry, "failed", told, attempt - 1, gate, span=span)
                await asyncio.sleep(pause)
                pause *= 4

    def _span(self, entry: Entry, attempt: int) -> Span:
        """The handling of one entry, from here until its commit is settled; whatever it causes follows from it."""
        tracer, parent = self.desk.tracer, entry.traceparent
        if not tracer.is_open:
            return tracer.begin("", parent)
        return tracer.begin(f"process {self.source.name}", parent, "consumer", self._facts(entry, attempt))

    def _facts(self, entry: Entry, attempt: int) -> Attributes:
        """What the messaging conventions of OpenTelemetry call these things."""
        return {
            "messaging.system": "redis",
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": self.source.name,
            "messaging.consumer.group.name": self.group,
            "messaging.message.id": entry.id,
            "messaging.message.body.size": len(entry.fields.get(b"data", b"")),
            "slugline.waited_ms": max(0, int(time.time() * 1000) - entry.added_ms),
            "slugline.delivery": attempt,
        }

    def _note_failure(self, entry: Entry, attempt: int, error: Exception) -> None:
        metric("slugline_stage_attempts_total", self.desk.service, "error").inc()
        if attempt < self.desk.max_deliveries:
            metric("slugline_stage_items_total", self.desk.service, "retried").inc()
        log.warning(
            "delivery.attempt_failed",
            stage=self.desk.service,
            stream=self.source.name,
            entry_id=entry.id,
            attempt=attempt,
            error=type(error).__name__,
            where=_where(error),
        )

    async def _attempt(self, entry: Entry, attempt: int, gate: Gate, span: Span) -> Prepared:
        started = time.perf_counter()
        unit = Unit(stream=self.source.name, entry_id=entry.id, attempt=attempt)
        origin = Origin(
            self.desk.service,
            self.desk.namespace,
            correlation_id=entry.correlation_id,
            traceparent=span.traceparent,
        )
        event = None
        if self._raw:
            outcome = await self._run_raw(entry, unit, origin)
        else:
            event = wire.decode(entry, self.source)
            origin = Origin(origin.service, origin.namespace, event.id, origin.correlation_id, origin.traceparent)
            outcome = await self._run(event, entry, unit, origin)
        commit = self.commit_of(unit, origin, gate)
        took = time.perf_counter() - started
        metric("slugline_stage_duration_seconds", self.desk.service).observe(took)
        self.desk.took.append(took)
        if span.is_recorded:
            span.put(_traced(unit, event))
        return Prepared(entry, unit, commit, outcome, attempt, span)

    async def _run_raw(self, entry: Entry, unit: Unit, origin: Origin) -> str:
        with self._logging(entry, unit, origin):
            await self._handle(entry.fields, unit)
        return "ok"

    async def _run(self, event: Event[Any], entry: Entry, unit: Unit, origin: Origin) -> str:
        if isinstance(event.data, ArticleSkipped):
            self.forward_skip(unit, event.data)
            return "skipped"
        with self._logging(entry, unit, origin, event):
            await self._handle(event, unit)
        return "ok"

    def _logging(self, entry: Entry, unit: Unit, origin: Origin, event: Event[Any] | None = None) -> Any:
        return log_context(
            service=self.desk.service,
            stage=self.desk.service,
            stream=self.source.name,
            entry_id=entry.id,
            attempt=unit.attempt,
            trace_id=trace_id(origin.traceparent),
            correlation_id=origin.correlation_id,
            **({} if event is None else _subject(event)),
        )

    def forward_skip(self, unit: Unit, skip: ArticleSkipped) -> None:
        """Passes on a marker that releases a place."""
        if self._forward is not None:
            unit.emit(self._forward, SKIPPED, skip, id=f"skip-{skip.seq}-{self.desk.service}", subject=skip.uri or None)

    # Commit

    def gate(self, entry: Entry) -> Gate:
        """A stream entry commits only while it is pending."""
        return Gate("entry", self.key, self.group, entry.id, self._delete)

    def commit_of(self, unit: Unit, origin: Origin, gate: Gate) -> Commit:
        """The commit of a unit."""
        namespace, lease = self.desk.namespace, self.desk.lease
        ops = [(op[0], namespace + str(op[1]), *op[2:]) for op in unit.ops]
        now = datetime.now(UTC)
        ops += [wire.encode(output, unit, origin, now) for output in unit.outputs]
        return Commit(
            gate=gate,
            ops=ops,
            expectations=expectations_of(unit, namespace),
            lease=lease.value if lease else "",
            lease_key=lease.key if lease else "",
            seq_key=f"{namespace}ingest:seq",
            in_order=self._in_order and gate.kind == "entry",
        )

    async def flush(self, group: list[Prepared]) -> None:
        """Commits what is prepared, in one round trip, and settles each by its result."""
        if not group:
            return
        started, at = time.perf_counter(), time.time()
        results = await self.desk.committer.commit([prepared.commit for prepared in group])
        metric("slugline_commit_duration_seconds", self.desk.service).observe(time.perf_counter() - started)
        for prepared in group:
            self._trace_commit(prepared, at, len(group))
        for prepared, result in zip(group, results, strict=True):
            await self.settle(prepared, result)

    def _trace_commit(self, prepared: Prepared, at: float, together: int) -> None:
        if prepared.span.is_recorded:
            facts: Attributes = {
                "db.system.name": "redis",
                "db.operation.name": "EVALSHA",
                "slugline.committed_together": together,
            }
            self.desk.tracer.begin("commit", prepared.span.traceparent, "client", facts, at=at).end()

    async def settle(self, prepared: Prepared, result: int | Exception) -> None:
        """Acts on the result of a commit; runs the handler again where what it had read has changed."""
        if result == scripts.NOT_HEAD:
            result = await self._wait_for_head(prepared)
        while result == scripts.CONFLICT:
            prepared = await self.prepare(prepared.entry, prepared.attempt, prepared.commit.gate, prepared.span)
            (result,) = await self.desk.committer.commit([prepared.commit])
            if result == scripts.NOT_HEAD:
                result = await self._wait_for_head(prepared)
        if result == scripts.FENCED and self.desk.lease is not None and await self.desk.lease.is_still_ours():
            (result,) = await self.desk.committer.commit([prepared.commit])
        if isinstance(result, Exception):
            await self._commit_failed(prepared, result)
            return
        if result == scripts.FENCED:
            prepared.span.fail("LeaseLost")
            prepared.span.end()
            raise LeaseLost(prepared.commit.lease)
        await self._finished(prepared, committed=result == scripts.COMMITTED)

    async def _finished(self, prepared: Prepared, *, committed: bool) -> None:
        prepared.unit.finish(committed)
        outcome = prepared.outcome if committed else "stale"
        metric("slugline_stage_items_total", self.desk.service, _TOLD.get(outcome, outcome)).inc()
        prepared.span.put({"slugline.outcome": outcome})
        prepared.span.end()
        if not committed and self.desk.reload is not None:
            # The entry is done, by a former call of ours or by the former writer: memory may lack it.
            await self.desk.reload()

    async def _wait_for_head(self, prepared: Prepared) -> int | Exception:
        """Waits until the entries before this one are done, at most `reorder_wait`; then goes out of turn."""
        deadline = time.monotonic() + self.desk.reorder_wait
        while time.monotonic() < deadline and not self.desk.is_stopping:
            await asyncio.sleep(HEAD_PAUSE)
            (result,) = await self.desk.committer.commit([prepared.commit])
            if result != scripts.NOT_HEAD:
                return result
        if self.desk.is_stopping:
            return scripts.STALE  # stays pending, and is taken up again after the restart
        log.warning("delivery.out_of_turn", stage=self.desk.service, entry_id=prepared.entry.id)
        hurried = Commit(**{**prepared.commit.__dict__, "in_order": False})
        (result,) = await self.desk.committer.commit([hurried])
        return result

    async def _commit_failed(self, prepared: Prepared, error: Exception) -> None:
        """The server refused the commit for what is in it: nothing was written, the entry cannot succeed."""
        log.error(
            "delivery.commit_refused", stage=self.desk.service, entry_id=prepared.entry.id, error=str(error)[:200]
        )
        if prepared.outcome == "dead":
            self.desk.fatal(error)
            return
        gate, told = prepared.commit.gate, str(error)[:300]
        buried = self.bury(prepared.entry, "commit_refused", told, prepared.attempt, gate, span=prepared.span)
        (result,) = await self.desk.committer.commit([buried.commit])
        await self.settle(buried, result)

    # Dead letters

    def bury(
        self,
        entry: Entry,
        reason: str,
        detail: str,
        attempts: int,
        gate: Gate | None = None,
        *,
        expected: bool = False,
        span: Span = UNTRACED,
    ) -> Prepared:
        """An entry on its way to the dead letters, with a marker that releases its place in the order."""
        if not expected:
            self.desk.dead_limit.count()
        unit = Unit(stream=self.source.name, entry_id=entry.id, attempt=attempts)
        seq = None if self._raw else wire.sequence_of(entry)
        if seq is not None:
            self.forward_skip(unit, ArticleSkipped(seq=seq, stage=self.desk.service, reason=reason))
            self.on_buried(unit, seq)
        origin = Origin(
            self.desk.service,
            self.desk.namespace,
            correlation_id=entry.correlation_id,
            traceparent=span.traceparent or entry.traceparent,
        )
        span.fail(reason)
        commit = self.commit_of(unit, origin, gate or self.gate(entry))
        key = dead_letters(self.desk.service).key(self.desk.namespace)
        commit.ops.append(
            dead_letter_op(
                entry,
                key=key,
                service=self.desk.service,
                group=self.group,
                reason=reason,
                detail=detail,
                attempts=attempts,
            )
        )
        log.warning(
            "delivery.dead_letter", stage=self.desk.service, entry_id=entry.id, reason=reason, attempts=attempts
        )
        return Prepared(entry, unit, commit, "dead", attempts, span)

    def on_buried(self, unit: Unit, seq: int) -> None:
        """What else a dead letter with a place in the order causes; see `OrderedConsumer`."""


def _subject(event: Event[Any]) -> dict[str, Any]:
    article = getattr(event.data, "article", None)
    if article is not None:
        return {"article_uri": article.uri, "article_version": article.version}
    return {"story_id": getattr(event.data, "story_id", None), "subject": event.subject}


def _traced(unit: Unit, event: Event[Any] | None) -> dict[str, str | int]:
    """Which article or story an entry is about, for its span: names and numbers, never words."""
    facts: dict[str, str | int] = {}
    if event is None:
        uri = unit.outputs[0].subject if unit.outputs else None
        return {"slugline.article.uri": told_uri(uri)} if uri else facts
    subject, seq = _subject(event), getattr(event.data, "seq", None)
    if uri := subject.get("article_uri"):
        facts |= {"slugline.article.uri": told_uri(uri), "slugline.article.version": str(subject["article_version"])}
    if story := subject.get("story_id"):
        facts["slugline.story.id"] = story
    return facts if seq is None else {**facts, "slugline.seq": seq}


def _where(error: Exception) -> str:
    """File and line of the innermost frame: enough to find a fault without printing what was in the article."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}"
