"""The short form of `make chaos`: every kind of fault once, while articles flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.chaos.experiment import Terms, experiment
from tests.e2e.chaos.plan import LASTS
from tests.e2e.chaos.report import report

pytestmark = pytest.mark.chaos


@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    """Whatever fails while articles flow, stories, updates and dead letters are those of a run without faults.

    Every revision reached each subscriber once and in order, and each webhook at least once.
    """
    result = await experiment(Terms(articles=80, seed=5, seconds=40, short=True), tmp_path)
    report(result)
    assert {record.fault.kind for record in result.records} == set(LASTS)
    assert result.calm.order
    assert set(result.stormy.dead) <= {"ingest: not_json", "ingest: wrong_type", "ingest: empty", "ingest: bad_date"}
    assert not result.faults
