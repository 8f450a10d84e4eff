"""`slugline dead`: the articles and events that could not be processed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from services.cli.console import say, stdout, write_json
from services.cli.dead_letters import DeadLetter, Graveyard
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import connect
from services.cli.render.dead import dead_panel, dead_table
from services.cli.run import run

app = typer.Typer(no_args_is_help=True, help="List, read, send back or drop what could not be processed.")

Service = Annotated[str | None, typer.Option("--service", help="Only those of this service.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="As `slugline dead list` shows them.")]
All = Annotated[bool, typer.Option("--all", help="All of them (of --service, where given).")]


@app.command("list")
def list_dead(service: Service = None, as_json: AsJson = False) -> None:
    """List dead letters with their reasons."""
    letters = run(_list(service))
    if as_json:
        for letter in letters:
            write_json(letter.as_json())
    elif letters:
        stdout().print(dead_table(letters))
        say("[dim]`slugline dead show ID` shows one, `slugline dead replay ID` sends it back[/]")
    else:
        say("[good]no dead letters[/]")


@app.command()
def show(name: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Show one dead letter: where and why it ended, and the entry as it was."""
    letter = run(_show(name))
    if as_json:
        write_json(letter.as_json())
    else:
        stdout().print(dead_panel(letter))


@app.command()
def replay(names: Names = None, everything: All = False, service: Service = None, as_json: AsJson = False) -> None:
    """Send dead letters back to the stream they came from, each in one step: never lost, never doubled.

    Examples: slugline dead replay ingest/1795308672903-0 · slugline dead replay --all --service extract
    """

    async def send(graveyard: Graveyard, letter: DeadLetter) -> bool:
        return await graveyard.replay(letter) is not None

    _tell("sent back", run(_each(names, everything, service, send)), as_json)


@app.command()
def drop(names: Names = None, everything: All = False, service: Service = None, as_json: AsJson = False) -> None:
    """Forget dead letters for good."""

    async def forget(graveyard: Graveyard, letter: DeadLetter) -> bool:
        return await graveyard.drop(letter)

    _tell("dropped", run(_each(names, everything, service, forget)), as_json)


async def _list(service: str | None) -> list[DeadLetter]:
    async with connect() as pipeline:
        return [letter async for letter in Graveyard(pipeline).all(service)]


async def _show(name: str) -> DeadLetter:
    async with connect() as pipeline:
        return await Graveyard(pipeline).get(name)


async def _each(
    names: list[str] | None,
    everything: bool,
    service: str | None,
    act: Callable[[Graveyard, DeadLetter], Awaitable[bool]],
) -> list[str]:
    """The names of those that were there to act on."""
    if bool(names) == everything:
        raise CommandError(Exit.USAGE, "name dead letters, or say --all", "`slugline dead list` shows their ids.")
    async with connect() as pipeline:
        graveyard = Graveyard(pipeline)
        if everything:
            letters = [letter async for letter in graveyard.all(service)]
        else:
            letters = [await graveyard.get(name) for name in names or ()]
        return [letter.name for letter in letters if await act(graveyard, letter)]


def _tell(done: str, names: list[str], as_json: bool) -> None:
    if as_json:
        for name in names:
            write_json({"id": name, "done": done})
    else:
        stdout().print(f"{done}: [number]{len(names)}[/]")
