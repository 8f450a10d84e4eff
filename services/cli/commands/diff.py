"""`slugline diff`: what changed between two revisions of a story."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.console import say, stdout, write_json
from services.cli.domain.between import Between, between
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.publish_client import PublishClient, publish_client
from services.cli.render.difference import difference_view
from services.cli.render.words import title
from services.cli.run import run

Revision = Annotated[
    int, typer.Argument(metavar="R1", min=0, help="The revision that you know; 0 is before the first.")
]
Until = Annotated[
    int | None, typer.Argument(metavar="[R2]", min=1, help="The revision to compare it with; else the latest.")
]


def diff(
    story_id: Annotated[str, typer.Argument(metavar="STORY", help="Story id; a merged one leads to the survivor.")],
    after: Revision,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two revisions of a story: by kind, with before and after, who says so and where.

    Examples: slugline diff st_1f0c… 3 7 · slugline diff st_1f0c… 3 · slugline diff st_1f0c… 0 --json | jq .changes
    """
    if until is not None and until <= after:
        raise CommandError(Exit.USAGE, f"R2 must be later than R1: {until} is not later than {after}")
    name, found = run(_diff(story_id, after, until))
    if as_json:
        write_json(found.as_json())
        return
    if found.story_id != story_id:
        say(f"[dim]{story_id} was merged into {found.story_id}; its revisions are compared[/]")
    stdout().print(difference_view(name, found))


async def _diff(story_id: str, after: int, until: int | None) -> tuple[str, Between]:
    async with publish_client() as publish:
        story = (await publish.story(story_id))["story"]
        return title(story), await _between(publish, story["id"], story["revision"], after, until)


async def _between(publish: PublishClient, story_id: str, latest: int, after: int, until: int | None) -> Between:
    if max(after, until or 0) > latest:
        raise CommandError(
            Exit.NOT_FOUND, f"story {story_id} has no revision {max(after, until or 0)}: it is at {latest}"
        )
    last = latest if until is None else until
    updates = await publish.updates_between(story_id, after, last)
    return between(story_id, after, last, [event["data"] for event in updates])
