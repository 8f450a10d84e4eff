"""`slugline feeds`: RSS, Atom and JSON feeds that ingest asks by itself."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from services.cli.commands.keys import span
from services.cli.console import say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.ingest_client import ingest_client
from services.cli.options import AsJson
from services.cli.render.feeds import check_view, feeds_table
from services.cli.run import run

app = typer.Typer(
    no_args_is_help=True,
    help="Add, list, remove and check the feeds that ingest asks. Feeds in the file that SLUGLINE_FEEDS_FILE names are "
    "listed here and changed there.",
)

Name = Annotated[str, typer.Argument(help="Small letters, digits and dashes; a label in metrics. Choose it for good.")]


@app.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the feed is.")],
    source: Annotated[str | None, typer.Option(help="The provider of its articles; without it NAME.")] = None,
    language: Annotated[str | None, typer.Option(help="For feeds that name no language, for example de.")] = None,
    every: Annotated[str | None, typer.Option(metavar="SPAN", help="Ask this often whatever it says: 5m, 1h.")] = None,
    silent_after: Annotated[
        str | None, typer.Option(metavar="SPAN", help="Nothing new for this long is alarming: 6h, 3d.")
    ] = None,
    trust_ids: Annotated[
        bool, typer.Option("--trust-ids", help="Its ids identify articles of other sites as they stand.")
    ] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Fetch the pages behind mere summaries.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a feed, or write it down anew; it is asked at once.

    Examples: slugline feeds add harbour https://harbour.example/rss --source "Harbour News" --silent-after 6h
    """
    said: dict[str, Any] = {
        "url": url,
        "source": source,
        "language": language,
        "every": _seconds(every),
        "silent_after": _seconds(silent_after),
        "trust_ids": trust_ids,
        "follow": follow,
    }
    feed = run(_add(name, {field: value for field, value in said.items() if value is not None}))
    if as_json:
        write_json(feed)
    else:
        stdout().print(f"added [name]{escape(feed['name'])}[/]: {escape(feed['url'])}")


@app.command("list")
def list_feeds(as_json: AsJson = False) -> None:
    """List the feeds: when each was asked, when it last had something new, and what is wrong with it."""
    feeds = run(_list())
    if as_json:
        for feed in feeds:
            write_json(feed)
    elif feeds:
        stdout().print(feeds_table(feeds))
    else:
        say("[dim]no feeds yet: `slugline feeds add NAME URL` adds one[/]")


@app.command()
def remove(name: Name) -> None:
    """Forget a feed; the articles that came from it stay."""
    run(_remove(name))
    stdout().print(f"removed [name]{escape(name)}[/]")


@app.command()
def check(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address to ask.")], as_json: AsJson = False
) -> None:
    """Ask an address once, from where ingest runs, and show what it would become; nothing is kept.

    Example: slugline feeds check https://harbour.example/rss
    """
    found = run(_check(url))
    if as_json:
        write_json(found)
    else:
        stdout().print(check_view(found))
    if not found["is_feed"]:
        raise CommandError(Exit.BAD_INPUT, f"the server answered {found['status']}")


def _seconds(text: str | None) -> int | None:
    return None if text is None else int(span(text).total_seconds())


async def _add(name: str, said: dict[str, Any]) -> dict[str, Any]:
    async with ingest_client() as ingest:
        return await ingest.add(name, said)


async def _list() -> list[dict[str, Any]]:
    async with ingest_client() as ingest:
        return await ingest.feeds()


async def _remove(name: str) -> None:
    async with ingest_client() as ingest:
        await ingest.remove(name)


async def _check(url: str) -> dict[str, Any]:
    async with ingest_client() as ingest:
        return await ingest.check(url)
