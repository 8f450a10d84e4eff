"""What memory keeps at hand, what it reads back, and which stories leave it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from services.cluster.adapters.memory_in_redis import ARTICLES, STORIES, TRACES, Archive, load, save
from services.cluster.domain.ages import Ages
from services.cluster.domain.archive import MOST_AT_ONCE, Unread
from services.cluster.domain.clock import WITNESSES, WireClock
from services.cluster.domain.deciding import decide
from services.cluster.domain.memory import Limits, Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.revising import Decision
from services.cluster.domain.same_story import shipped
from services.cluster.domain.traces import packed, trace, unpacked
from services.cluster.handlers import commit, settled
from shared.contracts.stages import ArticleResolved
from shared.delivery.state import State
from shared.delivery.unit import Unit
from shared.testing import builders
from tests.unit.cluster.wire import report

DAYS = 24 * 60


class Hashes:
    """The hashes of a Redis, with how many values each reading took."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}
        self.readings: list[int] = []

    def apply(self, unit: Unit) -> None:
        """Does what a commit does."""
        for op, key, field, *value in unit.ops:
            if op == "HSET":
                self.kept.setdefault(str(key), {})[str(field)] = str(value[0])
            else:
                self.kept.get(str(key), {}).pop(str(field), None)

    async def hmget(self, key: str, fields: list[str]) -> list[bytes | None]:
        """Some values."""
        self.readings.append(len(fields))
        found = self.kept.get(key, {})
        return [found[f].encode() if f in found else None for f in fields]

    async def hscan_iter(self, key: str, count: int) -> Any:
        """All values, in no order of use."""
        for field, value in reversed(self.kept.get(key, {}).items()):
            yield field.encode(), value.encode()


class Writer:
    """Cluster with a Redis of its own: what it forgets it has to read back."""

    def __init__(self, limits: Limits, hashes: Hashes | None = None) -> None:
        self.hashes = hashes or Hashes()
        self.memory = Memory(limits)
        self.state = State(self.hashes)  # type: ignore[arg-type]
        self.archive = Archive(self.state)
        self.updates: list[str] = []

    def push(self, item: ArticleResolved) -> Decision:
        """Takes an article in."""
        decide_it = lambda: decide(self.memory, item, shipped())  # noqa: E731
        decision = asyncio.run(settled(self.memory, self.archive, decide_it))
        unit = Unit()
        commit(self.memory, decision, unit)
        self.hashes.apply(unit)
        self.updates += [output.data.model_dump_json() for output in unit.outputs]
        unit.finish(committed=True)
        return decision

    def restart(self) -> Writer:
        """The writer that takes over."""
        other = Writer(self.memory.limits, self.hashes)
        asyncio.run(load(other.memory, other.state))
        other.updates = list(self.updates)
        return other

    def story(self, uri: str) -> StoryRecord:
        """The story of an article."""
        return self.memory.stories[self.memory.traces[uri].story_id or ""]


#: Sentences of a topic (see wire.py) that articles of it are made of, so that none is a copy of another.
ORDERS = ((0, 1), (2, 3), (4, 5))


def later(topic: str, number: int, days: float, part: int = 0, **fields: Any) -> ArticleResolved:
    """A report of a topic, some days after the first."""
    fields |= {"seq": number, "published_at": builders.at(days * DAYS), "order": ORDERS[part]}
    return report(topic, f"urn:m:{number}", **fields)


def clock_to(writer: Writer, days: float, first: int) -> None:
    """So many articles that the wire's clock stands at this day: withdrawn ones, which have dates and nothing else."""
    for number in range(first, first + WITNESSES):
        gone = builders.kill(f"urn:k:{number}", published_at=builders.at(days * DAYS))
        writer.push(builders.resolved(gone, seq=number))


def test_record_that_was_let_go_is_read_back_and_decides_the_same() -> None:
    """With no record and no telling at hand, every article gets the same place and the same updates."""
    roomy, narrow = Writer(Limits()), Writer(Limits(records=0, told=0))
    for number, topic in enumerate(("bridge", "ferry", "bridge", "bridge", "ferry", "quarry", "bridge"), start=1):
        for writer in (roomy, narrow):
            writer.push(later(topic, number, number, number % 3))
    assert narrow.hashes.readings
    assert not roomy.hashes.readings
    assert narrow.updates == roomy.updates
    assert narrow.hashes.kept == roomy.hashes.kept


