"""Backpressure on a real server: what comes too fast is refused at the door, what was taken in is finished."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.cli.article_files import Found
from services.cli.pipeline import Pipeline
from services.cli.pushing import Pusher
from shared.delivery.backlog import Backlog, Marks
from shared.delivery.commit import Commit, Committer, Gate
from shared.delivery.graveyard import Graveyard, NoWayBack
from shared.delivery.scripts import COMMITTED
from shared.delivery.unit import Unit
from shared.delivery.valve import REFUSAL, Valve
from shared.embedded import isolated_server
from shared.streams import ARTICLES_SUBMITTED, SERVICES
from shared.testing.pipeline import InProcessPipeline
from tests.integration.test_delivery import accepted, outputs, running, stage, translate, until

pytestmark = pytest.mark.integration

MB = 1_000_000
UPSTREAM = tuple(name for name in SERVICES if name != "cluster")


def article(number: int) -> dict[str, Any]:
    """A short article of its own kind: another place, another number."""
    place = f"Port {chr(65 + number % 26)}{chr(97 + number // 26 % 26)}ville"
    said = f"The harbour of {place} received {number + 20} ships on Friday, the port authority said. "
    return {
        "uri": f"urn:pressure:{number}",
        "headline": f"{number + 20} ships reach {place}",
        "body": said + "Crews unloaded grain and timber through the night and left again in the morning.",
        "source": f"{place} News",
        "published_at": "2025-08-15T10:00:00Z",
    }


@asynccontextmanager
async def watched(redis: Any) -> AsyncIterator[list[int]]:
    """The memory that the server uses, looked at all the while."""
    seen: list[int] = []

    async def look() -> None:
        while True:
            seen.append((await redis.info("memory"))["used_memory"])
            await asyncio.sleep(0.05)

    task = asyncio.create_task(look())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_full_memory_refuses_and_drains() -> None:
    """With cluster stopped HTTP and XADD are refused below the server's limit; all that was taken ends in stories."""
    with isolated_server() as server:
        redis: Any = Redis.from_url(server.url)
        base = (await redis.info("memory"))["used_memory"]
        limit = base + 5 * MB
        asked = {"high_memory": 0.7, "article_bytes": 80_000}
        async with watched(redis) as memory, InProcessPipeline(server.url, "", UPSTREAM, **asked) as pipeline:
            await redis.config_set("maxmemory", limit)
            by_http = await _push_by_http(pipeline, 0, 8)
            by_xadd = await _push_by_xadd(redis, 8, 3000)
            late = await _post(pipeline, article(4000))
            taken = {f"urn:pressure:{number}" for number in (*by_http, *by_xadd)}
            assert 10 < len(taken) < 1000, "the stream refused, and not at once"
            assert 429 == late.status_code and late.json()["reason"] in ("memory", "backlog")
            assert int(late.headers["retry-after"]) > 0
            async with InProcessPipeline(server.url, "", ("cluster",), **asked) as late_one:
                for _ in range(2):  # what cluster has finished is publish's then
                    await pipeline.drain(240)
                    await late_one.drain(240)
                await redis.config_set("maxmemory", 4 * limit)  # what stays may fill a small server: give it more
                await until(lambda: _is_open(redis), 20)
                dead = [letter for name in SERVICES for letter in await pipeline.dead(name)]
                placed = await _placed(pipeline)
        assert [] == dead
        assert sorted(taken) == sorted(placed), "none lost, none doubled"
        assert max(memory) < limit, f"{max(memory)} of {limit}"
        await redis.aclose()


async def _push_by_http(pipeline: InProcessPipeline, first: int, count: int) -> list[int]:
    taken = []
    for number in range(first, first + count):
        if (await _post(pipeline, article(number))).status_code == 202:
            taken.append(number)
    return taken


async def _post(pipeline: InProcessPipeline, body: dict[str, Any]) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as client:
        return await client.post(f"{pipeline.url('ingest')}/v1/articles", json=body)


async def _push_by_xadd(redis: Any, first: int, most: int) -> list[int]:
    """Adds until the stream refuses."""
    import json

    taken = []
    for number in range(first, first + most):
        try:
            await redis.xadd("articles.submitted", {"data": json.dumps(article(number))})
        except RedisError as error:
            assert REFUSAL in str(error), error
            break
        taken.append(number)
        await asyncio.sleep(0.03)
    return taken


async def _placed(pipeline: InProcessPipeline) -> list[str]:
    """The articles that updates have put into stories, each time that it happened."""
    kinds = {"article_added", "copy_added"}
    return [c["ref"] for u in await pipeline.updates() for c in u["data"]["changes"] if c["kind"] in kinds]


async def _is_open(redis: Any) -> bool:
    return not await redis.exists("ingest:valve")


