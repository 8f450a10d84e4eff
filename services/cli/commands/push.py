"""`slugline push`: gives articles to the running pipeline."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from services.cli.article_files import Defaults, find_articles
from services.cli.console import progress, say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson, Seconds
from services.cli.pipeline import connect
from services.cli.pushing import Pushed, Pusher, traced
from services.cli.run import run
from services.cli.settings import CliSettings
from services.cli.waiting import wait_until_drained

#: Bad articles named on the terminal; the rest is counted (`--json` names all).
_NAMED = 20


def push(
    places: Annotated[list[str], typer.Argument(metavar="FILE|DIR|-", help="Files, folders, or - for standard input.")],
    published_at: Annotated[str | None, typer.Option(help="For articles that carry no date: ISO 8601.")] = None,
    source: Annotated[str | None, typer.Option(help="For articles that name no source: the outlet or agency.")] = None,
    uri: Annotated[str | None, typer.Option(help="For one article that has no uri.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Return once everything has passed through the pipeline.")
    ] = False,
    timeout: Seconds = None,
    as_json: AsJson = False,
) -> None:
    """Push articles: ninjs, plain JSON, NDJSON, .txt or .html; waits while the pipeline is full.

    Examples: slugline push seeds · slugline push story.txt --source dpa --published-at 2025-08-15T10:00:00Z
    """
    pushed = run(_push(places, Defaults(published_at, source, uri), wait, timeout))
    report_pushed(pushed, as_json)


async def _push(places: list[str], defaults: Defaults, wait: bool, seconds: float | None) -> Pushed:
    async with connect() as pipeline, traced("push") as tracer:
        with progress() as bar:
            task = bar.add_task("pushing", total=None)

            def told(done: int, full: bool) -> None:
                bar.update(task, advance=done, description="waiting: the pipeline is full" if full else "pushing")

            pusher = Pusher(pipeline, CliSettings().high_water, tracer)
            pushed = await pusher.push(find_articles(places, defaults), told)
        if wait:
            await wait_until_drained(pipeline, len(pushed.articles), seconds)
    return pushed


def report_pushed(pushed: Pushed, as_json: bool) -> None:
    """What was pushed, on stdout; raises CommandError where something was not."""
    if as_json:
        for article in pushed.articles:
            write_json(article)
    else:
        noun = "article" if len(pushed.articles) == 1 else "articles"
        stdout().print(f"pushed [number]{len(pushed.articles)}[/] {noun}")
    report_bad(pushed, None if as_json else _NAMED)


def report_bad(pushed: Pushed, named: int | None) -> None:
    """What could not be pushed, with its reasons, on stderr; raises CommandError where there is any."""
    for bad in pushed.bad[:named]:
        say(f"[bad]✗[/] {escape(bad['where'])}: {escape(bad['error'])}")
    if pushed.bad:
        raise CommandError(Exit.BAD_INPUT, f"{len(pushed.bad)} could not be pushed")
