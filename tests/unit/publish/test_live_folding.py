"""The live stream under a burst, with filters, and when words are withdrawn while they wait."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from services.publish.adapters.sse import lines
from services.publish.domain.filters import Follower, filter_of
from services.publish.domain.resume import parsed_place
from shared.contracts.story import StoryEntity
from shared.contracts.update import Change
from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from tests.unit.publish.sse_reader import SOON, Reader, attached

pytestmark = pytest.mark.integration

SECRET = a.article("urn:k", headline="Secret headline", text="Secret words.")


@asynccontextmanager
async def reading(publish: Any, after: str | None = None, *words: tuple[str, str]) -> AsyncIterator[Reader]:
    """A subscriber that gets bursts folded."""
    follower = Follower(filter_of(words))
    async with aclosing(lines(publish.live, parsed_place(after or ""), follower, SOON)) as source:
        reader = Reader(source)
        await reader.next_comment()
        yield reader


class Hand:
    """A clock that a test moves."""

    def __init__(self, publish: Any) -> None:
        self._publish = publish
        self.now = 1000.0
        publish.live.clock = lambda: self.now

    async def advance(self, seconds: float) -> None:
        """Moves the clock and lets what is due go."""
        self.now += seconds
        await self._publish.live._flush()


def revisions(event: Any) -> list[int]:
    """The revisions that one delivery tells of."""
    data = event["data"]
    return [one["revision"] for one in data["folded"]] or [data["revision"]]


async def taken(publish: Any, *updates: Any) -> list[str]:
    """Writes updates and waits until the live stream has read them; their ids."""
    ids = await publish.stream(*updates)
    async with asyncio.timeout(SOON):
        while str(publish.live.position) != ids[-1]:
            await asyncio.sleep(0)
    return list(ids)


def secret(revision: int) -> Any:
    """An update that quotes an article."""
    change = a.article_added("urn:k", evidence=(a.evidence(SECRET, "Secret words"),))
    story = a.snapshot("st_1", revision, title={"en": "Secret headline"}, top_articles=(a.story_article(SECRET),))
    return a.story_update("st_1", revision, change, message="Secret", story=story)


def kill(revision: int, story_id: str = "st_1") -> Any:
    """The update that takes the article out."""
    return a.story_update(story_id, revision, a.article_withdrawn("urn:k"), message="Withdrawn.")


async def test_burst_is_one_delivery_a_second(publish: Any) -> None:
    """The first revision comes at once, those of the same second as one delivery, the next second's as another."""
    hand = Hand(publish)
    async with reading(publish) as reader:
        first = asyncio.create_task(reader.next())
        await attached(publish, 1)
        await taken(publish, *(a.story_update("st_1", n) for n in (1, 2, 3)))
        assert [1] == revisions((await first)[1])
        await hand.advance(1.0)
        assert [2, 3] == revisions((await reader.next())[1])
        await taken(publish, a.story_update("st_1", 4))
        await hand.advance(1.0)
        assert [4] == revisions((await reader.next())[1])


async def test_place_inside_a_burst_loses_and_doubles_nothing(publish: Any) -> None:
    """Who leaves while something waits comes back to that and to what is new, and to nothing it had already."""
    Hand(publish)
    async with reading(publish) as reader:
        first = asyncio.create_task(reader.next())
        await attached(publish, 1)
        ids = await taken(
            publish, a.story_update("st_1", 1), a.story_update("st_1", 2), a.story_update("st_2", 1), kill(1, "st_3")
        )
        got = [await first, await reader.next(), await reader.next()]
    assert ["st_1-r1", "st_2-r1", "st_3-r1"] == [event["id"] for _, event in got]
    assert reader.last_id is not None
    assert reader.last_id.startswith(f"{ids[3]}!")
    await publish.stream(a.story_update("st_2", 2))
    async with reading(publish, reader.last_id) as again:
        assert ["st_1-r2", "st_2-r2"] == [(await again.next())[1]["id"] for _ in range(2)]


async def test_what_was_missed_is_folded_too(publish: Any) -> None:
    """Missed revisions of a story come together, a kill among them alone and in its place."""
    await publish.stream(
        *(a.story_update("st_1", n) for n in (1, 2)), a.story_update("st_2", 1), kill(3), a.story_update("st_1", 4)
    )
    async with reading(publish, "0-0") as reader:
        got = [(await reader.next())[1] for _ in range(4)]
    assert [("st_1", [1, 2]), ("st_2", [1]), ("st_1", [3]), ("st_1", [4])] == [
        (event["data"]["story_id"], revisions(event)) for event in got
    ]


