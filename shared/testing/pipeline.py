"""The whole pipeline inside one process, on a real server: for tests and scenarios, where six are too slow."""

from __future__ import annotations

import asyncio
import importlib
import json
from typing import TYPE_CHECKING, Any, Self

from shared.clock import ShiftedClock
from shared.delivery.commit import patiently
from shared.redis_owner import client
from shared.settings import Settings
from shared.streams import ARTICLES_SUBMITTED, SERVICES, STREAMS

if TYPE_CHECKING:
    from shared.delivery.service import Service

#: Seconds that a drain may take before it is called stuck.
DRAIN_LIMIT = 60.0


class InProcessPipeline:
    """Services by name, each with its own broker and its own Redis connection, in one event loop.

    `reorder_wait` is without limit, as in `replay`, so that the result does not depend on timing. Embargoes pass by
    `clock`, which moves ahead when told.
    """

    def __init__(
        self, redis_url: str, namespace: str = "", services: tuple[str, ...] = SERVICES, **settings: Any
    ) -> None:
        self.redis_url = redis_url
        self.namespace = namespace
        self.redis: Any = client(redis_url, namespace)
        self._names = services
        self._settings = {"claim_idle": 5.0, "reorder_wait": float("inf"), **settings}
        self.clock = ShiftedClock()
        self.services: dict[str, Service] = {}

    async def __aenter__(self) -> Self:
        for name in self._names:
            self.services[name] = self._build(name)
        started = await asyncio.gather(*(s.start() for s in self.services.values()), return_exceptions=True)
        failed = next((error for error in started if isinstance(error, BaseException)), None)
        if failed is not None:  # the others would run on for ever
            await self.__aexit__()
            raise failed
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(service.stop() for service in self.services.values()))
        await self.redis.aclose()

    def _build(self, name: str) -> Service:
        module = importlib.import_module(f"services.{name}.settings")
        kind = next(
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Settings) and value is not Settings
        )
        fixed = {f"{name}_port": 0} if f"{name}_port" in kind.model_fields else {}
        settings = kind(
            redis_url=self.redis_url,
            namespace=self.namespace,
            consumer=f"{name}-1",
            ops_port=0,
            **{**fixed, **self._settings},
        )
        own = {"clock": self.clock} if name == "ingest" else {}
        service: Service = importlib.import_module(f"services.{name}.app").build(settings, **own)
        return service

    def url(self, service: str) -> str:
        """The HTTP address of a service."""
        return f"http://127.0.0.1:{self.services[service].port}"

    async def submit(self, *articles: dict[str, Any]) -> None:
        """Pushes articles as any client would."""
        for article in articles:
            await self.redis.xadd(ARTICLES_SUBMITTED.key(self.namespace), {"data": json.dumps(article)})

    async def drain(self, limit: float = DRAIN_LIMIT) -> None:
        """Returns once nothing is under way. Raises TimeoutError when it takes too long."""
        async with asyncio.timeout(limit):
            quiet = 0
            while quiet < 2:
                quiet = quiet + 1 if await self._is_quiet() else 0
                await asyncio.sleep(0.05)

    async def _is_quiet(self) -> bool:
        for stream in STREAMS:
            for reader in stream.read_by:
                if reader in self.services and not await self._is_done(stream.key(self.namespace), reader):
                    return False
        parked = [await self.redis.hlen(f"{self.namespace}{name}:parked") for name in ("resolve", "cluster")]
        return not any(parked)

    async def _is_done(self, key: str, group: str) -> bool:
        info = await patiently(lambda: self.redis.xinfo_stream(key))
        groups = await patiently(lambda: self.redis.xinfo_groups(key))
        mine = next((g for g in groups if g["name"] == group.encode()), None)
        if mine is None:
            return False
        read = info["length"] == 0 or mine["last-delivered-id"] == info["last-generated-id"]
        return bool(read and mine["pending"] == 0)

    async def updates(self) -> list[dict[str, Any]]:
        """Every story update so far, oldest first, as CloudEvents."""
        entries = await self.redis.xrange(f"{self.namespace}stories.updated")
        return [json.loads(fields[b"data"]) for _, fields in entries]

    async def dead(self, service: str) -> list[dict[str, str]]:
        """The dead letters of a service, oldest first."""
        entries = await self.redis.xrange(f"{self.namespace}dead.{service}")
        return [{k.decode(): v.decode("utf-8", "replace") for k, v in fields.items()} for _, fields in entries]
