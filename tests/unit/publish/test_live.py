from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from services.publish.adapters.sse import lines
from services.publish.domain.filters import Follower, filter_of
from services.publish.domain.resume import EntryId, parsed_place
from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from tests.unit.publish.sse_reader import SOON, Reader, attached

pytestmark = pytest.mark.integration


@asynccontextmanager
async def reading(
    publish: Any, after: str | None = None, *stories: str, beat: float = 0.05, folds: bool = False
) -> AsyncIterator[Reader]:
    """A subscriber, connected."""
    position = parsed_place(after) if after else None
    follower = Follower(filter_of(("story", story) for story in stories))
    async with aclosing(lines(publish.live, position, follower, beat, folds)) as source:
        yield Reader(source)


async def test_subscriber_gets_updates_as_they_come(publish: Any) -> None:
    """A subscriber gets each update once, in order, with its entry id and its CloudEvents type."""
    async with reading(publish) as reader:
        await reader.next_comment()
        ids = await publish.stream(a.story_update("st_1", 1), a.story_update("st_1", 2))
        got = [await reader.next(), await reader.next()]
    assert [("slugline.story.created.v1", "st_1-r1"), ("slugline.story.updated.v1", "st_1-r2")] == [
        (kind, event["id"]) for kind, event in got
    ]
    assert ids[-1] == reader.last_id


async def test_what_came_before_is_not_repeated(publish: Any) -> None:
    """Without a position a subscriber gets what is new, not the history."""
    await publish.stream(a.story_update("st_1", 1))
    async with reading(publish) as reader:
        await reader.next_comment()
        await publish.stream(a.story_update("st_1", 2))
        assert 2 == (await reader.next())[1]["data"]["revision"]


async def test_subscriber_resumes_where_it_was(publish: Any) -> None:
    """A subscriber that comes back with its last id gets all it missed and then what is new, none twice."""
    ids = await publish.stream(*(a.story_update("st_1", n) for n in range(1, 251)))
    async with reading(publish, ids[9]) as reader:
        missed = [(await reader.next())[1]["data"]["revision"] for _ in range(240)]
        await publish.stream(a.story_update("st_1", 251))
        fresh = (await reader.next())[1]["data"]["revision"]
    assert [*range(11, 251), 251] == [*missed, fresh]


async def test_updates_during_the_history_are_not_lost(publish: Any) -> None:
    """What is written while a subscriber reads its history follows the history, once."""
    ids = await publish.stream(*(a.story_update("st_1", n) for n in (1, 2, 3)))
    async with reading(publish, ids[0]) as reader:
        first = await reader.next()
        await publish.stream(a.story_update("st_1", 4))
        rest = [await reader.next() for _ in range(2)]
    assert [2, 3, 4] == [event["data"]["revision"] for _, event in (first, *rest)]


async def test_position_ahead_of_this_replica_gets_nothing_twice(publish: Any) -> None:
    """A subscriber that another replica served further gets nothing again from this one."""
    async with reading(publish) as slow:
        await slow.next_comment()
        ids = await publish.stream(a.story_update("st_1", 1), a.story_update("st_1", 2))
        await slow.next()
        async with reading(publish, ids[1]) as reader:
            await reader.next_comment()
            await publish.stream(a.story_update("st_1", 3))
            assert 3 == (await reader.next())[1]["data"]["revision"]


async def test_trimmed_history_is_told(publish: Any) -> None:
    """A position older than what is held gets stream.reset with a link to the snapshot, then what is new."""
    ids = await publish.stream(*(a.story_update("st_1", n) for n in (1, 2, 3)))
    key = publish.handling.state.key(STORIES_UPDATED.name)
    await publish.redis.xtrim(key, minid=ids[2], approximate=False)
    async with reading(publish, ids[0]) as reader:
        kind, told = await reader.next()
        assert ("stream.reset", "/v1/stories", ids[2]) == (kind, told["snapshot"], reader.last_id)
        await publish.stream(a.story_update("st_1", 4))
        assert 4 == (await reader.next())[1]["data"]["revision"]


async def test_emptied_server_is_told(publish: Any) -> None:
    """A position that this server never gave out gets stream.reset."""
    async with reading(publish, "9999999999999-0") as reader:
        assert "stream.reset" == (await reader.next())[0]


async def test_heartbeat_moves_the_position(publish: Any) -> None:
    """While nothing is for a subscriber, heartbeats carry its position past what is not."""
    async with reading(publish, None, "st_other") as reader:
        await reader.next_comment()
        (entry_id,) = await publish.stream(a.story_update("st_1", 1))
        async with asyncio.timeout(SOON):
            while entry_id != await reader.next_comment():
                pass


