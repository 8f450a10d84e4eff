"""`slugline subscribe`: webhooks, which send updates to a URL."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.publish_client import publish_client
from services.cli.render.subscriptions import deliveries_table, subscription_panel, subscriptions_table
from services.cli.run import run
from shared.contracts.filters import BadFilter, read_filter

app = typer.Typer(no_args_is_help=True, help="Have updates sent to a URL, signed, and tried again for days.")

Words = list[str] | None
Id = Annotated[str, typer.Argument(metavar="ID", help="As `slugline subscribe list` shows it.")]
Story = Annotated[Words, typer.Option(metavar="ID", help="Only this story, and what it is merged into. Repeatable.")]
Entity = Annotated[Words, typer.Option(help="Only with this entity: an id, or a name in any script. Repeatable.")]
Language = Annotated[Words, typer.Option(metavar="TAG", help="Only what brings words of this language. Repeatable.")]
Weight = Annotated[str | None, typer.Option(help="This weight and above: minor, notable (without it) or major.")]
Kind = Annotated[Words, typer.Option(help="Only with a change of this kind, for example claim_revised. Repeatable.")]
Text = Annotated[Words, typer.Option(help="Only with these words in message, titles or evidence. Repeatable.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where updates are sent, by POST.")],
    story: Story = None,
    entity: Entity = None,
    language: Language = None,
    significance: Weight = None,
    kind: Kind = None,
    text: Text = None,
    every: Annotated[bool, typer.Option("--every", help="Every revision by itself, bursts not folded.")] = False,
    description: Annotated[str, typer.Option(help="A note for whoever looks after it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Have updates sent to a URL; the secret that is shown verifies them, and is shown only now.

    Example: slugline subscribe add https://desk.example.com/slugline --significance major
    """
    said = {"story": story, "entity": entity, "language": language, "kind": kind, "text": text}
    asked = {word: values for word, values in said.items() if values} | {"significance": significance or "notable"}
    try:
        read_filter(asked)
    except BadFilter as error:
        raise CommandError(Exit.USAGE, "; ".join(f"--{word} {detail}" for word, detail in error.problems)) from error
    wanted = {"url": url, "filter": asked, "fold": "none" if every else "second", "description": description}
    made = run(_ask("POST", "", wanted))
    if as_json:
        write_json(made)
        return
    stdout().print(subscription_panel(made))
    stdout().print(f"secret  {made['secret']}", markup=False)
    say("[dim]Keep the secret: it is not shown again. `slugline subscribe ping ID` sends a test.[/]")


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List subscriptions and how they are doing."""
    items = run(_ask("GET"))["items"]
    if as_json:
        for item in items:
            write_json(item)
    elif items:
        stdout().print(subscriptions_table(items))
    else:
        say("no subscriptions; `slugline subscribe add URL` makes one")


@app.command()
def show(subscription: Id, as_json: AsJson = False) -> None:
    """Show one subscription: what it is sent, and how it is doing."""
    found = run(_ask("GET", _path(subscription)))
    if as_json:
        write_json(found)
    else:
        stdout().print(subscription_panel(found))


@app.command()
def pause(subscription: Id, as_json: AsJson = False) -> None:
    """Send nothing for the time being; `resume` goes on where it stood."""
    _set(subscription, "paused", as_json)


@app.command()
def resume(subscription: Id, as_json: AsJson = False) -> None:
    """Go on where it stood, also where the endpoint was disabled."""
    _set(subscription, "active", as_json)


@app.command()
def remove(subscription: Id, as_json: AsJson = False) -> None:
    """Send nothing more, and keep nothing of it."""
    run(_ask("DELETE", _path(subscription)))
    if as_json:
        write_json({"removed": subscription})
    else:
        say(f"[good]removed[/] {subscription}")


@app.command()
def rotate(
    subscription: Id,
    keep_hours: Annotated[float, typer.Option(min=0.0, help="Hours for which the old secret signs as well.")] = 24.0,
    as_json: AsJson = False,
) -> None:
    """Make a new secret; for a while deliveries carry both signatures."""
    made = run(_ask("POST", f"{_path(subscription)}/rotate", {"keep_hours": keep_hours}))
    if as_json:
        write_json(made)
        return
    stdout().print(f"secret  {made['secret']}", markup=False)
    say(f"[dim]Keep it: it is not shown again. The old one signs until {made['old_until']}.[/]")


@app.command()
def deliveries(
    subscription: Id,
    limit: Annotated[int, typer.Option("-n", min=1, max=1000, help="Lines at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what was sent, what waits and what failed."""
    found = run(_ask("GET", f"{_path(subscription)}/deliveries", limit=limit))
    if as_json:
        write_json(found)
    else:
        stdout().print(deliveries_table(found))


@app.command()
def replay(
    subscription: Id,
    delivery: Annotated[str | None, typer.Option(metavar="ID", help="One delivery, or the event that it sent.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="All since a time with offset, or an entry.")
    ] = None,
    story: Annotated[str | None, typer.Option(metavar="ID", help="What this story told.")] = None,
    revision: Annotated[int, typer.Option(min=0, help="Of the story: the last revision that you have.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Send again: one delivery, all since a time, or a story after a revision.

    Examples: slugline subscribe replay ID --since 2025-08-15T12:00:00Z · slugline subscribe replay ID --story st_1
    """
    if sum(one is not None for one in (delivery, since, story)) != 1:
        raise CommandError(Exit.USAGE, "say one of --delivery, --since and --story")
    named = {"delivery": delivery, "since": since, "story": story}
    said: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    told = run(_ask("POST", f"{_path(subscription)}/replay", said | ({"revision": revision} if story else {})))
    if as_json:
        write_json(told)
    else:
        say(f"[good]asked for[/] {told['replays']}")


@app.command()
def ping(subscription: Id, as_json: AsJson = False) -> None:
    """Send a test now and say what came of it; exit code 9 where it was not accepted."""
    told = run(_ask("POST", f"{_path(subscription)}/ping"))
    is_good = told["outcome"] == "delivered"
    if as_json:
        write_json(told)
    else:
        mark = "good" if is_good else "bad"
        say(f"[{mark}]{told['outcome']}[/] {told['status'] or ''} in {told['ms']:.0f} ms {told['detail']}")
    if not is_good:
        raise typer.Exit(Exit.UNHEALTHY)


def _set(subscription: str, status: str, as_json: bool) -> None:
    found = run(_ask("PATCH", _path(subscription), {"status": status}))
    if as_json:
        write_json(found)
    else:
        stdout().print(subscription_panel(found))


async def _ask(method: str, path: str = "", said: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    async with publish_client() as publish:
        return await publish.subscriptions(method, path, said, **parameters)


def _path(subscription: str) -> str:
    return f"/{quote(subscription, safe='')}"
