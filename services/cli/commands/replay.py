"""`slugline replay`: an archive through the real pipeline, as fast as it goes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from services.cli.archived import find_everything
from services.cli.article_files import Found
from services.cli.commands.archive import From, To, days
from services.cli.commands.push import report_bad
from services.cli.console import progress, say, stderr, stdout, write_json
from services.cli.dead_letters import DeadLetter, Graveyard
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson, Replicas, Seconds, replica_counts
from services.cli.own_pipeline import isolated_pipeline
from services.cli.pipeline import connect
from services.cli.pushing import Pushed, Pusher
from services.cli.render.words import clean, count
from services.cli.results import write_results, write_updates
from services.cli.run import run
from services.cli.runtime import Runtime, attach
from services.cli.settings import CliSettings
from services.cli.waiting import wait_until_drained
from shared.streams import STORIES_UPDATED

#: Event time is taken from the articles, so an article that is overtaken is waited for without limit.
ARCHIVE_ENVIRONMENT = {"SLUGLINE_REORDER_WAIT": "inf"}
#: Refusals named on the terminal; `slugline dead list` and --json name all.
_NAMED = 20


@dataclass
class Replayed:
    """What a replay did."""

    pushed: Pushed
    results: int = 0
    updates: int = 0
    refused: list[DeadLetter] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The counts, for `--json`."""
        return {
            "pushed": len(self.pushed.articles),
            "bad": self.pushed.bad,
            "results": self.results,
            "updates": self.updates,
            "refused": [{k: v for k, v in asdict(letter).items() if k != "fields"} for letter in self.refused],
            "seconds": round(self.seconds, 2),
        }


def replay(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="NDJSON files in this order, folders, or an archive: its folder or s3://bucket/prefix.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="One JSON line for each article of the pipeline, latest version.")],
    updates: Annotated[
        Path | None, typer.Option(help="Also write the update stream: one CloudEvents line each.")
    ] = None,
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Use a fresh server and services of its own; leave nothing behind.")
    ] = False,
    replicas: Replicas = None,
    first: From = None,
    last: To = None,
    logs: Annotated[Path | None, typer.Option(help="With --isolated: keep the services' logs in this folder.")] = None,
    timeout: Seconds = None,
    as_json: AsJson = False,
) -> None:
    """Feed an archive through the pipeline, wait until every stage has drained, and write what became of each article.

    Examples: slugline replay archive.ndjson --isolated --out results.jsonl --updates updates.jsonl ·
    slugline replay s3://desk/wire --from 2025-08-01 --out results.jsonl
    """
    if replicas and not isolated:
        raise CommandError(Exit.USAGE, "--replicas goes with --isolated: a running pipeline has its own")
    place = _isolated(replica_counts(None, replicas), logs) if isolated else _running()
    articles = find_everything(files, days(first, last))
    done = run(_replay(articles, place, out, updates, timeout))
    _report(done, out, as_json)


@asynccontextmanager
async def _isolated(counts: dict[str, int], logs: Path | None) -> AsyncIterator[tuple[Runtime, Callable[[], None]]]:
    status = stderr().status("starting a server and services of its own …")
    status.start()
    try:
        async with isolated_pipeline(counts, ARCHIVE_ENVIRONMENT, logs=logs) as own:
            status.stop()
            yield own.runtime, own.check
    finally:
        status.stop()


@asynccontextmanager
async def _running() -> AsyncIterator[tuple[Runtime, Callable[[], None]]]:
    try:
        runtime = attach()
    except CommandError as error:
        raise CommandError(error.code, error.message, "`--isolated` needs none: it starts its own.") from error
    yield runtime, lambda: None


async def _replay(
    articles: Iterable[Found],
    place: Any,
    out: Path,
    updates: Path | None,
    seconds: float | None,
) -> Replayed:
    async with place as (runtime, check), connect(runtime) as pipeline:
        began = time.monotonic()
        graveyard = Graveyard(pipeline)
        dead_before, updates_before = await graveyard.last_ids(), await pipeline.last_id(STORIES_UPDATED.name)
        pushed = await _push_all(Pusher(pipeline, CliSettings().high_water), articles, check)
        await wait_until_drained(pipeline, len(pushed.articles), seconds, check)
        done = Replayed(pushed, seconds=time.monotonic() - began)
        done.refused = [letter async for letter in graveyard.all(after=dead_before)]
        done.results = await write_results(runtime, out)
        if updates is not None:
            done.updates = await write_updates(pipeline, updates, updates_before)
    return done


async def _push_all(pusher: Pusher, articles: Iterable[Found], check: Callable[[], None]) -> Pushed:
    with progress() as bar:
        task = bar.add_task("pushing", total=None)

        def told(done: int, full: bool) -> None:
            check()
            bar.update(task, advance=done, description="waiting: the pipeline is full" if full else "pushing")

        return await pusher.push(articles, told)


def _report(done: Replayed, out: Path, as_json: bool) -> None:
    if as_json:
        write_json(done.as_json())
    else:
        rate = len(done.pushed.articles) / done.seconds if done.seconds else 0.0
        numbers = f"{count(len(done.pushed.articles), 'item')} in {done.seconds:.1f} s ({rate:.1f}/s)"
        # With --out - the results themselves are on stdout.
        (stderr() if str(out) == "-" else stdout()).print(f"{numbers}, {count(done.results, 'article')} in {out}")
    _report_refused(done.refused)
    report_bad(done.pushed, None if as_json else _NAMED)
    if done.refused:
        raise CommandError(Exit.REFUSED, f"{count(len(done.refused), 'article')} ended as dead letters")


def _report_refused(refused: list[DeadLetter]) -> None:
    for letter in refused[:_NAMED]:
        say(
            f"[bad]✗[/] {escape(clean(letter.uri or letter.entry_id))} at {letter.service}: {letter.reason}, "
            f"{escape(clean(letter.detail))}"
        )
    if len(refused) > _NAMED:
        say(f"[dim]  and {len(refused) - _NAMED} more[/]")
