"""`slugline scenario`: short wires with the updates they must cause."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.console import stderr, stdout, write_json
from services.cli.domain.scenario import Scenario
from services.cli.domain.verdict import Finding
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.render.scenario import outcome_view
from services.cli.render.words import count
from services.cli.run import run
from services.cli.scenarios import Outcome, read_scenario, run_scenario
from shared.embedded import isolated_server

app = typer.Typer(no_args_is_help=True, help="Run short wires and check the updates they cause.")

SUFFIXES = {".yaml", ".yml"}


@app.callback()
def scenario() -> None:
    """Run short wires and check the updates they cause."""


@app.command("run")
def run_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files, or folders of them.")],
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show every change, of those that hold as well.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run each scenario through the whole pipeline on a fresh server, and compare what came with what was expected.

    Examples: slugline scenario run seeds/scenarios · slugline scenario run kill.yaml --verbose
    """
    scenarios = {path: read_scenario(path) for path in _paths(files)}
    outcomes = run(_run_all(scenarios, verbose, as_json))
    failed = [outcome for outcome in outcomes if not outcome.holds]
    if not as_json:
        stdout().print(f"{count(len(outcomes) - len(failed), 'scenario')} held, {len(failed)} did not")
    if failed:
        raise CommandError(Exit.UNEXPECTED, f"{count(len(failed), 'scenario')} did not hold")


def _paths(files: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in files:
        found += sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else [path]
    if not found:
        raise CommandError(Exit.NOT_FOUND, f"no scenario in {', '.join(map(str, files))}")
    return found


async def _run_all(scenarios: Mapping[Path, Scenario], verbose: bool, as_json: bool) -> list[Outcome]:
    outcomes = []
    with isolated_server() as server:
        for number, (path, one) in enumerate(scenarios.items()):
            with stderr().status(f"{path.name} …"):
                outcome = await _run_one(f"{path.stem}-{number}", one, server.url)
            outcomes.append(outcome)
            if as_json:
                write_json(as_object(outcome))
            else:
                stdout().print(outcome_view(outcome, every_change=verbose))
    return outcomes


async def _run_one(name: str, one: Scenario, redis_url: str) -> Outcome:
    try:
        return await run_scenario(name, one, redis_url)
    except asyncio.CancelledError:
        raise
    except ImportError as error:
        raise CommandError(
            Exit.UNHEALTHY, f"a service is not installed here: {error}", "pip install slugline[all]"
        ) from error


def as_object(outcome: Outcome) -> dict[str, Any]:
    """The outcome as one JSON object."""
    return {
        "name": outcome.name,
        "title": outcome.title,
        "holds": outcome.holds,
        "findings": [_finding(finding) for finding in outcome.findings],
        "dead": [letter.as_json() for letter in outcome.refused],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    seen = finding.seen
    return {
        "kind": finding.kind,
        "story": finding.story,
        "members": sorted(finding.members),
        "wanted": finding.wanted,
        "seen": seen.change.model_dump(mode="json") if seen else None,
        "revision": seen.update.revision if seen else None,
        "differs": list(finding.differs),
    }
