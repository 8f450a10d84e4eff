from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from redis.exceptions import ResponseError

from services.publish.app import build
from services.publish.settings import PublishSettings
from shared.delivery.unit import Unit
from shared.streams import ARTICLES_RESOLVED, ENTITIES_UPDATED, STORIES_UPDATED, Stream
from shared.testing import builders as a

pytestmark = pytest.mark.integration

#: Seconds within which what must come has come, on a slow machine.
SOON = 20.0

Replica = tuple[Any, httpx.AsyncClient]


@pytest.fixture
async def replicas(redis_url: str, namespace: str) -> AsyncIterator[list[Replica]]:
    """Two replicas of publish as they run in production, each with a client of its HTTP."""
    started: list[Replica] = []
    for name in ("one", "two"):
        settings = PublishSettings(redis_url=redis_url, namespace=namespace, publish_port=0, consumer=name)
        service = build(settings)
        await service.start()
        started.append((service, httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", trust_env=False)))
    yield started
    for service, client in started:
        await client.aclose()
        await service.stop()


async def _write(redis: Any, namespace: str, stream: Stream, *told: Any) -> None:
    for data in told:
        await redis.xadd(stream.key(namespace), {"data": a.event(data).model_dump_json()})


async def _until(client: httpx.AsyncClient, path: str, holds: Any) -> Any:
    """The JSON of this path once this holds of it."""
    async with asyncio.timeout(SOON):
        while True:
            answer = await client.get(path)
            if answer.status_code == 200 and holds(answer.json()):
                return answer.json()
            await asyncio.sleep(0.02)


async def test_replicas_share_one_projection(replicas: list[Replica], redis: Any, namespace: str) -> None:
    """What comes over the streams is handled by either replica and served alike by both."""
    uris = [f"urn:{n}" for n in range(30)]
    for n, uri in enumerate(uris):
        await _write(redis, namespace, STORIES_UPDATED, a.story_update("st_1", n + 1, a.article_added(uri)))
        await _write(redis, namespace, ARTICLES_RESOLVED, a.resolved(a.article(uri)))
    await _write(redis, namespace, ARTICLES_RESOLVED, a.resolved(a.kill("urn:0")))
    await _write(redis, namespace, ENTITIES_UPDATED, a.entity_change("en_1", "Name"))
    served = []
    for _, client in replicas:
        story = await _until(
            client, "/v1/stories/st_1", lambda s: s["story"]["revision"] == 30 and len(s["articles"]) == 29
        )
        killed = await _until(client, "/v1/articles/urn:0", lambda one: one["status"] == "canceled")
        served.append((story, killed))
    assert served[0] == served[1]
    assert None is served[0][1]["story_id"]


async def test_health_and_metrics_stand_beside_the_api(replicas: list[Replica]) -> None:
    """/healthz, /readyz and /metrics answer beside the API, the pages and the OpenAPI description."""
    _, client = replicas[0]
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/stories", "/", "/static/live.js"):
        assert 200 == (await client.get(path)).status_code, path


async def test_live_stream_reaches_a_subscriber_over_http(replicas: list[Replica], redis: Any, namespace: str) -> None:
    """A subscriber of either replica gets an update over HTTP, and gets it again when it resumes before it."""
    for _, client in replicas:
        async with asyncio.timeout(SOON), client.stream("GET", "/v1/updates", params={"after": "0"}) as answer:
            assert "text/event-stream" in answer.headers["content-type"]
            lines = answer.aiter_lines()
            assert "retry: 3000" == await anext(lines)
            await _write(redis, namespace, STORIES_UPDATED, a.story_update("st_1", 1))
            while not (line := await anext(lines)).startswith("event:"):
                pass
            assert "event: slugline.story.created.v1" == line


async def test_a_service_with_subscribers_stops_in_time(redis_url: str, namespace: str) -> None:
    """Open streams do not hold up a stop."""
    service = build(PublishSettings(redis_url=redis_url, namespace=namespace, publish_port=0))
    await service.start()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", trust_env=False) as client,
        client.stream("GET", "/v1/updates") as answer,
    ):
        await anext(answer.aiter_lines())
        async with asyncio.timeout(10):
            await service.stop()


async def test_a_unit_writes_to_many_sorted_sets_at_once(publish: Any) -> None:
    """One op adds a member to each of many sorted sets, another removes it, and nothing is written where one of the
    keys is something else."""
    handling = publish.handling
    places = [("one", "a b"), ("two:x", "ü"), ("two:x", "c")]

    async def add(_: Any, unit: Unit) -> None:
        unit.zadd_each("many:", 1.5, places)

    async def remove(_: Any, unit: Unit) -> None:
        unit.zrem_each("many:", places[1:])

    await handling.handle(add, a.event(a.story_update()))
    read = handling.state.zrange
    assert ([b"a b"], [b"c", "ü".encode()]) == (await read("many:one"), await read("many:two:x"))
    assert 1.5 == await publish.redis.zscore(handling.state.key("many:one"), "a b")
    await handling.handle(remove, a.event(a.story_update()))
    assert ([b"a b"], []) == (await read("many:one"), await read("many:two:x"))
    await publish.redis.set(handling.state.key("many:three"), "text")
    places.append(("three", "d"))
    with pytest.raises(ResponseError):
        await handling.handle(add, a.event(a.story_update()))
    assert [] == await read("many:two:x")
    with pytest.raises(ValueError, match="mark"):
        Unit().zadd_each("many:", 0, [("one", "a\x1e")])
