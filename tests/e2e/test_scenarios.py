"""The scenarios of seeds/scenarios, each through the whole pipeline on a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from services.cli.commands.scenario import as_object
from services.cli.scenarios import read_scenario, run_scenario
from shared.contracts.update import ChangeName
from shared.embedded import isolated_server

pytestmark = pytest.mark.integration

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "seeds" / "scenarios").glob("*.yaml"))
#: What the pipeline cannot do yet, and why. A scenario that begins to hold fails here until it is taken off this list.
NOT_YET = {
    "german-report-joins": "a summit's preview that names the same presidents is taken for the story of their call",
    "look-alike-does-not-join": "a second robbery in one town and week is taken for the first one",
}


def _marked(path: Path) -> object:
    why = NOT_YET.get(path.stem)
    return pytest.param(path, id=path.stem, marks=[pytest.mark.xfail(reason=why, strict=True)] if why else [])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server of its own; each scenario has a namespace on it."""
    with isolated_server() as server:
        yield server.url


@pytest.mark.parametrize("path", [_marked(path) for path in SCENARIOS])
async def test_scenario_holds(path: Path, url: str) -> None:
    """A short wire causes the stories and updates that were expected by hand, and none that were forbidden."""
    outcome = await run_scenario(path.stem, read_scenario(path), url)
    assert outcome.holds, json.dumps(as_object(outcome)["findings"], indent=1, ensure_ascii=False)[:4000]
    assert [] == outcome.refused


def test_what_is_not_yet_possible_is_a_scenario() -> None:
    """The list of scenarios that do not hold names only scenarios that exist."""
    assert set(NOT_YET) <= {path.stem for path in SCENARIOS}


def test_kinds_of_change_are_shown() -> None:
    """Every kind of change is expected by some scenario, and there are at least forty of them."""
    kinds = {
        change["kind"]
        for path in SCENARIOS
        for wanted in read_scenario(path).expect.updates.values()
        for change in wanted
        if "kind" in change
    }
    missing = set(get_args(ChangeName)) - kinds
    assert missing <= {"translation_added"}, "a late translation comes only from an engine that answers late"
    assert len(SCENARIOS) >= 40
