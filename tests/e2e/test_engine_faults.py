"""The short form of `make engine-faults`: the engine dies, lies, hangs or dawdles while articles flow."""

from __future__ import annotations

import pytest

from tests.e2e.engine_faults import FAULTS, PATIENCE, experiment, faults

pytestmark = pytest.mark.chaos

COUNT = 16
#: Seconds that a busy machine may add.
NOISE = 3.0


@pytest.mark.timeout(300)
async def test_no_engine_stops_the_wire() -> None:
    """Whatever an engine does, every article goes on at once, none is lost, and late translations are enrichments."""
    outcomes = await experiment(COUNT, rate=4.0, slow=4.0)
    assert FAULTS == tuple(outcome.fault for outcome in outcomes)
    assert [] == faults(outcomes, COUNT)
    for outcome in outcomes[1:]:
        # One article at most waits for the engine, and those behind it with it; noise comes on top, on a busy machine
        # seconds of it. If the wire did wait, the eighth German article would have waited for 8 x 2 s and more.
        waited = [s for s in outcome.latency.values() if s > PATIENCE + max(outcomes[0].latency.values()) + NOISE]
        assert [] == waited, outcome.fault
