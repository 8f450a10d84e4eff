"""`slugline acl`: who may do what in Redis, as a file that Redis reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from redis.exceptions import ResponseError

from services.cli.console import say
from services.cli.exits import CommandError, Exit
from services.cli.pipeline import connect
from services.cli.run import run
from services.cli.secret_store import Wanted, write_all
from services.cli.settings import CliSettings
from shared.acl import acl_file

app = typer.Typer(
    no_args_is_help=True,
    help="Users of Redis: one a service, with the commands and keys that its work needs and no others.\n\n"
    "Redis reads them from the file that its setting `aclfile` names.",
)

Namespace = Annotated[
    str | None, typer.Option(help="Prefix of every key; without it what SLUGLINE_NAMESPACE says.", show_default=False)
]


@app.command()
def show(namespace: Namespace = None) -> None:
    """Print the ACL file without passwords: nobody can log in until each user has one.

    Example: slugline acl show > deploy/redis/users.acl
    """
    print(acl_file(_namespace(namespace)), end="")


@app.command()
def write(
    secrets: Annotated[Path, typer.Option(help="Folder of the passwords: USER/redis_password for each user.")],
    users: Annotated[Path, typer.Option(help="The ACL file to write, with hashes of these passwords.")],
    also: Annotated[list[str] | None, typer.Option(help="A further secret to make, FOLDER/NAME. Repeatable.")] = None,
    exporter: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Also write exporter/redis_exporter.json, for this address.")
    ] = None,
    mode: Annotated[str, typer.Option(help="Rights of the secret files, octal.")] = "600",
    namespace: Namespace = None,
) -> None:
    """Make the passwords that are missing, and write the ACL file. A second run changes no password.

    Example: slugline acl write --secrets /etc/slugline/secrets --users /etc/redis/users.acl
    """
    made = _write(Wanted(secrets, users, _namespace(namespace), tuple(also or ()), exporter), mode)
    for path in made:
        say(f"made [name]{path}[/]")
    say(f"[good]●[/] users of Redis written to [name]{users}[/]; {len(made)} new secrets")


@app.command()
def load() -> None:
    """Tell a running Redis to read its ACL file again. Needs the user `admin`."""
    run(_load())
    say("[good]●[/] Redis has read its ACL file")


def _write(wanted: Wanted, mode: str) -> list[Path]:
    try:
        return write_all(wanted, int(mode, 8))
    except ValueError as error:
        raise CommandError(Exit.USAGE, f"{mode!r} is no mode of a file", "Write it as chmod takes it: 600.") from error
    except OSError as error:
        raise CommandError(Exit.USAGE, f"cannot write there: {error}") from error


async def _load() -> None:
    async with connect() as pipeline:
        try:
            await pipeline.redis.acl_load()
        except ResponseError as error:
            raise CommandError(Exit.UNHEALTHY, f"Redis keeps the users that it had: {error}") from error


def _namespace(said: str | None) -> str:
    return CliSettings().namespace if said is None else said
