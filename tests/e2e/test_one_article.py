"""One article from the wire to its update, along the reading path of docs/reading-guide.md."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from shared.streams import SERVICES
from shared.testing.pipeline import InProcessPipeline

pytestmark = [pytest.mark.integration, pytest.mark.containers]

BODY = (
    "VILNIUS, 11 September - Belarus freed 52 prisoners on Thursday, the U.S. embassy in Vilnius said.\n\n"
    '"They are on their way to Lithuania," embassy spokeswoman Dana Whitfield told reporters. '
    "President Alexander Lukashenko had received a U.S. delegation in Minsk the day before.\n\n"
    "Fourteen of those freed hold foreign passports, according to the state news agency Belta."
)
ARTICLE = {
    "uri": "urn:e2e:1",
    "headline": "Belarus frees 52 prisoners after talks in Minsk",
    "body": BODY,
    "published_at": "2025-09-11T14:00:00Z",
    "source": "Agency A",
}


async def test_an_article_becomes_an_update(redis_url: str, namespace: str) -> None:
    """An article that is pushed comes out as an update that says what is new, with the words and where they stand."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(ARTICLE)
        await pipeline.drain()
        (update,) = await pipeline.updates()
        article = await _read(pipeline, "/v1/articles/urn:e2e:1")
        story = await _read(pipeline, f"/v1/stories/{update['subject']}")
    assert "slugline.story.created.v1" == update["type"]
    assert (f"{update['subject']}-r1", 1) == (update["id"], update["data"]["revision"])
    changes = {change["kind"] for change in update["data"]["changes"]}
    assert {"article_added", "claim_added", "quote_added", "entity_added"} <= changes
    _evidence_is_exact(update)
    assert ("en", update["subject"], "usable") == (article["language"], article["story_id"], article["status"])
    assert [*SERVICES[:4]] == [passed["stage"] for passed in article["timing"]]
    assert {"Belarus", "Vilnius"} <= {entity["name"] for entity in article["entities"]}
    assert 52 in {(claim["quantity"] or {}).get("value") for claim in article["claims"]}
    assert 1 == story["story"]["counts"]["articles"]


def _evidence_is_exact(update: dict[str, Any]) -> None:
    evidence = [e for change in update["data"]["changes"] for e in change["evidence"]]
    assert evidence
    for item in evidence:
        text = ARTICLE["headline"] if item["part"] == "headline" else BODY
        assert item["exact"] == text[item["start"] : item["end"]]


async def _read(pipeline: InProcessPipeline, path: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
        answer = await http.get(path)
    assert httpx.codes.OK == answer.status_code, answer.text
    return dict(answer.json())


async def test_a_repeat_yields_no_update(redis_url: str, namespace: str) -> None:
    """The same article pushed again changes nothing, and nobody is told."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        for _ in range(3):
            await pipeline.submit(ARTICLE)
        await pipeline.drain()
        assert 1 == len(await pipeline.updates())


async def test_a_kill_takes_everything_out(redis_url: str, namespace: str) -> None:
    """A killed article leaves its story, its words leave the read side, and a tombstone stays."""
    kill = {"uri": "urn:e2e:1", "version": "2", "pubStatus": "canceled", "versionCreated": "2025-09-11T15:00:00Z"}
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(ARTICLE, kill)
        await pipeline.drain()
        updates = await pipeline.updates()
        article = await _read(pipeline, "/v1/articles/urn:e2e:1")
        await pipeline.submit(ARTICLE)
        await pipeline.drain()
        assert len(updates) == len(await pipeline.updates())
    assert ["slugline.story.created.v1", "slugline.story.retracted.v1"] == [u["type"] for u in updates]
    assert ("canceled", None) == (article["status"], article["story_id"])
    assert "Whitfield" not in json.dumps(article)


async def test_three_jumps_to_the_rule() -> None:
    """The handler of cluster names the module of the rule that decides, and that one the function."""
    from services.cluster import handlers
    from services.cluster.domain import assign, deciding

    assert handlers.decide is deciding.decide and deciding.place is assign.place
