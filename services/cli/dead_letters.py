"""Dead letters at the terminal: what goes wrong with them ends the command with its own exit code."""

from __future__ import annotations

from services.cli.exits import CommandError, Exit
from services.cli.pipeline import Pipeline
from shared.delivery import graveyard
from shared.delivery.graveyard import DeadLetter as DeadLetter
from shared.delivery.graveyard import article_of as article_of
from shared.streams import SERVICES, dead_letters


class Graveyard(graveyard.Graveyard):
    """The dead-letter streams of the pipeline that the commands speak to."""

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__(pipeline.redis, pipeline.namespace)
        self._pipeline = pipeline

    async def get(self, name: str) -> DeadLetter:
        """The one of this name. Raises CommandError where there is none, or more than one."""
        service = name.rpartition("/")[0]
        if service and service not in SERVICES:
            raise CommandError(Exit.USAGE, f"there is no service {service!r}")
        try:
            return await super().get(name)
        except graveyard.NoSuchLetter as error:
            if error.names:
                raise CommandError(Exit.USAGE, f"{name} could be any of {', '.join(error.names)}") from error
            hint = "`slugline dead list` shows all."
            raise CommandError(Exit.NOT_FOUND, f"there is no dead letter {name}", hint) from error

    async def replay(self, letter: DeadLetter) -> str | None:
        """Puts it back where it came from. Raises CommandError where it names no stream."""
        try:
            return await super().replay(letter)
        except graveyard.NoWayBack as error:
            raise CommandError(Exit.BAD_INPUT, str(error)) from error

    async def last_ids(self) -> dict[str, str]:
        """The newest dead letter of each service by now: what `all(after=...)` takes."""
        return {service: await self._pipeline.last_id(dead_letters(service).name) for service in SERVICES}
