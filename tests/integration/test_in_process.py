"""Services that share one process, as scenarios run them."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from shared.testing.pipeline import InProcessPipeline

pytestmark = pytest.mark.integration


async def test_nothing_is_left_of_a_service_that_has_stopped(redis_url: str, namespace: str) -> None:
    """A process may start and stop services without end: what each has read into memory is given back."""
    frozen = gc.get_freeze_count()
    async with InProcessPipeline(redis_url, namespace, services=("cluster",)) as pipeline:
        left: Any = weakref.ref(pipeline.services["cluster"])
    del pipeline
    gc.collect()
    assert gc.get_freeze_count() == frozen
    assert left() is None
