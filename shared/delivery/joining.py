"""How a process joins the groups of the streams that it reads: makes them, takes up what was left behind, reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog

from shared.delivery.broker import StreamBroker, adopt, ensure_group
from shared.delivery.commit import patiently
from shared.delivery.consumer import Consumer
from shared.settings import Settings

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()


async def ensure_groups(redis: Redis, consumers: Iterable[Consumer]) -> None:
    """Makes the groups that are not there yet, at the very beginning of their streams."""
    for consumer in consumers:
        made = await patiently(lambda c=consumer: ensure_group(redis, c.key, c.group))  # type: ignore[misc]
        if made:
            log.info("delivery.group_made", stream=consumer.key, group=consumer.group)


async def adopt_pending(redis: Redis, consumers: Iterable[Consumer], name: str, *, everyone: bool) -> None:
    """Makes what a former process left pending due at once: one of this name, or `everyone` before a single writer."""
    for consumer in consumers:
        count = await patiently(
            lambda c=consumer: adopt(redis, c.key, c.group, name, everyone=everyone)  # type: ignore[misc]
        )
        if count:
            log.info("delivery.adopted", stream=consumer.key, entries=count)


def register_readers(broker: StreamBroker, consumers: Iterable[Consumer], name: str, settings: Settings) -> None:
    """Gives each consumer its readers, which read once the broker starts."""
    for consumer in consumers:
        broker.read(
            consumer.key,
            group=consumer.group,
            consumer=name,
            count=settings.max_records,
            idle_ms=int(settings.claim_idle * 1000),
            handle=consumer.on_batch,
        )
