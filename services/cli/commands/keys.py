"""`slugline keys`: who may push, read, follow and edit over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, get_args

import typer
from rich.markup import escape

from services.cli.console import say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import connect
from services.cli.render.keys import keys_table
from services.cli.run import run
from shared.access.keys import SCOPES, KeyRecord, Scope
from shared.access.store import KeyRefused, KeyStore

app = typer.Typer(
    no_args_is_help=True,
    help="Make, list, change and end the keys that HTTP asks for everywhere but on loopback.\n\n"
    "Scopes: push (give articles), read, subscribe (live updates, webhooks), edit (commands), admin (everything).",
)

#: Whom the key of the first start belongs to.
FIRST = "first"
#: For how long the old key works on, where nobody says otherwise.
OVERLAP = "7d"

_SPAN = re.compile(r"(\d{1,5})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Name = Annotated[str, typer.Argument(help="The editor or program that holds it; commands sent with it carry it.")]
KeyName = Annotated[str, typer.Argument(metavar="NAME|ID", help="As `slugline keys list` shows them.")]


@app.command()
def create(
    name: Name,
    scope: Annotated[list[str], typer.Option(help=f"What it may do: {', '.join(SCOPES)}. Repeatable.")],
    expires: Annotated[str | None, typer.Option(metavar="SPAN", help="End it after this: 12h, 90d, 26w.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, this once.

    Examples: slugline keys create ada --scope read,subscribe,edit · slugline keys create feed --scope push
    """
    scopes = _scopes(scope)
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise CommandError(Exit.USAGE, "a name has 1 to 100 characters that can be printed")
    ends = _now() + span(expires) if expires else None
    key, kept = run(_create(name, scopes, ends))
    _show(key, kept, as_json)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys: whose they are, what they may do, when they were last used. Never the keys themselves."""
    found = run(_list())
    if as_json:
        for kept, used in found:
            write_json(_facts(kept) | {"last_used": used})
    elif found:
        stdout().print(keys_table(found, _now()))
    else:
        say("[dim]no keys yet: `slugline keys create NAME --scope read` makes one[/]")


@app.command()
def revoke(name: KeyName, as_json: AsJson = False) -> None:
    """End a key, or all keys of a name, at once; sessions and live streams opened with it end too."""
    for kept in run(_revoke(name)):
        if as_json:
            write_json(_facts(kept) | {"done": "revoked"})
        else:
            stdout().print(f"revoked [id]{kept.id}[/] of [name]{escape(kept.name)}[/]")


@app.command()
def rotate(
    name: KeyName,
    overlap: Annotated[str, typer.Option(metavar="SPAN", help="For how long the old key works on.")] = OVERLAP,
    as_json: AsJson = False,
) -> None:
    """Make a key's successor, with the same name and scopes; the old one works on for a while.

    Example: slugline keys rotate feed --overlap 24h
    """
    key, new, old = run(_rotate(name, span(overlap)))
    _show(key, new, as_json, replaces=old)


@app.command()
def first(as_json: AsJson = False) -> None:
    """Make an admin key where there is none, and show it, this once; else do nothing. What compose runs at a start."""
    made = run(_first())
    if made is not None:
        _show(*made, as_json)
    elif not as_json:
        say("[dim]there is an admin key already; `slugline keys list` shows whose[/]")


def span(text: str) -> timedelta:
    """The time in words like 12h or 90d. Raises CommandError for what is none."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise CommandError(Exit.USAGE, f"{text!r} is no span of time", "Write a number and m, h, d or w: 12h, 90d.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _scopes(said: list[str]) -> tuple[Scope, ...]:
    words = [word.strip() for each in said for word in each.split(",")]
    wrong = [word for word in words if word not in get_args(Scope)]
    if wrong:
        raise CommandError(Exit.USAGE, f"there is no scope {wrong[0]!r}", f"Scopes: {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in words)


@asynccontextmanager
async def _store() -> AsyncIterator[KeyStore]:
    async with connect() as pipeline:
        try:
            yield KeyStore(pipeline.redis, pipeline.namespace, _now)
        except KeyRefused as refused:
            raise CommandError(Exit.BAD_INPUT, str(refused), "`slugline keys list` shows all.") from refused


async def _create(name: str, scopes: tuple[Scope, ...], expires: datetime | None) -> tuple[str, KeyRecord]:
    async with _store() as keys:
        return await keys.create(name, scopes, expires)


async def _list() -> list[tuple[KeyRecord, str | None]]:
    async with _store() as keys:
        return await keys.all()


async def _revoke(name: str) -> list[KeyRecord]:
    async with _store() as keys:
        return await keys.revoke(name)


async def _rotate(name: str, overlap: timedelta) -> tuple[str, KeyRecord, KeyRecord]:
    async with _store() as keys:
        return await keys.rotate(name, overlap)


async def _first() -> tuple[str, KeyRecord] | None:
    async with _store() as keys:
        return await keys.create_first(FIRST)


def _show(key: str, kept: KeyRecord, as_json: bool, replaces: KeyRecord | None = None) -> None:
    if as_json:
        write_json(_facts(kept) | {"key": key} | ({"replaces": _facts(replaces)} if replaces else {}))
        return
    # The key alone on stdout, so that `KEY=$(slugline keys create ...)` has it.
    print(key, flush=True)
    say(f"[good]●[/] the key of [name]{escape(kept.name)}[/] ({', '.join(kept.scopes)}): shown this once only")
    if replaces is not None and replaces.expires is not None:
        say(f"[dim]the old one ({replaces.id}) works until {replaces.expires:%Y-%m-%d %H:%M} UTC[/]")


def _facts(kept: KeyRecord) -> dict[str, Any]:
    return kept.model_dump(mode="json", exclude={"digest"})


def _now() -> datetime:
    return datetime.now(UTC)
