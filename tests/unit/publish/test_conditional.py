from __future__ import annotations

import gzip
from typing import Any

import pytest

from shared.testing import builders as a

pytestmark = pytest.mark.integration

READS = (
    "/v1/stories",
    "/v1/stories/st_1",
    "/v1/stories/st_1?revision=1",
    "/v1/stories/st_1/updates",
    "/v1/stories/st_1/claims",
    "/v1/articles/urn:test:1",
    "/v1/search?q=belarus",
    "/v1/entities/en_belarus",
    "/v1/feeds/updates.atom",
)


async def _tell(publish: Any) -> None:
    item = a.article()
    await publish.told(
        a.resolved(item, entities=(a.entity(item, "Belarus"),)), a.story_update("st_1", 1, a.article_added(item.uri))
    )


@pytest.mark.parametrize("path", READS)
async def test_what_has_not_changed_is_not_sent_again(publish: Any, http: Any, path: str) -> None:
    """Every read has a strong ETag; with it the same request is answered 304 without a body."""
    await _tell(publish)
    first = await http.get(path)
    tag = first.headers["etag"]
    assert (200, True) == (first.status_code, tag.startswith('"'))
    again = await http.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert "private, no-cache" == first.headers["cache-control"]
    for other in ("", "W/x", '"other"'):
        assert 200 == (await http.get(path, headers={"if-none-match": other})).status_code


async def test_tag_changes_with_what_a_kill_takes_out(publish: Any, http: Any) -> None:
    """A copy from before a kill is out of date at once, though the story's revision is the same."""
    item = a.article("urn:k", headline="Wrong")
    story = a.snapshot(top_articles=(a.story_article(item),))
    await publish.told(a.resolved(item), a.story_update("st_1", 1, a.article_added("urn:k"), story=story))
    tag = (await http.get("/v1/stories/st_1")).headers["etag"]
    await publish.told(a.resolved(a.kill("urn:k")))
    answer = await http.get("/v1/stories/st_1", headers={"if-none-match": tag})
    assert (200, False) == (answer.status_code, "Wrong" in answer.text)


async def test_head_answers_as_get_without_the_body(publish: Any, http: Any) -> None:
    """HEAD has the status and headers of GET, on reads, pages and errors; for a stream without end it is refused."""
    await _tell(publish)
    for path in ("/v1/stories/st_1", "/stories/st_1", "/v1/stories/st_0", "/v1/feeds/updates.rss"):
        got, headed = await http.get(path), await http.head(path)
        assert (got.status_code, b"") == (headed.status_code, headed.content), path
        assert got.headers.get("etag") == headed.headers.get("etag")
        assert got.headers["content-length"] == headed.headers["content-length"]
    assert 405 == (await http.head("/v1/updates")).status_code


async def test_large_answers_are_packed(publish: Any, http: Any) -> None:
    """A client that takes gzip gets large answers packed under a tag of their own; small ones and others come plain."""
    await publish.told(*(a.story_update(f"st_{n}", 1) for n in range(20)))
    plain = await http.get("/v1/stories", headers={"accept-encoding": "identity"})
    async with http.stream("GET", "/v1/stories", headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join([chunk async for chunk in packed.aiter_raw()])
    assert (None, "gzip") == (plain.headers.get("content-encoding"), packed.headers["content-encoding"])
    assert plain.content == gzip.decompress(raw)
    assert plain.headers["etag"] != packed.headers["etag"]
    assert "accept-encoding" == plain.headers["vary"]
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        assert 304 == (await http.get("/v1/stories", headers={"if-none-match": tag})).status_code
    refused = await http.get("/v1/stories", headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers
