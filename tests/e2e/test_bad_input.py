"""Bad input pushed at a running pipeline: each piece gets a reason, nothing else suffers, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from shared.testing.pipeline import InProcessPipeline

pytestmark = [pytest.mark.integration, pytest.mark.containers]

GOOD = {
    "uri": "urn:bad:good",
    "headline": "Harbour ferry back in service",
    "body": "GHENT - The harbour ferry ran again on Tuesday, the port authority said. Forty passengers were on board.",
    "published_at": "2025-08-15T10:00:00Z",
    "source": "Agency A",
}
ARTICLE = {key: value for key, value in GOOD.items() if key != "uri"}
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b;&b;&b;</p></body></html>'


def _json(**changes: Any) -> dict[str, Any]:
    return {"data": json.dumps({**ARTICLE, **changes})}


#: What is pushed, and the words that its dead letter must hold: the reason, and the field where there is one.
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "truncated JSON": ({"data": '{"headline": "cut'}, "not_json", "line 1"),
    "binary": ({"data": b"\x00\x01\xff\xfe\x80"}, "not_utf8", ""),
    "a number for a headline": (_json(headline=7), "wrong_type", "headline"),
    "a list for a body": (_json(body=["x"]), "wrong_type", "body"),
    "an unknown field": (_json(haedline="typo"), "unknown_field", "haedline"),
    "year 0": (_json(published_at="0000-01-01T00:00:00Z"), "bad_date", "published_at"),
    "year 9999": (_json(published_at="9999-01-01T00:00:00Z"), "bad_date", "published_at"),
    "no body": (_json(body=""), "empty_body", "body"),
    "a body of spaces": (_json(body=" \n\t "), "empty_body", "body"),
    "a uri of 10 kB": (_json(uri="urn:x:" + "u" * 10_240), "bad_uri", "uri"),
    "a body of 10 MB": (_json(body="word " * 2_097_152), "too_large", ""),
    "a lone surrogate": ({"data": '{"headline": "H", "body": "broken \\ud800 text"}'}, "", "body"),
    "an XML bomb": (_json(body=BOMB + GOOD["body"]), "", "body"),
    "nothing readable": ({"unrelated": "field"}, "", ""),
}


async def test_each_bad_entry_is_a_dead_letter_with_its_reason(redis_url: str, namespace: str) -> None:
    """Bad entries lie in the dead letters, each once, with reason and field; the article behind them goes through."""
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        for fields, _, _ in REFUSED.values():
            await pipeline.redis.xadd(f"{namespace}articles.submitted", fields)
        await pipeline.submit(GOOD)
        await pipeline.drain()
        letters = await pipeline.dead("ingest")
        updates = await pipeline.updates()
    assert len(REFUSED) == len(letters)
    for (what, (_, reason, field)), letter in zip(REFUSED.items(), letters, strict=True):
        assert reason in letter["dead.reason"], (what, letter["dead.reason"])
        assert field in letter["dead.detail"], (what, letter["dead.detail"])
    assert ["urn:bad:good"] == [c["ref"] for u in updates for c in u["data"]["changes"] if c["kind"] == "article_added"]


async def test_strange_text_is_shown_as_text(redis_url: str, namespace: str) -> None:
    """Scripts, bidi overrides and zero-width marks go through, and the pages show harmless text."""
    hostile = {
        "urn:bad:script": {"body": GOOD["body"] + "<script>alert(1)</script><img src=x onerror=alert(2)>"},
        "urn:bad:title": {"headline": '<b onmouseover="alert(3)">Ferry</b> & port'},
        "urn:bad:bidi": {"body": GOOD["body"] + " \u202egnp.exe\u202c zero\u200bwidth\ufeff."},
    }
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        for uri, changes in hostile.items():
            await pipeline.submit({**GOOD, "uri": uri, **changes})
        await pipeline.drain()
        pages = [await _page(pipeline, f"/articles/{uri}") for uri in hostile]
        pages.append(await _page(pipeline, "/"))
    for page in pages:
        assert "<script>alert" not in page and "onerror=alert" not in page and "<b onmouseover" not in page
        assert "\u202e" not in page and len(page) < 200_000


async def _page(pipeline: InProcessPipeline, path: str) -> str:
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
        answer = await http.get(path)
    assert httpx.codes.OK == answer.status_code
    return answer.text


async def test_ten_thousand_repeats_leave_one_article(redis_url: str, namespace: str) -> None:
    """The same article pushed ten thousand times is one article with one update, and takes the room of one."""
    async with InProcessPipeline(redis_url, namespace, max_records=200) as pipeline:
        await pipeline.submit(GOOD)
        await pipeline.drain()
        before = await pipeline.redis.hlen(f"{namespace}ingest:versions")
        entry = {"data": json.dumps(GOOD)}
        for _ in range(20):
            batch = pipeline.redis.pipeline(transaction=False)
            for _ in range(500):
                batch.xadd(f"{namespace}articles.submitted", entry)
            await batch.execute()
        await pipeline.drain(limit=200)
        assert 1 == len(await pipeline.updates())
        assert before == await pipeline.redis.hlen(f"{namespace}ingest:versions")
        assert b"10000" == await pipeline.redis.hget(f"{namespace}ingest:counts", "repeat")
