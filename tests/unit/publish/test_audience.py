"""Subscribers who are told the same become one audience, and get what each of them would have got alone."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, aclosing
from typing import Any

import pytest

from services.publish.adapters.audience import Audience
from services.publish.adapters.sse import lines
from services.publish.adapters.subscription import Subscription
from services.publish.adapters.update_log import Entry
from services.publish.domain.bursts import WINDOW, Bursts
from services.publish.domain.filters import Follower, filter_of
from services.publish.domain.resume import EntryId, Place
from shared.testing import builders as a
from tests.unit.publish.sse_reader import SOON, Reader, attached

pytestmark = pytest.mark.integration


def audience(upto: int = 0, *words: tuple[str, str], folds: bool = True) -> Audience:
    """The audience of one subscriber that stands behind so many entries."""
    found = Subscription(Follower(filter_of(words)), folds, 10).audience
    found.place = Place(EntryId(upto, 0))
    return found


def entry(number: int, story: str = "st_1") -> Entry:
    """An entry of the stream."""
    return Entry(EntryId(number, 0), a.event(a.story_update(story, number)))


def hear(one: Audience, said: Entry, now: float) -> None:
    """Lets an audience have an entry; the parcels are not looked at."""
    one.take(said, now, {})
    one.goes_on([], said.id)


def test_who_waits_for_other_things_stands_elsewhere() -> None:
    """Audiences stand alike with the same filter, folding and place, and with nothing more that waits for one."""
    first, same, alone = audience(), audience(), audience(folds=False)
    assert first.stands == same.stands
    assert first.stands not in (alone.stands, audience(1).stands, audience(0, ("kind", "quote_added")).stands)
    for number in (1, 2):
        hear(first, entry(number), 0.0)
    hear(same, entry(2), 0.0)  # the first it hears of the story: nothing waits for it
    assert first.stands != same.stands


def test_what_waits_for_two_goes_once_its_second_is_over_for_both() -> None:
    """Of two that hold the same, the later telling counts: no story comes twice within a second, nor waits for two."""
    early: Bursts[int] = Bursts()
    late: Bursts[int] = Bursts()
    assert [[1]] == early.take("st", 1, 0.0)
    late.told("st", 0.4)
    assert [] == early.take("st", 2, 0.5)
    assert [] == late.take("st", 2, 0.5)
    early.told_too(late)
    assert [] == early.due(0.4 + 0.9 * WINDOW)
    assert [[2]] == early.due(0.4 + WINDOW)


async def test_subscribers_of_one_filter_become_one_audience(publish: Any) -> None:
    """Whoever asks for the same shares an audience after a while; who leaves it takes nobody along."""
    now = 1000.0
    publish.live.clock = lambda: now
    async with AsyncExitStack() as stay:
        followers = [Follower(), Follower(), Follower(filter_of([("story", "st_1")]))]
        sources = [await stay.enter_async_context(aclosing(lines(publish.live, None, f, SOON))) for f in followers]
        readers = [Reader(source) for source in sources]
        for reader in readers:
            await reader.next_comment()
        waiting = [asyncio.create_task(reader.next()) for reader in readers]
        await attached(publish, 3)
        publish.live._tidy()
        assert [2, 1] == [len(one.members) for one in publish.live._audiences]
        await publish.stream(a.story_update("st_1", 1))
        assert ["st_1-r1"] * 3 == [event["id"] for _, event in await asyncio.gather(*waiting)]
        await sources[0].aclose()  # type: ignore[attr-defined]
        await publish.stream(a.story_update("st_2", 1))
        assert "st_2-r1" == (await readers[1].next())[1]["id"]
    assert [] == publish.live.attached


@pytest.mark.parametrize("seed", range(3))
def test_sharing_changes_nothing_that_is_told(seed: int) -> None:
    """Whenever an audience takes in another, each entry is told once and each story once a second at most."""
    chance = random.Random(seed)
    shared, late = audience(), audience()
    told: list[tuple[float, int, str]] = []
    now = 0.0
    for number in range(1, 200):
        now += chance.choice((0.05, 0.3, 0.9))
        said = entry(number, f"st_{chance.randint(1, 3)}")
        groups = [*shared.due(now), *shared.take(said, now, {})]
        told += [(now, one.id.ms, one.event.data.story_id) for group in groups for one in group]
        shared.goes_on([], said.id)
        if late.members and number > 50:
            late.due(now)
            hear(late, said, now)
            if shared.stands == late.stands:
                shared.take_in(late)
    assert not late.members
    held = [one.id.ms for one in shared._bursts.held] if shared._bursts else []
    assert [*range(1, 200)] == sorted([*(number for _, number, _ in told), *held])
    for story in ("st_1", "st_2", "st_3"):
        times = sorted({at for at, _, one in told if one == story})
        assert all(later - sooner >= WINDOW - 1e-9 for sooner, later in zip(times, times[1:], strict=False))
