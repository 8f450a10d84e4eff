"""What is too old leaves Redis for the archive, and comes back from it by replay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.cli.archived import archived, find_everything, is_archive
from services.ingest.adapters.retention import ForgetVersions, LeaveRaw, StrikeWithdrawn
from services.publish.app import leaving
from services.publish.settings import PublishSettings
from shared.archive.archive import Archive
from shared.archive.forms import form
from shared.archive.places import Folder
from shared.embedded import isolated_server
from shared.testing.pipeline import InProcessPipeline
from tests.key_table import is_known

pytestmark = pytest.mark.integration

SEEDS = Path(__file__).parents[2] / "seeds"
#: Days so few that everything is older.
NONE_LEFT = 1e-9


def sample_wire() -> list[dict[str, Any]]:
    """The sample wire in the order of its files."""
    return [json.loads(path.read_text()) for path in sorted(SEEDS.glob("*.json"))]


def kill_of(item: dict[str, Any]) -> dict[str, Any]:
    """The kill of an article."""
    return {"uri": item["uri"], "pubStatus": "canceled", "versionCreated": "2026-01-01T00:00:00Z", "version": "99"}


def archive_in(folder: Path) -> Archive:
    """The archive in this folder."""
    return Archive(Folder(folder), form("ndjson"))


async def let_raw_go(pipeline: InProcessPipeline, archive: Archive) -> int:
    """One round of ingest's retention."""
    ingest = pipeline.services["ingest"]
    return await LeaveRaw(ingest.state, archive, ingest.timer_unit, pipeline.clock)()


async def strike(pipeline: InProcessPipeline, archive: Archive) -> int:
    """One pass of ingest through the archive."""
    ingest = pipeline.services["ingest"]
    return await StrikeWithdrawn(ingest.state, archive, ingest.timer_unit, pipeline.clock)()


async def let_all_go(pipeline: InProcessPipeline, archive: Path | None, **days: float) -> dict[str, int]:
    """One round of publish's retention with these days for each kind, and for ever for the others."""
    forever = {"keep_articles_days": 0.0, "keep_updates_days": 0.0, "keep_stories_days": 0.0}
    settings = PublishSettings(
        namespace=pipeline.namespace, archive=str(archive) if archive else None, **{**forever, **days}
    )
    tasks = leaving(pipeline.services["publish"], settings)
    return {task.kind: await task() for task in tasks}


