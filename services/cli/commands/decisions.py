"""`slugline decisions`: what people decided on stories, and the same as labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from services.cli.console import json_line, say, write_json
from services.cli.domain.labels import labels
from services.cli.exits import CommandError, Exit
from services.cli.pipeline import Pipeline, connect
from services.cli.run import run
from shared.contracts.ruling import Ruling

app = typer.Typer(no_args_is_help=True, help="What people decided on stories: for the record, and to learn from.")

#: Where cluster keeps them (services/cluster/adapters/memory_in_redis.py).
RULINGS = "cluster:decisions"


@app.command("list")
def list_all() -> None:
    """Write every decision as a line of JSON, the first one first; repairs by the machine are among them.

    Example: slugline decisions list | tail -1
    """
    for ruling in run(_read()):
        write_json(ruling.model_dump(mode="json", exclude_defaults=True, exclude={"asked"}))


@app.command()
def export(
    to: Annotated[str, typer.Argument(metavar="FILE|-", help="File to write, or - for standard output.")] = "-",
) -> None:
    """Write what editors said as labels: an article, articles of one story, whether they tell the same story.

    Example: slugline decisions export labels.jsonl
    """
    found = labels(run(_read()))
    text = "".join(json_line(label) for label in found)
    if to == "-":
        typer.echo(text, nl=False)
        return
    try:
        Path(to).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(Exit.BAD_INPUT, f"cannot write {to}: {error.strerror}") from error
    say(f"[good]{len(found)}[/] labels in {to}")


async def _read() -> list[Ruling]:
    async with connect() as pipeline:
        return await read_rulings(pipeline)


async def read_rulings(pipeline: Pipeline) -> list[Ruling]:
    """All rulings of this pipeline, in order. Raises CommandError for what this version cannot read."""
    found = []
    async for _, value in pipeline.redis.hscan_iter(pipeline.namespace + RULINGS, count=500):
        try:
            found.append(Ruling.model_validate_json(value))
        except ValidationError as error:
            detail = f"{error.error_count()} fields of a decision are not as this version writes them"
            raise CommandError(Exit.FAILED, detail) from error
    return sorted(found, key=lambda ruling: ruling.number)
