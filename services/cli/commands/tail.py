"""`slugline tail`: follows story updates as they come."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from pydantic import ValidationError

from services.cli.console import say, stdout, write_json
from services.cli.domain.following import Followed
from services.cli.domain.place import NOW, START, place_of
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import Pipeline, connect
from services.cli.render.updates import update_lines
from services.cli.run import run
from shared.contracts.filters import BadFilter, UpdateFilter, read_filter
from shared.contracts.update import StoryUpdate

Words = list[str] | None


class _How(NamedTuple):
    """How many updates are shown, and in what form."""

    number: int | None
    brief: bool
    as_json: bool
    resume: Path | None


def tail(
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="WHEN", help="start, now, an entry id, a time, or how long ago: 30min, 2h, 1d."),
    ] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help="The same as --from start.")] = False,
    after: Annotated[str | None, typer.Option(metavar="ID", help="Begin after this entry id (SSE id).")] = None,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Go on where this file says, and keep the place in it. Made if missing."),
    ] = None,
    story: Annotated[Words, typer.Option(metavar="ID", help="Only this story, and what it is merged into.")] = None,
    entity: Annotated[Words, typer.Option(help="Only with this entity: an id, or a name in any script.")] = None,
    language: Annotated[Words, typer.Option(metavar="TAG", help="Only what brings words of this language.")] = None,
    significance: Annotated[str | None, typer.Option(help="The least weight shown: minor, notable or major.")] = None,
    kind: Annotated[Words, typer.Option(help="Only with a change of this kind, for example claim_revised.")] = None,
    text: Annotated[Words, typer.Option(help="Only with all these words in message, titles or evidence.")] = None,
    number: Annotated[int | None, typer.Option("-n", min=1, help="End after so many updates.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Messages alone, without the single changes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Follow story updates until Ctrl-C; with --json each is one CloudEvents line.

    The words of the filter are those of SSE, webhooks and feeds. A word may be given several times: that means "or";
    several words mean "and".

    Examples: slugline tail · slugline tail --from 2h --kind claim_revised --entity Lukashenko · slugline tail --json
    """
    words = {"story": story, "entity": entity, "language": language, "kind": kind, "text": text}
    asked = _filter({name: values for name, values in words.items() if values}, significance)
    start = _start(begin, from_start, after, resume)
    run(_tail(start, Followed(asked), _How(number, brief, as_json, resume)))


def _filter(words: dict[str, list[str]], significance: str | None) -> UpdateFilter:
    said: dict[str, Any] = {**words, **({"significance": significance} if significance else {})}
    try:
        return read_filter(said)
    except BadFilter as error:
        told = "; ".join(f"--{word}: {detail}" for word, detail in error.problems)
        raise CommandError(Exit.USAGE, told) from None


def _start(begin: str | None, from_start: bool, after: str | None, resume: Path | None) -> str:
    """The entry id after which to read; a file to resume from stands above where to begin the first time."""
    if sum([begin is not None, from_start, after is not None]) > 1:
        raise CommandError(Exit.USAGE, "say once where to begin: --from, --from-start or --after")
    kept = _kept(resume) if resume else None
    try:
        return place_of(kept or after or begin or ("start" if from_start else "now"), datetime.now(UTC))
    except ValueError as error:
        raise CommandError(
            Exit.BAD_INPUT if kept else Exit.USAGE, f"{resume}: {error}" if kept else str(error)
        ) from None


def _kept(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(Exit.BAD_INPUT, f"{file}: {error}") from None


async def _tail(start: str, followed: Followed, how: _How) -> None:
    async with connect() as pipeline:
        if start not in (NOW, START):
            await _tell_of_a_gap(pipeline, start)
        elif start == NOW and stdout().is_terminal:
            say("[dim]waiting for updates; --from start shows those that are there[/]")
        await _follow(pipeline, start, followed, how)


async def _follow(pipeline: Pipeline, start: str, followed: Followed, how: _How) -> None:
    console, shown = stdout(), 0
    async for entry_id, event in pipeline.follow(start):
        if _concerns(followed, event):
            if how.as_json:
                write_json({**event, "entryid": entry_id})
            else:
                console.print(update_lines(event, details=not how.brief))
            shown += 1
        if how.resume:
            _keep(how.resume, entry_id)
        if shown == how.number:
            return


def _concerns(followed: Followed, event: dict[str, Any]) -> bool:
    """Whether it is asked for; an update that is not as updates are by now is shown rather than kept back."""
    try:
        return followed.concerns(StoryUpdate.model_validate(event["data"]))
    except ValidationError:
        return followed.filter.is_open


async def _tell_of_a_gap(pipeline: Pipeline, start: str) -> None:
    """Nothing is skipped silently: what was trimmed since is said, and where to read on."""
    if await pipeline.is_trimmed_after(start):
        say(
            f"[warn]some updates after {start} are no longer held[/]; `slugline stories` shows where every story stands"
        )


def _keep(file: Path, entry_id: str) -> None:
    """Whole or not at all: whoever is interrupted finds the last place."""
    temporary = file.with_name(file.name + ".part")
    try:
        temporary.write_text(entry_id + "\n", encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise CommandError(Exit.BAD_INPUT, f"cannot keep the place in {file}: {error}") from None