async def told(pipeline: InProcessPipeline) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stories that have articles, with their members, and the articles with their places."""
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
        stories = (await http.get("/v1/stories", params={"limit": 200})).json()["items"]
        details = [(await http.get(f"/v1/stories/{story['id']}")).json() for story in stories]
        articles = (await http.get("/v1/articles", params={"limit": 200})).json()["items"]
    by_id = {d["story"]["id"]: (d["story"]["title"], sorted(a["uri"] for a in d["articles"])) for d in details}
    places = {
        a["uri"]: (a["status"], a["version"], a["story_id"], a["duplicate_of"])
        if a["status"] == "usable"
        else a["status"]
        for a in articles
    }
    return {story: what for story, what in by_id.items() if what[1]}, places


def files_of(folder: Path) -> Iterable[bytes]:
    """The records of every file, as they are on disk."""
    import gzip

    return [gzip.decompress(path.read_bytes()) for path in folder.rglob("*.gz")]


async def test_replay_from_the_archive_ends_in_the_same_stories(tmp_path: Path) -> None:
    """A wire with a kill in it, archived and submitted again on an empty server, gives the same stories and members."""
    archive = archive_in(tmp_path)
    wire = [*sample_wire()[:9], *(item for item in sample_wire() if "embassy-flag" in item["uri"])]
    with isolated_server() as server:
        async with InProcessPipeline(server.url, archive=str(tmp_path), raw_days=0.0) as pipeline:
            await pipeline.submit(*wire)
            await pipeline.drain()
            before = await told(pipeline)
            kept = [item for item in wire if before[1][item["uri"]] != "canceled"]
            assert await let_raw_go(pipeline, archive) == len(kept) < len(wire)
            await strike(pipeline, archive)
            assert not await pipeline.redis.keys("ingest:raw*")
    assert is_archive(str(tmp_path)) and not archive.verify()
    submissions = [found.payload for found in find_everything([str(tmp_path)])]
    with isolated_server() as server:
        async with InProcessPipeline(server.url) as pipeline:
            await pipeline.submit(*(payload for payload in submissions if payload))
            await pipeline.drain()
            assert await told(pipeline) == before


async def test_a_kill_reaches_the_archive(redis_url: str, namespace: str, tmp_path: Path) -> None:
    """Once an article is killed no file holds its words, a replay does not bring it back, and the kill is replayed."""
    archive = archive_in(tmp_path)
    wire = sample_wire()
    victim = wire[0]
    words = victim["bodies"][0]["value"][40:90] if "bodies" in victim else victim["body"][40:90]
    async with InProcessPipeline(redis_url, namespace, archive=str(tmp_path), raw_days=0.0) as pipeline:
        await pipeline.submit(*wire[:3])
        await pipeline.drain()
        await let_raw_go(pipeline, archive)
        await let_all_go(pipeline, tmp_path, keep_articles_days=NONE_LEFT, keep_stories_days=NONE_LEFT)
        assert any(json.dumps(words)[1:-1].encode() in content for content in files_of(tmp_path))
        kill = {
            "uri": victim["uri"],
            "pubStatus": "canceled",
            "versionCreated": "2026-01-01T00:00:00Z",
            "version": "99",
        }
        await pipeline.submit(kill)
        await pipeline.drain()
        assert await strike(pipeline, archive) >= 1
        assert await pipeline.redis.zcard(f"{namespace}ingest:strikes") == 1  # once more, in an hour
        pipeline.clock.advance(7200)
        assert await strike(pipeline, archive) == 0
        assert await pipeline.redis.zcard(f"{namespace}ingest:strikes") == 0
    assert not any(json.dumps(words)[1:-1].encode() in content for content in files_of(tmp_path))
    assert archive.verify() == []
    payloads = [found.payload for found in archived(archive, "archive") if found.payload]
    assert [p.get("pubStatus") for p in payloads if p["uri"] == victim["uri"]] == ["canceled"]


async def test_what_is_embargoed_waits_outside_the_archive(redis_url: str, namespace: str, tmp_path: Path) -> None:
    """Held back text is in no file; it goes there once the embargo has passed."""
    archive = archive_in(tmp_path)
    until = datetime.now(UTC) + timedelta(hours=5)
    held = {
        "uri": "urn:desk:held",
        "source": "Desk",
        "headline": "Minister resigns",
        "body": "The minister of transport resigned on Friday, the office said. Nobody knows yet who follows.",
        "published_at": datetime.now(UTC).isoformat(),
        "embargoed_until": until.isoformat(),
    }
    async with InProcessPipeline(redis_url, namespace, archive=str(tmp_path), raw_days=0.0) as pipeline:
        await pipeline.submit(held)
        await pipeline.drain()
        assert await pipeline.redis.hlen(f"{namespace}ingest:held") == 1
        assert await let_raw_go(pipeline, archive) == 0
        assert not list(files_of(tmp_path))
        pipeline.clock.advance(3 * 86400)
        while await pipeline.redis.hlen(f"{namespace}ingest:held"):
            await pipeline.drain()
        assert await let_raw_go(pipeline, archive) == 1
    assert any(b"minister of transport" in content for content in files_of(tmp_path))


async def test_a_crash_between_archive_and_deletion_loses_and_doubles_nothing(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    """What was archived and could not be deleted is archived again, and read once."""
    archive = archive_in(tmp_path)
    async with InProcessPipeline(redis_url, namespace, archive=str(tmp_path), raw_days=0.0) as pipeline:
        await pipeline.submit(*sample_wire()[:2])
        await pipeline.drain()
        ingest = pipeline.services["ingest"]

        def cut_off(key: str, member: str) -> Any:
            raise ConnectionError("the process ends here")

        with pytest.raises(ConnectionError):
            await LeaveRaw(ingest.state, archive, cut_off, pipeline.clock)()
        assert await pipeline.redis.zcard(f"{namespace}ingest:raw_due") == 2
        assert await let_raw_go(pipeline, archive) == 2
    assert len(list(archive.records(("raw",)))) == 2


async def test_a_story_that_has_left_says_so(redis_url: str, namespace: str, tmp_path: Path) -> None:
    """Its address answers 410 with what is known; no other key of it is left, and the archive has it."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(*sample_wire()[:12])
        await pipeline.drain()
        assert [key for key in await _keys(pipeline) if not is_known(key)] == [], "not in docs/retention.md"
        stories, places = await told(pipeline)
        revisions = len(await pipeline.updates())
        left = await let_all_go(
            pipeline, tmp_path, keep_articles_days=NONE_LEFT, keep_updates_days=NONE_LEFT, keep_stories_days=NONE_LEFT
        )
        assert left["stories"] == len(stories)
        assert left["articles"] >= len(places) - 10  # the newest ones are the clock
        async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
            for story_id in stories:
                for below in ("", "/updates", "/claims", "/decisions", "/export"):
                    answer = await http.get(f"/v1/stories/{story_id}{below}")
                    assert answer.status_code == 410, (below, answer.text)
                problem = answer.json()
                assert problem["type"].endswith(":story_gone") and "stories/day=" in problem["detail"]
                assert (await http.get(f"/stories/{story_id}")).status_code == 410
            assert (await http.get("/v1/stories/st_unknown")).status_code == 404
            assert (await http.get("/v1/stories")).json()["items"] == []
        left_over = await _story_keys(pipeline)
        assert left_over == {"publish:gone_stories"}, left_over
    archive = archive_in(tmp_path)
    assert {record.data["story"]["id"] for record in archive.records(("stories",))} == set(stories)
    assert len(list(archive.records(("updates",)))) == revisions