async def test_the_valve_refuses_everyone_and_loses_nothing(redis: Any, namespace: str) -> None:
    """A closed stream refuses XADD and keeps its entries and its groups; open again, it goes on where it was."""
    key = f"{namespace}articles.submitted"
    await redis.xgroup_create(key, "ingest", id="0", mkstream=True)
    ids = [await redis.xadd(key, {"data": "{}"}) for _ in range(3)]
    full = Backlog(redis, namespace, Marks(submitted=3))
    await Valve(redis, namespace, full).look()
    await Valve(redis, namespace, full).look()
    with pytest.raises(RedisError, match=REFUSAL):
        await redis.xadd(key, {"data": "{}"})
    assert ids == [entry_id for entry_id, _ in await redis.xrange(key)]
    got = await redis.xreadgroup("ingest", "one", {key: ">"}, count=10)
    assert 3 == len(next(iter(got.values()))[0] if isinstance(got, dict) else got[0][1])
    for entry_id in ids:
        await redis.xack(key, "ingest", entry_id)
        await redis.xdel(key, entry_id)
    full.count_afresh()
    await Valve(redis, namespace, full).look()
    assert await redis.xadd(key, {"data": "{}"}) > ids[-1]
    (group,) = await redis.xinfo_groups(key)
    assert (1, 0) == (group["lag"], group["pending"])


async def test_parts_of_a_message_pass_the_closed_valve(redis: Any, namespace: str) -> None:
    """What an entry that was taken in is taken apart into goes on the closed stream, which stays closed to others."""
    key = f"{namespace}articles.submitted"
    first = await redis.xadd(key, {"data": "{}"})
    backlog = Backlog(redis, namespace, Marks(submitted=1))
    await Valve(redis, namespace, backlog).look()
    unit = Unit(stream=key, entry_id="0-1", attempt=1)
    unit.append(ARTICLES_SUBMITTED, {"data": "one"})
    unit.append(ARTICLES_SUBMITTED, {"data": "two"})
    ops = [(op[0], namespace + str(op[1]), *op[2:]) for op in unit.ops]
    assert [COMMITTED] == await Committer(redis).commit([Commit(Gate("none", key), ops, [])])
    with pytest.raises(RedisError, match=REFUSAL):
        await redis.xadd(key, {"data": "{}"})
    ids = [entry_id for entry_id, _ in await redis.xrange(key)]
    assert 3 == len(ids) and ids == sorted(ids)
    for entry_id in ids[1:]:
        await redis.xdel(key, entry_id)
    await redis.xdel(key, first)
    backlog.count_afresh()
    await Valve(redis, namespace, backlog).look()
    assert await redis.xadd(key, {"data": "{}"}) > ids[-1]


async def test_a_dead_letter_does_not_go_back_into_a_closed_stream(redis: Any, namespace: str) -> None:
    """Whoever replays it is told to try later, and the dead letter is still there."""
    key = f"{namespace}articles.submitted"
    await redis.xadd(key, {"data": "{}"})
    await Valve(redis, namespace, Backlog(redis, namespace, Marks(submitted=1))).look()
    await redis.xadd(f"{namespace}dead.ingest", {"data": "{}", "dead.reason": "failed", "dead.stream": key})
    graveyard = Graveyard(redis, namespace)
    (letter,) = [one async for one in graveyard.all()]
    with pytest.raises(NoWayBack, match="later"):
        await graveyard.replay(letter)
    assert [letter] == [one async for one in graveyard.all()]


async def test_a_deleted_stream_is_open(redis: Any, namespace: str) -> None:
    """A valve that was closed over a stream which is gone by now opens, and the stream takes entries."""
    key = f"{namespace}articles.submitted"
    await redis.xadd(key, {"data": "{}"})
    backlog = Backlog(redis, namespace, Marks(submitted=1))
    await Valve(redis, namespace, backlog).look()
    await redis.delete(key)
    backlog.count_afresh()
    await Valve(redis, namespace, backlog).look()
    assert await redis.xadd(key, {"data": "{}"})


async def test_push_waits_for_a_full_stream(redis: Any, namespace: str) -> None:
    """`slugline push` waits while the stream refuses, and adds each article once when it is open again."""
    key = f"{namespace}articles.submitted"
    first = await redis.xadd(key, {"data": "{}"})
    backlog = Backlog(redis, namespace, Marks(submitted=1))
    await Valve(redis, namespace, backlog).look()
    pushing = asyncio.create_task(
        Pusher(Pipeline(redis, namespace), 5000).push([Found(where="x", payload={"uri": "urn:x", "headline": "H"})])
    )
    await asyncio.sleep(0.5)
    assert not pushing.done() and 1 == await redis.xlen(key)
    await redis.xdel(key, first)
    backlog.count_afresh()
    await Valve(redis, namespace, backlog).look()
    pushed = await asyncio.wait_for(pushing, 10)
    assert ["urn:x"] == [told["uri"] for told in pushed.articles] and 1 == await redis.xlen(key)


