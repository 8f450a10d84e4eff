"""The labelled sets, in the order of the wire, as extract and resolve leave them for cluster."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cluster_offline import Run, article_of, found_names, labelled
from shared.contracts.stages import ArticleResolved
from shared.language import LANGUAGES, base

#: The instant of all articles of a set that has not a date for each of them.
UNDATED = "2000-01-01T00:00:00+00:00"
OUR_STREAMS = Path("training/stories/data")

#: Wraps the articles of a long step, to show how far it is.
Watch = Callable[[str, list[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Labelled:
    """A labelled set: where it is, and what its figures have to reach."""

    name: str
    file: Path
    #: Figure -> the least it may be, by the names that `stories.figures` gives.
    floors: dict[str, float]


@dataclass(frozen=True)
class Understood:
    """A labelled set with names, languages and claims."""

    name: str
    items: list[dict[str, Any]]
    resolved: list[ArticleResolved]


def ours() -> list[Labelled]:
    """The streams that are part of the project; where a checkout lacks one it is left out."""
    gold = Labelled("gold/dev", Path("tests/quality/gold/dev/articles.jsonl"), {"near_duplicates": 0.93})
    streams = [Labelled(path.stem, path, {}) for path in sorted(OUR_STREAMS.glob("stream*.jsonl"))]
    return [each for each in (gold, *streams) if each.file.exists()]


def others(folder: Path) -> list[Labelled]:
    """The sets of others that lie in a folder. They are measured on, and are no part of the project."""
    sets = [
        Labelled("OG2021 titles", folder / "og2021_titles.dev.jsonl", {"bcubed_f1": 0.60}),
        Labelled("AllSides 2021", folder / "allsides_2021.dev.jsonl", {"bcubed_f1": 0.78}),
        Labelled("ECB+", folder / "ecbplus.dev.jsonl", {"bcubed_f1": 0.78}),
        Labelled("galaxy", folder / "galaxy_wikinews_all.jsonl", {}),
    ]
    return [each for each in sets if each.file.exists()]


def folder_of(given: Path) -> Path | None:
    """The folder with the sets of others: the one named, or `stories` in it."""
    return next((f for f in (given, given / "stories") if (f / "ecbplus.dev.jsonl").exists()), None)


def articles(of: Labelled) -> list[dict[str, Any]]:
    """The articles in our languages. In a set that is not dated throughout no date counts, nor the file's order:
    that is often by story.
    """
    found = [item for item in labelled(of.file) if base(item["language"]) in LANGUAGES]
    if _is_dated(of.file):
        return found
    return sorted((item | {"published_at": UNDATED} for item in found), key=lambda item: _shuffled(item["id"]))


def _is_dated(file: Path) -> bool:
    return all(item.get("published_at") for item in _lines(file))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def _shuffled(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def understood(of: Labelled, watch: Watch, kept: Path | None = None) -> Understood:
    """A set through extract and resolve; `kept` is a folder where what they made is written and read again."""
    items = articles(of)
    return Understood(of.name, items, read(of.name, items, watch, kept))


def read(name: str, items: list[dict[str, Any]], watch: Watch, kept: Path | None) -> list[ArticleResolved]:
    """What extract and resolve make of labelled articles, in their order."""
    file = kept / f"{name.replace('/', '_')}.jsonl" if kept else None
    if file is not None and file.exists():
        lines = file.read_text(encoding="utf-8").split("\n")
        found = [ArticleResolved.model_validate_json(line) for line in lines if line]
        if [r.article.content_hash for r in found] == [item["id"] for item in items]:
            return found
    run = Run(found_names())
    found = [run.understand(article_of(item), item["language"]) for item in watch(f"{name}: names and claims", items)]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(r.model_dump_json() for r in found), encoding="utf-8")
    return found
