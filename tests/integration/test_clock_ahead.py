"""Entries that were delivered while the server's clock was an hour ahead, as they are left when it is set right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from shared.delivery import background
from shared.delivery.ahead import Ahead
from tests.integration.test_delivery import accepted, running, seqs, stage

pytestmark = pytest.mark.integration

HOUR = 3_600_000
#: CRC-64 (Jones), reflected: what the server puts behind a dumped key.
POLYNOMIAL = 0x95AC9329AC4BC9B5


def crc64(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (POLYNOMIAL if crc & 1 else 0)
    return crc


async def set_right(redis: Any, key: str) -> None:
    """Leaves the stream as a server leaves it whose clock was an hour ahead when it delivered its entries."""
    (group,) = (await redis.xinfo_stream(key, full=True))["groups"]
    body = (await redis.dump(key))[:-8]
    for delivered in {delivered for _, _, delivered, _ in group["pending"]}:
        at = int(delivered).to_bytes(8, "little")
        assert at in body
        body = body.replace(at, (int(delivered) + HOUR).to_bytes(8, "little"))
    await redis.restore(key, 0, body + crc64(body).to_bytes(8, "little"), replace=True)


async def delivered_ahead(redis: Any, key: str, group: str) -> None:
    """Two entries that somebody read who is gone, with their delivery an hour from now."""
    await redis.xgroup_create(key, group, id="0", mkstream=True)
    for number in (1, 2):
        await redis.xadd(key, accepted(number))
    await redis.xreadgroup(group, "gone", {key: ">"})
    await set_right(redis, key)


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def ages(redis: Any, key: str) -> list[int]:
    found = await redis.xpending_range(key, "translate", min="-", max="+", count=10)
    return [one["time_since_delivered"] for one in found]


async def test_nobody_claims_what_was_delivered_in_the_future(redis: Any, namespace: str) -> None:
    """The server gives such entries no age and no claim, which is why somebody has to look after them."""
    key = f"{namespace}articles.accepted"
    await delivered_ahead(redis, key, "translate")
    await asyncio.sleep(0.02)
    assert [0, 0] == await ages(redis, key)
    assert [] == (await redis.xautoclaim(key, "translate", "two", 1))[1]


async def test_such_entries_are_due_after_the_usual_wait(redis: Any, namespace: str) -> None:
    """They are made due once they have had no age for longer than others wait, and no entry before that."""
    key, clock = f"{namespace}articles.accepted", Clock()
    await delivered_ahead(redis, key, "translate")
    ahead = Ahead(redis, key, "translate", "two", wait=60.0, clock=clock)
    for clock.now in (0.0, 30.0, 60.0):
        await ahead.look()
        assert [0, 0] == await ages(redis, key)
    clock.now = 61.0
    await ahead.look()
    found = await redis.xpending_range(key, "translate", min="-", max="+", count=10)
    assert [1, 1] == [one["times_delivered"] for one in found]
    assert 2 == len((await redis.xautoclaim(key, "translate", "two", 60_000))[1])


async def test_entries_that_are_delivered_again_and_again_are_left_alone(redis: Any, namespace: str) -> None:
    """What is only looked at in the moment of its delivery is in somebody's hands: each delivery is watched anew."""
    key, clock = f"{namespace}articles.accepted", Clock()
    await delivered_ahead(redis, key, "translate")
    ahead = Ahead(redis, key, "translate", "two", wait=60.0, clock=clock)
    for clock.now in (0.0, 50.0, 100.0, 150.0):
        await ahead.look()
        await redis.xclaim(key, "translate", "three", 0, await _ids(redis, key))
        await set_right(redis, key)
    assert {b"three"} == {one["consumer"] for one in await redis.xpending_range(key, "translate", "-", "+", 10)}


async def _ids(redis: Any, key: str) -> list[bytes]:
    return [entry_id for entry_id, _ in await redis.xrange(key)]


async def test_a_service_takes_them_over(
    redis: Any, redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage handles what a replica that is gone was given in the future, without waiting for the hour."""
    monkeypatch.setattr(background, "LOOK_EVERY", 0.1)
    await delivered_ahead(redis, f"{namespace}articles.accepted", "translate")
    async with running(stage(redis_url, namespace)), asyncio.timeout(15):
        while [1, 2] != await _handled(redis, namespace, seqs):
            await asyncio.sleep(0.05)


async def _handled(redis: Any, namespace: str, read: Callable[..., Any]) -> list[int]:
    found: list[int] = sorted(await read(redis, namespace, "articles.translated"))
    return found
