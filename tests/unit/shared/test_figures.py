"""What metrics say of streams and of memory, and how few values a label may have."""

from __future__ import annotations

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from shared.delivery.figures import Figures, begin
from shared.metrics import OTHER, Capped, exposition, metric, start_at_zero
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_RESOLVED, SERVICES


def told(name: str, **labels: str) -> float | None:
    """The value of a series as Prometheus reads it; None where it is not there."""
    for family in text_string_to_metric_families(exposition().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def test_labels_have_a_limit() -> None:
    """The first values keep their names, whoever comes later is `other`, and the first stay named."""
    named = Capped(2)
    assert ["a", "b", OTHER, "a", OTHER] == [named(value) for value in ("a", "b", "c", "a", "d")]


def test_what_has_not_happened_is_zero() -> None:
    """A counter is there before its first event, for each value of its label."""
    start_at_zero("slugline_webhook_disabled_total", "gone")
    assert told("slugline_webhook_disabled_total", reason="gone") is not None
    assert told("slugline_webhook_disabled_total", reason="never said") is None


def test_a_stage_begins_with_every_outcome() -> None:
    """A stage that has done nothing yet shows each outcome at 0: a first dead letter is an increase."""
    begin("toy")
    outcomes = ("ok", "skipped", "parked", "stale", "dead_lettered", "retried")
    assert [0.0] * 6 == [told("slugline_stage_items_total", stage="toy", outcome=each) for each in outcomes]


async def test_the_stage_before_tells_of_one_that_is_gone(redis: Any, namespace: str) -> None:
    """Who writes a stream measures its reader: lag, pending entries and that nobody is there."""
    key = ARTICLES_ACCEPTED.key(namespace)
    await redis.xgroup_create(key, "translate", id="0", mkstream=True)
    for number in range(3):
        await redis.xadd(key, {"data": str(number)})
    await redis.xreadgroup("translate", "t-1", {key: ">"}, count=1)
    await Figures(redis, namespace, "ingest").take()
    place = {"stream": ARTICLES_ACCEPTED.name, "group": "translate"}
    assert 2 == told("slugline_stream_lag_entries", **place)
    assert 1 == told("slugline_stream_pending_entries", **place)
    assert 1 == told("slugline_stream_consumers", **place, state="live")
    assert 0 == told("slugline_stream_consumers", **place, state="idle")
    assert 3 == told("slugline_stream_length_entries", stream=ARTICLES_ACCEPTED.name)


async def test_what_nobody_was_given_yet_ages_too(redis: Any, namespace: str) -> None:
    """The oldest unprocessed entry counts from its writing, although it was never delivered."""
    key = ARTICLES_RESOLVED.key(namespace)
    await redis.xgroup_create(key, "cluster", id="0", mkstream=True)
    await redis.xadd(key, {"data": "old"}, id="1000-0")
    await Figures(redis, namespace, "publish").take()
    place = {"stream": ARTICLES_RESOLVED.name, "group": "cluster"}
    assert (told("slugline_oldest_unprocessed_age_seconds", **place) or 0) > 1e9
    assert 0 == told("slugline_oldest_pending_age_seconds", **place)


async def test_groups_of_others_are_no_labels(redis: Any, namespace: str) -> None:
    """A group that anyone made is not measured by name: names of others are without number."""
    key = "stories.updated"
    await redis.xgroup_create(namespace + key, "a-subscriber", id="0", mkstream=True)
    await Figures(redis, namespace, "publish").take()
    assert told("slugline_stream_lag_entries", stream=key, group="a-subscriber") is None


async def test_memory_is_a_share_of_what_there_is(redis: Any, namespace: str) -> None:
    """Without a limit of its own Redis may use the machine's memory; the share is between nothing and all."""
    await Figures(redis, namespace, "extract").take()
    limit, share = told("slugline_redis_memory_limit_bytes"), told("slugline_redis_memory_ratio")
    assert limit
    assert share is not None
    assert 0 < share < 1


def test_every_stage_is_measured_alike() -> None:
    """Each of the six services can have a duration: all of them handle entries the same way."""
    for service in SERVICES:
        metric("slugline_stage_duration_seconds", service).observe(0.001)
        assert told("slugline_stage_duration_seconds_count", stage=service)
