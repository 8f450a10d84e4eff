"""The keys are found wherever they are: behind Sentinel, on a Redis Cluster, and after a failover."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot

from services.cli.checks import _server_checks
from services.cli.exits import CommandError
from services.cli.pipeline import connect
from services.cli.runtime import Runtime
from shared.delivery.commit import OUTAGE, patiently, why_waiting
from shared.redis_connection import whole_url
from shared.redis_owner import BoundLocator, Locator, OwnerLost, client, owner_url
from shared.settings import Settings
from tests.integration.redis_groups import Group, cluster, watched

pytestmark = pytest.mark.integration


def client_of(url: str, namespace: str = "", locator: Locator | None = None) -> Any:
    """A client of whoever has the keys, that tries each command once."""
    return client(url, namespace, locator=locator, retry=Retry(NoBackoff(), 0))


def cluster_url(group: Group) -> str:
    """The address of a cluster by its first and last node."""
    return f"redis+cluster://127.0.0.1:{group.nodes[0].port},127.0.0.1:{group.nodes[-1].port}"


TWO_KEYS = "redis.call('SET',KEYS[1],1) return redis.call('INCR',KEYS[2])"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """One cluster for the tests of this file, in the order in which they stand."""
    with cluster(tmp_path_factory.mktemp("cluster")) as group:
        yield group


async def test_the_node_that_has_the_slot_is_found_whatever_the_namespace(nodes: Group) -> None:
    """Each namespace is served by the master of its slot, and a script over several keys works there."""
    owners = set()
    for tag in ("{a}:", "{b}:", "{c}:", "{desk}:", "{sport}:"):
        redis = client_of(cluster_url(nodes), tag)
        assert await redis.eval(TWO_KEYS, 2, f"{tag}x", f"{tag}y")
        owners.add((key_slot(tag.encode()) * 3 // 16_384, (await redis.info("server"))["tcp_port"]))
        await redis.aclose()
    assert len({port for _, port in owners}) == len(owners) > 1


async def test_a_slot_that_moves_is_followed(nodes: Group) -> None:
    """An answer that sends us elsewhere counts as an outage, and the next call goes where the keys are."""
    redis = client_of(cluster_url(nodes), "{desk}:")
    await redis.get("{desk}:nothing")
    owner = nodes.by_port((await redis.info("server"))["tcp_port"])
    other = next(node for node in nodes.nodes[:3] if node is not owner)
    slot, name = key_slot(b"{desk}:"), other.client.execute_command("CLUSTER MYID")
    owner.client.flushall()  # an empty slot moves in one step
    for node in (other, owner):
        node.client.execute_command("CLUSTER SETSLOT", slot, "NODE", name)
    with pytest.raises(OUTAGE):
        await redis.set("{desk}:moved", "1")
    async with asyncio.timeout(60):
        await patiently(lambda: redis.set("{desk}:moved", "1"))
    assert other.client.get("{desk}:moved") == "1"
    await redis.aclose()


async def test_a_cluster_that_fails_over_is_waited_for_and_found_again(nodes: Group) -> None:
    """When the node with the keys falls, calls wait; then they reach the replica that took over, with what it has."""
    redis = client_of(cluster_url(nodes), "{desk}:")
    await redis.set("{desk}:kept", "here")
    fallen = (await redis.info("server"))["tcp_port"]
    await redis.execute_command("WAIT", 1, 5000)
    nodes.by_port(fallen).kill()
    async with asyncio.timeout(60):
        assert await patiently(lambda: redis.get("{desk}:kept")) == b"here"
        assert await patiently(lambda: redis.set("{desk}:new", "there"))
    assert (await redis.info("server"))["tcp_port"] != fallen
    await redis.aclose()


async def test_sentinel_names_the_master_and_its_successor(tmp_path: Path) -> None:
    """Behind Sentinel the master is found, and after its fall the replica that was promoted."""
    with watched(tmp_path) as group:
        url = "redis+sentinel://" + ",".join(f"127.0.0.1:{s.port}" for s in group.sentinels) + "/wire"
        redis = client_of(url)
        await redis.set("kept", "here")
        await redis.execute_command("WAIT", 1, 5000)
        group.nodes[0].kill()
        async with asyncio.timeout(60):
            assert await patiently(lambda: redis.set("new", "there"))
        assert await redis.get("kept") == b"here"
        assert (await redis.info("server"))["tcp_port"] == group.nodes[1].port
        await redis.aclose()


async def test_commands_reach_the_master_behind_sentinel(tmp_path: Path) -> None:
    """`slugline` asks a Sentinel where the pipeline is, as the services do, and says so where none answers."""
    with watched(tmp_path) as group:
        url = "redis+sentinel://" + ",".join(f"127.0.0.1:{s.port}" for s in group.sentinels) + "/wire"
        async with connect(Runtime(redis_url=url, namespace="desk:")) as pipeline:
            await pipeline.redis.xadd("desk:articles.submitted", {"data": "{}"})
            assert {"articles.submitted": 1} == (await pipeline.look()).under_way()
        async for check in _server_checks(Runtime(redis_url=url, namespace="desk:")):
            assert check.state != "bad", check
    with pytest.raises(CommandError, match="cannot reach Redis"):
        async with connect(Runtime(redis_url=url)):
            pass


async def test_a_sentinel_that_wants_a_password_is_given_its_own(tmp_path: Path) -> None:
    """The master is found with the Sentinels' password, without it the refusal is told by name, and no word of it."""
    group = Group(tmp_path)
    try:
        sentinel = group.sentinel(group.node(), password="asks first")
        settings = Settings(redis_url=f"redis+sentinel://127.0.0.1:{sentinel.port}/wire")
        said = settings.model_copy(update={"redis_sentinel_password": SecretStr("asks first")})
        redis = client_of(whole_url(said))
        assert await redis.set("kept", "here")
        await redis.aclose()
        for wrong in (settings, said.model_copy(update={"redis_sentinel_password": SecretStr("another word")})):
            with pytest.raises(OUTAGE, match="SENTINEL_PASSWORD_FILE") as refused:
                await client_of(whole_url(wrong)).get("kept")
            assert "AuthenticationError" == why_waiting(refused.value) and "another word" not in str(refused.value)
    finally:
        group.close()


async def test_a_single_writer_stays_with_the_server_its_memory_is_of(tmp_path: Path) -> None:
    """After a failover a bound client reaches nobody: what it remembers may be more than the new master has."""
    with watched(tmp_path) as group:
        url = f"redis+sentinel://127.0.0.1:{group.sentinels[0].port}/wire"
        owner = owner_url(url)
        assert owner is not None
        bound = BoundLocator(owner.locator(""))
        redis = client_of(url, locator=bound)
        await redis.set("kept", "here")
        group.nodes[0].kill()
        async with asyncio.timeout(60):
            while not bound.is_lost:
                with pytest.raises(OUTAGE):
                    await redis.set("kept", "changed")
                await asyncio.sleep(0.1)
        with pytest.raises(OwnerLost):
            await bound.find()
        assert group.nodes[1].client.get("kept") in ("here", None)
        await redis.aclose()
