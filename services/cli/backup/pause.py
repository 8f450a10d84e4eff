"""A pause of all writers: reads go on, writes wait at the server. It ends by itself if we do.

`CLIENT PAUSE ... WRITE` stops every command and script that could write, and expiry with it (Redis 6.2, Valkey). It is
told again and again for a short time, so that a backup that is killed holds nobody up for longer than that.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

from redis.exceptions import ResponseError

from services.cli.exits import CommandError, Exit
from shared.cancelling import ended

#: Seconds for which the pause is told, and after which it is told again.
HELD, AGAIN = 20.0, 2.0


class Pause:
    """A pause that holds."""

    def __init__(self, redis: Any, most: float) -> None:
        self._redis = redis
        self._most = most
        self.began = 0.0
        self._until = 0.0

    async def hold(self) -> None:
        """Tells the server. Raises CommandError where it does not let us."""
        asked = time.monotonic()
        try:
            await self._redis.execute_command("CLIENT", "PAUSE", int(HELD * 1000), "WRITE")
        except ResponseError as error:
            hint = "The user needs +client|pause and +client|unpause; Redis 6.2 or newer."
            raise CommandError(Exit.NOT_ALLOWED, f"writers cannot be paused: {error}", hint) from error
        self.began = self.began or asked
        self._until = asked + HELD

    async def go_on(self) -> None:
        """Tells the server again where it is time: on a busy machine the keeper may come too late. Else as `check`."""
        self.check()
        if time.monotonic() > self._until - HELD + AGAIN:
            await self.hold()

    def check(self) -> None:
        """Raises CommandError where the copy would not be of one moment, or takes longer than writers may wait."""
        now = time.monotonic()
        if now > self._until:
            raise CommandError(Exit.TIMED_OUT, "the pause ran out before the copy was whole; nothing was kept")
        if now - self.began > self._most:
            hint = "Allow more with --pause, or take it when less is kept (docs/retention.md)."
            raise CommandError(Exit.TIMED_OUT, f"the copy took longer than {self._most:g} s; nothing was kept", hint)

    async def keep(self) -> None:
        """Tells the server again until it is cancelled."""
        while True:
            await asyncio.sleep(AGAIN)
            await self.hold()


@contextlib.asynccontextmanager
async def paused(redis: Any, most: float) -> AsyncIterator[Pause]:
    """Writers wait while this lasts, `most` seconds at the longest."""
    pause = Pause(redis, most)
    await pause.hold()
    keeper = asyncio.create_task(pause.keep())
    try:
        yield pause
        pause.check()
    finally:
        await ended(keeper)
        await redis.execute_command("CLIENT", "UNPAUSE")
