"""A subscriber of the live stream, as tests read it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

#: Seconds within which what must come has come, on a slow machine.
SOON = 10.0


class Reader:
    """A subscriber that keeps what it was sent, parsed as a browser does."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self._blocks: deque[str] = deque()
        self.last_id: str | None = None

    async def next(self) -> tuple[str, Any]:
        """The next event with data: its type and its data. Comments only move the position."""
        while True:
            event = self._parsed(await self._block())
            if event is not None:
                return event

    async def next_comment(self) -> str | None:
        """The position after the next message, whatever it is."""
        self._parsed(await self._block())
        return self.last_id

    async def _block(self) -> str:
        while not self._blocks:
            async with asyncio.timeout(SOON):  # wait_for of Python 3.11 can lose that it is cancelled
                chunk = (await anext(self._source)).decode()
            assert chunk.endswith("\n\n")
            self._blocks.extend(f"{block}\n\n" for block in chunk.split("\n\n")[:-1])
        return self._blocks.popleft()

    def _parsed(self, block: str) -> tuple[str, Any] | None:
        fields = dict(line.split(": ", 1) for line in block.strip().split("\n") if not line.startswith(":"))
        self.last_id = fields.get("id", self.last_id)
        return (fields["event"], json.loads(fields["data"])) if "data" in fields else None


async def attached(publish: Any, count: int) -> None:
    """Waits until so many subscribers get what comes from now on."""
    async with asyncio.timeout(SOON):
        while len(publish.live.attached) < count:
            await asyncio.sleep(0)
