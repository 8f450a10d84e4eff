"""Dashboards: what is committed is what the generator makes, and every query of theirs has an answer under load."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.grafana import generate, lint
from deploy.grafana.check import Range, check
from deploy.grafana.generate import BOARDS, FOLDER
from deploy.grafana.panels import Panel
from shared.metric_names import METRICS
from tests.integration.feed_site import Answer, Site, item, rss, site
from tests.integration.observed import EVERY, Load, Observed, observed
from tests.integration.processes import ROOT
from tests.integration.receiver import Receiver, receiving

FILES = sorted(FOLDER.glob("*.json"))
#: Seconds until every panel must have an answer; a busy machine is five times slower than a free one.
SOON = 300.0


def test_dashboards_are_what_the_generator_makes() -> None:
    """The dashboards that Grafana is given are those that the code describes."""
    assert [] == generate.stale(), "run `python -m deploy.grafana.generate`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dashboards_are_well_formed(path: Path) -> None:
    """A dashboard has no key that Grafana's model lacks, nothing that overlaps, and a unit and a legend everywhere."""
    assert [] == lint.findings(path)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda raw: raw["panels"][1].update(colour="red"), "does not know .panels[1].colour"),
        (lambda raw: raw["panels"][1]["gridPos"].update(x=3), "overlap"),
        (lambda raw: raw["panels"][1]["fieldConfig"]["defaults"].pop("unit"), "no unit"),
        (lambda raw: raw["panels"][1]["targets"][0].update(expr="up{pod=~'$pod'}"), "nobody declares $pod"),
        (lambda raw: raw["panels"][1]["targets"][0].pop("legendFormat"), "has no legendFormat"),
    ],
)
def test_mistakes_in_a_dashboard_are_found(fault: Any, told: str, tmp_path: Path) -> None:
    """An unknown key, an overlap, a missing unit or legend and an undeclared variable are told in words."""
    raw = json.loads(FILES[0].read_text(encoding="utf-8"))
    fault(raw)
    (tmp_path / "wrong.json").write_text(json.dumps(raw), encoding="utf-8")
    assert any(told in wrong for wrong in lint.findings(tmp_path / "wrong.json"))


def panels() -> list[Panel]:
    """Every panel of every dashboard."""
    return [panel for board in BOARDS for _, row in board.rows for panel in row]


def test_panels_lead_to_runbooks_that_exist() -> None:
    """Every alert that a panel names has a rule and a runbook."""
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule}
    named = {panel.alert for panel in panels() if panel.alert}
    assert named
    assert set() == named - alerts
    assert [] == [alert for alert in named if not (ROOT / "docs/runbooks" / f"{alert}.md").exists()]


def test_every_metric_is_on_a_dashboard() -> None:
    """What the services measure is shown somewhere."""
    asked = " ".join(query.expr for panel in panels() for query in panel.queries)
    assert set() == {name for name in METRICS if name not in asked}


def test_grafana_is_given_all_of_it() -> None:
    """The files that provision Grafana name the folder of the dashboards and a Prometheus as its data source."""
    folder = ROOT / "deploy/grafana/provisioning"
    source = yaml.safe_load((folder / "datasources/prometheus.yml").read_text(encoding="utf-8"))["datasources"][0]
    given = yaml.safe_load((folder / "dashboards/slugline.yml").read_text(encoding="utf-8"))["providers"][0]
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert "prometheus" == source["type"]
    assert "file" == given["type"]
    assert f"./deploy/grafana/dashboards:{given['options']['path']}" in compose


@pytest.mark.integration
@pytest.mark.timeout(900)
async def test_every_panel_has_an_answer_under_load(tmp_path: Path) -> None:
    """With articles, kills, dead letters, subscribers, webhooks and an editor no panel of any dashboard is empty."""
    over = Range(seconds=120, step=EVERY, scrape=EVERY)
    quick = {"SLUGLINE_FEEDS_EVERY": "1", "SLUGLINE_FEEDS_LEAST": "1", "SLUGLINE_FEEDS_ALLOW_PRIVATE": "true"}
    async with observed(tmp_path, environment=quick) as system, site() as news, busy(system, news):
        deadline = time.monotonic() + SOON
        findings = ["nothing was asked yet"]
        while findings and time.monotonic() < deadline:
            await asyncio.sleep(2)
            findings, count = await asyncio.to_thread(check, system.url, over)
        assert "" == "\n".join(findings)
        assert count > 100


@asynccontextmanager
async def busy(system: Observed, news: Site) -> AsyncIterator[None]:
    """Everything happens that a panel could show."""
    listening = asyncio.create_task(_listen(system))
    async with receiving() as receiver, Load(system):
        await _arrange(system, news, receiver)
        editing = asyncio.create_task(_edit(system))
        for _ in range(2):  # the first of a kind may come before the first scrape
            await system.redis.xadd("articles.submitted", {"data": "{"})
            await asyncio.sleep(2 * EVERY)
        try:
            yield
        finally:
            for task in (editing, listening):
                task.cancel()
            await asyncio.gather(editing, listening, return_exceptions=True)


async def _arrange(system: Observed, news: Site, receiver: Receiver) -> None:
    """A webhook that is sent to, and a feed that is polled."""
    made = await system.http.post("/v1/subscriptions", json={"url": receiver.url})
    assert 201 == made.status_code, made.text
    said = "The ferry in the harbour has stopped, the council said."
    news.answers["/rss"] = Answer(body=rss(item("urn:h:1", "Ferry stopped", said, datetime.now(UTC))))
    added = await system.http.put(f"{system.own.runtime.ingest_url}/v1/feeds/harbour", json={"url": f"{news.url}/rss"})
    assert added.is_success, added.text


async def _listen(system: Observed) -> None:
    async with system.http.stream("GET", "/v1/updates", headers={"accept": "text/event-stream"}, timeout=None) as told:
        async for _ in told.aiter_bytes():
            pass


async def _edit(system: Observed) -> None:
    """Joins the two newest stories, again and again."""
    while True:
        await asyncio.sleep(3)
        with contextlib.suppress(KeyError, IndexError):
            stories = (await system.http.get("/v1/stories")).json()["items"]
            one, other = (story["id"] for story in stories[:2])
            await system.http.post(f"/v1/stories/{one}/commands", json={"do": "merge", "stories": [other]})
