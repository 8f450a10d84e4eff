"""`slugline demo`: the sample wire through the whole pipeline, on a server of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.rule import Rule
from rich.text import Text

from services.cli.article_files import Found
from services.cli.commands.replay import ARCHIVE_ENVIRONMENT
from services.cli.console import progress, say, stderr, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.own_pipeline import OwnPipeline, isolated_pipeline
from services.cli.pipeline import connect
from services.cli.publish_client import PublishClient, publish_client
from services.cli.pushing import Pusher
from services.cli.render.stories import story_panel
from services.cli.render.words import count, read_time
from services.cli.run import run
from services.cli.settings import CliSettings
from services.cli.waiting import wait_until_drained
from shared.streams import SERVICES

#: The sample wire lies beside the packages.
SEEDS = Path(__file__).parents[3] / "seeds"
#: Seconds between two articles on a terminal, so that one can watch the stories grow.
PACE = 0.15

Json = dict[str, Any]


def demo(
    stay: Annotated[
        bool | None, typer.Option("--stay/--no-stay", help="Stay up with the pages; by default on a terminal only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the sample wire through the whole pipeline and show the stories it makes; needs no network and no keys.

    Everything it starts is gone afterwards.
    """
    seeds = read_seeds(SEEDS)
    stay = sys.stdout.isatty() if stay is None else stay
    run(_demo(seeds, stay, as_json))


def read_seeds(folder: Path) -> list[Found]:
    """The sample wire in the order in which it was published."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise CommandError(
            Exit.NOT_FOUND, f"there is no sample wire in {folder}", "Run it in a clone of the repository."
        )
    items = [(path.name, json.loads(path.read_text(encoding="utf-8"))) for path in files]
    items.sort(key=lambda item: (_sent(item[1]), item[0]))
    return [Found(name, payload) for name, payload in items]


def _sent(item: Json) -> datetime:
    sent = read_time(item.get("versionCreated") or item.get("published_at"))
    return (sent or datetime.min.replace(tzinfo=UTC)).astimezone(UTC)


async def _demo(seeds: list[Found], stay: bool, as_json: bool) -> None:
    status = stderr().status("starting a server and six services …")
    status.start()
    try:
        async with isolated_pipeline(dict.fromkeys(SERVICES, 1), ARCHIVE_ENVIRONMENT) as own:
            status.stop()
            await _push(own, seeds)
            async with publish_client(own.runtime) as publish:
                await _show(publish, as_json)
            if stay:
                say(f"\n[good]●[/] the pages are at [bold]{own.runtime.publish_url}/[/]   [dim]Ctrl-C ends the demo[/]")
                # Ctrl-C is how a demo ends: no error.
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
    finally:
        status.stop()


async def _push(own: OwnPipeline, seeds: list[Found]) -> None:
    async with connect(own.runtime) as pipeline:
        pusher, pace = Pusher(pipeline, CliSettings().high_water), PACE if sys.stderr.isatty() else 0.0
        with progress() as bar:
            for seed in bar.track(seeds, description="the wire comes in"):
                await pusher.push([seed])
                await asyncio.sleep(pace)
        await wait_until_drained(pipeline, len(seeds), CliSettings().ready_wait, own.check)


async def _show(publish: PublishClient, as_json: bool) -> None:
    stories = [story async for story in publish.stories()]
    details = [(await publish.story(s["id"]), await publish.updates(s["id"])) for s in stories]
    topics = {s["id"]: await publish.claims(s["id"]) for s in stories}
    # The biggest story first: it is the one that shows most.
    details.sort(key=lambda pair: (-len(pair[0]["articles"]), pair[0]["story"]["first_seen"], pair[0]["story"]["id"]))
    if as_json:
        for detail, updates in details:
            write_json({**detail, "claims": topics[detail["story"]["id"]], "history": updates})
        return
    console = stdout()
    articles = len({article["uri"] for detail, _ in details for article in detail["articles"]})
    told = f"{count(articles, 'article')} in {count(len(details), 'story', 'stories')}"
    console.print(Rule(Text(told, "title"), style="dim"))
    for detail, updates in details:
        console.print(story_panel(detail, updates, topics[detail["story"]["id"]], brief=True))
