"""The sample wire and the scenarios are what they claim: ninjs in order of time, and expectations that can fail."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.cli.domain.scenario import Scenario
from services.ingest.domain.forms import read_form

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.json"))
SCENARIOS = sorted((Path(__file__).resolve().parent.parent / "seeds" / "scenarios").glob("*.yaml"))
#: An arrival after all of them.
LATER = datetime(2026, 1, 1, tzinfo=UTC)
#: Properties of a ninjs 3.1 item that the seeds use; the standard knows more and refuses others.
NINJS = {
    *("uri", "type", "representationType", "version", "firstCreated", "versionCreated", "pubStatus", "urgency"),
    *("language", "edNote", "slugline", "located", "by", "headlines", "bodies", "infoSources", "standard"),
}


def load(path: Path) -> dict[str, Any]:
    """The item in a file."""
    item: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return item


def scenario(path: Path) -> Scenario:
    """The scenario in a file, its articles from files read in."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["articles"] = [load(path.parent / each["file"]) if "file" in each else each for each in raw["articles"]]
    return Scenario.model_validate(raw)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_are_ninjs(path: Path) -> None:
    """A seed is a ninjs 3.1 text item with a URI, a string as version, and dates with offsets."""
    item = load(path)
    assert set(item) <= NINJS
    assert re.fullmatch(r"urn:newsml:[a-z]+\.example:\d{8}:[a-z0-9-]+", item["uri"])
    assert item["standard"]["version"] == "3.1"
    assert isinstance(item["version"], str)
    assert item["pubStatus"] in ("usable", "canceled")
    dates = [datetime.fromisoformat(item[name]) for name in ("firstCreated", "versionCreated")]
    assert all(date.tzinfo for date in dates)
    assert dates == sorted(dates)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_have_the_length_of_wire_stories(path: Path) -> None:
    """A seed that is not a kill has a headline and 120 to 250 words."""
    item = load(path)
    if item["pubStatus"] == "usable":
        words = re.sub(r"<[^>]+>", " ", item["bodies"][0]["value"]).split()
        assert item["headlines"][0]["value"]
        assert 120 <= len(words) <= 250


def test_seeds_stand_in_order_of_time() -> None:
    """The names of the seeds sort them by when each version was made."""
    made = [datetime.fromisoformat(load(path)["versionCreated"]) for path in SEEDS]
    assert made == sorted(made)


def test_seeds_hold_what_a_wire_brings() -> None:
    """Among the seeds are a correction and a kill of earlier versions, and a reprint that gives credit."""
    items = [load(path) for path in SEEDS]
    versions = Counter(item["uri"] for item in items)
    later = [item for item in items if item["version"] != "1"]
    assert {"usable", "canceled"} == {item["pubStatus"] for item in later}
    assert all(item["edNote"] and versions[item["uri"]] == 2 for item in later)
    assert any(source["role"] == "credit" for item in items for source in item["infoSources"])


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_can_be_read(path: Path) -> None:
    """A scenario has a title, articles, and only fields and kinds of change that exist."""
    read = scenario(path)
    assert read.title
    assert read.articles


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_speak_of_their_own_articles(path: Path) -> None:
    """Every uri in a scenario's expectations is one of its articles, so that none holds by a typing error."""
    read = scenario(path)
    own = {str(article["uri"]) for article in read.articles}
    named = {uri for members in read.expect.stories or () for uri in members} | set(read.expect.updates)
    changes = [change for wanted in read.expect.updates.values() for change in wanted] + list(read.expect.never)
    named |= {change["article"] for change in changes if "article" in change}
    assert set() == named - own


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_expect_something_and_forbid_something(path: Path) -> None:
    """A scenario says which stories there are at the end, and at least one change that must not appear."""
    expect = scenario(path).expect
    assert expect.stories
    assert expect.never


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_are_read_as_what_they_are(path: Path) -> None:
    """Ingest reads a seed as ninjs 3, with its uri, version, provider and words."""
    item = load(path)
    read = read_form(item, LATER)
    assert (read.format, read.uri, read.version, read.pub_status) == (
        "ninjs-3",
        item["uri"],
        item["version"],
        item["pubStatus"],
    )
    assert read.provider.name == item["infoSources"][0]["name"]
    assert bool(read.text) == (item["pubStatus"] == "usable")


def test_page_rubbish_in_a_seed_is_taken_out() -> None:
    """What stands around the text on the reprint's page is no part of the article."""
    reprint = next(path for path in SEEDS if "copy" in path.stem)
    assert "STORY CONTINUES BELOW" in load(reprint)["bodies"][0]["value"]
    assert "STORY CONTINUES BELOW" not in read_form(load(reprint), LATER).text


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario_articles_can_be_pushed(path: Path) -> None:
    """Ingest reads every article of a scenario, under the uri that the scenario gives it."""
    for article in scenario(path).articles:
        wire = {name: value for name, value in article.items() if name != "embargoed_for"}  # the runner's own
        assert read_form(wire, LATER).uri == article["uri"]
