"""An upgrade with messages of the version before in flight, and what services do with state of another version."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from services.cli.dead_letters import Graveyard
from services.cli.pipeline import Pipeline
from shared.contracts.stages import ArticleAccepted
from shared.delivery import state_format
from shared.delivery.state_format import FORMATS, StateNotReadable, check_state, format_key, formats
from shared.streams import ARTICLES_ACCEPTED, SERVICES
from shared.testing.pipeline import InProcessPipeline
from tests.unit.shared.test_event_versions import golden

pytestmark = pytest.mark.integration

#: Events of an article on its way, from the last stage to the first, each in its place in the order of the wire.
STAGES = ("resolved", "extracted", "translated", "accepted")


def in_flight(stage: str, seq: int) -> dict[str, Any]:
    """An article that the version before had got so far, without the fields that were added since."""
    event = golden(f"slugline.article.{stage}.v1")
    data = {name: value for name, value in event["data"].items() if name not in ("timing", "passages")}
    article = {**data["article"], "uri": f"urn:older:{stage}", "pub_status": "usable", "change_kind": "new"}
    return {
        **event,
        "id": f"older-{stage}",
        "subject": article["uri"],
        "data": {**data, "seq": seq, "article": article},
    }


async def put(redis: Any, key: str, event: dict[str, Any]) -> None:
    """Adds an event as the version before wrote it."""
    await redis.xadd(key, {"data": json.dumps(event), "correlation_id": event["id"], "traceparent": ""})


async def served(pipeline: InProcessPipeline) -> set[str]:
    """The articles that publish serves."""
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
        return {item["uri"] for item in (await http.get("/v1/articles")).json()["items"]}


async def test_what_is_in_flight_is_read_by_the_next_version(redis: Any, redis_url: str, namespace: str) -> None:
    """With messages of the version before on every stream the new services go on: none is lost, none buried."""
    for seq, stage in enumerate(STAGES, start=1):
        await put(redis, f"{namespace}articles.{stage}", in_flight(stage, seq))
    skipped = golden("slugline.article.skipped.v1")
    await put(redis, f"{namespace}articles.translated", {**skipped, "data": {**skipped["data"], "seq": 5}})
    for stream, name in (
        ("stories.updated", "story.created"),
        ("stories.claims", "story.claims"),
        ("entities.updated", "entity.renamed"),
    ):
        await put(redis, namespace + stream, golden(f"slugline.{name}.v1"))
    await redis.set(f"{namespace}ingest:seq", 5)
    await redis.set(f"{namespace}resolve:next", 2)
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.drain()
        assert {service: await pipeline.dead(service) for service in SERVICES} == {name: [] for name in SERVICES}
        assert await served(pipeline) == {f"urn:older:{stage}" for stage in STAGES}
        told = {update["subject"] for update in await pipeline.updates()}
        assert golden("slugline.story.created.v1")["subject"] in told and len(told) > 1
        command = {**golden("slugline.story.command.v1"), "id": "older-command"}
        command["data"] = {
            "command_id": "older-command",
            "do": "rename",
            "stories": ["urn:older:resolved"],
            "title": "New",
        }
        await put(redis, f"{namespace}stories.commands", command)
        await pipeline.drain()
        assert (await pipeline.updates())[-1]["data"]["story"]["title"]["en"] == "New"


async def test_what_is_newer_waits_for_the_upgrade(
    redis: Any, redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event of a newer version is a dead letter with a reason that says so, and is processed once it is replayed."""
    newer = {**in_flight("accepted", 1), "type": "slugline.article.accepted.v2"}
    await put(redis, f"{namespace}articles.accepted", newer)
    await redis.set(f"{namespace}ingest:seq", 1)
    async with InProcessPipeline(redis_url, namespace) as older:
        await older.drain()
        (letter,) = await older.dead("translate")
        assert letter["dead.reason"] == "newer_version" and "upgrade this service" in letter["dead.detail"]
        assert await served(older) == set()
    monkeypatch.setitem(ARTICLES_ACCEPTED.events, "slugline.article.accepted.v2", ArticleAccepted)
    async with InProcessPipeline(redis_url, namespace) as upgraded:
        graveyard = Graveyard(Pipeline(upgraded.redis, namespace))
        for held in [one async for one in graveyard.all()]:
            await graveyard.replay(held)
        await upgraded.drain()
        assert await served(upgraded) == {"urn:older:accepted"}
        assert await upgraded.dead("translate") == []


async def test_newer_state_is_refused_at_start(redis: Any, redis_url: str, namespace: str) -> None:
    """A service does not start on what a later version keeps, and says which and what to do."""
    await redis.set(namespace + format_key("cluster"), FORMATS["cluster"] + 1)
    with pytest.raises(StateNotReadable, match=r"cluster keeps in Redis has form 2.*restore a backup"):
        async with InProcessPipeline(redis_url, namespace, services=("cluster",)):
            pass
    assert not await redis.exists(f"{namespace}lease:cluster")  # whoever holds it goes on


async def test_older_state_is_brought_up_to_date_once(
    redis: Redis, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step from the form that is there to the present one is taken, in order, by one who may."""
    taken: list[int] = []

    def step(number: int) -> Any:
        async def migrate(client: Redis, within: str) -> None:
            taken.append(number)

        return migrate

    monkeypatch.setattr(state_format, "FORMATS", {**FORMATS, "publish": 3})
    monkeypatch.setattr(state_format, "MIGRATIONS", {("publish", 1): step(1), ("publish", 2): step(2)})
    client: Any = redis
    await client.set(namespace + format_key("publish"), 1)
    await check_state(redis, namespace, "publish", may_migrate=False)
    assert taken == []
    await check_state(redis, namespace, "publish")
    await check_state(redis, namespace, "publish")
    assert taken == [1, 2]
    assert await formats(redis, namespace) == {"publish": 3}


async def test_a_form_without_a_way_is_refused(redis: Any, namespace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a version has no migration from what it finds, it says to go by way of the version before."""
    monkeypatch.setattr(state_format, "FORMATS", {**FORMATS, "extract": 2})
    await redis.set(namespace + format_key("extract"), 1)
    with pytest.raises(StateNotReadable, match="by way of the version before"):
        await check_state(redis, namespace, "extract")


async def test_services_note_the_form_of_what_they_keep(redis: Any, redis_url: str, namespace: str) -> None:
    """After the first start each service's form is there for `slugline doctor` and for the next version."""
    async with InProcessPipeline(redis_url, namespace, services=("ingest", "resolve")):
        await asyncio.sleep(0)
    assert await formats(redis, namespace) == {"ingest": FORMATS["ingest"], "resolve": FORMATS["resolve"]}
