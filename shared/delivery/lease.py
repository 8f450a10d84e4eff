"""One writer: a lease with a fencing token. Whoever lost it can no longer commit, however late it wakes up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

from shared.delivery.commit import is_outage, patiently
from shared.delivery.errors import LeaseLost
from shared.delivery.scripts import DROP_LEASE, RENEW_LEASE, TAKE_LEASE

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()


class Lease:
    """The right to be the single writer of a service.

    `value` is `<owner>:<token>`; tokens only grow. A process that restarts under its own stable name takes over at
    once, any other waits until the lease has run out.
    """

    def __init__(self, redis: Redis, *, key: str, owner: str, ttl: float) -> None:
        self._redis: Any = redis
        self.key = key
        self._token_key = f"{key}:token"
        self._owner = owner.replace(":", "_")
        self._ttl_ms = int(ttl * 1000)
        self.value = ""

    async def take(self) -> None:
        """Waits, as a standby, until the lease is ours."""
        waiting = False
        while not await self._try_take():
            if not waiting:
                log.info("delivery.standby", lease=self.key)
            waiting = True
            await asyncio.sleep(self._ttl_ms / 1000 / 10)
        log.info("delivery.lease_taken", lease=self.key, value=self.value)

    async def _try_take(self) -> bool:
        try:
            value = await self._redis.eval(TAKE_LEASE, 2, self.key, self._token_key, self._owner, self._ttl_ms)
        except Exception as error:
            if not is_outage(error):
                raise
            return False
        self.value = value.decode() if value else ""
        return bool(value)

    async def keep(self) -> None:
        """Renews the lease for as long as it runs. Raises LeaseLost once another process holds it."""
        while True:
            await asyncio.sleep(self._ttl_ms / 1000 / 3)
            try:
                kept = await self._renew()
            except Exception as error:
                if is_outage(error):
                    continue  # commits are refused meanwhile, and nobody else can take it either
                raise
            if not kept:
                raise LeaseLost(self.key)

    async def is_still_ours(self) -> bool:
        """Renews the lease where nobody took a newer one: it ran out while the server took no writes."""
        return bool(await patiently(self._renew))

    async def _renew(self) -> Any:
        return await self._redis.eval(RENEW_LEASE, 2, self.key, self._token_key, self.value, self._ttl_ms)

    async def drop(self) -> None:
        """Gives the lease back, so that a standby need not wait."""
        try:
            await self._redis.eval(DROP_LEASE, 1, self.key, self.value)
        except Exception as error:
            if not is_outage(error):
                raise
            log.info("delivery.lease_left_to_expire", lease=self.key)
