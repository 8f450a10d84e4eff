"""How fast each stage is, as the page of operations tells it."""

from __future__ import annotations

import json
from typing import Any

from services.publish.adapters.measuring import Measuring
from shared.delivery.state import State
from shared.streams import SERVICES, STORIES_UPDATED


async def test_every_stage_has_a_duration(redis: Any, namespace: str) -> None:
    """ingest to resolve are told by the article, cluster by the update, and publish by the process that answers."""
    state = State(redis, namespace)
    passed = [{"stage": stage, "ms": 3.0} for stage in SERVICES[:4]]
    await redis.hset(state.key("publish:articles"), "urn:x:1", json.dumps({"timing": passed}))
    changes = [{"kind": "article_added", "ref": "urn:x:1"}]
    update = {"changes": changes, "timing": {"cluster_ms": 7.0, "pipeline_latency_ms": 90.0}}
    await redis.xadd(state.key(STORIES_UPDATED.name), {"data": json.dumps({"data": update})})
    measuring = Measuring(state)
    measuring.own = (0.002, 0.004)
    told = await measuring.latencies()
    assert set(SERVICES) == set(told)
    assert (7.0, 4.0) == (told["cluster"].p50, told["publish"].p50)


async def test_a_stage_that_has_done_nothing_has_no_duration(redis: Any, namespace: str) -> None:
    """Before anything has come there is nothing to tell, rather than a zero."""
    assert {} == await Measuring(State(redis, namespace)).latencies()
