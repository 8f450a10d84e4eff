"""`slugline entity`: an editor's word on people, bodies and places that were joined or kept apart wrongly."""

from __future__ import annotations

import getpass
from hashlib import sha256
from typing import Annotated, Any

import typer

from services.cli.console import say, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import connect
from services.cli.pushing import entry_fields
from services.cli.run import run
from shared.contracts.entity import EntityCommand
from shared.contracts.envelope import Event
from shared.streams import ENTITIES_COMMANDS

app = typer.Typer(no_args_is_help=True, help="Join, part or name entities for good; the machine never undoes it.")

SENDER = "/slugline/cli"
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Entity ids, as articles and stories show them.")]
One = Annotated[str, typer.Argument(metavar="ID", help="Entity id, as articles and stories show it.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the change.")]
Forms = Annotated[
    list[str] | None, typer.Option("--form", help="A form that is somebody else; give it again for more.")
]
Beside = Annotated[list[str] | None, typer.Option("--beside", help="An entity beside whom the name means the new one.")]


@app.command()
def merge(entities: Ids, why: Why = "", as_json: AsJson = False) -> None:
    """Make several entities one: the first one's id stays, the others lead to it.

    Example: slugline entity merge en_1f0c… en_77ab… --why "one minister, two spellings"
    """
    _send(EntityCommand(command_id="", do="merge", entities=tuple(entities), by=_who(), why=why), as_json)


@app.command()
def split(
    entity: One,
    forms: Forms = None,
    beside: Beside = None,
    name: Annotated[str | None, typer.Option("--name", help="What the new entity is called.")] = None,
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Take forms of a name out of an entity: from now on they mean another one.

    Examples: slugline entity split en_1f0c… --form "Viktor Petrov" · slugline entity split en_1f0c… --beside en_9d2e…
    """
    if not forms and not beside:
        raise CommandError(Exit.USAGE, "say which forms are somebody else (--form), or beside whom they are (--beside)")
    command = EntityCommand(
        command_id="", do="split", entities=(entity,), forms=tuple(forms or ()), beside=tuple(beside or ()),
        name=name, by=_who(), why=why,
    )  # fmt: skip
    _send(command, as_json)


@app.command()
def rename(
    entity: One,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Give an entity its English name; no article renames it again.

    Example: slugline entity rename en_1f0c… "Sviatlana Tsikhanouskaya"
    """
    _send(EntityCommand(command_id="", do="rename", entities=(entity,), name=name, by=_who(), why=why), as_json)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "editor"


def _send(command: EntityCommand, as_json: bool) -> None:
    told = command.model_copy(
        update={"command_id": f"cmd_{sha256(command.model_dump_json().encode()).hexdigest()[:16]}"}
    )
    run(_write(told))
    if as_json:
        write_json(told.model_dump(mode="json"))
    else:
        say(f"[good]sent[/] {told.do} {' '.join(told.entities)}")
        say("[dim]`slugline dead list --service resolve` shows it where it was refused[/]")


async def _write(command: EntityCommand) -> None:
    event: Event[dict[str, Any]] = Event[dict[str, Any]](
        id=command.command_id,
        source=SENDER,
        type="slugline.entity.command.v1",
        subject=command.entities[0],
        data=command.model_dump(mode="json"),
    )
    async with connect() as pipeline:
        await pipeline.redis.xadd(ENTITIES_COMMANDS.key(pipeline.namespace), entry_fields(event))
