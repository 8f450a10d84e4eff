"""When nothing is under way any more, however often the server goes away meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

from redis.exceptions import RedisError

from services.cli.domain.drain import DrainWatch
from services.cli.pipeline import Pipeline


async def drained(redis: Any, pause: float = 0.2) -> None:
    """Returns when nothing is under way in any stream."""
    look_at, watch = Pipeline(redis), DrainWatch()
    while True:
        try:
            if watch.saw(await look_at.look()):
                return
        except (RedisError, OSError):
            watch = DrainWatch()
        await asyncio.sleep(pause)
