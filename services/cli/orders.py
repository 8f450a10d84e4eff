"""An editor's command on stories: sent, and waited for until cluster has followed or refused it."""

from __future__ import annotations

import getpass
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.cli.exits import CommandError, Exit
from services.cli.pipeline import Pipeline
from services.cli.pushing import SENDER, entry_fields
from shared.contracts.envelope import Event
from shared.contracts.stages import StoryCommand
from shared.streams import STORIES_COMMANDS, STORIES_UPDATED, dead_letters

COMMAND = "slugline.story.command.v1"
#: Milliseconds that one look for an answer blocks.
BLOCK_MS = 250
#: Entries of one look.
PAGE = 500


@dataclass
class Answer:
    """What came of a command: its updates in the order of the stream, or why it was refused."""

    command: StoryCommand
    updates: list[dict[str, Any]] = field(default_factory=list)
    refusal: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything, for `--json`."""
        said = self.command.model_dump(mode="json", exclude_defaults=True)
        return {"command": said, "updates": self.updates, "refused": self.refusal}


def who() -> str:
    """The name of the user at this terminal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "editor"


def new_command_id() -> str:
    """An id that no command had before: the same words may be meant twice."""
    return f"cmd_{uuid4().hex[:16]}"


def command_event(command: StoryCommand) -> Event[dict[str, Any]]:
    """The command as an event."""
    return Event[dict[str, Any]](
        id=command.command_id,
        source=SENDER,
        type=COMMAND,
        subject=command.stories[0] if command.stories else None,
        time=datetime.now(UTC),
        data=command.model_dump(mode="json"),
    )


async def give(pipeline: Pipeline, command: StoryCommand, seconds: float) -> Answer:
    """Sends a command and waits for what comes of it. Raises CommandError where nothing does in time."""
    dead = dead_letters("cluster")
    after = {stream.name: await pipeline.last_id(stream.name) for stream in (STORIES_UPDATED, dead)}
    await pipeline.redis.xadd(STORIES_COMMANDS.key(pipeline.namespace), entry_fields(command_event(command)))
    answer, deadline = Answer(command), time.monotonic() + seconds
    while time.monotonic() < deadline:
        # What a command causes is written at once: a look that finds some of it, and then one that is empty, has all.
        came = await _look(pipeline, after, None if answer.updates else BLOCK_MS)
        if not came and answer.updates:
            return answer
        for name, event in came:
            if name == STORIES_UPDATED.name and event.get("causationid") == command.command_id:
                answer.updates.append(event)
            elif name == dead.name and event.get("id") == command.command_id:
                answer.refusal = event["detail"]
                return answer
    raise CommandError(
        Exit.TIMED_OUT,
        f"no answer to {command.command_id} in {seconds:g} s; it will be followed when its turn comes",
        "Is cluster up? `slugline lag` shows what waits; `slugline dead list --service cluster` what was refused.",
    )


async def _look(pipeline: Pipeline, after: dict[str, str], block: int | None) -> list[tuple[str, dict[str, Any]]]:
    """What has come in these streams since, with the name of the stream; moves `after` on."""
    found: list[tuple[str, dict[str, Any]]] = []
    keys = {pipeline.namespace + name: entry_id for name, entry_id in after.items()}
    answer = await pipeline.redis.xread(keys, count=PAGE, block=block)
    streams = answer.items() if isinstance(answer, dict) else answer or ()
    for key, batches in streams:
        name = (key.decode() if isinstance(key, bytes) else key).removeprefix(pipeline.namespace)
        entries = [entry for batch in batches for entry in (batch if isinstance(batch, list) else [batch])]
        for entry_id, fields in entries:
            after[name] = entry_id.decode()
            found.append((name, _event(fields)))
    return found


def _event(fields: dict[bytes, bytes]) -> dict[str, Any]:
    """The event of an entry, with the reason where it is a dead letter."""
    try:
        event = json.loads(fields.get(b"data", b"{}"))
    except ValueError:
        event = {}
    known: dict[str, Any] = event if isinstance(event, dict) else {}
    return known | {"detail": fields.get(b"dead.detail", b"").decode(errors="replace")}
