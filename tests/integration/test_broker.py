"""The private parts of FastStream that delivery leans on, and what its readers survive."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from shared.delivery.broker import StreamBroker, StreamReader, ensure_group
from shared.delivery.wire import Entry
from shared.embedded import EmbeddedServer, isolated_server

pytestmark = [pytest.mark.integration, pytest.mark.containers]


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A server of its own, because it is going to be killed."""
    with isolated_server() as own:
        yield own


class Listener:
    """A broker that reads one stream and notes what came."""

    def __init__(self, url: str, key: str) -> None:
        self.seen: list[tuple[Entry, bool]] = []
        self.broker = StreamBroker(url, shutdown_wait=1.0)
        self.broker.read(key, group="g", consumer="one", count=4, idle_ms=60_000, handle=self._note)

    async def _note(self, entries: list[Entry], claimed: bool) -> None:
        self.seen += [(entry, claimed) for entry in entries]

    async def wait_for(self, count: int, seconds: float = 15.0) -> None:
        async with asyncio.timeout(seconds):
            while len(self.seen) < count:
                await asyncio.sleep(0.02)


async def test_the_version_is_the_one_that_was_read() -> None:
    """FastStream is the version whose private parts were read."""
    assert "0.7.8" == version("faststream")


async def test_both_readers_are_ours(redis: Any, redis_url: str, namespace: str) -> None:
    """A stream has a reader for new entries and one for abandoned ones, both of the class that survives."""
    listener = Listener(redis_url, f"{namespace}s")
    await ensure_group(redis, f"{namespace}s", "g")
    assert [StreamReader, StreamReader] == [type(s) for s in listener.broker.subscribers]
    await listener.broker.start()
    await redis.xadd(f"{namespace}s", {"headers": "x", b"\xff": b"\xfe"})
    await listener.wait_for(1)
    assert listener.broker.all_running() and listener.broker.oldest_beat_age() < 5.0
    await listener.broker.stop()
    ((entry, claimed),) = listener.seen
    assert ({b"headers": b"x", b"\xff": b"\xfe"}, False) == (entry.fields, claimed)


async def test_a_read_takes_no_more_than_its_count(redis: Any, redis_url: str, namespace: str) -> None:
    """A backlog is read in bounded batches, in order."""
    for number in range(10):
        await redis.xadd(f"{namespace}s", {"n": number})
    listener = Listener(redis_url, f"{namespace}s")
    await ensure_group(redis, f"{namespace}s", "g")
    await listener.broker.start()
    await listener.wait_for(10)
    await listener.broker.stop()
    assert [str(n).encode() for n in range(10)] == [entry.fields[b"n"] for entry, _ in listener.seen]


async def test_readers_come_back_after_the_server(server: EmbeddedServer) -> None:
    """Readers wait while the server is dead, and go on within seconds once it is back."""
    redis: Any = Redis.from_url(server.url)
    await ensure_group(redis, "s", "g")
    listener = Listener(server.url, "s")
    await listener.broker.start()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(server.start)
    await _add(redis)
    await listener.wait_for(1)
    assert listener.broker.all_running()
    await listener.broker.stop()
    await redis.aclose()


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL])
async def test_a_start_waits_for_a_server_that_does_not_answer(server: EmbeddedServer, blow: signal.Signals) -> None:
    """Readers that start while the server stands still, or is gone, are no failed start: they read once it is back."""
    redis: Any = Redis.from_url(server.url)
    await ensure_group(redis, "s", "g")
    await _add(redis)
    listener = Listener(server.url, "s")
    assert server.pid is not None
    os.kill(server.pid, blow)
    await listener.broker.start()
    assert [] == listener.seen and listener.broker.all_running()
    if blow == signal.SIGSTOP:
        os.kill(server.pid, signal.SIGCONT)
    else:
        await asyncio.to_thread(server.start)
    await listener.wait_for(1)
    await listener.broker.stop()
    await redis.aclose()


async def test_a_reader_that_is_stopped_at_once_is_gone(redis: Any, redis_url: str, namespace: str) -> None:
    """Whoever stops a broker in the moment of its start leaves no task behind, and nothing is told of an outage."""
    await ensure_group(redis, f"{namespace}s", "g")
    before = asyncio.all_tasks()
    listener = Listener(redis_url, f"{namespace}s")
    with capture_logs() as lines:
        await listener.broker.start()
        await listener.broker.stop()
        await asyncio.wait_for(asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True), 5)
    assert [] == lines


async def _add(redis: Any) -> None:
    while True:
        try:
            await redis.xadd("s", {"n": 1})
            return
        except RedisError:
            await asyncio.sleep(0.1)


async def test_a_lost_group_is_told_once_a_look(redis: Any, redis_url: str, namespace: str) -> None:
    """A reader whose group is gone says so and keeps looking; it neither dies nor runs hot."""
    lost: list[tuple[str, str]] = []
    listener = Listener(redis_url, f"{namespace}s")

    async def note(key: str, group: str) -> None:
        lost.append((key, group))

    listener.broker.on_lost_group = note
    await ensure_group(redis, f"{namespace}s", "g")
    await listener.broker.start()
    await redis.delete(f"{namespace}s")
    await asyncio.sleep(1.6)
    assert listener.broker.all_running()
    await listener.broker.stop()
    assert {(f"{namespace}s", "g")} == set(lost) and len(lost) < 12


async def test_a_refusing_server_is_not_hammered(redis: Any, redis_url: str, namespace: str) -> None:
    """A reader that the server refuses, as when the key is of another type, asks a few times a second at most."""
    await ensure_group(redis, f"{namespace}s", "g")
    listener = Listener(redis_url, f"{namespace}s")
    await listener.broker.start()
    await redis.delete(f"{namespace}s")
    await redis.set(f"{namespace}s", "not a stream")
    before = (await redis.info("commandstats"))["cmdstat_xreadgroup"]["calls"]
    await asyncio.sleep(1.6)
    after = (await redis.info("commandstats"))["cmdstat_xreadgroup"]["calls"]
    assert listener.broker.all_running()
    await listener.broker.stop()
    assert after - before < 12