def test_rule_that_asks_for_what_is_not_at_hand_is_told_what_to_read() -> None:
    """A record in Redis is no missing article: who asks for it learns what has to be read, its story's others too."""
    writer = Writer(Limits(records=0, told=0))
    for number, topic in enumerate(("bridge", "bridge", "ferry"), start=1):
        writer.push(later(topic, number, number, number % 3))
    with pytest.raises(Unread) as unread:
        writer.memory.articles["urn:m:1"]
    assert unread.value.uris == ("urn:m:1", "urn:m:2")
    with pytest.raises(KeyError):
        writer.memory.articles["urn:m:9"]
    assert "urn:m:1" in writer.memory.articles


def test_one_reading_is_bounded() -> None:
    """A long story is read back a part at a time, and no article needs more than its own story and another one."""
    memory = Memory(Limits(records=0, told=0))
    records = [_record(n) for n in range(2 * MOST_AT_ONCE)]
    memory.put(records, [StoryRecord(id="st_1", members=tuple(r.uri for r in records))])
    with pytest.raises(Unread) as unread:
        memory.articles[records[0].uri]
    assert len(unread.value.uris) == MOST_AT_ONCE


def _record(number: int) -> ArticleRecord:
    at = builders.at(number)
    return ArticleRecord(
        uri=f"urn:r:{number}", version="1", version_order=1, seq=number, provider="A", published_at=at,
        version_created=at, story_id="st_1", weights={"t:bridge": 2},
    )  # fmt: skip


def test_restart_gives_the_same_memory() -> None:
    """What is read back at a start, in another order, is what the former writer knew."""
    writer = Writer(Limits(quiet_after=20))
    for number, topic in enumerate(("bridge", "ferry", "bridge", "quarry"), start=1):
        writer.push(later(topic, number, number, number % 3))
    clock_to(writer, 40, 10)
    writer.push(later("ferry", 50, 41))
    assert {story.status for story in writer.memory.stories.values()} == {"quiet", "developing"}
    again = writer.restart()
    assert _known(again.memory) == _known(writer.memory)
    for one in (writer, again):
        one.push(later("bridge", 60, 42, 1))
    assert again.updates == writer.updates


def _known(memory: Memory) -> tuple[Any, ...]:
    profiles = {i: (dict(p.counts), p.times, p.compared()) for i, p in memory.profiles.awake.items()}
    found = [memory.awake.oldest(float("inf"), 99), memory.passing.oldest(float("inf"), 99)]
    counts = (
        memory.rarity.articles,
        dict(memory.rarity.counts),
        {f: memory.rarity.logs[f] for f in memory.rarity.counts},
    )
    return memory.traces, memory.stories, profiles, memory.where, counts, memory.clock.now, found


def test_story_without_articles_falls_quiet_and_readers_are_not_told() -> None:
    """After long enough a story leaves memory but for what it is found by; no update says so."""
    writer = Writer(Limits(records=0, told=0, quiet_after=20))
    writer.push(later("bridge", 1, 0))
    clock_to(writer, 30, 10)
    before = len(writer.updates)
    writer.push(later("ferry", 40, 30))
    story = writer.story("urn:m:1")
    assert story.status == "quiet"
    assert story.core
    assert story.id not in writer.memory.profiles.awake
    assert writer.memory.traces["urn:m:1"].weights == {}
    assert not any(story.id in stories for stories in writer.memory.where.values())
    assert story.id not in {json.loads(update)["story_id"] for update in writer.updates[before:]}


def test_quiet_story_comes_back_when_an_article_speaks_for_it() -> None:
    """An article of the same thing after weeks of silence joins the quiet story, which is as if it never had been."""
    writer, never = Writer(Limits(records=0, told=0, quiet_after=20)), Writer(Limits(quiet_after=10_000))
    for one in (writer, never):
        one.push(later("bridge", 1, 0))
        one.push(later("bridge", 2, 0.1, 1))
        clock_to(one, 27, 10)
        one.push(later("ferry", 40, 27))
    assert writer.story("urn:m:1").status == "quiet"
    for one in (writer, never):
        one.push(later("bridge", 50, 27.5, 2))
    story = writer.story("urn:m:50")
    assert story.members == never.story("urn:m:50").members
    assert (story.status, story.core) == ("developing", ())
    assert writer.memory.profiles[story.id].counts == never.memory.profiles[story.id].counts
    assert writer.memory.traces == never.memory.traces


