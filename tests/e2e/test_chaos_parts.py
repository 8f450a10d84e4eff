"""The parts of chaos and soak by themselves: what compares runs, what fails on purpose, what judges growth."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.chaos.clock import Clocks
from tests.e2e.chaos.listeners import Listeners, Subscriber
from tests.e2e.chaos.outcome import Outcome, differences
from tests.e2e.chaos.plan import LASTS, plan
from tests.e2e.soak.samples import Minute, Sample, Samples
from tests.e2e.soak.verdict import slope, verdict
from tests.integration.receiver import Got, Receiver

NAMES = ["ingest-1", "cluster-1", "cluster-2"]


def outcome(**changed: Any) -> Outcome:
    """A story with two revisions and its article."""
    updates = {"st_1": [{"id": f"st_1-r{n}", "data": {"revision": n, "message": "so"}} for n in (1, 2)]}
    said: dict[str, Any] = {"updates": updates, "articles": {"urn:1": {"story_id": "st_1"}}, "dead": {}}
    return Outcome(**{**said, **changed})


def test_equal_runs_have_no_differences() -> None:
    """Two outcomes that are equal have no difference."""
    assert differences(outcome(), outcome()) == []


def test_what_is_lost_doubled_or_changed_is_named() -> None:
    """A lost article, a doubled revision, a changed message and a strange dead letter are each told."""
    doubled = outcome().updates["st_1"] + outcome().updates["st_1"][1:]
    changed = [outcome().updates["st_1"][0], {"id": "st_1-r2", "data": {"revision": 2, "message": "else"}}]
    assert differences(outcome(), outcome(articles={})) == ["article urn:1: missing in the second"]
    assert "st_1: revisions [1, 2, 2]" in differences(outcome(), outcome(updates={"st_1": doubled}))
    told = differences(outcome(), outcome(updates={"st_1": changed}))
    assert told == ["updates of st_1: update 2 differs in data(message)"]
    assert differences(outcome(), outcome(dead={"extract: failed": 1})) != []


def test_plan_has_every_kind_and_repeats_with_its_seed() -> None:
    """A round of the plan has every kind of fault once, and the same seed gives the same plan."""
    first = list(itertools.islice(plan(4, NAMES), 2 * len(LASTS)))
    assert {fault.kind for fault in first[: len(LASTS)]} == set(LASTS)
    assert first == list(itertools.islice(plan(4, NAMES), 2 * len(LASTS)))
    assert first != list(itertools.islice(plan(5, NAMES), 2 * len(LASTS)))


def test_subscribers_that_missed_or_heard_twice_are_told() -> None:
    """A revision that a subscriber missed or heard twice is a fault; a webhook may hear it twice."""
    ids = ["st_1-r1", "st_2-r1", "st_1-r2"]
    heard = _listeners(ids, [*ids, ids[0]])
    assert heard.faults(ids) == []
    assert heard.missing(ids) == 0
    assert len(_listeners(ids[:2], ids).faults(ids)) == 2
    assert len(_listeners([*ids, ids[0]], ids).faults(ids)) == 2
    assert len(_listeners(ids, ids[1:]).faults(ids)) == 1


def _listeners(told: list[str], sent: list[str]) -> Listeners:
    each, folded, receiver = Subscriber([], "none"), Subscriber([], "second"), Receiver()
    each.events = [{"id": one} for one in told]
    folded.events = [{"id": one} for one in told]
    receiver.got = [Got("/hook", {"webhook-id": one}, b"") for one in sent]
    return Listeners(each, folded, receiver)


async def test_slow_network_changes_nothing_of_what_is_said() -> None:
    """Delays and crumbs change when bytes come, not which."""
    said = bytes(range(256)) * 40

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(len(said)))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    behind = server.sockets[0].getsockname()[1]
    command = ("-m", "tests.e2e.chaos.proxy", "127.0.0.1:0", f"127.0.0.1:{behind}", "1")
    pipe = asyncio.subprocess.PIPE
    proxy = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=pipe, stdout=pipe)
    assert proxy.stdin and proxy.stdout
    try:
        port = json.loads(await proxy.stdout.readline())["port"]
        proxy.stdin.write(json.dumps({"latency": 5, "jitter": 5, "crumbs": 7}).encode() + b"\n")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        assert await asyncio.wait_for(reader.readexactly(len(said)), 30) == said
        writer.close()
    finally:
        proxy.stdin.close()
        await proxy.wait()
        server.close()


async def test_clock_of_one_process_is_stepped_while_it_runs(tmp_path: Path) -> None:
    """A process sees its wall clock move at once, and its monotonic clock not at all."""
    clocks = await asyncio.to_thread(Clocks.make, tmp_path)
    if clocks is None:
        pytest.skip("no C compiler to make a clock that can be stepped")
    code = "import sys, time\nfor _ in sys.stdin: print(time.time(), time.monotonic(), flush=True)"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=pipe, stdout=pipe, env=clocks.environment("one")
    )
    assert process.stdin and process.stdout
    told = []
    for ahead in (0, 10_800, -3600, 0):
        clocks.set("one", ahead)
        process.stdin.write(b"\n")
        told.append([float(number) for number in (await process.stdout.readline()).split()])
    process.stdin.close()
    await process.wait()
    wall = [round((after[0] - told[0][0]) / 60) for after in told]
    assert wall == [0, 180, -60, 0]
    assert told[-1][1] - told[0][1] < 60


def test_median_slope_is_not_moved_by_an_outlier() -> None:
    """The slope is that of most samples, whatever one of them says."""
    assert slope([0, 1, 2, 3, 4], [1, 2, 300, 4, 5]) == 1


def test_leak_backlog_and_slowness_are_found() -> None:
    """A run that stands still passes; memory that leaks, entries that pile up and a slow end do not."""
    assert [one.what for one in verdict(_run()) if not one.holds] == []
    assert [one.what for one in verdict(_run(leak=0.5)) if not one.holds] == ["memory of extract-1"]
    assert [one.what for one in verdict(_run(piles=5)) if not one.holds] == ["under way"]
    assert [one.what for one in verdict(_run(p99=2.5)) if not one.holds] == ["latency at the end"]


def _run(leak: float = 0.0, piles: int = 0, p99: float = 0.4) -> Samples:
    samples = [
        Sample(
            at=5.0 * n,
            megabytes={"extract-1": 200 + leak * n, "resolve-1": 150 + 0.02 * n},
            redis_used=50 + 0.5 * n,
            redis_resident=60,
            pending=piles * n,
            lag=0,
            parked=0,
            pushed=50 * n,
        )
        for n in range(120)
    ]
    return Samples(10.0, 600.0, samples, [Minute(60, 600, 0.1, 0.2, 0.4), Minute(600, 600, 0.1, 0.2, p99)])
