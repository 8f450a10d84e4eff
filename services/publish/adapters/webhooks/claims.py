"""Who delivers to an endpoint: one process at a time, as long as it says so every few seconds."""

from __future__ import annotations

from typing import Any

from services.publish.adapters.webhooks.store import claim
from shared.delivery.scripts import DROP_LEASE, RENEW_LEASE, TAKE_LEASE
from shared.delivery.state import State


class Claims:
    """Takes, renews and gives back the claims of one process. A claim's value is a fencing token."""

    def __init__(self, state: State, owner: str, ttl: float) -> None:
        self._redis: Any = state.redis
        self._state = state
        self._owner = owner.replace(":", "_")
        self._ttl_ms = int(ttl * 1000)

    async def take(self, endpoint_id: str) -> str:
        """The claim; empty while another process has it."""
        value = await self._redis.eval(TAKE_LEASE, 2, *self._keys(endpoint_id), self._owner, self._ttl_ms)
        return value.decode() if value else ""

    async def renew(self, endpoint_id: str, held: str) -> bool:
        """True while the claim is still ours."""
        return bool(await self._redis.eval(RENEW_LEASE, 2, *self._keys(endpoint_id), held, self._ttl_ms))

    async def drop(self, endpoint_id: str, held: str) -> None:
        """Gives the claim back, so that no other process has to wait."""
        await self._redis.eval(DROP_LEASE, 1, self._keys(endpoint_id)[0], held)

    def _keys(self, endpoint_id: str) -> tuple[str, str]:
        return self._state.key(claim(endpoint_id)), self._state.key("publish:webhooks:token")
