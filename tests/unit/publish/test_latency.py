"""How long updates and kills take to reach subscribers is measured."""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.publish.adapters.latency import told_by_webhook
from services.publish.adapters.sse import lines
from services.publish.domain.filters import Follower, UpdateFilter
from shared.contracts.update import Timing
from shared.metrics import metric
from shared.testing import builders as a
from tests.unit.publish.sse_reader import SOON

pytestmark = pytest.mark.integration


def _seen(name: Any, *labels: str) -> tuple[float, float]:
    """How many were measured, and the sum of their seconds."""
    samples = {sample.name: sample.value for sample in metric(name, *labels)._child_samples()}
    return samples["_count"], samples["_sum"]


def _ago(seconds: float) -> Timing:
    return Timing(received_at=datetime.now(UTC) - timedelta(seconds=seconds))


async def test_the_way_to_a_subscriber_is_measured(publish: Any) -> None:
    """An update that goes out two seconds after its article came counts as two seconds."""
    count, total = _seen("slugline_push_to_subscriber_seconds")
    async with aclosing(lines(publish.live, None, Follower(UpdateFilter()), SOON)) as source:
        await anext(source)
        await publish.stream(a.story_update("st_1", 1, timing=_ago(2)))
        await anext(source)
    now_count, now_total = _seen("slugline_push_to_subscriber_seconds")
    assert 1 == now_count - count
    assert 2 <= now_total - total < 2 + SOON


async def test_the_way_of_a_kill_is_measured(publish: Any) -> None:
    """A kill is measured where it leaves the projection and where subscribers are told."""
    before = {surface: _seen("slugline_kill_propagation_seconds", surface) for surface in ("projection", "live")}
    received = datetime.now(UTC) - timedelta(seconds=3)
    await publish.told(a.resolved(a.article("urn:k")), a.resolved(a.kill("urn:k", received_at=received)))
    async with aclosing(lines(publish.live, None, Follower(UpdateFilter()), SOON)) as source:
        await anext(source)
        await publish.stream(a.story_update("st_1", 1, a.article_withdrawn("urn:k"), timing=_ago(3)))
        await anext(source)
    for surface, (count, total) in before.items():
        now_count, now_total = _seen("slugline_kill_propagation_seconds", surface)
        assert 1 == now_count - count, surface
        assert 3 <= now_total - total < 3 + SOON, surface


def test_the_way_of_a_kill_to_an_endpoint_is_measured() -> None:
    """A delivery that an endpoint has taken counts where it tells of a kill, and only there."""
    count, total = _seen("slugline_kill_propagation_seconds", "webhook")
    for change in (a.article_withdrawn("urn:k"), a.article_added("urn:k", "st_1")):
        told_by_webhook(a.event(a.story_update("st_1", 2, change, timing=_ago(3))).model_dump_json().encode())
    now_count, now_total = _seen("slugline_kill_propagation_seconds", "webhook")
    assert 1 == now_count - count
    assert 3 <= now_total - total < 3 + SOON
