"""Waits until a pipeline has drained, with a progress bar that says where the articles are."""

from __future__ import annotations

from collections.abc import Callable

from services.cli.console import progress
from services.cli.domain.drain import Look
from services.cli.pipeline import Pipeline


async def wait_until_drained(
    pipeline: Pipeline, articles: int, seconds: float | None = None, check: Callable[[], None] = lambda: None
) -> None:
    """Returns once nothing is under way. `check` is called at every look and may raise to give up."""
    with progress() as bar:
        task = bar.add_task("in the pipeline", total=articles or None)

        def tell(look: Look) -> None:
            check()
            bar.update(task, completed=max(0, articles - look.total), description=where(look))

        await pipeline.drained(tell, seconds)


def where(look: Look) -> str:
    """Where the articles are: the reader of each stream that still holds some, and how many."""
    names = {
        "articles.submitted": "ingest",
        "articles.accepted": "translate",
        "articles.translated": "extract",
        "articles.extracted": "resolve",
        "articles.resolved": "cluster",
        "stories.updated": "publish",
        "resolve:parked": "resolve, out of order",
        "cluster:parked": "cluster, out of order",
    }
    waiting = [f"{names.get(name, name)} {count}" for name, count in look.under_way().items()]
    return " · ".join(waiting) or "drained"