async def test_filter_follows_a_merge(publish: Any) -> None:
    """Who follows a story gets its updates only, the merge among them, and then those of the survivor."""
    async with reading(publish, None, "st_2") as reader:
        await reader.next_comment()
        await publish.stream(
            a.story_update("st_1", 1),
            a.story_update("st_2", 1),
            a.story_update("st_1", 2, a.merged_from("st_2")),
            a.story_update("st_1", 3),
        )
        got = [(await reader.next())[1]["id"] for _ in range(3)]
    assert ["st_2-r1", "st_1-r2", "st_1-r3"] == got


async def test_slow_subscriber_is_told_and_dropped(publish: Any) -> None:
    """A subscriber that takes nothing gets what was kept, then stream.dropped; it resumes without a loss."""
    async with reading(publish, None, beat=SOON) as slow, reading(publish) as quick:
        for reader in (slow, quick):
            await reader.next_comment()
        first = [asyncio.create_task(reader.next()) for reader in (slow, quick)]
        await attached(publish, 2)
        await publish.stream(a.story_update("st_1", 1))
        assert ["st_1-r1"] * 2 == [event["id"] for _, event in await asyncio.gather(*first)]
        for revision in range(2, 21):
            await publish.stream(a.story_update("st_1", revision))
            await quick.next()
        kept = [await slow.next() for _ in range(6)]
        with pytest.raises(StopAsyncIteration):
            await slow.next()
    assert [2, 3, 4, 5, 6] == [event["data"]["revision"] for _, event in kept[:5]]
    assert "stream.dropped" == kept[5][0]
    async with reading(publish, slow.last_id) as again:
        assert [*range(7, 21)] == [(await again.next())[1]["data"]["revision"] for _ in range(14)]


async def test_who_reads_history_slowly_is_not_dropped(publish: Any) -> None:
    """A subscriber that is still at what it missed gets all that comes meanwhile, however slowly it reads."""
    async with reading(publish, "0-0") as slow:
        await slow.next_comment()
        for revision in range(1, 21):
            await publish.stream(a.story_update("st_1", revision))
        assert [*range(1, 21)] == [(await slow.next())[1]["data"]["revision"] for _ in range(20)]


async def test_one_reader_serves_all(publish: Any, redis: Any) -> None:
    """Fifty subscribers cost one blocked connection to Redis, and all of them get the update."""
    async with asyncio.timeout(SOON):
        sources = [lines(publish.live, None, Follower(), SOON) for _ in range(50)]
        readers = [Reader(source) for source in sources]
        for reader in readers:
            await reader.next_comment()
        blocked = 0
        while not blocked:
            blocked = int((await redis.info("clients"))["blocked_clients"])
        await publish.stream(a.story_update("st_1", 1))
        got = [await reader.next() for reader in readers]
    assert 1 == blocked
    assert {"st_1-r1"} == {event["id"] for _, event in got}
    assert 50 == publish.live.subscribers
    for source in sources:
        await source.aclose()  # type: ignore[attr-defined]
    assert 0 == publish.live.subscribers


async def test_unreadable_entry_is_passed_over(publish: Any, redis: Any) -> None:
    """An entry that is no update does not stop the stream."""
    async with reading(publish) as reader:
        await reader.next_comment()
        await redis.xadd(publish.handling.state.key(STORIES_UPDATED.name), {"data": "no JSON"})
        await publish.stream(a.story_update("st_1", 1))
        assert "st_1-r1" == (await reader.next())[1]["id"]


async def test_history_holds_no_word_of_a_killed_article(publish: Any) -> None:
    """A resumed stream tells that something happened, without the words of an article killed since."""
    item = a.article("urn:k", headline="Secret headline", text="Secret words.")
    update = a.story_update(
        "st_1",
        1,
        a.article_added("urn:k", evidence=(a.evidence(item, "Secret words"),)),
        message="Secret",
        story=a.snapshot("st_1", 1, title={"en": "Secret headline"}, top_articles=(a.story_article(item),)),
    )
    await publish.stream(update)
    await publish.told(a.resolved(a.kill("urn:k")))
    async with reading(publish, "0-0") as reader:
        kind, event = await reader.next()
    assert ("slugline.story.created.v1", "st_1-r1") == (kind, event["id"])
    assert "Secret" not in json.dumps(event)


async def test_closing_ends_every_stream(publish: Any) -> None:
    """When the process stops, subscribers are told so and keep their position."""
    async with reading(publish) as reader:
        await reader.next_comment()
        await publish.live.close()
        assert "stream.closing" == (await reader.next())[0]


async def test_full_process_answers_503(publish: Any, http: Any) -> None:
    """Past its limit of subscribers a process sends new ones away with Retry-After."""
    publish.live._limit = 0
    answer = await http.get("/v1/updates")
    assert (503, "5") == (answer.status_code, answer.headers["retry-after"])


def test_entry_ids_order_by_time_then_serial() -> None:
    """Entry ids compare as Redis compares them."""
    assert EntryId(5, 10) > EntryId(5, 9) > EntryId(4, 99)
