"""`slugline lag`: how far each consumer group is behind."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli.console import stdout, write_json
from services.cli.domain.drain import Look
from services.cli.options import AsJson
from services.cli.pipeline import connect
from services.cli.render.lag import lag_table
from services.cli.run import run


def lag(
    everything: Annotated[bool, typer.Option("--all", help="Also streams that do not exist yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show every stream and group: length, lag, pending, oldest pending, consumers.

    Lag is what the group has not been given yet; pending is what it was given and has not finished.
    """
    look = run(_look())
    if as_json:
        for row in rows(look):
            write_json(row)
        return
    stdout().print(lag_table(look, everything))


def rows(look: Look) -> list[dict[str, Any]]:
    """One object for each stream and group; a stream without groups has one with `group` null."""
    made: list[dict[str, Any]] = []
    for stream in look.streams:
        base = {"stream": stream.name, "length": stream.length}
        made += [
            {
                **base,
                "group": group.name,
                "lag": group.lag,
                "pending": group.pending,
                "oldest_pending_ms": group.oldest_pending_ms,
                "consumers": group.consumers,
            }
            for group in stream.groups
        ] or [{**base, "group": None}]
    return made + [{"stream": f"{name}:parked", "length": held, "group": None} for name, held in look.parked.items()]


async def _look() -> Look:
    async with connect() as pipeline:
        return await pipeline.look_closely()
