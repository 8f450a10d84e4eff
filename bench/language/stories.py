"""Stories over nine languages through the whole pipeline: without a lexicon, with part of it, with all of it.

The labelled stream goes through the pipeline once for each, on a server of its own, by the embedded default alone.
What differs is the English that terms are taken from; names, numbers and times are the same in each run.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.table import Table

from shared.embedded import isolated_server
from shared.language import terms
from shared.language.dictionary import Dictionary
from shared.testing.pipeline import InProcessPipeline

QUALITY = Path(__file__).parent.parent.parent / "tests" / "quality"
GOLD = QUALITY / "gold" / "dev" / "articles.jsonl"
NINE = ("en", "de", "ru", "uk", "be", "pl", "fr", "es", "lt")


@dataclass(frozen=True)
class Run:
    """BCubed F1 over all articles and over pairs of languages, with what English the terms had."""

    name: str
    bcubed: float
    precision: float
    recall: float
    by_language: dict[str, float]


def report(labelled: Path = GOLD) -> list[Run]:
    """The runs, each in its turn."""
    return [_run(name, labelled) for name in ("no lexicon", "news words only", "bilingual lexicon")]


def _run(name: str, labelled: Path) -> Run:
    with _lexicon(name), isolated_server() as server:
        results = asyncio.run(_results(server.url, labelled, gist=name == "bilingual lexicon"))
    articles = [json.loads(line) for line in labelled.read_text(encoding="utf-8").splitlines() if line.strip()]
    whole = _scored(articles, results)
    beside = {
        language: _scored([a for a in articles if a["language"][:2] in ("en", language)], results)["f1"]
        for language in NINE
    }
    return Run(name, whole["f1"], whole["p"], whole["r"], beside)


@contextmanager
def _lexicon(name: str) -> Iterator[None]:
    """Takes the lexicons, or the bilingual one, away from the terms for as long as this lasts."""
    names = {"no lexicon": ("dictionary", "lookup", "phrases", "compound"), "news words only": ("dictionary",)}
    nothing: dict[str, Any] = {
        "dictionary": lambda language: Dictionary(),
        "lookup": lambda word, language: (),
        "phrases": lambda text, language: [],
        "compound": lambda word: (),
    }
    kept = {attribute: getattr(terms, attribute) for attribute in names.get(name, ())}
    for attribute in kept:
        setattr(terms, attribute, nothing[attribute])
    terms._of_word.cache_clear()
    try:
        yield
    finally:
        for attribute, value in kept.items():
            setattr(terms, attribute, value)
        terms._of_word.cache_clear()


async def _results(redis_url: str, labelled: Path, gist: bool) -> list[dict[str, Any]]:
    """What the pipeline says of each article, as `slugline replay` writes it."""
    never, items = "" if gist else ",".join(NINE[1:]), _items(labelled)
    async with InProcessPipeline(redis_url, translate_engines="gist", translate_never=never) as pipeline:
        await pipeline.submit(*items)
        await pipeline.drain(300)
        return await _articles(pipeline.url("publish"))


def _items(labelled: Path) -> list[dict[str, Any]]:
    """The articles as they are pushed: labels do not travel."""
    make = [sys.executable, str(QUALITY / "gold_to_ninjs.py"), str(labelled)]
    lines = subprocess.run(make, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines if line.strip()]


async def _articles(url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        cursor: str | None = ""
        while cursor is not None:
            page = (await http.get("/v1/articles", params={"limit": 100, "cursor": cursor} if cursor else {})).json()
            found += page["items"]
            cursor = page["next"]
    return found


def _scored(articles: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, float]:
    scorer = _scorer()
    gold = {
        uri: next(s["story"] for s in item["stories"] if s["role"] == "primary")
        for uri, item in scorer.live(articles)
        if item["stories"]
    }
    placed = {r["uri"]: r["story_id"] for r in results if r["uri"] in gold}
    return dict(scorer.report(gold, placed)["bcubed"])


def _scorer() -> Any:
    sys.path.insert(0, str(QUALITY))
    try:
        import score_gold
    finally:
        sys.path.remove(str(QUALITY))
    return score_gold


def table(runs: list[Run]) -> Table:
    """One row a run; the columns of languages are English with that language."""
    shown = Table(title="Stories on the labelled stream: BCubed, and its F1 for English with one language more")
    for name in ("terms by", "F1", "P", "R", *NINE[1:]):
        shown.add_column(name, justify="left" if name == "terms by" else "right", no_wrap=True)
    for run in runs:
        figures = (run.bcubed, run.precision, run.recall, *(run.by_language[language] for language in NINE[1:]))
        shown.add_row(run.name, *(f"{value:.3f}" for value in figures))
    return shown


if __name__ == "__main__":
    from rich.console import Console

    from shared.telemetry import configure_logging

    configure_logging("error")
    Console().print(table(report()))
