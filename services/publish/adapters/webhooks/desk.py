"""What people do with subscriptions: make, change, rotate, replay, test and remove them."""

from __future__ import annotations

import secrets as chance
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request

from services.publish.adapters.bodies import wrong_fields
from services.publish.adapters.problems import Failed
from services.publish.adapters.webhooks import requests as asked
from services.publish.adapters.webhooks.messages import ping_body
from services.publish.adapters.webhooks.secrets import CannotSign, headers
from services.publish.adapters.webhooks.store import STANDINGS, add_to_log, dump, save_endpoint
from services.publish.adapters.webhooks.worker import Tools
from services.publish.domain.filters import UpdateFilter
from services.publish.domain.webhooks.asks import MOST_ASKS, Ask
from services.publish.domain.webhooks.delivery import Attempt, Delivery, Part
from services.publish.domain.webhooks.endpoint import DEFAULT_FILTER, Endpoint, Standing
from services.publish.domain.webhooks.schedule import Answer
from shared.access.guard import caller_of
from shared.delivery.unit import Unit
from shared.outbound.addresses import Allowed, Refused, check_url


class Desk:
    """Writes endpoints and wishes; deliveries are the workers' business."""

    def __init__(self, tools: Tools, allowed: Allowed, most: int) -> None:
        self._tools = tools
        self._store = tools.store
        self._allowed = allowed
        self._most = most

    async def make(self, request: Request, new: asked.NewSubscription) -> asked.SubscriptionMade:
        """A new endpoint, which gets what comes from now on."""
        self._check(new.url)
        if len(await self._store.endpoints()) >= self._most:
            raise Failed(409, "too_many_subscriptions", f"There are {self._most} subscriptions, as many as are taken.")
        now, caller = self._now(), caller_of(request)
        secret, kept = self._tools.secrets.make()
        endpoint = Endpoint(
            id=f"sub_{chance.token_hex(8)}",
            by=caller.name if caller else "",
            secrets=(kept,),
            created=now,
            changed=now,
            url=new.url,
            filter=_weighed(new.filter),
            fold=new.fold,
            description=new.description,
        )
        standing = Standing(cursor=str((await self._tools.live.ends()).last))
        unit = Unit()
        save_endpoint(unit, endpoint, None)
        unit.hset(STANDINGS, endpoint.id, dump(standing))
        await self._store.commit(unit)
        return asked.SubscriptionMade(secret=secret, **asked.view(endpoint, standing, (0, 0), now))

    async def list(self) -> asked.SubscriptionList:
        """All endpoints."""
        endpoints = await self._store.endpoints()
        return asked.SubscriptionList(items=tuple([await self._view(endpoint) for endpoint in endpoints]))

    async def show(self, endpoint_id: str) -> asked.SubscriptionView:
        """One endpoint."""
        return await self._view(await self._found(endpoint_id))

    async def change(self, endpoint_id: str, change: asked.ChangedSubscription) -> asked.SubscriptionView:
        """The endpoint, changed; one that is active again is tried at once."""
        if change.url is not None:
            self._check(change.url)
        said: dict[str, Any] = {
            name: value for name in change.model_fields_set if (value := getattr(change, name)) is not None
        }
        if "status" in said:
            said["reason"] = ""
        if "filter" in said:
            said["filter"] = _weighed(said["filter"])
        endpoint = await self._save(endpoint_id, lambda _: said)
        if change.status == "active":
            await self._ask(endpoint_id, Ask(do="wake", at=self._now()))
        return await self._view(endpoint)

    async def remove(self, endpoint_id: str) -> None:
        """Nothing more is sent there, and nothing of it is kept."""
        if not await self._store.remove(endpoint_id):
            raise _missing(endpoint_id)

    async def rotate(self, endpoint_id: str, rotation: asked.Rotation) -> asked.Rotated:
        """A new secret; the one before signs beside it for a while, older ones no more."""
        secret, kept = self._tools.secrets.make()
        until = self._now() + timedelta(hours=rotation.keep_hours)

        def rotated(endpoint: Endpoint) -> dict[str, Any]:
            before = endpoint.secrets[0].model_copy(update={"until": until})
            return {"secrets": (kept, before)}

        await self._save(endpoint_id, rotated)
        return asked.Rotated(secret=secret, old_until=until)

    async def log(self, endpoint_id: str, limit: int) -> asked.DeliveryLog:
        """What was tried, what waits, what was given up."""
        await self._found(endpoint_id)
        waits = (await self._store.waiting(endpoint_id)).values()
        gone = (await self._store.failed(endpoint_id)).values()
        return asked.DeliveryLog(
            attempts=tuple(await self._store.log(endpoint_id, limit)),
            waiting=tuple(sorted(waits, key=lambda one: (one.due, one.id)))[:limit],
            failed=tuple(sorted(gone, key=lambda one: (one.made, one.id), reverse=True))[:limit],
        )

    async def replay(self, endpoint_id: str, replay: asked.Replay) -> asked.ReplayAsked:
        """Leaves the wish for whoever delivers."""
        endpoint = await self._found(endpoint_id)
        if endpoint.status != "active":
            raise Failed(409, "not_active", f"The subscription is {endpoint.status}: set its status to active first.")
        now = self._now()
        if replay.delivery is not None:
            found = await self._delivery(endpoint_id, replay.delivery, now)
            ask, told = Ask(do="deliver", at=now, delivery=found), f"delivery {found.id}"
        elif replay.since is not None:
            entry = asked.entry_of(replay.since) or "0-0"
            ask, told = Ask(do="rewind", at=now, entry=entry), f"all after {replay.since}"
        else:
            ask = Ask(do="story", at=now, story_id=replay.story or "", since=replay.revision)
            told = f"story {replay.story} after revision {replay.revision}"
        await self._ask(endpoint_id, ask)
        return asked.ReplayAsked(subscription=endpoint_id, replays=told)

    async def ping(self, endpoint_id: str) -> asked.PingResult:
        """Sends a test at once and tells what came of it."""
        endpoint, now = await self._found(endpoint_id), self._now()
        message_id = f"ping-{chance.token_hex(8)}"
        answer = await self._sent(endpoint, message_id, now)
        unit = Unit()
        told = answer.model_dump(include={"outcome", "status", "ms", "detail"})
        add_to_log(unit, endpoint_id, Attempt(at=now, delivery=message_id, event_id=message_id, kind="ping", **told))
        await self._store.commit(unit)
        if answer.outcome == "delivered" and endpoint.status == "active":
            await self._ask(endpoint_id, Ask(do="wake", at=now))
        return asked.PingResult(message_id=message_id, **told)

    async def _sent(self, endpoint: Endpoint, message_id: str, now: datetime) -> Answer:
        body = ping_body(message_id, endpoint.id, now)
        try:
            signing = [self._tools.secrets.tell(kept) for kept in endpoint.signing(now)]
        except CannotSign as error:
            return Answer(outcome="blocked", detail=str(error))
        return await self._tools.outbound.post(endpoint.url, body, headers(message_id, body, now, signing))

    async def _delivery(self, endpoint_id: str, delivery_id: str, now: datetime) -> Delivery:
        """A delivery that waits, was given up, or stands in the log. Raises Failed for one that nobody knows."""
        held = await self._store.failed(endpoint_id) | await self._store.waiting(endpoint_id)
        if delivery_id in held:
            return held[delivery_id]
        for line in await self._store.log(endpoint_id, 1000):
            if line.kind == "update" and delivery_id in (line.delivery, line.event_id):
                ids = [f"{line.story_id}-r{revision}" for revision in line.revisions]
                parts = [Part(entry="", revision=r, event_id=one) for r, one in zip(line.revisions, ids, strict=True)]
                return Delivery(id=line.delivery, story_id=line.story_id, parts=tuple(parts), made=now, due=now)
        raise Failed(404, "no_such_delivery", f"There is no delivery {delivery_id[:200]!r} in the log.")

    async def _save(self, endpoint_id: str, change: Any) -> Endpoint:
        while True:
            before = await self._found(endpoint_id)
            after = before.model_copy(update=change(before) | {"changed": self._now()})
            if await self._store.save(after, before):
                return after

    async def _ask(self, endpoint_id: str, ask: Ask) -> None:
        if len(await self._store.asks(endpoint_id)) >= MOST_ASKS:
            raise Failed(429, "too_many_replays", "Replays wait already. Try again.", {"retry-after": "5"})
        await self._store.ask(endpoint_id, chance.token_hex(8), ask)

    async def _found(self, endpoint_id: str) -> Endpoint:
        endpoint = await self._store.endpoint(endpoint_id)
        if endpoint is None:
            raise _missing(endpoint_id)
        return endpoint

    async def _view(self, endpoint: Endpoint) -> asked.SubscriptionView:
        standing = (await self._store.standings([endpoint.id])).get(endpoint.id)
        counts = await self._store.counts(endpoint.id)
        return asked.SubscriptionView(**asked.view(endpoint, standing, counts, self._now()))

    def _check(self, url: str) -> None:
        try:
            check_url(url, self._allowed)
        except Refused as error:
            raise wrong_fields([("url", str(error))]) from error

    def _now(self) -> datetime:
        return self._tools.clock.now()


def _weighed(asked: UpdateFilter) -> UpdateFilter:
    """The filter, with notable as its least weight where it names none."""
    return asked if asked.significance else asked.model_copy(update={"significance": DEFAULT_FILTER.significance})


def _missing(endpoint_id: str) -> Failed:
    return Failed(404, "no_such_subscription", f"There is no subscription {endpoint_id[:200]!r}.")
