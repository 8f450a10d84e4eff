"""Ending tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

#: Seconds after which a task that was cancelled and goes on is cancelled again.
CANCEL_AGAIN = 1.0


async def ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancels tasks until they have ended, whatever they end with: a cancellation that meets the end of a wait can get
    lost.

    `asyncio.wait_for` of Python 3.11 gives the result then and forgets the cancellation, and redis-py writes in one.
    """
    running: Iterable[asyncio.Task[Any]] = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
