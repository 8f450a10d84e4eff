"""Alerts: each has a severity and a runbook, fires when it should and only then, the first five by faults for real."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.metric_names import METRICS
from tests.integration.observed import EVERY, Load, Observed, observed, wave
from tests.integration.processes import ROOT
from tests.integration.shortened_rules import RULES, shortened

FOLDER = RULES.parent
RUNBOOKS = ROOT / "docs/runbooks"
GROUPS = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
ALERTS = [rule for group in GROUPS for rule in group["rules"] if "alert" in rule]
#: Fires while all is well.
SWITCH = "SluglineDeadMansSwitch"
#: Seconds that anything here may take on a busy machine.
SOON = 240.0
#: Suffixes under which a histogram's metric is asked.
_PARTS = ("_bucket", "_sum", "_count", "")


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """What promtool says. Skips where there is none."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool on the PATH (Debian: apt-get install prometheus)")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tests", sorted(FOLDER.glob("*_test.yml")), ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_only_then(tests: Path) -> None:
    """Given figures over time, each alert fires for the one that is wrong and for no other."""
    told = promtool("test", "rules", tests)
    assert told.returncode == 0, told.stdout + told.stderr


def test_rules_are_sound(tmp_path: Path) -> None:
    """promtool finds nothing to complain of, neither in the rules nor in those with short times."""
    (tmp_path / "short.yml").write_text(shortened(), encoding="utf-8")
    for path in (RULES, tmp_path / "short.yml"):
        told = promtool("check", "rules", "--lint=all", "--lint-fatal", path)
        assert told.returncode == 0, told.stdout + told.stderr


def test_every_alert_is_tested() -> None:
    """No alert is without a test of its own with promtool."""
    tested = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*_test.yml"))
    assert [] == [rule["alert"] for rule in ALERTS if rule["alert"] not in tested]


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_alert_tells_what_to_do(rule: dict[str, Any]) -> None:
    """An alert has a severity, a summary, a description, and a runbook that says what to see and what to do."""
    told = rule["annotations"]
    assert rule["labels"]["severity"] in ("critical", "warning", "none")
    assert told["summary"]
    assert told["description"]
    assert told["runbook_url"] == f"docs/runbooks/{rule['alert']}.md"
    page = (RUNBOOKS / f"{rule['alert']}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {rule['alert']}\n")
    missing = [part for part in ("## What it means", "## How to see it", "## What to do") if part not in page]
    assert [] == missing


def test_no_runbook_is_left_over() -> None:
    """Every runbook belongs to an alert, and the list of them names it."""
    pages = {path.stem for path in RUNBOOKS.glob("Slugline*.md")}
    assert {rule["alert"] for rule in ALERTS} == pages
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    assert [] == [page for page in sorted(pages) if f"({page}.md)" not in index]


@pytest.mark.parametrize("path", sorted(RUNBOOKS.glob("*.md")), ids=lambda path: path.stem)
def test_commands_of_runbooks_are_commands(path: Path) -> None:
    """What a runbook tells to type is accepted by a shell."""
    for block in re.findall(r"^```sh\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.M | re.S):
        told = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr


def test_alerts_ask_for_metrics_that_exist() -> None:
    """Every metric in a rule is one that a service measures, or is recorded by a rule."""
    named = {name for rule in ALERTS for name in re.findall(r"\bslugline_\w+", rule["expr"])}
    known = {f"{name}{part}" for name in METRICS for part in _PARTS}
    assert named
    assert set() == named - known


@pytest.mark.integration
@pytest.mark.timeout(900)
async def test_first_five_fire_for_real(tmp_path: Path) -> None:
    """A poisoned entry, a silent source and a stopped cluster raise their alarms, and those of cluster end with it.

    The rules are those of deploy/prometheus with short times (shortened_rules.py); everything else is as it runs.
    """
    async with observed(tmp_path, shortened()) as system, Load(system, pause=1.0), watching(system) as watch:
        async with talking(system, "Quiet Wire", seconds=25):
            await watch.until(lambda now: set(now) == {SWITCH}, "quiet")
        watch.seen.clear()
        await system.redis.xadd("articles.submitted", {"data": "{"})
        for number in range(1000, 1006):
            await system.submit(*wave(number))
        async with stopped_at_work(system, "cluster", "articles.resolved"):
            await watch.until(lambda now: all(_of_cluster(now, alert) for alert in STUCK), "a stop")
        await watch.until(lambda _: FIRST_FIVE <= set(watch.seen), "all five")
        await watch.until(lambda now: not any(_of_cluster(now, alert) for alert in STUCK), "its end")
    assert "ingest" in watch.said("SluglineDeadLettersPresent", "stage")
    assert "quiet-wire" in watch.said("SluglineProviderSilent", "provider")


FIRST_FIVE = {
    "SluglineEndToEndLatencyHigh",
    "SluglineConsumerLagGrowing",
    "SluglinePendingStuck",
    "SluglineDeadLettersPresent",
    "SluglineProviderSilent",
}


#: What a stage that stands still raises.
STUCK = ("SluglinePendingStuck", "SluglineConsumerLagGrowing")


def _of_cluster(now: dict[str, list[dict[str, str]]], alert: str) -> bool:
    """Whether an alert fires for cluster; on a busy machine others may be late as well."""
    return any(labels["group"] == "cluster" for labels in now.get(alert, ()))


class Watch:
    """Looks every second at what fires, and keeps what has."""

    def __init__(self, system: Observed) -> None:
        self._system = system
        self.now: dict[str, list[dict[str, str]]] = {}
        self.seen: dict[str, list[dict[str, str]]] = {}

    async def run(self) -> None:
        """Looks until it is cancelled."""
        while True:
            self.now = await self._system.firing()
            for name, labels in self.now.items():
                self.seen.setdefault(name, []).extend(labels)
            await asyncio.sleep(EVERY)

    async def until(self, holds: Callable[[dict[str, list[dict[str, str]]]], bool], what: str) -> None:
        """Returns once this holds of what fires."""
        deadline = time.monotonic() + SOON
        while not (self.now and holds(self.now)):
            assert time.monotonic() < deadline, f"waited {SOON:.0f} s for {what}; now {self.now}, seen {set(self.seen)}"
            await asyncio.sleep(EVERY / 4)

    def said(self, alert: str, label: str) -> set[str]:
        """The values of a label of all times that an alert was seen."""
        return {labels[label] for labels in self.seen[alert]}


@asynccontextmanager
async def watching(system: Observed) -> AsyncIterator[Watch]:
    """A watch that looks while the block runs."""
    watch = Watch(system)
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def stopped_at_work(system: Observed, service: str, stream: str) -> AsyncIterator[None]:
    """A process that stands still while the block runs, as if its machine did, with entries in its hands."""
    pid, deadline = system.pid(service), time.monotonic() + SOON
    while True:
        assert time.monotonic() < deadline, f"{service} was never at work"
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(0.1)  # what Redis was about to do for it
        if (await system.redis.xpending(stream, service))["pending"]:
            break
        os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(0.05)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def talking(system: Observed, source: str, seconds: float) -> AsyncIterator[None]:
    """A source that sends something each second while the block runs, for so long at least, and then no more."""
    begun = time.monotonic()

    async def talk() -> None:
        for number in itertools.count():
            article = {"uri": f"urn:quiet:{number}", "source": source, "headline": "A word", "body": f"Word {number}."}
            await system.submit(article)
            await asyncio.sleep(1)

    task = asyncio.create_task(talk())
    try:
        yield
        await asyncio.sleep(max(0.0, begun + seconds - time.monotonic()))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
