"""What is kept of webhooks: endpoints, how far each has come, what waits for it, and its log. All of it is bounded.

Whoever delivers to an endpoint writes with its claim, in one script that checks the claim; people write beside that
only what the holder of a claim never writes: new endpoints, and wishes (`asks`) that the holder carries out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from services.publish.domain.webhooks.asks import Ask
from services.publish.domain.webhooks.delivery import Attempt, Delivery
from services.publish.domain.webhooks.endpoint import Endpoint, Standing
from shared.delivery import scripts
from shared.delivery.commit import Commit, Committer, Gate, expectations_of
from shared.delivery.state import State
from shared.delivery.unit import Unit

#: hash: endpoint id -> Endpoint
ENDPOINTS = "publish:webhooks"
#: hash: endpoint id -> Standing
STANDINGS = "publish:webhooks:standings"
#: Lines of a log, and failed deliveries that are listed.
LOG, FAILED = 1000, 500


class ClaimLost(Exception):
    """Another process delivers to this endpoint now, or it is gone."""


def waiting(endpoint_id: str) -> str:
    """hash: delivery id -> Delivery, what is still to be sent or is tried again."""
    return f"publish:webhook:waiting:{endpoint_id}"


def failed(endpoint_id: str) -> str:
    """hash: delivery id -> Delivery, what was given up."""
    return f"publish:webhook:failed:{endpoint_id}"


def log_of(endpoint_id: str) -> str:
    """stream: one entry an attempt, the last thousand."""
    return f"publish:webhook:log:{endpoint_id}"


def asks(endpoint_id: str) -> str:
    """hash: id -> Ask, what people want of whoever delivers."""
    return f"publish:webhook:asks:{endpoint_id}"


def claim(endpoint_id: str) -> str:
    """string: who delivers to this endpoint, for as long as it keeps saying so."""
    return f"publish:webhook:claim:{endpoint_id}"


class WebhookStore:
    """Reads and writes of all that."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._redis: Any = state.redis
        self._committer = Committer(state.redis)

    async def endpoints(self) -> list[Endpoint]:
        """All endpoints, the oldest first."""
        found = [Endpoint.model_validate_json(body) for body in (await self.state.hgetall(ENDPOINTS)).values()]
        return sorted(found, key=lambda endpoint: (endpoint.created, endpoint.id))

    async def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """The endpoint of this id."""
        body = await self.state.hget(ENDPOINTS, endpoint_id)
        return None if body is None else Endpoint.model_validate_json(body)

    async def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """How far these endpoints have come."""
        asked = list(ids)
        found = zip(asked, await self.state.hmget(STANDINGS, asked), strict=True)
        return {one: Standing.model_validate_json(body) for one, body in found if body is not None}

    async def waiting(self, endpoint_id: str) -> dict[str, Delivery]:
        """What is still to be sent."""
        return await self._deliveries(waiting(endpoint_id))

    async def failed(self, endpoint_id: str) -> dict[str, Delivery]:
        """What was given up."""
        return await self._deliveries(failed(endpoint_id))

    async def counts(self, endpoint_id: str) -> tuple[int, int]:
        """How many deliveries wait, and how many were given up."""
        key = self.state.key
        return await self._redis.hlen(key(waiting(endpoint_id))), await self._redis.hlen(key(failed(endpoint_id)))

    async def log(self, endpoint_id: str, count: int) -> list[Attempt]:
        """The last attempts, the latest first."""
        found = await self._redis.xrevrange(self.state.key(log_of(endpoint_id)), count=count)
        return [Attempt.model_validate_json(fields[b"data"]) for _, fields in found]

    async def asks(self, endpoint_id: str) -> dict[str, Ask]:
        """What people want, in order."""
        found = await self.state.hgetall(asks(endpoint_id))
        read = {name.decode(): Ask.model_validate_json(body) for name, body in found.items()}
        return dict(sorted(read.items(), key=lambda item: (item[1].at, item[0])))

    async def commit(self, unit: Unit, endpoint_id: str = "", held: str = "") -> bool:
        """Writes a unit; with a claim only while it holds. False where what was expected has changed.

        Raises ClaimLost where the claim is somebody else's by now.
        """
        namespace = self.state.namespace
        ops = [(op[0], namespace + str(op[1]), *op[2:]) for op in unit.ops]
        key = namespace + claim(endpoint_id)
        commit = Commit(
            Gate("none", key), ops, expectations_of(unit, namespace), lease=held, lease_key=key if held else ""
        )
        (result,) = await self._committer.commit([commit])
        if isinstance(result, Exception):
            raise result
        if result == scripts.FENCED:
            raise ClaimLost(endpoint_id)
        return result == scripts.COMMITTED

    async def remove(self, endpoint_id: str) -> bool:
        """Removes the endpoint with all that is kept of it; whoever delivers to it stops. False where it was gone."""
        unit = Unit()
        unit.hdel(ENDPOINTS, endpoint_id)
        unit.hdel(STANDINGS, endpoint_id)
        for key in (waiting, failed, log_of, asks, claim):
            unit.delete(key(endpoint_id))
        is_there = await self.state.hget(ENDPOINTS, endpoint_id) is not None
        await self.commit(unit)
        return is_there

    async def save(self, endpoint: Endpoint, before: Endpoint | None) -> bool:
        """Writes the endpoint; False where it is not as it was read."""
        unit = Unit()
        save_endpoint(unit, endpoint, before)
        return await self.commit(unit)

    async def ask(self, endpoint_id: str, ask_id: str, ask: Ask) -> None:
        """Leaves a wish for whoever delivers to the endpoint."""
        unit = Unit()
        unit.hset(asks(endpoint_id), ask_id, dump(ask))
        await self.commit(unit)

    async def _deliveries(self, key: str) -> dict[str, Delivery]:
        found = await self.state.hgetall(key)
        return {name.decode(): Delivery.model_validate_json(body) for name, body in sorted(found.items())}


def save_endpoint(unit: Unit, endpoint: Endpoint, before: Endpoint | None) -> None:
    """Writes the endpoint only over what was read before (None: where there was none)."""
    unit.expect(ENDPOINTS, None if before is None else dump(before), field=endpoint.id)
    unit.hset(ENDPOINTS, endpoint.id, dump(endpoint))


def add_to_log(unit: Unit, endpoint_id: str, attempt: Attempt) -> None:
    """Writes a line of the log; the oldest goes where there are too many."""
    unit.ops.append(("XADD", log_of(endpoint_id), "MAXLEN", "~", LOG, "*", "data", dump(attempt)))


def dump(model: BaseModel) -> str:
    """The JSON that is kept; the same for equal models."""
    return model.model_dump_json(exclude_defaults=True)
