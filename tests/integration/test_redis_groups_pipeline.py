"""The whole pipeline on a Redis Cluster, and through a failover of its master."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from services.cli.own_pipeline import LogFiles, run_services
from shared.delivery.commit import patiently
from shared.redis_owner import client
from shared.streams import ARTICLES_SUBMITTED, SERVICES
from shared.testing.pipeline import InProcessPipeline
from tests.integration.redis_groups import Group, cluster, watched

pytestmark = pytest.mark.integration

DESK = "{desk}:"


def ferry(number: int) -> dict[str, Any]:
    """One of a row of articles about one ferry."""
    return {
        "uri": f"urn:x:ferry-{number}",
        "published_at": f"2025-09-02T08:{number:02d}:00Z",
        "source": f"Coast Radio {number}",
        "headline": "Ferry Hammershus aground off Esbjerg",
        "body": f"ESBJERG, Denmark - The ferry Hammershus ran onto a sandbank off Esbjerg with {80 + number} "
        "passengers on Tuesday, the coast guard said. Tugs are under way.",
    }


def told(updates: list[dict[str, Any]]) -> dict[str, list[int]]:
    """The revisions of each story in the order in which they came."""
    stories: dict[str, list[int]] = {}
    for update in updates:
        stories.setdefault(update["data"]["story_id"], []).append(update["data"]["revision"])
    return stories


async def test_the_pipeline_on_a_cluster_tells_what_it_tells_on_one_server(tmp_path: Path, redis_url: str) -> None:
    """Six services on a Redis Cluster of six nodes make the updates that they make on a single server."""
    articles = [ferry(number) for number in range(4)]
    with cluster(tmp_path) as group:
        address = f"redis+cluster://127.0.0.1:{group.nodes[0].port}"
        heard = []
        for url, namespace in ((address, DESK), (redis_url, "{single}:")):
            async with InProcessPipeline(url, namespace) as running:
                await running.submit(*articles)
                await running.drain()
                updates = await running.updates()
                heard.append([(u["id"], u["data"]["message"]) for u in updates])
                assert not any([await running.dead(name) for name in SERVICES])
    assert heard[0] == heard[1]
    assert heard[0]


async def push(redis: Any, article: dict[str, Any]) -> None:
    """Pushes an article until a replica has it too: what an integrator does who cannot lose a thing."""
    async with redis.pipeline(transaction=False) as pipeline:
        pipeline.xadd(ARTICLES_SUBMITTED.name, {"data": json.dumps(article)})
        pipeline.execute_command("WAIT", 1, 5000)
        _, copies = await pipeline.execute()
    assert copies


async def updates_of(redis: Any, wanted: int) -> list[dict[str, Any]]:
    """The updates, once so many articles are in them."""
    async with asyncio.timeout(120):
        while True:
            entries = await patiently(lambda: redis.xrange("stories.updated"))
            updates = [json.loads(fields[b"data"]) for _, fields in entries]
            if len(articles_in(updates)) >= wanted:
                return updates
            await asyncio.sleep(0.2)


def articles_in(updates: list[dict[str, Any]]) -> list[str]:
    """The uris of the articles that updates added, in order."""
    changes = (change for update in updates for change in update["data"]["changes"])
    return [change["ref"] for change in changes if change["kind"] in ("article_added", "copy_added")]


async def test_a_failover_loses_nothing_that_a_replica_had(tmp_path: Path) -> None:
    """The master is killed while articles flow: single writers start anew on its successor, each article once."""
    with watched(tmp_path) as group:
        url = _address(group)
        sink = LogFiles(tmp_path / "logs")
        redis = client(url)
        async with run_services(url, dict.fromkeys(SERVICES, 1), {}, sink):
            for number in range(4):
                await push(redis, ferry(number))
            await updates_of(redis, 2)
            group.nodes[0].kill()
            await patiently(lambda: redis.set("awake", "1"))
            group.node("--replicaof", f"127.0.0.1 {group.nodes[1].port}")
            for number in range(4, 7):
                await patiently(lambda n=number: push(redis, ferry(n)))
            updates = await updates_of(redis, 7)
        await redis.aclose()
    assert sorted(set(articles_in(updates))) == [ferry(n)["uri"] for n in range(7)]
    assert len(articles_in(updates)) == 7
    assert all(revisions == list(range(1, len(revisions) + 1)) for revisions in told(updates).values())


def _address(group: Group) -> str:
    return "redis+sentinel://" + ",".join(f"127.0.0.1:{s.port}" for s in group.sentinels) + "/wire"
