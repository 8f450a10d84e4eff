"""Which form of state a service keeps in Redis: an older one is brought up to date at start, a newer one is refused.

A service raises its number when what it stores can no longer be read by the version before, and gives a migration. A
field that is added with a default needs neither: both versions read both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog

from shared.delivery.commit import patiently

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

#: The form that this version writes.
FORMATS = {"ingest": 1, "translate": 1, "extract": 1, "resolve": 1, "cluster": 1, "publish": 2}
#: Stands in the place of every form while a restore is under way, and after one that was cut off.
RESTORING = "restoring"

#: Brings the state of one service from a form to the next. Called with the client and the namespace; repeatable.
Migration = Callable[["Redis", str], Awaitable[None]]


async def _reads_both(_: Redis, __: str) -> None:
    """Nothing is written anew: both forms are read. Only the former version cannot read what this one writes."""


#: By service and the form that it starts from. publish 2 packs its updates.
MIGRATIONS: dict[tuple[str, int], Migration] = {("publish", 1): _reads_both}


class StateNotReadable(Exception):
    """The service must not start on what is in Redis; the message says why and what to do."""


def format_key(service: str) -> str:
    """Where the form of a service's state stands."""
    return f"{service}:format"


async def check_state(redis: Redis, namespace: str, service: str, *, may_migrate: bool = True) -> None:
    """Returns once the state is of the form that this version writes. Raises StateNotReadable.

    A single writer may change nothing before it holds the lease: until then a newer form alone is found.
    """
    client: Any = redis
    key, ours = namespace + format_key(service), FORMATS[service]
    held = await patiently(lambda: client.get(key))
    if held == RESTORING.encode():
        raise StateNotReadable(
            "a restore is under way here, or one was cut off: wait for it, or run `slugline restore --force`"
        )
    found = int(held) if held is not None else None
    if found is not None and found > ours:
        raise StateNotReadable(
            f"what {service} keeps in Redis has form {found}, this version reads up to {ours}: run the newer version, "
            "or restore a backup that was taken before the upgrade"
        )
    if not may_migrate:
        return
    await _bring_up(redis, namespace, service, ours if found is None else found)
    if found != ours:
        await patiently(lambda: client.set(key, ours))


async def _bring_up(redis: Redis, namespace: str, service: str, found: int) -> None:
    for number in range(found, FORMATS[service]):
        migrate = MIGRATIONS.get((service, number))
        if migrate is None:
            raise StateNotReadable(
                f"what {service} keeps in Redis has form {number}, and this version has no way from there: "
                "go by way of the version before"
            )
        log.info("delivery.state_migrates", service=service, form=number)
        await migrate(redis, namespace)


async def formats(redis: Redis, namespace: str) -> dict[str, int]:
    """The forms that are in Redis, by service; services that never ran here are left out."""
    client: Any = redis
    held = await client.mget([namespace + format_key(service) for service in FORMATS])
    return {service: int(one) for service, one in zip(FORMATS, held, strict=True) if one and one.isdigit()}


async def is_restoring(redis: Redis, namespace: str) -> bool:
    """Whether a restore is under way here, or was cut off."""
    client: Any = redis
    held = await client.mget([namespace + format_key(service) for service in FORMATS])
    return RESTORING.encode() in held
