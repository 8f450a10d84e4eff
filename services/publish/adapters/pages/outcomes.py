"""What came of an editor's command: followed, refused, or still under way."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Literal

from services.publish.adapters.projection import Projection
from shared.delivery.graveyard import DeadLetter, Graveyard

#: Seconds that a page waits for cluster, and between two looks.
PATIENCE, _PAUSE = 2.5, 0.1
#: Refused commands that are looked through.
_REFUSED = 200

_DONE = {
    "merge": "The stories are one now.",
    "split": "The articles are a story of their own now.",
    "move": "The articles have moved.",
    "pin": "Pinned.",
    "rename": "Renamed.",
    "undo": "Undone.",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a command, in words."""

    command_id: str
    state: Literal["followed", "refused", "waiting"]
    words: str
    detail: str = ""


class Outcomes:
    """Looks up what came of commands: decisions of the projection, dead letters of cluster."""

    def __init__(self, projection: Projection, graveyard: Graveyard) -> None:
        self._projection = projection
        self._graveyard = graveyard

    async def of(self, story_id: str, command_id: str) -> Outcome:
        """What came of it so far."""
        for decision in (await self._projection.decisions(story_id)).items:
            if decision.command_id == command_id:
                return Outcome(command_id, "followed", _DONE.get(decision.do, "Done."))
        for letter in await self._graveyard.latest("cluster", _REFUSED):
            if _command_of(letter) == command_id:
                return Outcome(command_id, "refused", "Refused: nothing was changed.", letter.detail)
        return Outcome(command_id, "waiting", "Under way. It is followed when its turn comes.")

    async def wait(self, story_id: str, command_id: str) -> Outcome:
        """What came of it within a short patience."""
        deadline = time.monotonic() + PATIENCE
        while (found := await self.of(story_id, command_id)).state == "waiting" and time.monotonic() < deadline:
            await asyncio.sleep(_PAUSE)
        return found


def _command_of(letter: DeadLetter) -> str | None:
    try:
        event = json.loads(letter.fields.get("data", ""))
    except ValueError:
        return None
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) else None
