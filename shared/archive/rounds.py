"""A round of retention: what a service lets go, one task after the other; an archive that is away stops none of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from shared.archive.errors import ArchiveError
from shared.metrics import metric

log = structlog.get_logger()

Task = Callable[[], Awaitable[object]]


def round_of(*tasks: Task) -> Callable[[], Awaitable[None]]:
    """The tasks as one timer. What cannot be archived stays in Redis until the next round, loudly."""

    async def run() -> None:
        for task in tasks:
            try:
                await task()
            except ArchiveError as error:
                metric("slugline_archive_failures_total").inc()
                log.error("archive.unavailable", error=str(error)[:300])

    return run
