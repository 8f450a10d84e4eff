"""Updates are kept packed, and what was kept before they were is read as well."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publish.adapters import keys
from services.publish.adapters.packing import BadPacking, packed, unpacked
from services.publish.adapters.parsed import Parsed
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate
from shared.testing import builders as a


@given(st.binary())
def test_what_is_packed_comes_back(body: bytes) -> None:
    """Whatever is packed comes back byte for byte."""
    assert body == unpacked(packed(body))


@given(st.text())
def test_json_of_earlier_versions_is_itself(text: str) -> None:
    """What begins as an object does was never packed and is taken as it stands."""
    body = b"{" + text.encode("utf-8", "replace")
    assert body == unpacked(body)


@pytest.mark.parametrize(
    "kept",
    [b"\x01", b"\x01not packed", packed(b"{}" * 500)[:-4], b"\x01" + zlib.compress(b" " * 3_000_000)],
    ids=["nothing", "something else", "half", "a bomb"],
)
def test_what_was_not_packed_by_us_is_refused(kept: bytes) -> None:
    """Damaged values, and small ones that would become large, are errors and no updates."""
    with pytest.raises(BadPacking):
        unpacked(kept)


def test_parsed_updates_count_by_their_json() -> None:
    """The bound on what is kept parsed is one of models, whatever they were packed into."""
    event = a.event(a.story_update())
    body = event.model_dump_json().encode()
    parsed = Parsed(most=int(1.5 * len(body)))
    kept = [packed(body), packed(body.replace(b"st_1", b"st_2"))]
    first = parsed(Event[StoryUpdate], kept[0])
    assert first is parsed(Event[StoryUpdate], kept[0])
    parsed(Event[StoryUpdate], kept[1])
    assert first is not parsed(Event[StoryUpdate], kept[0])


async def _served(http: Any) -> list[str]:
    """What readers of every kind are told of the updates."""
    paths = ["/v1/stories/st_1/updates", "/v1/stories/st_1?revision=1", "/stories/st_1", "/v1/feeds/updates.json"]
    paths += ["/v1/feeds/updates.json?text=ferry", "/v1/stories", "/v1/search?q=ferry"]
    answers = [await http.get(path) for path in paths]
    assert {200} == {answer.status_code for answer in answers}
    return [answer.text for answer in answers]


async def test_plain_updates_of_an_earlier_version_are_served_alike(publish: Any, http: Any) -> None:
    """Readers cannot tell whether an update was kept packed or, by an earlier version, as it is."""
    item = a.article(headline="The ferry has stopped")
    story = a.snapshot(title={"en": item.headline}, top_articles=(a.story_article(item),))
    long = a.story_update("st_1", 2, a.article_added("urn:2"), message="The ferry sails again. " * 40)
    await publish.told(a.resolved(item), a.story_update("st_1", 1, a.article_added(item.uri), story=story), long)
    now = await _served(http)
    key = publish.handling.state.key(keys.updates("st_1"))
    kept = await publish.redis.hgetall(key)
    for revision, value in kept.items():
        assert value.startswith(b"\x01") and len(value) < len(unpacked(value))
        await publish.redis.hset(key, revision, unpacked(value))
    assert now == await _served(http)
    await publish.told(a.story_update("st_1", 3, a.article_added("urn:3")))  # takes the entries of 2 out of the index
    assert 3 == len((await http.get("/v1/stories/st_1/updates")).json()["items"])
