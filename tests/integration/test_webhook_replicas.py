"""Webhooks with two replicas, one of which is killed while it delivers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from tests.integration.processes import PATIENCE
from tests.integration.publish_process import Replica
from tests.integration.receiver import Got, receiving

pytestmark = [pytest.mark.integration, pytest.mark.chaos]

#: Stories with one update each; and after how many received ones the first replica is killed.
STORIES, KILLED_AFTER = 40, 10


@pytest.fixture
def replicas(redis_url: str, namespace: str, tmp_path: Path) -> Iterator[list[Replica]]:
    """Two replicas over one Redis."""
    started = [Replica(redis_url, namespace, tmp_path / f"{number}.log") for number in range(2)]
    yield started
    for replica in started:
        replica.process.kill()
        replica.process.wait()


async def test_killed_replica_loses_and_doubles_nothing(replicas: list[Replica], redis: Any, namespace: str) -> None:
    """With `kill -9` in the middle every update arrives; only what was under way comes again, with the same id."""
    ports = [await replica.port() for replica in replicas]
    under_way: set[str] = set()
    async with receiving() as receiver, httpx.AsyncClient(trust_env=False) as http:

        async def slowly(got: Got) -> Any:
            under_way.add(got.id)
            await asyncio.sleep(0.05)
            under_way.discard(got.id)
            return 204, {}

        receiver.answer = slowly
        made = await http.post(f"http://127.0.0.1:{ports[0]}/v1/subscriptions", json={"url": receiver.url})
        secret = made.json()["secret"]
        key = f"{namespace}publish:webhook:claim:{made.json()['id']}"
        async with asyncio.timeout(PATIENCE):
            while (holder := await redis.get(key)) is None:
                await asyncio.sleep(0.05)
        pid = int(holder.decode().rsplit(":", 1)[0].rsplit("-", 1)[1])
        victim = next(replica.process for replica in replicas if replica.process.pid == pid)
        for number in range(STORIES):
            update = a.story_update(f"st_{number}", 1, significance="notable")
            await redis.xadd(namespace + STORIES_UPDATED.name, {"data": a.event(update).model_dump_json()})
        async with asyncio.timeout(PATIENCE):
            while len(receiver.got) < KILLED_AFTER:
                await asyncio.sleep(0.005)
            victim.kill()
            victim.wait()
            hit = set(under_way) | {one.id for one in receiver.got[-8:]}
            while len(set(receiver.ids)) < STORIES:
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)
    assert {f"st_{number}-r1" for number in range(STORIES)} == set(receiver.ids)
    again = {one for one, count in Counter(receiver.ids).items() if count > 1}
    assert again <= hit
    assert len(receiver.got) <= STORIES + len(hit)
    for one in receiver.got:
        one.verified(secret)
    for replica in replicas:
        assert secret.removeprefix("whsec_") not in replica.log