async def test_a_full_disk_is_waited_out() -> None:
    """While the server takes no writes nothing becomes a dead letter, readiness says MISCONF, and then it goes on."""
    with isolated_server() as server:
        redis: Any = Redis.from_url(server.url)
        blocked = Path(server.directory) / "dump.rdb"
        service = stage(server.url, "", max_deliveries=2, dead_letter_limit=100)
        async with running(service):
            await until(lambda: _ready(service))
            for number in range(1, 4):
                await redis.xadd("articles.accepted", accepted(number))
            await until(lambda: _length(redis, "articles.translated", 3))
            await _break_disk(redis, blocked)
            assert "MISCONF" == (await service.readiness())["redis"]
            await asyncio.sleep(1.5)
            await _mend_disk(redis, blocked)
            await redis.xadd("articles.accepted", accepted(4))
            await until(lambda: _length(redis, "articles.translated", 4), 20)
            assert True is (await service.readiness())["writes"]
            assert 0 == await redis.xlen("dead.translate")
        await redis.aclose()


async def test_a_disk_that_fills_up_during_a_handler_costs_nothing() -> None:
    """A commit that meets MISCONF is repeated until it succeeds: no attempt is counted and nothing is buried."""
    with isolated_server() as server:
        redis: Any = Redis.from_url(server.url)
        blocked, handled = Path(server.directory) / "dump.rdb", asyncio.Event()

        async def breaks_disk(event: Any, unit: Any) -> None:
            if not handled.is_set():
                handled.set()
                await _break_disk(redis, blocked)
            await translate(event, unit)

        async with running(stage(server.url, "", breaks_disk, max_deliveries=1)):
            await redis.xadd("articles.accepted", accepted(1))
            await handled.wait()
            await asyncio.sleep(2.5)
            await _mend_disk(redis, blocked)
            await until(lambda: _length(redis, "articles.translated", 1), 20)
            assert 0 == await redis.xlen("dead.translate")
            assert 1 == len(await outputs(redis, ""))
        await redis.aclose()


async def test_a_full_server_still_finishes_what_it_has() -> None:
    """Where the server has no room at all a restarted service commits what there is, and readiness says OOM."""
    with isolated_server() as server:
        redis: Any = Redis.from_url(server.url)
        async with running(stage(server.url, "")):
            pass
        for number in range(1, 21):
            await redis.xadd("articles.accepted", accepted(number))
        service = stage(server.url, "")
        await redis.config_set("maxmemory", (await redis.info("memory"))["used_memory"] - 1000)
        async with running(service):
            await until(lambda: _length(redis, "articles.translated", 20), 20)
            told = (await service.readiness())["writes"]
        assert str(told).startswith("OOM") and 0 == await redis.xlen("dead.translate")
        await redis.aclose()


async def _break_disk(redis: Any, dump: Path) -> None:
    """The next snapshot cannot be written: the server takes no writes from then on."""
    await asyncio.to_thread(_stand_in_the_way, dump)
    await redis.config_set("save", "3600 1")
    with suppress(RedisError):
        await redis.bgsave()
    await until(lambda: _snapshot_is(redis, "err"))


def _stand_in_the_way(dump: Path) -> None:
    dump.unlink(missing_ok=True)
    dump.mkdir()
    (dump / "in the way").touch()


async def _mend_disk(redis: Any, dump: Path) -> None:
    shutil.rmtree(dump)
    await redis.bgsave()
    await until(lambda: _snapshot_is(redis, "ok"))


async def _snapshot_is(redis: Any, status: str) -> bool:
    info = await redis.info("persistence")
    return bool(info["rdb_last_bgsave_status"] == status and not info["rdb_bgsave_in_progress"])


async def _ready(service: Any) -> bool:
    return all(value is True for value in (await service.readiness()).values())


async def _length(redis: Any, key: str, length: int) -> bool:
    return bool(await redis.xlen(key) >= length)


async def test_ingest_leaves_unread_what_those_behind_cannot_take(redis: Any, redis_url: str, namespace: str) -> None:
    """Past the mark behind it ingest reads nothing more: articles stay where they are smallest, pending in no group."""
    async with InProcessPipeline(redis_url, namespace, ("ingest",), high_water=10) as pipeline:
        await pipeline.submit(*(article(number) for number in range(600)))
        await until(lambda: _length(redis, f"{namespace}articles.accepted", 10), 20)
        await asyncio.sleep(1.0)
        behind = await redis.xlen(f"{namespace}articles.accepted")
        waiting = await redis.xlen(f"{namespace}articles.submitted")
        (group,) = await redis.xinfo_groups(f"{namespace}articles.submitted")
        assert behind + waiting == 600 and behind < 450 and 0 == group["pending"]
        assert await pipeline.services["ingest"].backlog.is_past_high_water()