def test_article_about_something_else_leaves_a_quiet_story_asleep() -> None:
    """Quiet stories are not found for a word or two."""
    writer = Writer(Limits(records=0, told=0, quiet_after=20))
    writer.push(later("bridge", 1, 0))
    clock_to(writer, 30, 10)
    writer.push(later("ferry", 41, 31))
    writer.hashes.readings.clear()
    writer.push(later("quarry", 42, 31))
    assert writer.story("urn:m:1").status == "quiet"
    assert all(count < WITNESSES for count in writer.hashes.readings)


def test_correction_of_an_article_in_a_quiet_story_wakes_it() -> None:
    """What changes a story for readers makes it awake, with what its articles are about; time lets it sleep again."""
    writer = Writer(Limits(records=0, told=0, quiet_after=20))
    writer.push(later("bridge", 1, 0))
    clock_to(writer, 30, 10)
    writer.push(later("ferry", 40, 30))
    assert writer.story("urn:m:1").status == "quiet"
    writer.push(later("bridge", 1, 0, n=15, version="2", change_kind="correction"))
    story = writer.story("urn:m:1")
    assert (story.status, story.revision) == ("developing", 2)
    assert writer.memory.profiles.awake[story.id].size == 1
    writer.push(later("ferry", 41, 30, 1))
    assert writer.story("urn:m:1").status == "quiet"


def test_what_is_older_than_kept_goes_for_good() -> None:
    """Beyond retention a story and its articles are in memory and in Redis no more; later ones stay."""
    writer = Writer(Limits(records=0, told=0, quiet_after=20, kept_for=60))
    writer.push(later("bridge", 1, 0))
    first = writer.story("urn:m:1").id
    clock_to(writer, 30, 10)
    clock_to(writer, 90, 30)
    writer.push(later("ferry", 50, 90))
    assert "urn:m:1" not in writer.memory.articles
    assert first not in writer.memory.stories
    assert "urn:m:1" not in writer.hashes.kept[ARTICLES] | writer.hashes.kept[TRACES]
    assert first not in writer.hashes.kept[STORIES]
    assert "urn:m:50" in writer.hashes.kept[ARTICLES]
    assert writer.restart().memory.traces == writer.memory.traces


def test_trace_survives_its_packing() -> None:
    """What a start reads of an article is what memory had made of its record."""
    writer = Writer(Limits())
    writer.push(later("bridge", 1, 0))
    article = writer.memory.articles["urn:m:1"]
    assert unpacked(article.uri, packed(article)) == (trace(article), article.sketch)


def test_wire_clock_does_not_believe_a_single_date() -> None:
    """It stands where several articles say; one of next year does not move it, and it forgets those that are gone."""
    clock = WireClock()
    dates = {f"urn:c:{n}": builders.at(n) for n in range(WITNESSES)}
    for uri, at in dates.items():
        clock.see(uri, at)
    stood = clock.now
    clock.see("urn:c:wrong", builders.at(0) + timedelta(days=365))
    assert clock.now == builders.at(1).timestamp()
    clock.lose("urn:c:wrong", builders.at(0) + timedelta(days=365), dates.items())
    assert clock.now == stood


def test_ages_follow_moments_that_move() -> None:
    """The oldest are found by what their moments are now, whenever they were noted; asking changes nothing."""
    moments: dict[str, float] = {"a": 1.0, "b": 2.0, "c": 3.0}
    ages = Ages(moments.get)
    ages.note(moments)
    moments["a"] = 9.0
    assert _twice(ages, 5.0) == ["b", "c"]
    moments["c"] = 0.5
    ages.note(["c"])
    del moments["b"]
    assert _twice(ages, 10.0) == ["c", "a"]


def _twice(ages: Ages, before: float) -> Iterable[str]:
    first = ages.oldest(before, 9)
    assert ages.oldest(before, 9) == first
    return first


def test_save_writes_record_and_trace_together() -> None:
    """A record is never in Redis without the trace that a start needs."""
    unit = Unit()
    save(Decision(articles=(_record(1),)), unit)
    assert [op[1] for op in unit.ops] == [ARTICLES, TRACES]
