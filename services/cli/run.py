"""Runs a command's coroutine, with the exit codes that a shell expects for signals."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

from services.cli.exits import Exit

#: What a shell reports for a process that SIGTERM ended.
TERMINATED = 128 + signal.SIGTERM

Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """The coroutine's result. Ctrl-C and SIGTERM cancel it, so that whatever it opened is closed first."""
    try:
        return asyncio.run(_with_sigterm(coroutine))
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except asyncio.CancelledError:
        raise typer.Exit(TERMINATED) from None


async def _with_sigterm(coroutine: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.ensure_future(coroutine)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError, ValueError):
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
