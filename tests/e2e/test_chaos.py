"""The short form of `make chaos`: SIGKILL for services and the server, while articles flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.chaos import experiment, report

pytestmark = pytest.mark.chaos


@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    """Whatever is killed while articles flow, stories, updates and dead letters are those of a run without faults."""
    calm, stormy, faults, lost = await experiment(count=300, seed=5, logs=tmp_path, server_kills=1)
    report(calm, stormy, faults, lost)
    assert stormy.kills.get("server", 0) >= 1 and sum(stormy.kills.values()) >= 6
    assert 3 == sum(calm.dead.values())
    assert calm.updates and not faults and not lost
