"""What one worker knows of its endpoint, in memory and in Redis alike: each change is committed with the claim."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from services.publish.adapters.merges import follower
from services.publish.adapters.projection import Projection
from services.publish.adapters.webhooks.store import (
    FAILED,
    STANDINGS,
    ClaimLost,
    WebhookStore,
    add_to_log,
    asks,
    dump,
    failed,
    save_endpoint,
    waiting,
)
from services.publish.domain.filters import Follower
from services.publish.domain.resume import BEGINNING, EntryId, StreamEnds, before, parsed_id
from services.publish.domain.webhooks.asks import Ask
from services.publish.domain.webhooks.delivery import Attempt, Delivery
from services.publish.domain.webhooks.endpoint import Endpoint, Standing
from services.publish.domain.webhooks.schedule import Answer, wait_before
from services.publish.domain.webhooks.taking import MOST_WAITING, part_of
from shared.delivery.unit import Unit
from shared.metrics import metric

log = structlog.get_logger()

#: How often it is written down how far the stream was read, where nothing of it is for the endpoint.
_MOVES = timedelta(seconds=5)


class Records:
    """The endpoint, its standing and what waits for it. `held` is the claim under which all of it is written."""

    def __init__(self, store: WebhookStore, projection: Projection, endpoint_id: str, held: str) -> None:
        self._store = store
        self._projection = projection
        self._id = endpoint_id
        self._held = held
        self.standing = Standing(cursor=str(BEGINNING))
        self.waiting: dict[str, Delivery] = {}
        #: The entry up to which the stream was read; the standing follows, at once where there is something to send.
        self.read = BEGINNING
        self._moved: datetime | None = None
        #: What is decided on is committed before anything else is decided.
        self._one_by_one = asyncio.Lock()

    async def load(self) -> None:
        """Reads what the process before left."""
        found = (await self._store.standings([self._id])).get(self._id)
        self.standing = found or self.standing
        self.read = parsed_id(self.standing.cursor) or BEGINNING
        self.waiting = await self._store.waiting(self._id)

    async def refresh(self) -> Endpoint | None:
        """The endpoint as people have set it by now."""
        return await self._store.endpoint(self._id)

    async def follower(self, endpoint: Endpoint) -> Follower:
        """Its filter, with what the stories in it were merged into."""
        return await follower(self._projection, endpoint.filter)

    def keep(self, unit: Unit, *deliveries: Delivery) -> None:
        """Writes what is to be sent. Memory is ahead of Redis until the unit is committed; nothing is sent before."""
        for delivery in deliveries:
            self.waiting[delivery.id] = delivery
            unit.hset(waiting(self._id), delivery.id, dump(delivery))

    def reset(self, unit: Unit, ends: StreamEnds, now: datetime) -> EntryId:
        """Tells the endpoint that updates were trimmed before it could get them; where it goes on."""
        cursor = before(ends.first) if ends.first else ends.last
        log.warning("webhook.history_gone", subscription=self._id, after=self.standing.cursor, continues=str(cursor))
        told = Delivery(
            id=f"reset-{self._id}-{cursor.ms}-{cursor.serial}",
            kind="reset",
            continues_after=str(cursor),
            made=now,
            due=now,
        )
        self.keep(unit, told)
        return cursor

    async def move(self, unit: Unit, read: EntryId, now: datetime) -> None:
        """Commits what was taken together with how far the stream was read; that alone now and then is enough."""
        async with self._one_by_one:
            self.read = read
            is_late = self._moved is None or now - self._moved >= _MOVES
            if unit.ops or (is_late and str(read) != self.standing.cursor):
                self._moved = now
                await self._commit(unit, self.standing.model_copy(update={"cursor": str(read)}))

    async def begin(self, deliveries: list[Delivery]) -> None:
        """Commits that these are about to be sent: what is in them stays as it is from now on."""
        async with self._one_by_one:
            unit = Unit()
            self.keep(unit, *deliveries)
            await self._commit(unit, self.standing)

    async def record(
        self, endpoint: Endpoint, delivery: Delivery, answer: Answer | None, now: datetime, chance: float
    ) -> None:
        """Writes down what came of an attempt, and what follows from it."""
        async with self._one_by_one:
            unit = Unit()
            if answer is None:
                log.warning("webhook.nothing_left", subscription=self._id, delivery=delivery.id)
                self._drop(unit, delivery)
                await self._commit(unit, self.standing)
            elif answer.outcome == "delivered":
                await self._accepted(unit, delivery, answer, now)
            else:
                await self._not_accepted(unit, endpoint, delivery, answer, now, chance)

    async def carry_out(self, now: datetime) -> None:
        """Does what people asked for since the last time."""
        for ask_id, ask in (await self._store.asks(self._id)).items():
            async with self._one_by_one:
                await self._carry_out(ask_id, ask, now)

    async def _carry_out(self, ask_id: str, ask: Ask, now: datetime) -> None:
        unit = Unit()
        unit.hdel(asks(self._id), ask_id)
        for delivery in await self._asked(ask, now):
            unit.hdel(failed(self._id), delivery.id)
            self.keep(unit, delivery)
        self._wake(unit, now)
        standing = self.standing.model_copy(update={"failing": (), "not_before": None})
        entry = parsed_id(ask.entry)
        if ask.do == "rewind" and entry is not None and entry < self.read:
            self.read = entry
            standing = standing.model_copy(update={"cursor": str(entry)})
        await self._commit(unit, standing)

    async def _asked(self, ask: Ask, now: datetime) -> list[Delivery]:
        if ask.do == "deliver" and ask.delivery is not None:
            return [ask.delivery.anew(now)]
        if ask.do != "story":
            return []
        found = await self._projection.updates(ask.story_id, ask.since, MOST_WAITING)
        parts = [part_of("", event) for event in found.items]
        return [
            Delivery(id=f"dl_{part.event_id}", story_id=ask.story_id, parts=(part,), made=now, due=now)
            for part in parts
        ]

    async def _accepted(self, unit: Unit, delivery: Delivery, answer: Answer, now: datetime) -> None:
        self._drop(unit, delivery)
        self._log(unit, delivery, answer, now, None)
        if self.standing.failing:
            self._wake(unit, now)
        await self._commit(unit, self.standing.succeeded(now))
        entered = parsed_id(delivery.parts[0].entry) if delivery.parts else None
        if entered is not None:
            metric("slugline_webhook_delivery_seconds").observe(max(0.0, now.timestamp() - entered.ms / 1000))

    async def _not_accepted(
        self, unit: Unit, endpoint: Endpoint, delivery: Delivery, answer: Answer, now: datetime, chance: float
    ) -> None:
        wait = wait_before(delivery.attempts + 1, chance, answer.retry_after)
        if answer.outcome == "gone":
            wait = None
        standing = self.standing.failed(delivery.id, now)
        if answer.outcome == "slowed" and wait is not None:
            standing = standing.model_copy(update={"not_before": now + timedelta(seconds=wait)})
        if wait is not None:
            self.keep(unit, delivery.again(now, wait))
        else:
            await self._give_up(unit, delivery)
        self._log(unit, delivery, answer, now, wait)
        await self._commit(unit, standing)
        reason = self._why_disabled(delivery, answer, standing, wait)
        if reason:
            await self._disable(endpoint, reason, now)

    def _why_disabled(self, delivery: Delivery, answer: Answer, standing: Standing, wait: float | None) -> str:
        """Why nothing more is sent there, or nothing."""
        if answer.outcome == "gone":
            return "the endpoint answered 410 Gone"
        began = delivery.first_attempt
        accepted_since = standing.last_success and began and standing.last_success >= began
        if wait is None and not accepted_since:
            return f"the last of {delivery.attempts} attempts failed, and none was accepted since the first"
        return ""

    async def _disable(self, endpoint: Endpoint, reason: str, now: datetime) -> None:
        """Disables the endpoint as it is by now, whatever else people changed meanwhile."""
        while (current := await self.refresh()) is not None:
            changed = current.model_copy(update={"status": "disabled", "reason": reason, "changed": now})
            unit = Unit()
            save_endpoint(unit, changed, current)
            if await self._store.commit(unit, self._id, self._held):
                log.warning("webhook.disabled", subscription=endpoint.id, reason=reason)
                metric("slugline_webhook_disabled_total", "gone" if "410" in reason else "failing").inc()
                return

    async def _give_up(self, unit: Unit, delivery: Delivery) -> None:
        """Lists the delivery among the failed ones; the oldest leaves the list where it is full."""
        self._drop(unit, delivery)
        unit.hset(failed(self._id), delivery.id, dump(delivery))
        listed = await self._store.failed(self._id)
        for old in sorted(listed.values(), key=lambda one: (one.made, one.id))[: max(0, len(listed) + 1 - FAILED)]:
            unit.hdel(failed(self._id), old.id)

    def _drop(self, unit: Unit, delivery: Delivery) -> None:
        self.waiting.pop(delivery.id, None)
        unit.hdel(waiting(self._id), delivery.id)

    def _wake(self, unit: Unit, now: datetime) -> None:
        """Lets everything that waits to be tried again go now."""
        self.keep(unit, *(each.at_once(now) for each in self.waiting.values() if each.attempts and each.due > now))

    def _log(self, unit: Unit, delivery: Delivery, answer: Answer, now: datetime, wait: float | None) -> None:
        add_to_log(
            unit,
            self._id,
            Attempt(
                at=now,
                delivery=delivery.id,
                event_id=delivery.event_id,
                kind=delivery.kind,
                story_id=delivery.story_id,
                revisions=tuple(part.revision for part in delivery.parts),
                attempt=delivery.attempts,
                outcome=answer.outcome,
                status=answer.status,
                ms=answer.ms,
                detail=answer.detail,
                next=None if wait is None else now + timedelta(seconds=wait),
            ),
        )

    async def _commit(self, unit: Unit, standing: Standing) -> None:
        unit.hset(STANDINGS, self._id, dump(standing))
        self.standing = standing
        if not await self._store.commit(unit, self._id, self._held):
            raise ClaimLost(self._id)
