"""The experiment: the same script with and without faults, and what differs then."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.chaos.drain import drained
from tests.e2e.chaos.faults import Hand
from tests.e2e.chaos.listeners import Listeners, listening
from tests.e2e.chaos.outcome import Outcome, collect, differences, unaccounted
from tests.e2e.chaos.plan import LASTS, plan
from tests.e2e.chaos.script import Player, Step, entries, script
from tests.e2e.chaos.storm import Record, Storm
from tests.e2e.chaos.system import CALM, FEW, REPLICAS, System, system

#: Seconds that recovery is waited for before the next fault, and in a short run.
PATIENCE, SHORT_PATIENCE = 45.0, 2.0
#: Seconds after which a run that does not drain is given up, beyond the storm.
LIMIT = 1200.0
#: Seconds that listeners get for what is on its way to them: a webhook that failed twice is tried again after 5 min.
HEARING = 420.0


@dataclass
class Terms:
    """What a run is to be."""

    articles: int
    seed: int
    #: Seconds of storm.
    seconds: float
    short: bool = False


@dataclass
class Result:
    """What came of it."""

    terms: Terms
    calm: Outcome
    stormy: Outcome
    records: list[Record]
    #: What breaks the promise; empty when it was kept.
    faults: list[str]
    #: How the machine let us do it.
    conditions: dict[str, str] = field(default_factory=dict)


async def experiment(terms: Terms, logs: Path) -> Result:
    """A calm run and a stormy one over the same script."""
    steps = script(terms.articles, terms.seed)
    calming, raging = _calm(steps, logs / "calm.log", terms), _stormy(steps, logs / "stormy.log", terms)
    if terms.short:  # at once: a short storm is mostly waiting
        calm, (stormy, records, heard, conditions) = await asyncio.gather(calming, raging)
    else:
        calm = await calming
        print(f"calm run: {calm.seconds:.0f} s, {len(calm.order)} updates", file=sys.stderr, flush=True)
        stormy, records, heard, conditions = await raging
    lost = [f"lost: {uri}" for uri in unaccounted(stormy, entries(terms.articles, terms.seed))]
    missing = sorted(set(LASTS) - {record.fault.kind for record in records})
    conditions["not drawn"] = ", ".join(missing) or "none"
    for name, outcome in (("calm", calm), ("stormy", stormy)):
        kept = json.dumps(dataclasses.asdict(outcome), indent=1, ensure_ascii=False)
        (logs / f"{name}.json").write_text(kept, encoding="utf-8")
    return Result(terms, calm, stormy, records, [*differences(calm, stormy), *lost, *heard], conditions)


async def _calm(steps: list[Step], log: Path, terms: Terms) -> Outcome:
    begun = time.monotonic()
    async with system(CALM, log, calm=True) as running, asyncio.timeout(LIMIT + terms.seconds):
        await Player(running, steps, seconds=0.0, clock_is_right=lambda: True).play()
        await drained(running.redis)
        return await _collected(running, begun)


async def _stormy(
    steps: list[Step], log: Path, terms: Terms
) -> tuple[Outcome, list[Record], list[str], dict[str, str]]:
    begun = time.monotonic()
    async with (
        system(FEW if terms.short else REPLICAS, log, seed=terms.seed) as running,
        listening(running.urls_of("publish")) as listeners,
        asyncio.timeout(LIMIT + terms.seconds),
    ):
        storm = await _rage(running, steps, terms)
        await running.supervisor.wait_until_ready(120)
        await drained(running.redis)
        outcome = await _collected(running, begun)
        await _heard(listeners, outcome)
        return outcome, storm.records, listeners.faults(outcome.order), _conditions(running)


async def _rage(running: System, steps: list[Step], terms: Terms) -> Storm:
    """Plays the script in the storm; returns when both are over."""
    async with Hand(running) as hand:
        faults = plan(terms.seed, running.names, short=terms.short)
        storm = Storm(running, hand, faults, patience=SHORT_PATIENCE if terms.short else PATIENCE)
        until = time.monotonic() + terms.seconds
        player = Player(running, steps, seconds=terms.seconds * 0.9, clock_is_right=lambda: hand.wrong_clocks == 0)
        playing = asyncio.create_task(player.play())
        try:
            rounds = 1 if terms.short else 0
            await storm.rage(lambda: time.monotonic() > until and len(storm.records) >= rounds * len(LASTS))
            await playing
        finally:
            playing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await playing
    return storm


async def _heard(listeners: Listeners, outcome: Outcome) -> None:
    """Returns when every listener was told of everything, or has had time enough for it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HEARING):
            while listeners.missing(outcome.order):
                await asyncio.sleep(0.2)
    await asyncio.sleep(1.0)  # what comes twice comes now


async def _collected(running: System, begun: float) -> Outcome:
    outcome = await collect(running.redis, running.urls_of("publish")[0])
    outcome.seconds = time.monotonic() - begun
    return outcome


def _conditions(running: System) -> dict[str, str]:
    return {
        "network": "a namespace of its own" if running.network else "cut by the proxy (no root, or no ip)",
        "clocks": "stepped" if running.clocks else "not stepped (no C compiler)",
        "server": str(running.server.binary.version),
    }
