"""The short form of `make chaos`: every kind of fault once, while articles flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.chaos.experiment import Terms, experiment
from tests.e2e.chaos.plan import LASTS
from tests.e2e.chaos.report import report

pytestmark = pytest.mark.chaos

#: Reasons of dead letters that say something of us and not of the input.
FAILURES = {"failed", "crashed", "commit_refused"}


@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    """Whatever fails while articles flow, stories, updates and dead letters are those of a run without faults.

    Every revision reached each subscriber once and in order, and each webhook at least once.
    """
    result = await experiment(Terms(articles=70, seed=5, seconds=40, short=True), tmp_path)
    report(result)
    assert {record.fault.kind for record in result.records} == set(LASTS)
    assert result.calm.order
    assert result.stormy.dead, "no poison was among the articles"
    assert not [letter for letter in result.stormy.dead if letter.split(": ")[1] in FAILURES]
    assert [] == result.faults
