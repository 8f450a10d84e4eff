from __future__ import annotations

import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from shared.delivery.janitor import Janitor
from shared.delivery.margin import History, Rate, Reader
from shared.metrics import metric
from shared.streams import STORIES_UPDATED

DAY = 86_400.0
#: A hundred entries, one a second, of which none was cut; at most 1,000 or a day of them.
WHOLE = History((1_000_000, 0), (1_100_000, 0), 100, 100, 1000, DAY)
#: The same, after fifty were cut.
CUT = History((1_050_000, 0), (1_100_000, 0), 50, 100, 1000, DAY)


# The arithmetic


def test_a_reader_that_is_done_has_all_the_time() -> None:
    """Who has read everything loses nothing before what comes next has gone through the whole history."""
    reader = Reader("desk", (1_100_000, 0))
    assert (1000, 1000.0) == (WHOLE.entries_left(reader), WHOLE.seconds_left(reader, 1_100.0, rate=1.0))


def test_age_and_length_both_count() -> None:
    """What is left is until the first cut, whether by age or by length."""
    reader = Reader("desk", (1_000_000, 0), unread=99)
    assert 901 == WHOLE.entries_left(reader)
    assert 901.0 == WHOLE.seconds_left(reader, 1_100.0, rate=1.0)
    assert 901_0.0 == WHOLE.seconds_left(reader, 1_100.0, rate=0.1)
    assert DAY - 100 == WHOLE.seconds_left(reader, 1_100.0, rate=0.001)


def test_a_reader_that_the_cut_has_passed_has_nothing_left() -> None:
    """Where entries it has not read are gone, a reader has nothing left; at the head itself it still has."""
    assert CUT.is_behind(Reader("desk", (1_049_000, 0)))
    assert (0, 0.0) == (CUT.entries_left(Reader("x", (1, 0))), CUT.seconds_left(Reader("x", (1, 0)), 1_100.0, 1.0))
    assert not CUT.is_behind(Reader("desk", (1_050_000, 0)))
    assert not WHOLE.is_behind(Reader("from the beginning", (0, 0)))


def test_what_is_not_counted_is_judged_by_time() -> None:
    """How much an anonymous reader has not read is judged by where it stands in time."""
    assert 950 == WHOLE.entries_left(Reader("desk", (1_050_000, 0)))


def test_the_rate_is_that_of_the_last_hour() -> None:
    """A burst changes the rate; before there is a measure, the whole history stands for it."""
    rate = Rate()
    assert 1.0 == rate.told(WHOLE, 0.0)
    later = History((1_000_000, 0), (1_200_000, 0), 700, 700, 1000, DAY)
    assert 6.0 == rate.told(later, 100.0)


# On a real stream


@pytest.fixture
def stream(namespace: str) -> str:
    """The key of the history."""
    return STORIES_UPDATED.key(namespace)


async def _fill(redis: Any, stream: str, count: int) -> list[str]:
    await redis.xgroup_create(stream, "publish", id="0", mkstream=True)
    return [(await redis.xadd(stream, {"data": "{}"})).decode() for _ in range(count)]


async def _all_read(redis: Any, stream: str, group: str) -> None:
    await redis.xreadgroup(group, "one", {stream: ">"}, count=10_000)
    entries = await redis.xpending_range(stream, group, min="-", max="+", count=10_000)
    await redis.xack(stream, group, *(entry["message_id"] for entry in entries))


def _margin() -> tuple[float, float]:
    names: Any = ("slugline_stream_margin_entries", "slugline_stream_readers_behind")
    entries, behind = (metric(name, STORIES_UPDATED.name)._value.get() for name in names)
    return entries, behind


@pytest.mark.integration
async def test_the_margin_sinks_before_anything_is_cut(redis: Any, namespace: str, stream: str) -> None:
    """A foreign group that does not read makes the margin sink to nothing before the first entry it needs is cut."""
    await _fill(redis, stream, 100)
    await redis.xgroup_create(stream, "my-desk", id="0")
    await _all_read(redis, stream, "publish")
    janitor = Janitor(redis, namespace, "cluster", max_entries=250, max_age=DAY)
    seen = []
    for _ in range(4):
        await janitor.sweep()
        seen.append((*_margin(), await redis.xlen(stream)))
        for _ in range(50):
            await redis.xadd(stream, {"data": "{}"})
        await _all_read(redis, stream, "publish")
    assert [(150, 0, 100), (100, 0, 150), (50, 0, 200), (0, 0, 250)] == seen


@pytest.mark.integration
async def test_readers_without_a_group_are_counted(redis: Any, namespace: str, stream: str) -> None:
    """A reader that tells its position is counted like a group, and named once when the cut has passed it."""
    ids = await _fill(redis, stream, 300)
    await _all_read(redis, stream, "publish")
    await redis.hset(f"{stream}:readers", mapping={"desk": ids[10], "broken": "yesterday"})
    janitor = Janitor(redis, namespace, "cluster", max_entries=400, max_age=DAY)
    await janitor.sweep()
    assert _margin()[0] < 400
    await redis.xtrim(stream, minid=ids[200], approximate=False)
    with capture_logs() as logs:
        await janitor.sweep()
        await janitor.sweep()
    assert (0, 1) == _margin()
    assert ["desk"] == [line["reader"] for line in logs if line["event"] == "delivery.reader_behind"]
    await redis.hset(f"{stream}:readers", "desk", ids[-1])
    await janitor.sweep()
    assert (400, 0) == _margin()


@pytest.mark.integration
async def test_the_age_of_what_is_unread_counts(redis: Any, namespace: str, stream: str) -> None:
    """A reader whose next entry is nearly old enough to be cut has only that much time left."""
    old = int((time.time() - DAY + 600) * 1000)
    await redis.xgroup_create(stream, "publish", id="0", mkstream=True)
    for number in range(3):
        await redis.xadd(stream, {"data": "{}"}, id=f"{old}-{number + 1}")
    await _all_read(redis, stream, "publish")
    await redis.hset(f"{stream}:readers", "desk", f"{old}-1")
    await Janitor(redis, namespace, "cluster", max_entries=10_000, max_age=DAY).sweep()
    seconds = metric("slugline_stream_margin_seconds", STORIES_UPDATED.name)._value.get()
    ratio = metric("slugline_stream_margin_ratio", STORIES_UPDATED.name)._value.get()
    assert 500 < seconds <= 600
    assert ratio == pytest.approx(seconds / DAY, rel=0.1)
