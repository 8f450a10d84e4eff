"""One endpoint's deliveries: takes what is for it from the stream, sends what is due, records what came of it.

What it knows lies in Redis before anything is sent, so that another process goes on where this one ended: a delivery
under way then is sent again with the same id, everything else once.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from services.publish.adapters.latency import told_by_webhook
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.update_log import BATCH
from services.publish.adapters.webhooks.messages import Messages
from services.publish.adapters.webhooks.outbound import Outbound
from services.publish.adapters.webhooks.records import Records
from services.publish.adapters.webhooks.secrets import CannotSign, Secrets, headers
from services.publish.adapters.webhooks.store import ClaimLost, WebhookStore
from services.publish.domain.bursts import WINDOW
from services.publish.domain.filters import Follower
from services.publish.domain.resume import is_history_gone
from services.publish.domain.webhooks.delivery import Delivery
from services.publish.domain.webhooks.endpoint import Endpoint
from services.publish.domain.webhooks.schedule import Answer
from services.publish.domain.webhooks.taking import MOST_WAITING, next_to_send, taken
from shared.cancelling import ended
from shared.clock import Clock
from shared.delivery.commit import is_outage, why_waiting
from shared.delivery.unit import Unit
from shared.metrics import metric
from shared.tracing import SILENT, Attributes, Span, Tracer

log = structlog.get_logger()

#: Seconds between two looks for wishes and changed settings while nothing happens.
_LOOK = 1.0
#: Seconds within which nothing of the stream can have been trimmed.
_RECENT = 60.0


class Tools:
    """What all workers of a process share."""

    def __init__(
        self,
        store: WebhookStore,
        live: LiveUpdates,
        messages: Messages,
        outbound: Outbound,
        secrets: Secrets,
        clock: Clock,
        chance: Callable[[], float] = random.random,
        tracer: Tracer = SILENT,
    ) -> None:
        self.tracer = tracer
        self.store, self.live, self.messages = store, live, messages
        self.outbound, self.secrets, self.clock, self.chance = outbound, secrets, clock, chance


class Worker:
    """Delivers to one endpoint while its claim holds."""

    def __init__(self, tools: Tools, records: Records) -> None:
        self._tools = tools
        self._records = records
        self._endpoint: Endpoint | None = None
        #: When the endpoint's settings and people's wishes were last read.
        self._looked = tools.clock.now()
        self._follower: Follower | None = None
        self._news = asyncio.Event()
        #: Whether the stream held more than was taken.
        self._has_more = False
        self._under_way: dict[str, tuple[Delivery, asyncio.Task[None]]] = {}
        #: When each story was last delivered, within the last second.
        self._last_told: dict[str, datetime] = {}
        #: Whether a delivery met an outage of Redis, and none has been recorded since.
        self._is_cut_off = False

    @property
    def under_way(self) -> list[Delivery]:
        """What is being sent."""
        return [delivery for delivery, _ in self._under_way.values()]

    async def run(self) -> None:
        """Delivers until the claim is lost or the endpoint is no longer active."""
        live = self._tools.live
        await live.start()
        with live.listening(self._news):
            while await self.round():
                if not self._has_more:
                    await self._rest()
                self._news.clear()

    async def _rest(self) -> None:
        """Waits for something to do: news of the stream, an answer, or the time of a delivery."""
        now = self._tools.clock.now()
        waits = [(each.due - now).total_seconds() for each in self._records.waiting.values()]
        with suppress(TimeoutError):
            async with asyncio.timeout(min([_LOOK, *(wait for wait in waits if wait > 0)])):
                await self._news.wait()

    async def round(self) -> bool:
        """Takes and sends what is there now; False once there is nothing to do here any more."""
        now = self._tools.clock.now()
        if self._endpoint is None or now >= self._looked + timedelta(seconds=_LOOK):
            self._looked = now
            self._endpoint = await self._records.refresh()
            await self._records.carry_out(now)
        endpoint = self._endpoint
        if endpoint is None or endpoint.status != "active":
            return False
        if self._follower is None or self._follower.filter != endpoint.filter:
            self._follower = await self._records.follower(endpoint)
        self._has_more = False
        if self._may_take():
            await self._take(endpoint, self._follower)
        await self._send_due(endpoint)
        return True

    async def settled(self) -> None:
        """Returns when nothing is under way. For tests, and to end in good order."""
        while self._under_way:
            await asyncio.gather(*(task for _, task in self._under_way.values()), return_exceptions=True)

    async def stop(self) -> None:
        """Ends what is under way; it is sent again by whoever goes on."""
        await ended(*(task for _, task in self._under_way.values()))

    def _may_take(self) -> bool:
        """False while several deliveries in a row fail: the stream keeps what comes, and nothing piles up here."""
        standing, now = self._records.standing, self._tools.clock.now()
        is_resting = standing.not_before is not None and now < standing.not_before
        return not standing.is_failing and not is_resting and len(self._records.waiting) < MOST_WAITING

    async def _take(self, endpoint: Endpoint, follower: Follower) -> None:
        live, now = self._tools.live, self._tools.clock.now()
        cursor, unit = self._records.read, Unit()
        if cursor.ms < (now.timestamp() - _RECENT) * 1000 and is_history_gone(cursor, ends := await live.ends()):
            cursor = self._records.reset(unit, ends, now)
        page = live.recent(cursor) or await live.log.after(cursor)
        self._has_more = len(page.entries) >= BATCH
        merges = await live.merges([follower], page.entries)
        self._forget(now)
        for entry in page.entries:
            cursor = entry.id
            if follower.concerns(entry.facts, merges):
                fresh = [d for d in self._records.waiting.values() if not d.attempts and d.id not in self._under_way]
                found = taken(fresh, str(entry.id), entry.event, now, self._last_told, endpoint.fold == "second")
                self._records.keep(unit, *found)
            if len(self._records.waiting) >= MOST_WAITING:
                break
        else:
            cursor = max(cursor, page.last)
        await self._records.move(unit, cursor, now)

    async def _send_due(self, endpoint: Endpoint) -> None:
        now, standing = self._tools.clock.now(), self._records.standing
        if standing.not_before is not None and now < standing.not_before:
            return
        idle = [each for each in self._records.waiting.values() if each.id not in self._under_way]
        begun = [each.begun(now) for each in next_to_send(idle, self.under_way, now, standing.is_failing)]
        if begun:
            await self._records.begin(begun)
        for delivery in begun:
            task = asyncio.create_task(self._deliver(endpoint, delivery), name=f"webhook-{endpoint.id}")
            self._under_way[delivery.id] = (delivery, task)
            if delivery.story_id:
                self._last_told[delivery.story_id] = now

    async def _deliver(self, endpoint: Endpoint, delivery: Delivery) -> None:
        try:
            answer = await self._send(endpoint, delivery)
            await self._records.record(endpoint, delivery, answer, self._tools.clock.now(), self._tools.chance())
            self._is_cut_off = False
        except ClaimLost:
            log.info("webhook.claim_lost", subscription=endpoint.id)
        except Exception as error:
            self._tell_broken(endpoint, delivery, error)
        finally:
            self._under_way.pop(delivery.id, None)
            self._news.set()

    def _tell_broken(self, endpoint: Endpoint, delivery: Delivery, error: Exception) -> None:
        """An outage of Redis is one line, however many deliveries meet it: each is still there and goes later."""
        if not is_outage(error):
            log.error("webhook.delivery_broke", subscription=endpoint.id, delivery=delivery.id, exc_info=error)
        elif not self._is_cut_off:
            self._is_cut_off = True
            log.warning("webhook.waits", subscription=endpoint.id, error=why_waiting(error))

    async def _send(self, endpoint: Endpoint, delivery: Delivery) -> Answer | None:
        """What came of one attempt; None where nothing of the delivery is held any more."""
        now = self._tools.clock.now()
        body = await self._tools.messages.body(delivery, endpoint.filter, now)
        if body is None:
            return None
        try:
            signing = [self._tools.secrets.tell(kept) for kept in endpoint.signing(now)]
        except CannotSign as error:
            return Answer(outcome="blocked", detail=str(error))
        with self._span(endpoint, delivery, body) as span:
            answer = await self._tools.outbound.post(endpoint.url, body, headers(delivery.event_id, body, now, signing))
            _tell(span, answer)
        metric("slugline_webhook_attempts_total", answer.outcome).inc()
        if delivery.is_urgent and answer.outcome == "delivered":
            told_by_webhook(body)
        return answer

    def _span(self, endpoint: Endpoint, delivery: Delivery, body: bytes) -> Span:
        """One attempt, in the trace of what it tells of. The address holds secrets more often than not: not told."""
        if not self._tools.tracer.is_open:
            return Span("")
        facts: Attributes = {
            "http.request.method": "POST",
            "slugline.surface": "webhook",
            "slugline.subscription.id": endpoint.id,
            "slugline.delivery.id": delivery.id,
            "slugline.attempt": delivery.attempts,
        }
        parent = json.loads(body).get("traceparent")
        return self._tools.tracer.begin("deliver webhook", parent, "client", facts)

    def _forget(self, now: datetime) -> None:
        horizon = now - timedelta(seconds=WINDOW)
        self._last_told = {story: at for story, at in self._last_told.items() if at > horizon}


def _tell(span: Span, answer: Answer) -> None:
    span.put({"slugline.outcome": answer.outcome})
    if answer.status is not None:
        span.put({"http.response.status_code": answer.status})
    if answer.outcome != "delivered":
        span.fail(answer.outcome)
