"""A service as a process: its event loop, its log, and how it collects what it no longer needs."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from shared.settings import Settings
from shared.telemetry import configure_logging

if TYPE_CHECKING:
    from shared.delivery.service import Service


def main(build: Callable[[], Service]) -> None:
    """Runs a service as a process; what `python -m services.<name>` calls."""
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    service_settings = Settings()
    configure_logging(service_settings.log_level, service_settings.log_format)

    # Services keep much that lives for ever (gazetteers, stories); looking through all of it again and again costs
    # pauses of hundreds of ms. 10,000: allocations before a young collection; 50, 100: how seldom older ones follow.
    gc.set_threshold(10_000, 50, 100)

    async def whole() -> int:
        return await build().run()

    sys.exit(asyncio.run(whole()))