async def test_every_place_of_a_history_can_be_resumed(publish: Any) -> None:
    """Wherever a subscriber stops within its history, it gets the rest and nothing twice."""
    updates = [a.story_update(f"st_{n % 3}", 1 + n // 3) for n in range(9)]
    await publish.stream(*updates)
    wanted = {(f"st_{n % 3}", 1 + n // 3) for n in range(9)}
    for stops_after in (1, 2):
        seen: list[tuple[str, int]] = []
        async with reading(publish, "0-0") as reader:
            for _ in range(stops_after):
                event = (await reader.next())[1]
                seen += [(event["data"]["story_id"], n) for n in revisions(event)]
        async with reading(publish, reader.last_id) as again:
            while len(seen) < len(wanted):
                event = (await again.next())[1]
                seen += [(event["data"]["story_id"], n) for n in revisions(event)]
        assert sorted(seen) == sorted(wanted)


async def test_kill_goes_at_once_after_what_waits(publish: Any) -> None:
    """A kill within the second flushes what waits and comes at once; what waited has no word of the article."""
    Hand(publish)
    async with reading(publish) as reader:
        first = asyncio.create_task(reader.next())
        await attached(publish, 1)
        await taken(publish, a.story_update("st_1", 1), secret(2), secret(3), kill(4))
        got = [(await first)[1], (await reader.next())[1], (await reader.next())[1]]
    assert [[1], [2, 3], [4]] == [revisions(event) for event in got]
    assert "Secret" not in json.dumps(got)


async def test_kill_reaches_what_waits_in_a_queue(publish: Any) -> None:
    """A delivery that a slow reader has not taken yet loses the words of an article that is killed meanwhile."""
    Hand(publish)
    async with reading(publish) as reader:
        first = asyncio.create_task(reader.next())
        await attached(publish, 1)
        await taken(publish, a.story_update("st_9", 1))
        await first
        await taken(publish, secret(1), kill(2))
        got = [(await reader.next())[1], (await reader.next())[1]]
    assert ["st_1-r1", "st_1-r2"] == [event["id"] for event in got]
    assert "Secret" not in json.dumps(got)


async def test_equal_deliveries_are_built_once(publish: Any) -> None:
    """However many subscribers get the same fold, it is built for the first of them."""
    hand = Hand(publish)
    built: list[int] = []
    folded = publish.live.parcels.folded

    async def counting(entries: Any) -> Any:
        built.append(len(entries))
        return await folded(entries)

    publish.live.parcels.folded = counting
    async with reading(publish) as one, reading(publish) as two, reading(publish, None, ("story", "st_1")) as three:
        readers = (one, two, three)
        first = [asyncio.create_task(reader.next()) for reader in readers]
        await attached(publish, 3)
        await taken(publish, *(a.story_update("st_1", n) for n in (1, 2, 3)))
        await asyncio.gather(*first)
        await hand.advance(1.0)
        assert [[2, 3]] * 3 == [revisions((await reader.next())[1]) for reader in readers]
    assert [2] == built


async def test_outage_while_a_fold_is_built_loses_nothing(publish: Any) -> None:
    """Where Redis goes away while a burst is put together, its subscribers are sent back for it with their last id."""
    hand = Hand(publish)
    async with reading(publish) as reader:
        first = asyncio.create_task(reader.next())
        await attached(publish, 1)
        await taken(publish, *(a.story_update("st_1", n) for n in (1, 2, 3)))
        await first
        whole = publish.live.parcels.folded

        async def away(_: Any) -> Any:
            raise ConnectionError("away")

        publish.live.parcels.folded = away
        with pytest.raises(ConnectionError):
            await hand.advance(1.0)
        publish.live.parcels.folded = whole
        assert "stream.closing" == (await reader.next())[0]
    async with reading(publish, reader.last_id) as again:
        assert [2, 3] == revisions((await again.next())[1])


async def test_filter_of_entities_follows_merges(publish: Any) -> None:
    """Who follows an entity gets updates that name the entity it was merged into."""
    await publish.told(a.entity_change("en_old", "Old", "merged", into="en_new"))
    story = a.snapshot("st_1", 1, entities=(StoryEntity(id="en_new", name="New", type="ORG", articles=1),))
    await publish.stream(a.story_update("st_2", 1), a.story_update("st_1", 1, story=story))
    async with reading(publish, "0-0", ("entity", "en_old")) as reader:
        assert "st_1-r1" == (await reader.next())[1]["id"]


async def test_filter_of_kinds_lets_the_rest_pass_by(publish: Any) -> None:
    """A subscriber gets the kinds it asked for, and its place moves past the others."""
    quote = Change(kind="quote_added", ref="cl_1")
    ids = await publish.stream(a.story_update("st_1", 1), a.story_update("st_1", 2, quote), a.story_update("st_1", 3))
    async with reading(publish, "0-0", ("kind", "quote_added")) as reader:
        assert "st_1-r2" == (await reader.next())[1]["id"]
        assert ids[-1] == reader.last_id


async def test_reset_leads_to_what_was_followed(publish: Any) -> None:
    """A follower of one story whose history is gone is sent to that story."""
    ids = await publish.stream(*(a.story_update("st_1", n) for n in (1, 2, 3)))
    await publish.redis.xtrim(publish.handling.state.key(STORIES_UPDATED.name), minid=ids[2], approximate=False)
    async with reading(publish, None) as _:
        pass
    follower = Follower(filter_of([("story", "st_1")]))
    async with aclosing(lines(publish.live, parsed_place(ids[0]), follower, SOON)) as source:
        kind, told = await Reader(source).next()
    assert ("stream.reset", "/v1/stories/st_1") == (kind, told["snapshot"])


@pytest.mark.parametrize(
    ("query", "named"),
    [("colour=red", "colour"), ("kind=gossip", "kind"), ("significance=huge", "significance"), ("fold=hour", "fold")],
)
async def test_unknown_words_are_refused(http: Any, query: str, named: str) -> None:
    """An unknown word or value in the query is refused by name."""
    answer = await http.get(f"/v1/updates?{query}")
    assert 422 == answer.status_code
    assert [named] == [one["field"] for one in answer.json()["errors"]]


async def test_words_of_the_filter_are_described(http: Any) -> None:
    """The OpenAPI description names every word of the filter."""
    described = (await http.get("/openapi.json")).json()["paths"]["/v1/updates"]["get"]["parameters"]
    assert {"story", "entity", "language", "significance", "kind", "text", "fold", "after"} <= {
        one["name"] for one in described
    }


@pytest.mark.parametrize("seed", range(4))
async def test_any_interruption_loses_and_doubles_nothing(publish: Any, seed: int) -> None:
    """Whenever a subscriber leaves and comes back, between bursts, in one or on a kill, it gets each revision once."""
    chance, hand = random.Random(seed), Hand(publish)
    written: list[tuple[str, int]] = []
    seen: list[tuple[str, int]] = []
    last_id: str | None = "0-0"
    async with asyncio.timeout(6 * SOON):
        while len(written) < 60 or len(seen) < len(written):
            async with reading(publish, last_id) as reader:
                pump = asyncio.create_task(take_all(reader, seen))
                for _ in range(chance.randint(1, 6)):
                    for _ in range(chance.randint(0, 4) if len(written) < 60 else 0):
                        story = f"st_{chance.randint(1, 3)}"
                        revision = 1 + sum(1 for one, _ in written if one == story)
                        is_kill = chance.random() < 0.15
                        written.append((story, revision))
                        await publish.stream(kill(revision, story) if is_kill else a.story_update(story, revision))
                    for _ in range(chance.choice((0, 30, 300, 3000))):
                        await asyncio.sleep(0)
                    if chance.random() < 0.5:
                        hand.now += chance.choice((0.3, 0.7, 1.0))
                await left(pump)
                last_id = reader.last_id
    assert sorted(written) == sorted(seen)
    for story in {one for one, _ in written}:
        told = [revision for one, revision in seen if one == story]
        assert sorted(told) == told


async def left(pump: asyncio.Task[None]) -> None:
    """Ends a subscriber. One word may not be enough: redis-py writes in a wait_for, where Python 3.11 can lose it."""
    while not pump.done():
        pump.cancel()
        await asyncio.sleep(0)
    await asyncio.gather(pump, return_exceptions=True)


async def take_all(reader: Reader, seen: list[tuple[str, int]]) -> None:
    """Notes the revisions that a subscriber gets for as long as it stays."""
    while True:
        kind, event = await reader.next()
        if kind.startswith("stream."):  # told to come back
            return
        seen += [(event["data"]["story_id"], n) for n in revisions(event)]
