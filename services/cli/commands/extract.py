"""`slugline extract`: what the pipeline finds in an article, and why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel

from services.cli.article_files import Defaults, find_articles
from services.cli.commands.replay import ARCHIVE_ENVIRONMENT
from services.cli.console import progress, say, stderr, stdout, write_json
from services.cli.dead_letters import DeadLetter, Graveyard
from services.cli.domain.explained import Explained, explained
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson, Seconds
from services.cli.own_pipeline import LogFiles, OwnPipeline, run_services
from services.cli.pipeline import Pipeline, connect
from services.cli.pushing import Pushed, Pusher
from services.cli.render.explained import explained_view
from services.cli.render.explained_page import explained_page
from services.cli.render.words import clean, count
from services.cli.run import run
from services.cli.settings import CliSettings
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleExtracted, ArticleResolved
from shared.embedded import EmbeddedServer, isolated_server
from shared.streams import ARTICLES_EXTRACTED, ARTICLES_RESOLVED, Stream, dead_letters

Data = TypeVar("Data", bound=BaseModel)

#: The services that are needed: those that find names and claims, and the one that says which names are one.
FINDING, JOINING = ("ingest", "translate", "extract"), ("resolve",)
#: The type of an event that stands for an article which ended as a dead letter.
SKIPPED = b"slugline.article.skipped"
#: Seconds between two looks whether all articles have come through, and in all where nobody says how many.
LOOK_EVERY, PATIENCE = 0.1, 120.0


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Articles: .txt, .html, .json, .ndjson; - for stdin.")
    ],
    html: Annotated[Path | None, typer.Option("--html", help="Write a displaCy page to this file instead.")] = None,
    source: Annotated[str | None, typer.Option(help="Who sent it, where the file does not say so.")] = None,
    published: Annotated[str | None, typer.Option(help="When, as ISO 8601, where the file does not say so.")] = None,
    timeout: Seconds = None,
    as_json: AsJson = False,
) -> None:
    """Show what is found in articles: names and claims in colours, and why each was found. Keeps nothing.

    Example: slugline extract article.txt --html found.html
    """
    articles, letters = run(_extract(files, Defaults(published, source), timeout or PATIENCE))
    _show(articles, html, as_json)
    for letter in letters:
        say(f"[bad]✗[/] refused by {letter.service}: {letter.reason}, {clean(letter.detail)}")
    if letters:
        raise CommandError(Exit.REFUSED, f"{count(len(letters), 'article')} refused")


def _show(articles: list[Explained], html: Path | None, as_json: bool) -> None:
    if html is not None:
        html.write_text(explained_page(articles), encoding="utf-8")
        say(f"[good]●[/] {count(len(articles), 'article')} in [bold]{html}[/]")
    for article in articles:
        if as_json:
            write_json(article.as_json())
        elif html is None:
            stdout().print(explained_view(article))


async def _extract(files: list[str], defaults: Defaults, seconds: float) -> tuple[list[Explained], list[DeadLetter]]:
    found = list(find_articles(files, defaults))
    with isolated_server() as server:
        async with _service(server, *FINDING) as own, connect(own.runtime) as pipeline:
            pushed = await Pusher(pipeline, CliSettings().high_water).push(found)
            _refuse_unreadable(pushed)
            await _wait(pipeline, ARTICLES_EXTRACTED, len(pushed.articles), seconds, own)
            # Read before `resolve` runs: what it has acknowledged is gone from the stream.
            extracted = {e.data.seq: e.data for e in await _events(pipeline, ARTICLES_EXTRACTED, ArticleExtracted)}
        async with _service(server, *JOINING) as own, connect(own.runtime) as pipeline:
            await _wait(pipeline, ARTICLES_RESOLVED, len(pushed.articles), seconds, own)
            resolved = [e.data for e in await _events(pipeline, ARTICLES_RESOLVED, ArticleResolved)]
            letters = [letter async for letter in Graveyard(pipeline).all()]
    together = [explained(extracted[r.seq], r) for r in sorted(resolved, key=lambda r: r.seq) if r.seq in extracted]
    return together, letters


@asynccontextmanager
async def _service(server: EmbeddedServer, *names: str) -> AsyncIterator[OwnPipeline]:
    """These services, ready to work."""
    status = stderr().status(f"starting {', '.join(names)} …")
    sink = LogFiles(server.directory / "logs")
    status.start()
    try:
        async with run_services(
            server.url, dict.fromkeys(names, 1), ARCHIVE_ENVIRONMENT, sink, despite_crashes=False
        ) as own:
            status.stop()
            yield own
    finally:
        status.stop()


def _refuse_unreadable(pushed: Pushed) -> None:
    if pushed.bad:
        first = pushed.bad[0]
        raise CommandError(Exit.REFUSED, f"{first['where']}: {first['error']}")


async def _wait(pipeline: Pipeline, stream: Stream, articles: int, seconds: float, own: OwnPipeline) -> None:
    """Returns once every article has come out of a stage, or was refused before."""
    deadline = time.monotonic() + seconds
    with progress() as bar:
        task = bar.add_task(stream.written_by[0], total=articles)
        while (done := await _done(pipeline, stream)) < articles:
            bar.update(task, completed=done)
            own.check()
            if time.monotonic() > deadline:
                left = f"{articles - done} of {count(articles, 'article')}"
                raise CommandError(Exit.TIMED_OUT, f"{left} not done in {seconds:g} s")
            await asyncio.sleep(LOOK_EVERY)


async def _done(pipeline: Pipeline, stream: Stream) -> int:
    """How many articles have come out of a stage, one way or the other."""
    buried = [dead_letters(service).name for service in FINDING + JOINING]
    lengths: list[int] = [await pipeline.redis.xlen(pipeline.namespace + name) for name in [stream.name, *buried]]
    return sum(lengths)


async def _events(pipeline: Pipeline, stream: Stream, kind: type[Data]) -> list[Event[Data]]:
    entries = await pipeline.redis.xrange(pipeline.namespace + stream.name)
    whole = [fields[b"data"] for _, fields in entries]
    return [Event[kind].model_validate_json(text) for text in whole if SKIPPED not in text[:400]]  # type: ignore[valid-type]
