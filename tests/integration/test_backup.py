"""A backup is of one moment, and after a restore everything goes on where it stood."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from typer.testing import CliRunner

from services.cli.app import app
from services.cli.backup import copying
from services.cli.backup.frames import Writer, read
from services.cli.backup.manifest import FILE, KEYS, read_manifest
from services.cli.backup.pause import paused
from services.cli.backup.restoring import Restore, is_empty
from services.cli.commands.backup import bring, copy_into
from services.cli.exits import CommandError, Exit
from services.cli.pipeline import Pipeline
from shared.delivery.state_format import RESTORING, StateNotReadable, check_state, format_key
from shared.embedded import isolated_server
from shared.testing.pipeline import InProcessPipeline
from tests.e2e.chaos.outcome import without

pytestmark = pytest.mark.integration

SEEDS = Path(__file__).parents[2] / "seeds"


@contextlib.asynccontextmanager
async def empty_server() -> AsyncIterator[Any]:
    """A client on a fresh server."""
    with isolated_server() as server:
        redis: Any = Redis.from_url(server.url)
        yield redis
        await redis.aclose()


async def every_kind(redis: Any, namespace: str) -> None:
    """Keys of each type, as delivery and services write them, awkward names among them."""
    await redis.set(namespace + "string", b"\x00\xff bytes")
    await redis.set(namespace + "leaves", "soon", px=3_600_000)
    await redis.hset(namespace + "hash", mapping={f"f{n}": f"v{n}" for n in range(30)})
    await redis.sadd(namespace + "set", *range(30))
    await redis.zadd(namespace + "zset", {f"m{n}": n / 7 for n in range(30)})
    await redis.rpush(namespace + "list", *range(30))
    await redis.hset(b"".join([namespace.encode(), b"odd\xff[*]?"]), "a", "b")
    stream = namespace + "stream"
    ids = [await redis.xadd(stream, {"data": f"entry {n}", "other": ""}) for n in range(30)]
    await redis.xgroup_create(stream, "workers", id="0")
    await redis.xgroup_create(stream, "idlers", id="$")
    await redis.xreadgroup("workers", "one", {stream: ">"}, count=12)
    await redis.xclaim(stream, "workers", "two", 0, ids[:3])
    await redis.xack(stream, "workers", ids[5])
    await redis.xdel(stream, ids[5], ids[29])


async def all_of(redis: Any, namespace: str) -> dict[bytes, Any]:
    """All that a client can see of a namespace."""
    found: dict[bytes, Any] = {}
    async for key in redis.scan_iter(copying.glob(namespace)):
        kind = (await redis.type(key)).decode()
        found[key] = await _value(redis, key, kind)
    return found


async def _value(redis: Any, key: bytes, kind: str) -> Any:
    if kind == "hash":
        return await redis.hgetall(key)
    if kind == "set":
        return await redis.smembers(key)
    if kind == "zset":
        return await redis.zrange(key, 0, -1, withscores=True)
    if kind == "list":
        return await redis.lrange(key, 0, -1)
    if kind == "string":
        return await redis.get(key), await redis.pttl(key) > 0
    info = await redis.xinfo_stream(key)
    facts = {name: info[name] for name in ("length", "last-generated-id", "entries-added", "max-deleted-entry-id")}
    groups = []
    for group in await redis.xinfo_groups(key):
        pending = await redis.xpending_range(key, group["name"], min="-", max="+", count=1000)
        held = [(entry["message_id"], entry["consumer"], entry["times_delivered"]) for entry in pending]
        groups.append((group["name"], group["last-delivered-id"], group["entries-read"], group["lag"], held))
    return facts, groups, await redis.xrange(key)


@pytest.mark.parametrize("long", [copying.LONG, 7], ids=["whole", "in pieces"])
async def test_every_key_comes_back_as_it_was(redis: Any, tmp_path: Path, long: int, monkeypatch: Any) -> None:
    """Values, times to live, streams with groups, deliveries and gaps: a restored namespace differs in nothing."""
    monkeypatch.setattr(copying, "PIECE", 5 if long == 7 else copying.PIECE)
    namespace = f"{{d[e]sk*}}{long}:"
    await every_kind(redis, namespace)
    await redis.set("another:key", "stays out")
    writer = Writer(tmp_path / KEYS)
    async with paused(redis, 30) as pause:
        count = await copying.Copy(redis, namespace, writer, pause, long).take(lambda done: None)
    writer.close()
    assert count == 8
    async with empty_server() as other:
        await Restore(other, namespace, "test").bring(read(tmp_path / KEYS), lambda done: None)
        assert await all_of(other, namespace) == await all_of(redis, namespace)
        assert not await other.exists("another:key")


async def test_writers_wait_and_readers_do_not(redis: Any, namespace: str) -> None:
    """While a copy is made no write happens, scripts included; then all that waited is done."""
    await redis.set(namespace + "a", 1)
    async with paused(redis, 30):
        writing = asyncio.create_task(redis.incr(namespace + "a"))
        script = asyncio.create_task(redis.eval("return redis.call('INCR', KEYS[1])", 1, namespace + "b"))
        assert await redis.get(namespace + "a") == b"1"
        done, _ = await asyncio.wait({writing, script}, timeout=0.3)
        assert not done
    assert (await writing, await script) == (2, 1)


async def test_a_copy_that_takes_too_long_is_given_up(redis: Any, namespace: str) -> None:
    """Writers are never held longer than they were said to be, and half a copy is no copy."""
    with pytest.raises(CommandError, match="longer than 0.01 s"):
        async with paused(redis, 0.01) as pause:
            await asyncio.sleep(0.05)
            pause.check()
    assert await redis.set(namespace + "a", 1)


async def test_a_backup_in_the_middle_of_the_wire_goes_on_after_the_restore(tmp_path: Path) -> None:
    """Backed up while services work, restored elsewhere, the rest pushed: the same as if nothing had happened.

    What was in flight is processed, revisions have no gap, and a subscriber goes on after the last update it had.
    """
    wire = [json.loads(path.read_text()) for path in sorted(SEEDS.glob("*.json"))][:9]
    with isolated_server() as server:
        async with InProcessPipeline(server.url) as calm:
            await calm.submit(*wire)
            await calm.drain(240)
            expected = [without(update) for update in await calm.updates()]
    with isolated_server() as server:
        async with InProcessPipeline(server.url) as first:
            await _submit(first, wire[:7])
            while len(await first.updates()) < 2:
                await asyncio.sleep(0.05)
            manifest = await copy_into(tmp_path, Pipeline(first.redis), 60.0)
            (tmp_path / FILE).write_text(manifest.model_dump_json())
    async with empty_server() as other:
        await bring(tmp_path, read_manifest(tmp_path), Pipeline(other))
        held = await other.xrange("stories.updated")
        assert 2 <= len(held) < len(expected)
        url = f"redis://127.0.0.1:{other.connection_pool.connection_kwargs['port']}/0"
        async with InProcessPipeline(url) as second:
            await _submit(second, wire)
            await second.drain(240)
            updates = [without(update) for update in await second.updates()]
            assert sorted(updates, key=_id) == sorted(expected, key=_id)
            assert await _heard_after(second, held[1][0].decode()) == [update["id"] for update in updates[2:]]
        assert not [key async for key in other.scan_iter("dead.*")]


async def _submit(pipeline: InProcessPipeline, wire: list[dict[str, Any]]) -> None:
    """Pushes what was not pushed yet: how much that is stands in the same Redis, and so in its backup."""
    for number in range(int(await pipeline.redis.get("test:pushed") or 0), len(wire)):
        transaction = pipeline.redis.pipeline(transaction=True)
        transaction.xadd("articles.submitted", {"data": json.dumps(wire[number])})
        transaction.set("test:pushed", number + 1)
        await transaction.execute()


async def _heard_after(pipeline: InProcessPipeline, last_id: str) -> list[str]:
    """The ids of the updates that a subscriber gets who comes back with this id; folds are taken apart."""
    heard: list[str] = []
    total = len(await pipeline.updates())
    headers = {"last-event-id": last_id}
    async with (
        httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False, timeout=20) as http,
        http.stream("GET", "/v1/updates", headers=headers) as answer,
    ):
        async for line in answer.aiter_lines():
            assert line != "event: stream.reset"
            if line.startswith("data: "):
                event = json.loads(line.removeprefix("data: "))
                heard += [one["id"] for one in event["data"].get("folded", ())] or [event["id"]]
            if len(heard) >= total - 2:
                break
    order = [update["id"] for update in await pipeline.updates()]
    return sorted(heard, key=order.index)


def _id(update: dict[str, Any]) -> str:
    return str(update["id"])


async def test_a_restore_that_fails_leaves_nothing(redis: Any, namespace: str, tmp_path: Path) -> None:
    """A damaged frame, or one that the server refuses, ends the restore, and the namespace is as empty as before."""
    await every_kind(redis, namespace)
    writer = Writer(tmp_path / KEYS)
    async with paused(redis, 30) as pause:
        await copying.Copy(redis, namespace, writer, pause).take(lambda done: None)
    writer.close()
    frames = list(read(tmp_path / KEYS))
    last = frames[-1]._replace(content=b"no dump of any server")
    async with empty_server() as other:
        with pytest.raises(CommandError, match="refuses what the backup holds") as refused:
            await Restore(other, namespace, "Valkey 9").bring([*frames[:-1], last], lambda done: None)
        assert "no dump of any" not in refused.value.message
        assert await is_empty(other, namespace)


async def test_services_do_not_start_on_half_a_restore(redis: Any, namespace: str) -> None:
    """While a restore is under way, or was cut off, every service refuses to start and says why."""
    await redis.set(namespace + format_key("ingest"), RESTORING)
    with pytest.raises(StateNotReadable, match="restore is under way"):
        await check_state(redis, namespace, "ingest")


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`backup` refuses a folder with something in it, `restore` a server that is not empty and a damaged file."""
    with isolated_server() as server:
        monkeypatch.setenv("SLUGLINE_REDIS_URL", server.url)
        with blocking(server.url) as redis:
            redis.set("cluster:key", "kept")
        made = call("backup", str(tmp_path / "one"), "--json")
        assert json.loads(made.stdout)["keys"] == 1
        assert (tmp_path / "one").stat().st_mode & 0o077 == 0
        assert "is there already" in call("backup", str(tmp_path / "one"), code=Exit.USAGE).output
        assert "has keys in its database already" in call("restore", str(tmp_path / "one"), code=Exit.USAGE).output
        with blocking(server.url) as redis:
            redis.set("cluster:later", "goes")
        assert "1 key as of" in call("restore", str(tmp_path / "one"), "--force").stdout
        with blocking(server.url) as redis:
            assert redis.keys() == [b"cluster:key"]
        assert "no backup" in call("restore", str(tmp_path), code=Exit.NOT_FOUND).output
        path = tmp_path / "one" / KEYS
        path.write_bytes(path.read_bytes()[:-9])
        assert "checksum" in call("restore", str(tmp_path / "one"), "--force", code=Exit.BAD_INPUT).output
        with blocking(server.url) as redis:
            assert redis.get("cluster:key") == b"kept"  # what is damaged is found before anything is removed


def blocking(url: str) -> Any:
    """A client that blocks."""
    from redis import Redis as Client

    return Client.from_url(url)


def call(*arguments: str, code: int = 0) -> Any:
    """What a command says."""
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, CommandError):
        assert result.exception.code == code, result.exception.message
        return type("Said", (), {"output": result.exception.message})
    assert result.exit_code == code, result.output
    return result
