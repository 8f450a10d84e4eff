"""`slugline stories`, `slugline stories export` and `slugline story`: what publish holds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from services.cli.console import say, stdout, write_json
from services.cli.options import AsJson
from services.cli.publish_client import publish_client
from services.cli.render.stories import story_panel, story_table
from services.cli.run import run

Json = dict[str, Any]


class ExportForm(StrEnum):
    """What an export is written as."""

    md = "md"
    json = "json"


app = typer.Typer()


@app.callback(invoke_without_command=True)
def stories(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest update first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List stories, the one with the newest update first.

    Examples: slugline stories · slugline stories --limit 100 --json
    """
    if context.invoked_subcommand is not None:
        return
    found = run(_stories(limit))
    if as_json:
        for item in found:
            write_json(item)
    elif found:
        stdout().print(story_table(found))
    else:
        say("[dim]no stories yet; `slugline push FILE` feeds the pipeline[/]")


@app.command()
def export(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="Story id; a merged one leads to the survivor.")],
    form: Annotated[ExportForm, typer.Option("--format", help="Markdown to read, or JSON.")] = ExportForm.md,
) -> None:
    """Write a story as one document: summary, what changed, claims with their history, articles by origin.

    Example: slugline stories export st_8k2v… --format md > story.md
    """
    if form is ExportForm.json:
        write_json(run(_export(story_id)))
    else:
        typer.echo(run(_export_as_markdown(story_id)), nl=False)


def story(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="Story id; a merged one leads to the survivor.")],
    as_json: AsJson = False,
) -> None:
    """Show one story: its summary, its claims with their history, its articles by origin, and what changed when.

    Example: slugline story st_8k2v…
    """
    detail, updates, topics = run(_story(story_id))
    if as_json:
        write_json({**detail, "claims": topics, "history": updates})
        return
    if detail["story"]["id"] != story_id:
        say(f"[dim]{story_id} was merged into {detail['story']['id']}[/]")
    stdout().print(story_panel(detail, updates, topics))
    say("[dim]`slugline why URI` tells why an article is in it, `slugline diff ID R1 R2` what changed[/]")


async def _stories(limit: int) -> list[Json]:
    async with publish_client() as publish:
        return [item async for item in publish.stories(limit)]


async def _story(story_id: str) -> tuple[Json, list[Json], list[Json]]:
    async with publish_client() as publish:
        detail = await publish.story(story_id)
        identity = detail["story"]["id"]
        return detail, await publish.updates(identity), await publish.claims(identity)


async def _export(story_id: str) -> Json:
    async with publish_client() as publish:
        return await publish.export(story_id)


async def _export_as_markdown(story_id: str) -> str:
    async with publish_client() as publish:
        return await publish.export_as_markdown(story_id)