async def test_earlier_revisions_leave_and_the_latest_stays(redis_url: str, namespace: str, tmp_path: Path) -> None:
    """A story stays readable as it is when its earlier updates have left; those are in the archive."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(*sample_wire()[:6])
        await pipeline.drain()
        before = await told(pipeline)
        revisions = len(await pipeline.updates())
        left = await let_all_go(pipeline, tmp_path, keep_updates_days=NONE_LEFT)
        assert left == {"articles": 0, "updates": revisions - len(before[0]), "stories": 0}
        assert await told(pipeline) == before
        assert (await let_all_go(pipeline, tmp_path, keep_updates_days=NONE_LEFT))["updates"] == 0
        async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
            for story_id in before[0]:
                items = (await http.get(f"/v1/stories/{story_id}/updates")).json()["items"]
                assert len(items) == 1
    assert len(list(archive_in(tmp_path).records(("updates",)))) == left["updates"]


async def test_for_ever_is_for_ever(redis_url: str, namespace: str) -> None:
    """With 0 days nothing leaves, however old it is."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(*sample_wire()[:2])
        await pipeline.drain()
        before = await told(pipeline)
        assert set((await let_all_go(pipeline, None)).values()) == {0}
        ingest = pipeline.services["ingest"]
        assert await ForgetVersions(ingest.state, ingest.timer_unit, pipeline.clock, 0.0)() == 0
        assert await told(pipeline) == before


async def test_a_killed_uri_stays_killed_when_versions_are_forgotten(redis_url: str, namespace: str) -> None:
    """Records of old uris go, but a withdrawn one keeps its tombstone: a late version does not bring it back."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        wire = sample_wire()[:3]
        await pipeline.submit(*wire, kill_of(wire[0]))
        await pipeline.drain()
        pipeline.clock.advance(500 * 86400)
        ingest = pipeline.services["ingest"]
        forget = ForgetVersions(ingest.state, ingest.timer_unit, pipeline.clock, 400.0)
        assert await forget() == 2
        assert await pipeline.redis.hkeys(f"{namespace}ingest:versions") == [wire[0]["uri"].encode()]
        await pipeline.submit({**wire[0], "version": "7"})
        await pipeline.drain()
        assert (await told(pipeline))[1][wire[0]["uri"]] == "canceled"


async def _story_keys(pipeline: InProcessPipeline) -> set[str]:
    """The keys of the projection that are about stories and updates."""
    begins = ("stor", "updates:", "members:", "claims", "history:", "decisions:", "merged:", "revisions", "recent_stor")
    begins += ("gone_stor", "index:story:", "index:update:")
    found = await _keys(pipeline)
    return {key for key in found if key.removeprefix("publish:").startswith(begins) and key.startswith("publish:")}


async def _keys(pipeline: InProcessPipeline) -> list[str]:
    """All keys, without the namespace."""
    every = [key.decode() async for key in pipeline.redis.scan_iter(f"{pipeline.namespace}*")]
    return sorted(key.removeprefix(pipeline.namespace) for key in every)
