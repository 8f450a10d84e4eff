"""Reads scenario files and runs each through the whole pipeline, in a namespace of its own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from services.cli.dead_letters import DeadLetter, Graveyard
from services.cli.domain.matching import Seen
from services.cli.domain.members import Membership
from services.cli.domain.scenario import Command, Scenario
from services.cli.domain.verdict import Finding, judge
from services.cli.exits import CommandError, Exit
from services.cli.orders import command_event
from services.cli.pipeline import Pipeline
from services.cli.pushing import SENDER, entry_fields
from shared.clock import ShiftedClock
from shared.contracts.ruling import Do
from shared.contracts.stages import StoryCommand
from shared.contracts.submission import submit
from shared.contracts.update import StoryUpdate
from shared.streams import ARTICLES_SUBMITTED, STORIES_COMMANDS
from shared.testing.pipeline import InProcessPipeline

#: Seconds that one step of a scenario may take.
STEP_WAIT = 120.0
#: Where ingest keeps which uri's embargo passes when.
EMBARGO = "ingest:embargo"
#: Seconds between two looks at it.
LOOK_EVERY = 0.05


@dataclass
class Outcome:
    """What came of one scenario. It holds where there is nothing to find fault with."""

    name: str
    title: str
    findings: list[Finding] = field(default_factory=list)
    changes: list[tuple[str, Seen]] = field(default_factory=list)
    refused: list[DeadLetter] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True where everything came as expected."""
        return not self.findings


def read_scenario(path: Path) -> Scenario:
    """The scenario in this file, with the articles it names. Raises CommandError naming file, field and reason."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CommandError(Exit.NOT_FOUND, f"there is no file {path}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CommandError(Exit.BAD_INPUT, f"{path}: not YAML: {error}") from None
    if not isinstance(raw, dict):
        raise CommandError(Exit.BAD_INPUT, f"{path}: a scenario is a mapping with title, articles and expect")
    try:
        if isinstance(raw.get("articles"), list):
            raw["articles"] = [_article(article, path.parent) for article in raw["articles"]]
        return Scenario.model_validate(raw)
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise CommandError(Exit.BAD_INPUT, f"{path}: {reasons}") from None


def _article(article: Any, folder: Path) -> Any:
    """The article itself where the scenario only names its file."""
    if not isinstance(article, dict) or set(article) != {"file"}:
        return article
    try:
        return json.loads((folder / article["file"]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(Exit.BAD_INPUT, f"{article['file']}: {error}") from None


async def run_scenario(name: str, scenario: Scenario, redis_url: str) -> Outcome:
    """Runs the scenario on this server and judges what came of it."""
    async with InProcessPipeline(redis_url, f"{{{name}}}:") as running:
        pipeline = Pipeline(running.redis, running.namespace)
        for articles, commands in scenario.steps():
            for article in articles:
                await _push(pipeline, dated(article, running.clock.now()))
            await pipeline.drained(seconds=STEP_WAIT)
            for number, command in enumerate(commands):
                if command.do == "wait":
                    await _wait(pipeline, running.clock, command.seconds)
                else:
                    await _command(pipeline, command, number)
                await pipeline.drained(seconds=STEP_WAIT)
        outcome = Outcome(name, scenario.title, changes=await read_changes(pipeline))
        outcome.refused = [letter async for letter in Graveyard(pipeline).all()]
    outcome.findings = judge(scenario.expect, outcome.changes)
    return outcome


def dated(article: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The article as it is pushed now: an embargo for so long becomes one until then."""
    if "embargoed_for" not in article:
        return article
    rest = {name: value for name, value in article.items() if name != "embargoed_for"}
    return {**rest, "embargoed_until": (now + timedelta(seconds=float(article["embargoed_for"]))).isoformat()}


async def _wait(pipeline: Pipeline, clock: ShiftedClock, seconds: float) -> None:
    """Lets the time pass; whatever is due then has been let go when this returns."""
    clock.advance(seconds)
    deadline = time.monotonic() + STEP_WAIT
    while await pipeline.redis.zcount(pipeline.namespace + EMBARGO, "-inf", clock.now().timestamp()):
        if time.monotonic() > deadline:
            raise CommandError(Exit.TIMED_OUT, f"an embargo that has passed was not lifted in {STEP_WAIT:g} s")
        await asyncio.sleep(LOOK_EVERY)


async def read_changes(pipeline: Pipeline) -> list[tuple[str, Seen]]:
    """Every change in the order of the stream, each with the id of its story."""
    changes = []
    async for _, event in pipeline.updates():
        update = StoryUpdate.model_validate(event["data"])
        changes += [(update.story_id, Seen(update, change, event["type"])) for change in update.changes]
    return changes


async def _push(pipeline: Pipeline, article: dict[str, Any]) -> None:
    event = submit(article, SENDER, datetime.now(UTC))
    await pipeline.redis.xadd(ARTICLES_SUBMITTED.key(pipeline.namespace), entry_fields(event))


async def _command(pipeline: Pipeline, command: Command, number: int) -> None:
    data = StoryCommand(
        command_id=command.name or _id(command, number),
        do=cast(Do, command.do),
        stories=tuple(await _story_ids(pipeline, command.stories)),
        articles=command.articles,
        article_uri=command.article,
        title=command.title,
        language=command.language,
        undoes=command.undoes,
        by=command.by,
        why=command.why,
        options=command.options,
    )
    await pipeline.redis.xadd(STORIES_COMMANDS.key(pipeline.namespace), entry_fields(command_event(data)))


def _id(command: Command, number: int) -> str:
    identity = f"{command.after} {number} {command.do} {' '.join(command.stories)}"
    return f"cmd_{sha256(identity.encode()).hexdigest()[:16]}"


async def _story_ids(pipeline: Pipeline, uris: Sequence[str]) -> list[str]:
    """The stories that these articles are in by now; what is in none is passed on for cluster to judge."""
    seen_once = {id(seen.update): seen.update for _, seen in await read_changes(pipeline)}
    membership = Membership(seen_once.values())
    return [membership.story_of(uri) or uri for uri in uris]
