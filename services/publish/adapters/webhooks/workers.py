"""All webhooks of a process: a worker for each endpoint whose claim it holds, and what metrics say of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError

from services.publish.adapters.projection import Projection
from services.publish.adapters.webhooks.claims import Claims
from services.publish.adapters.webhooks.records import Records
from services.publish.adapters.webhooks.store import ClaimLost
from services.publish.adapters.webhooks.worker import Tools, Worker
from services.publish.domain.resume import parsed_id
from services.publish.domain.webhooks.endpoint import Endpoint, Standing
from shared.cancelling import ended
from shared.delivery.commit import is_outage, why_waiting
from shared.metrics import metric

log = structlog.get_logger()

#: Milliseconds behind the head of the stream from which an endpoint counts as behind.
_BEHIND = 60_000
_STATUSES = ("active", "failing", "paused", "disabled")


@dataclass
class _Running:
    """A worker, the task it runs in, and the claim under which it works."""

    worker: Worker
    task: asyncio.Task[None]
    held: str


class Webhooks:
    """Starts and ends workers. Any number of replicas may run one: an endpoint has one worker among all of them."""

    def __init__(self, tools: Tools, projection: Projection, owner: str, ttl: float) -> None:
        self._tools = tools
        self._projection = projection
        self._claims = Claims(tools.store.state, owner, ttl)
        self._renew_every = ttl / 3
        self._renewed = 0.0
        self._running: dict[str, _Running] = {}
        self._is_stopping = False

    async def stop(self) -> None:
        """Ends all workers and gives their claims back."""
        self._is_stopping = True
        for endpoint_id in list(self._running):
            await self._end(endpoint_id)
        await self._tools.outbound.close()

    async def round(self) -> None:
        """Starts workers for endpoints that nobody delivers to, and renews the claims of those that run.

        Called every second.
        """
        endpoints = await self._tools.store.endpoints()
        for endpoint_id, running in list(self._running.items()):
            if running.task.done():
                await self._end(endpoint_id)
        await self._renew()
        for endpoint in endpoints:
            if endpoint.status == "active" and endpoint.id not in self._running and not self._is_stopping:
                await self._begin(endpoint.id)
        await self._measure(endpoints)

    async def _begin(self, endpoint_id: str) -> None:
        held = await self._claims.take(endpoint_id)
        if not held:
            return
        records = Records(self._tools.store, self._projection, endpoint_id, held)
        await records.load()
        worker = Worker(self._tools, records)
        task = asyncio.create_task(self._run(worker, endpoint_id), name=f"webhook-{endpoint_id}")
        self._running[endpoint_id] = _Running(worker, task, held)

    async def _run(self, worker: Worker, endpoint_id: str) -> None:
        """Runs the worker to its end; whatever ends it, it is begun again from what lies in Redis."""
        try:
            await worker.run()
        except ClaimLost:
            log.info("webhook.claim_lost", subscription=endpoint_id)
        except Exception as error:
            if is_outage(error):
                log.warning("webhook.waits", subscription=endpoint_id, error=why_waiting(error))
            else:
                log.exception("webhook.worker_broke", subscription=endpoint_id)

    async def _renew(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._renewed < self._renew_every:
            return
        self._renewed = now
        for endpoint_id, running in list(self._running.items()):
            if not await self._claims.renew(endpoint_id, running.held):
                await self._end(endpoint_id)

    async def _end(self, endpoint_id: str) -> None:
        running = self._running.pop(endpoint_id)
        await ended(running.task)
        await running.worker.stop()
        with suppress(RedisError, OSError):
            await self._claims.drop(endpoint_id, running.held)

    async def _measure(self, endpoints: list[Endpoint]) -> None:
        standings = await self._tools.store.standings([endpoint.id for endpoint in endpoints])
        counts = Counter(_status(endpoint, standings.get(endpoint.id)) for endpoint in endpoints)
        for status in _STATUSES:
            metric("slugline_webhook_endpoints", status).set(counts[status])
        head = (await self._tools.live.ends()).last.ms
        cursors = [parsed_id(standings[e.id].cursor) for e in endpoints if e.status == "active" and e.id in standings]
        behind = sum(1 for cursor in cursors if cursor is not None and head - cursor.ms > _BEHIND)
        metric("slugline_subscribers_behind", "webhook").set(behind)


def _status(endpoint: Endpoint, standing: Standing | None) -> str:
    return "failing" if endpoint.status == "active" and standing and standing.is_failing else endpoint.status
