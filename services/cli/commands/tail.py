"""`slugline tail`: follows story updates as they come."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.console import say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import connect
from services.cli.render.updates import update_lines
from services.cli.run import run

WEIGHTS = ("minor", "notable", "major")


def tail(
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Begin with the oldest update that is kept.")
    ] = False,
    after: Annotated[str | None, typer.Option(metavar="ID", help="Begin after this entry id (SSE id).")] = None,
    story: Annotated[str | None, typer.Option(metavar="ID", help="Only this story.")] = None,
    significance: Annotated[str, typer.Option(help="The least weight shown: minor, notable or major.")] = "minor",
    number: Annotated[int | None, typer.Option("-n", min=1, help="End after so many updates.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Messages alone, without the single changes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Follow story updates until Ctrl-C; with --json each is one CloudEvents line.

    Examples: slugline tail · slugline tail --from-start --significance major · slugline tail --json | jq .data
    """
    if significance not in WEIGHTS:
        raise CommandError(Exit.USAGE, f"--significance {significance}: expected {', '.join(WEIGHTS)}")
    start = after or ("0-0" if from_start else "$")
    run(_tail(start, story, WEIGHTS.index(significance), number, brief, as_json))


async def _tail(start: str, story: str | None, least: int, number: int | None, brief: bool, as_json: bool) -> None:
    console, shown = stdout(), 0
    async with connect() as pipeline:
        if start == "$" and console.is_terminal:
            say("[dim]waiting for updates; --from-start shows those that are there[/]")
        async for entry_id, event in pipeline.follow(start):
            data = event["data"]
            if story not in (None, data["story_id"]) or WEIGHTS.index(data["significance"]) < least:
                continue
            if as_json:
                write_json({**event, "entryid": entry_id})
            else:
                console.print(update_lines(event, details=not brief))
            shown += 1
            if shown == number:
                return
