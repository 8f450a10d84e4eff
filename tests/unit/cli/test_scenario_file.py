from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.cli.domain.scenario import Scenario
from services.cli.exits import CommandError, Exit
from services.cli.scenarios import dated, read_scenario

SCENARIOS = sorted((Path(__file__).parents[3] / "seeds" / "scenarios").glob("*.yaml"))
MINIMAL = """
title: One article
articles:
  - {uri: urn:x:1, published_at: 2025-08-15T10:00:00Z, headline: H, body: B}
expect:
  stories: [[urn:x:1]]
"""


def read(tmp_path, text):
    path = tmp_path / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_our_scenarios_are_well_formed(path):
    """Every scenario of ours names only fields and kinds that exist, and articles that are there."""
    scenario = read_scenario(path)
    uris = {article["uri"] for article in scenario.articles}
    assert {uri for members in scenario.expect.stories or () for uri in members} <= uris
    assert set(scenario.expect.updates) <= uris


def test_dates_travel_as_text(tmp_path):
    """A date that YAML reads as a date goes onto the wire as ISO 8601 text."""
    (article,) = read(tmp_path, MINIMAL).articles
    assert "2025-08-15T10:00:00+00:00" == article["published_at"]


def test_article_in_a_file_of_its_own(tmp_path):
    """An article may be named by its file, relative to the scenario."""
    (tmp_path / "a.json").write_text('{"uri": "urn:x:7"}', encoding="utf-8")
    scenario = read(tmp_path, "title: T\narticles: [{file: a.json}]\nexpect: {}\n")
    assert ({"uri": "urn:x:7"},) == scenario.articles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MINIMAL + "extra: 1\n", "extra"),
        (MINIMAL + "  never: [{knid: claim_added}]\n", "unknown field 'knid'"),
        (MINIMAL + "  updates: {urn:x:1: [{kind: added}]}\n", "unknown kind 'added'"),
        (MINIMAL + "commands: [{after: urn:x:2, do: merge}]\n", "urn:x:2"),
        ("title: T\narticles: []\nexpect: {}\n", "articles"),
        ("title: T\narticles: [{file: missing.json}]\nexpect: {}\n", "missing.json"),
        ("- a list", "mapping"),
        ("title: [", "not YAML"),
    ],
)
def test_mistakes_are_named(tmp_path, text, said):
    """A mistake in a scenario file is refused with the field and the reason."""
    with pytest.raises(CommandError) as refusal:
        read(tmp_path, text)
    assert Exit.BAD_INPUT == refusal.value.code
    assert said in refusal.value.message


def test_missing_file(tmp_path):
    """A scenario that is not there is not found."""
    with pytest.raises(CommandError) as refusal:
        read_scenario(tmp_path / "no.yaml")
    assert Exit.NOT_FOUND == refusal.value.code


def test_commands_come_after_their_article():
    """An editor's command waits for its article, the last version of it; the articles after it wait for the command."""
    scenario = Scenario.model_validate(
        {
            "title": "T",
            "articles": [{"uri": "a"}, {"uri": "b"}, {"uri": "a", "version": "2"}, {"uri": "c"}],
            "commands": [{"after": "a", "do": "merge", "stories": ["a", "b"]}],
            "expect": {},
        }
    )
    steps = [([a["uri"] for a in articles], [c.do for c in commands]) for articles, commands in scenario.steps()]
    assert [(["a", "b", "a"], ["merge"]), (["c"], [])] == steps


def test_what_is_left_empty_is_nothing():
    """Names with nothing behind them, and days without an hour, are read as a person means them."""
    scenario = Scenario.model_validate(
        {
            "title": "x",
            "articles": [{"uri": "urn:x:1", "published_at": date(2025, 8, 15), "body": "x"}],
            "commands": None,
            "expect": {"updates": {"urn:x:1": None}, "never": None},
        }
    )
    assert ((), (), ()) == (scenario.commands, scenario.expect.never, scenario.expect.updates["urn:x:1"])
    assert "2025-08-15" == scenario.articles[0]["published_at"]


def test_an_embargo_for_so_long():
    """An embargo in seconds ends so long after the article is pushed; other articles are pushed as they are."""
    now = datetime(2025, 8, 15, 12, tzinfo=UTC)
    article = {"uri": "urn:x:1", "body": "x"}
    assert article is dated(article, now)
    assert article | {"embargoed_until": "2025-08-15T13:00:00+00:00"} == dated(article | {"embargoed_for": 3600}, now)
