"""`slugline feeds` and the file of feeds, through a running ingest."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import httpx
import pytest

from shared.testing.pipeline import InProcessPipeline
from tests.integration.feed_site import Answer, item, rss, site

pytestmark = pytest.mark.integration

FERRY = item("urn:h:1", "Ferry stopped", "The ferry in the harbour has stopped, the council said on Friday.")


async def slugline(url: str, *words: str) -> tuple[int, str, str]:
    """Exit code, output and messages of `slugline feeds ...` against this ingest."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.cli", "feeds", *words),
        env={**os.environ, "SLUGLINE_INGEST_URL": url, "SLUGLINE_REDIS_URL": "redis://127.0.0.1:1/0", "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_feed_is_checked_added_polled_and_removed(redis_url: str, namespace: str) -> None:
    """A feed that is added becomes accepted articles without a restart; the list tells how it stands."""
    async with (
        site() as harbour,
        InProcessPipeline(redis_url, namespace, services=("ingest",), feeds_allow_private=True) as pipeline,
    ):
        harbour.answers["/rss"] = Answer(body=rss(FERRY))
        url = pipeline.url("ingest")
        code, out, _ = await slugline(url, "check", f"{harbour.url}/rss")
        assert (code, "Ferry stopped" in out, "Harbour" in out) == (0, True, True)
        code, out, err = await slugline(url, "add", "harbour", f"{harbour.url}/rss", "--silent-after", "6h")
        assert (0, True) == (code, "added harbour" in out), err
        async with asyncio.timeout(20):
            while not await pipeline.redis.xlen(f"{namespace}articles.accepted"):
                await asyncio.sleep(0.1)
        code, out, _ = await slugline(url, "list", "--json")
        told = json.loads(out)
        assert ("active", 1, 21_600) == (told["status"], told["submitted"], told["silent_after"])
        assert 0 == (await slugline(url, "remove", "harbour"))[0]
        assert 5 == (await slugline(url, "remove", "harbour"))[0]
        ready = (await httpx.AsyncClient().get(f"{url}/readyz")).text
    assert "UNSAFE: feeds may lead to private addresses" in ready


async def test_private_addresses_are_refused_by_default(redis_url: str, namespace: str) -> None:
    """Without the setting a feed on loopback is neither added nor checked, and the message says why."""
    async with (
        InProcessPipeline(redis_url, namespace, services=("ingest",)) as pipeline,
        httpx.AsyncClient(base_url=pipeline.url("ingest")) as client,
    ):
        added = await client.put("/v1/feeds/inner", json={"url": "http://127.0.0.1:6379/"})
        checked = await client.post("/v1/feeds/check", json={"url": "http://localhost/rss"})
        listed = await client.get("/v1/feeds")
    assert (422, "the address is not public") == (added.status_code, added.json()["detail"])
    assert (422, "the name is not public") == (checked.status_code, checked.json()["detail"])
    assert [] == listed.json()["items"]
