"""What a run made: one line for each article, and the stream of updates, as files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from services.cli.console import json_line
from services.cli.pipeline import Pipeline
from services.cli.publish_client import publish_client
from services.cli.runtime import Runtime


async def write_results(runtime: Runtime, path: Path) -> int:
    """Writes what became of every article, oldest first; how many there are."""
    async with publish_client(runtime) as publish:
        articles = [article async for article in publish.articles()]
    # The API answers the newest first; a file is read from the top, and must not depend on when it was written.
    articles.sort(key=lambda article: (article["published_at"], article["uri"]))
    _write(path, articles)
    return len(articles)


async def write_updates(pipeline: Pipeline, path: Path, after: str = "-") -> int:
    """Writes every update that is in the stream after this entry; how many there are."""
    updates = [event async for event in _events(pipeline, after)]
    _write(path, updates)
    return len(updates)


async def _events(pipeline: Pipeline, after: str) -> AsyncIterator[dict[str, Any]]:
    async for _, event in pipeline.updates(after):
        yield event


def _write(path: Path, items: list[dict[str, Any]]) -> None:
    """Whole or not at all: a reader never finds half a file."""
    if str(path) in ("-", "/dev/stdout"):
        for item in items:
            print(json_line(item), end="")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text("".join(json_line(item) for item in items), encoding="utf-8")
    temporary.replace(path)
