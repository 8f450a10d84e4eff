"""`slugline archive`: what left Redis, listed, checked and written out again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from services.cli.archived import opened
from services.cli.console import progress, say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.render.words import count
from services.cli.settings import CliSettings
from shared.archive.archive import Archive, Days
from shared.archive.errors import ArchiveError
from shared.archive.manifest import Manifest
from shared.archive.record import KINDS, Kind

app = typer.Typer(help="List, check and write out what left Redis.", no_args_is_help=True)

Where = Annotated[
    str | None, typer.Argument(metavar="[ARCHIVE]", help="Folder or s3://bucket/prefix; else SLUGLINE_ARCHIVE.")
]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help=f"{', '.join(KINDS)}; repeatable; all without it.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")]


def days(first: datetime | None, last: datetime | None) -> Days:
    """The range of days that two options name."""
    return Days(first.date() if first else None, last.date() if last else None)


@app.command("list")
def list_(
    where: Where = None, kind: Kinds = None, first: From = None, last: To = None, as_json: AsJson = False
) -> None:
    """What there is, by kind and day: files, records, withdrawn ones, bytes.

    Example: slugline archive list s3://desk/wire --kind raw --from 2025-08-01
    """
    manifests = _manifests(_archive(where), _kinds(kind), days(first, last))
    rows = _by_day(manifests)
    if as_json:
        for row in rows:
            write_json(row)
        return
    table = Table("kind", "day", "files", "records", "withdrawn", "bytes")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    stdout().print(table)


@app.command()
def verify(where: Where = None, as_json: AsJson = False) -> None:
    """Read every file and compare it with its manifest; exit code 9 where something is wrong."""
    archive = _archive(where)
    found = _with_bar("checking", archive, archive.verify)
    if as_json:
        write_json({"wrong": found})
    else:
        for line in found:
            say(f"[bad]✗[/] {line}")
        stdout().print(f"{count(len(found), 'fault')} in {archive.place}" if found else f"{archive.place} is whole")
    if found:
        raise typer.Exit(Exit.UNHEALTHY)


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="File to write, one JSON record a line.")],
    where: Where = None,
    kind: Kinds = None,
    first: From = None,
    last: To = None,
    as_json: AsJson = False,
) -> None:
    """Write records as NDJSON, each once, without a word of what was withdrawn.

    Example: slugline archive export --kind updates --from 2025-08-01 --out updates.ndjson
    """
    archive = _archive(where)
    wanted, range_ = _kinds(kind), days(first, last)

    def work(told: Any) -> int:
        temporary, written = out.with_name(out.name + ".part"), 0
        out.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            for record in archive.records(wanted, range_, told):
                file.write(json.dumps(record.as_json(), ensure_ascii=True, separators=(",", ":")) + "\n")
                written += 1
        temporary.replace(out)
        return written

    written = _with_bar("writing", archive, work)
    if as_json:
        write_json({"records": written, "file": str(out)})
    else:
        stdout().print(f"{count(written, 'record')} in {out}")


def _archive(where: str | None) -> Archive:
    named = where or CliSettings().archive
    if not named:
        raise CommandError(Exit.USAGE, "no archive is named", "Give its folder, or set SLUGLINE_ARCHIVE.")
    return opened(named)


def _kinds(asked: list[str] | None) -> tuple[Kind, ...]:
    unknown = [one for one in asked or () if one not in KINDS]
    if unknown:
        raise CommandError(Exit.USAGE, f"there is no kind {unknown[0]!r}", f"Kinds: {', '.join(KINDS)}.")
    return tuple(kind for kind in KINDS if not asked or kind in asked)


def _manifests(archive: Archive, kinds: tuple[Kind, ...], range_: Days) -> list[Manifest]:
    try:
        return list(archive.manifests(kinds, range_))
    except ArchiveError as error:
        raise CommandError(Exit.BAD_INPUT, str(error), "`slugline archive verify` looks at all of it.") from error


def _by_day(manifests: list[Manifest]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in manifests:
        date.fromisoformat(one.day)
        row = rows.setdefault(
            (one.kind, one.day),
            {"kind": one.kind, "day": one.day, "files": 0, "records": 0, "withdrawn": 0, "bytes": 0},
        )
        told = asdict(one)
        row["files"] += 1
        for name, field in (("records", "count"), ("withdrawn", "withdrawn"), ("bytes", "size")):
            row[name] += told[field]
    return [rows[key] for key in sorted(rows)]


def _with_bar(what: str, archive: Archive, work: Any) -> Any:
    """Does the work under a bar that moves with each file."""
    with progress() as bar:
        task = bar.add_task(what, total=None)
        try:
            return work(lambda path: bar.update(task, advance=1, description=f"{what} {path[:40]}"))
        except ArchiveError as error:
            raise CommandError(Exit.BAD_INPUT, str(error), "`slugline archive verify` looks at all of it.") from error
