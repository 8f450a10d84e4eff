"""The supervisor, with toy services as real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest

from services.cli.supervisor import NotReady, Supervisor, specs
from shared.embedded_guard import Guard
from tests.integration.processes import PATIENCE, ROOT, is_alive, python, wait_for

pytestmark = pytest.mark.integration

TOY = Path(__file__).with_name("toy_service.py")


def toy_specs(replicas):
    return specs(replicas, {}, command=lambda name: [sys.executable, str(TOY), name])


@pytest.fixture
def lines():
    """What the children wrote, as (name, line)."""
    return []


@pytest.fixture
async def run(lines):
    """Starts a supervisor of toy services and stops it after the test."""
    guard, started = Guard(), []

    async def start(replicas, shutdown_wait=10.0):
        sink = lambda name, line: lines.append((name, line))  # noqa: E731
        supervisor = Supervisor(toy_specs(replicas), guard, sink=sink, shutdown_wait=shutdown_wait)
        started.append(supervisor)
        await supervisor.start()
        return supervisor

    yield start
    for supervisor in started:
        await supervisor.stop()
    await asyncio.to_thread(guard.close)


async def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_replicas_get_ready(run, lines):
    """Every replica runs under a name of its own and answers on a port of its own; its output is passed on."""
    supervisor = await run({"steady": 2})
    await supervisor.wait_until_ready(PATIENCE)
    states = supervisor.states()
    assert [("steady-1", True), ("steady-2", True)] == [(s.name, s.ready) for s in states]
    assert 2 == len({s.url for s in states})
    assert {("steady-1", "steady as steady-1"), ("steady-2", "steady as steady-2")} == set(lines)
    async with httpx.AsyncClient() as http:
        assert 200 == (await http.get(f"{supervisor.url_of('steady')}/readyz")).status_code


async def test_killed_service_comes_back(run):
    """A service that is killed runs again, under the same name and port."""
    supervisor = await run({"steady": 1})
    await supervisor.wait_until_ready(PATIENCE)
    before = supervisor.states()[0]
    os.kill(before.pid, signal.SIGKILL)
    await until(lambda: supervisor.states()[0].pid not in (None, before.pid))
    await supervisor.wait_until_ready(PATIENCE)
    after = supervisor.states()[0]
    assert (before.url, 1, False) == (after.url, after.restarts, after.crash_looping)


async def test_crash_loop_stays_visible(run):
    """A service that ends again and again is started ever more slowly and shows as such, with its last words."""
    supervisor = await run({"crashing": 1, "steady": 1})
    await until(lambda: supervisor.states()[0].crash_looping)
    crashing, steady = supervisor.states()
    assert crashing.restarts >= 3
    assert "no such table" == crashing.last_line
    assert not steady.crash_looping


async def test_those_that_do_not_get_ready_are_named(run):
    """Where a service does not get ready in time, the error names it alone and its last words."""
    supervisor = await run({"steady": 1, "unready": 1})
    await until(lambda: all(state.last_line for state in supervisor.states()))
    with pytest.raises(NotReady) as refusal:
        await supervisor.wait_until_ready(2)
    assert "not ready: unready-1: unready as unready-1" == str(refusal.value)


async def test_crash_loop_at_the_start_is_not_waited_for(run):
    """Where that is asked for, a service that ends again and again at the start is reported at once, it alone."""
    supervisor = await run({"crashing": 1, "unready": 1})
    with pytest.raises(NotReady) as refusal:
        await supervisor.wait_until_ready(PATIENCE, despite_crashes=False)
    assert ["crashing-1"] == [state.name for state in refusal.value.waiting]


async def test_stop_lets_services_finish(run, lines):
    """On a stop each service finishes what is in flight before it ends."""
    supervisor = await run({"steady": 2})
    await supervisor.wait_until_ready(PATIENCE)
    pids = [state.pid for state in supervisor.states()]
    await supervisor.stop()
    assert {("steady-1", "finished"), ("steady-2", "finished")} <= set(lines)
    assert not any(is_alive(pid) for pid in pids)


async def test_stubborn_service_is_killed(run):
    """A service that does not end in time is killed, so that a stop always comes to an end."""
    supervisor = await run({"stubborn": 1}, shutdown_wait=0.5)
    await supervisor.wait_until_ready(PATIENCE)
    pid = supervisor.states()[0].pid
    await supervisor.stop()
    assert not is_alive(pid)


SUPERVISOR = f"""
import asyncio, sys
sys.path.insert(0, {str(ROOT)!r})
from services.cli.supervisor import Supervisor, specs
from shared.embedded_guard import Guard

async def main():
    made = specs({{"steady": 2}}, {{}}, command=lambda name: [sys.executable, {str(TOY)!r}, name])
    async with Supervisor(made, Guard(), sink=lambda *_: None) as supervisor:
        await supervisor.wait_until_ready(60)
        print(*(state.pid for state in supervisor.states()), flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def test_services_end_with_their_supervisor():
    """A supervisor that is killed leaves no service behind."""
    with python(SUPERVISOR) as supervisor:
        pids = [int(pid) for pid in supervisor.stdout.readline().split()]
        assert 2 == len(pids)
        supervisor.kill()
        supervisor.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in pids), "the services to end")
