from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from shared.contracts.update import Change
from shared.testing import builders as a

pytestmark = pytest.mark.integration

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & \u202eends"


async def _json(http: Any, path: str) -> Any:
    answer = await http.get(path)
    assert 200 == answer.status_code, answer.text
    return answer.json()


async def _ids(http: Any, query: str) -> list[str]:
    return [item["id"] for item in (await _json(http, f"/v1/feeds/updates.json?{query}"))["items"]]


def _xml(answer: Any) -> Any:
    assert 200 == answer.status_code, answer.text
    return etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))


async def test_every_format_tells_the_same(publish: Any, http: Any) -> None:
    """Atom, RSS and JSON Feed list the same updates with the same ids, links, titles and times, newest first."""
    item = a.article()
    change = Change(
        kind="quote_added", ref="cl_1", evidence=(a.evidence(item, "grateful to all", translation="Thanks"),)
    )
    await publish.told(a.story_update("st_1", 1, message="First."), a.story_update("st_1", 2, change, message="Then."))
    found = await _json(http, "/v1/feeds/updates.json")
    assert ["st_1-r2", "st_1-r1"] == [entry["id"] for entry in found["items"]]
    newest = found["items"][0]
    assert ("https://jsonfeed.org/version/1.1", "http://publish/stories/st_1", "Then.") == (
        found["version"],
        newest["url"],
        newest["title"],
    )
    assert "“grateful to all” (Thanks) Agency A, English" in newest["content_text"]
    feed = _xml(await http.get("/v1/feeds/updates.atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert ["urn:slugline:entry:st_1-r2", "urn:slugline:entry:st_1-r1"] == [e.findtext(f"{ATOM}id") for e in entries]
    assert ["Then.", "First."] == [entry.findtext(f"{ATOM}title") for entry in entries]
    assert a.NOON == datetime.fromisoformat(entries[0].findtext(f"{ATOM}updated"))
    items = _xml(await http.get("/v1/feeds/updates.rss")).findall("channel/item")
    assert [("st_1-r2", "false"), ("st_1-r1", "false")] == [
        (item.findtext("guid"), item.find("guid").get("isPermaLink")) for item in items
    ]
    assert a.NOON == parsedate_to_datetime(items[0].findtext("pubDate"))
    assert "http://publish/stories/st_1" == items[0].findtext("link")


async def test_feed_takes_the_filters_of_the_live_stream(publish: Any, http: Any) -> None:
    """Story, entity, language, significance, kind and text choose the updates of a feed; wrong words are named."""
    belarus = a.snapshot("st_1", entities=(a.story_entity("Belarus"),))
    quote = Change(kind="quote_added", ref="cl_1")
    await publish.told(
        a.story_update("st_1", 1, story=belarus, message="Ferry burns."),
        a.story_update("st_2", 1, quote, story=a.snapshot("st_2", languages={"lt": 1}), significance="major"),
        a.story_update("st_1", 2, a.merged_from("st_2"), significance="minor"),
    )
    assert ["st_1-r1"] == await _ids(http, "entity=en_belarus")
    assert ["st_1-r1"] == await _ids(http, "entity=Беларусь")
    assert ["st_1-r1"] == await _ids(http, "text=ferry")
    assert ["st_2-r1"] == await _ids(http, "language=lt")
    assert ["st_2-r1"] == await _ids(http, "significance=major")
    assert ["st_2-r1"] == await _ids(http, "kind=quote_added")
    assert ["st_1-r2", "st_2-r1", "st_1-r1"] == await _ids(http, "story=st_2")
    assert ["st_1-r2", "st_2-r1", "st_1-r1"] == await _ids(http, "")
    assert ["st_1-r2"] == await _ids(http, "limit=1")
    wrong = await http.get("/v1/feeds/updates.json?colour=red")
    assert (422, ["colour"]) == (wrong.status_code, [e["field"] for e in wrong.json()["errors"]])
    assert 422 == (await http.get("/v1/feeds/updates.exe")).status_code


async def test_feed_of_stories(publish: Any, http: Any) -> None:
    """A story is an entry that keeps its id and counts as changed with every update; a retracted one says so."""
    gone = a.snapshot("st_2", title={"en": "Old title"}, status="retracted")
    await publish.told(
        a.story_update("st_1", 1, message="One."),
        a.story_update("st_1", 2, message="Two."),
        a.story_update("st_2", 1, story=gone, message="Withdrawn."),
    )
    found = (await _json(http, "/v1/feeds/stories.json"))["items"]
    assert [("st_2", "This story has been withdrawn."), ("st_1", a.HEADLINE)] == [(i["id"], i["title"]) for i in found]
    assert "Two." in found[1]["content_text"]
    assert ["st_1"] == [i["id"] for i in (await _json(http, "/v1/feeds/stories.json?status=developing"))["items"]]
    assert 2 == len(_xml(await http.get("/v1/feeds/stories.rss")).findall("channel/item"))


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
async def test_kill_takes_words_out_of_feeds(publish: Any, http: Any, form: str) -> None:
    """After a kill the entry keeps its id and says that it was withdrawn; no word of the article is left."""
    item = a.article("urn:k", headline="Fire in Zanzibar", text="Zanzibar burns.")
    added = a.article_added("urn:k", evidence=(a.evidence(item, "Zanzibar burns"),))
    story = a.snapshot(title={"en": item.headline}, top_articles=(a.story_article(item),))
    await publish.told(a.resolved(item), a.story_update("st_1", 1, added, story=story, message="Zanzibar burns."))
    feeds = [f"/v1/feeds/{name}.{form}" for name in ("updates", "stories")]
    before = [await http.get(path) for path in feeds]
    assert all("Zanzibar" in answer.text for answer in before)
    tags = [answer.headers["etag"] for answer in before]
    await publish.told(a.resolved(a.kill("urn:k")))
    for path, tag in zip(feeds, tags, strict=True):
        answer = await http.get(path, headers={"if-none-match": tag})
        assert 200 == answer.status_code
        assert "Zanzibar" not in answer.text
        assert "withdrawn" in answer.text
    assert "st_1-r1" in (await http.get(feeds[0])).text


async def test_hostile_words_are_inert_in_feeds(publish: Any, http: Any) -> None:
    """Markup in articles is text in every feed, and what XML cannot hold is left out."""
    story = a.snapshot(title={"en": HOSTILE})
    await publish.told(a.story_update("st_1", 1, story=story, message=HOSTILE + "\x08\ufffe"))
    for form in ("atom", "rss"):
        for name in ("updates", "stories"):
            feed = _xml(await http.get(f"/v1/feeds/{name}.{form}"))
            assert [] == feed.findall(".//script")
            words = "".join(feed.itertext())
            assert "&lt;script&gt;" in words


async def test_empty_feeds_are_feeds(http: Any) -> None:
    """A feed without entries is valid in every format."""
    for name in ("updates", "stories"):
        assert [] == (await _json(http, f"/v1/feeds/{name}.json"))["items"]
        assert [] == _xml(await http.get(f"/v1/feeds/{name}.atom")).findall(f"{ATOM}entry")
        assert [] == _xml(await http.get(f"/v1/feeds/{name}.rss")).findall("channel/item")
