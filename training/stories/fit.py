"""Learns the weights of "same story?": python -m training.stories.fit articles.jsonl [more.jsonl ...] --write

Each labelled stream is read in the order of the wire with every article put into its labelled story; each candidate
story of each article is a row. The weights are scored on stories they never saw: stories are dealt into folds, the rows
of a fold's stories are left out of the fit, and the stream is then clustered for real, each article by the weights that
saw neither its story nor, beside it, any other of the fold. The threshold is the one that does best over the folds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.cluster_offline import Finder, Run, article_of, found_names, gold_names, labelled, scores, uri_of
from services.cluster.domain.candidates import candidates
from services.cluster.domain.contribution import contribution
from services.cluster.domain.evidence import weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import Weights
from shared.contracts.stages import ArticleResolved
from training.stories.logistic import Floats, Model, fit

WEIGHTS = Path("services/cluster/domain/same_story.json")
COMPONENTS = (
    "people", "organisations", "places", "countries", "headline_names", "core_names", "nearest_names", "numbers",
    "days_apart", "story_size", "terms", "core_terms", "nearest_terms", "new_language", "terms_abroad",
    "strength_terms_abroad",
)  # fmt: skip
#: What the ridge costs, chosen among 1, 3, 10 and 30 by the loss on left-out stories.
RIDGES = (1.0, 3.0, 10.0, 30.0)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
FOLDS = 16


@dataclass(frozen=True)
class Row:
    """An article beside a candidate story: what speaks for it, and whether it is right."""

    story: str
    candidate: str
    components: dict[str, float]
    is_same: bool


@dataclass(frozen=True)
class Stream:
    """A labelled stream with the entities of its articles, and what each set counts in the fit."""

    name: str
    items: list[dict[str, Any]]
    resolved: list[ArticleResolved]
    importance: float = 1.0


def stream(path: Path, names: str, importance: float) -> Stream:
    """A labelled stream, understood by resolve."""
    items = labelled(path)
    find: Finder = gold_names(items) if names == "gold" else found_names()
    run = Run(find)
    return Stream(path.stem, items, [run.understand(article_of(i), i["language"]) for i in items], importance)


def rows(of: Stream) -> list[Row]:
    """Every candidate story of every article that came for the first time, in the state that labels would give."""
    memory, found = Memory(), []
    for item, resolved in zip(of.items, of.resolved, strict=True):
        record = contribution(resolved)
        if item["kind"] in ("kill", "correction", "noise") or record.reason:
            continue
        story, also = _primary(item), {s["story"] for s in item["stories"] if s["role"] == "also"}
        if item["kind"] != "near_duplicate":
            near = dict.fromkeys([*candidates(memory, record.weights), *([story] if story in memory.profiles else [])])
            for candidate in near:
                if candidate not in also:
                    evidence = weigh(memory, record, memory.stories[candidate])
                    found.append(Row(story, candidate, evidence.components, candidate == story))
        _put(memory, record, story, item)
    return found


def _put(memory: Memory, record: ArticleRecord, story: str, item: dict[str, Any]) -> None:
    copy_of = f"urn:gold:{item['of']}" if item["kind"] == "near_duplicate" else None
    known = memory.stories.get(story) or StoryRecord(id=story)
    grown = known.model_copy(update={"members": (*known.members, record.uri)})
    memory.put([record.model_copy(update={"story_id": story, "copy_of": copy_of})], [grown])


def _primary(item: dict[str, Any]) -> str:
    return next((s["story"] for s in item["stories"] if s["role"] == "primary"), "")


@dataclass
class Table:
    """Rows of all streams as numbers, with folds by story."""

    x: Floats
    y: Floats
    importance: Floats
    folds: np.ndarray[Any, np.dtype[np.int64]]
    other_folds: np.ndarray[Any, np.dtype[np.int64]]

    def learn(self, ridge: float, without: int | None = None) -> Model:
        """The weights, without the rows that have a story of this fold."""
        keep = (
            np.ones(len(self.y), bool) if without is None else (self.folds != without) & (self.other_folds != without)
        )
        return fit(self.x[keep], self.y[keep], self.importance[keep], ridge)

    def unseen(self, models: Sequence[Model]) -> Floats:
        """The probability of each row by the weights that never saw its article's story."""
        out = np.zeros(len(self.y))
        for fold, model in enumerate(models):
            out[self.folds == fold] = model.probability(self.x[self.folds == fold])
        return np.asarray(np.clip(out, 1e-6, 1 - 1e-6))


def table(streams: Sequence[Stream], of: Sequence[list[Row]]) -> Table:
    """The rows of all streams, each stream counting as much as its importance says."""
    every = [(s, row) for s, found in zip(streams, of, strict=True) for row in found]
    fold = folds(streams)
    share = {s.name: s.importance * len(of[0]) / max(1, len(found)) for s, found in zip(streams, of, strict=True)}
    return Table(
        np.array([[row.components.get(name, 0.0) for name in COMPONENTS] for _, row in every]),
        np.array([float(row.is_same) for _, row in every]),
        np.array([share[s.name] for s, _ in every]),
        np.array([fold[s.name, row.story] for s, row in every]),
        np.array([fold[s.name, row.candidate] for s, row in every]),
    )


def folds(streams: Sequence[Stream]) -> dict[tuple[str, str], int]:
    """Which fold each story is in: dealt out in order of size, so that folds have like numbers of articles."""
    dealt: dict[tuple[str, str], int] = {}
    for s in streams:
        sizes = Counter(_primary(item) for item in s.items)
        for place, (story, _) in enumerate(sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))):
            dealt[s.name, story] = place % FOLDS
    return dealt


def loss(y: Floats, p: Floats, importance: Floats) -> float:
    """The mean logarithmic loss."""
    return float(-np.average(y * np.log(p) + (1 - y) * np.log(1 - p), weights=importance))


def reliability(y: Floats, p: Floats, bins: int = 5) -> list[tuple[float, float, int]]:
    """Mean probability given, share that was right, and number, by fifths of the probability."""
    edges = np.minimum((p * bins).astype(int), bins - 1)
    found = [(b, edges == b) for b in range(bins)]
    return [(round(float(p[m].mean()), 3), round(float(y[m].mean()), 3), int(m.sum())) for _, m in found if m.any()]


def weights_of(model: Model, threshold: float, also: float) -> Weights:
    """A model in the form that the product reads."""
    named = {name: round(float(value), 4) for name, value in zip(COMPONENTS, model.weights, strict=True)}
    return Weights(round(model.bias, 4), named, threshold, also)


def clustered(of: Stream, by_fold: Sequence[Weights], fold: dict[tuple[str, str], int]) -> dict[str, Any]:
    """The scores of a stream clustered for real, each article by the weights of its story's fold."""
    where = {uri_of(item): fold[of.name, _primary(item)] for item in of.items}
    run = Run(lambda article, language: ((), ()), weights=lambda uri: by_fold[where[uri]])
    for resolved in of.resolved:
        run.place(resolved)
    return scores(of.items, run)


def main() -> None:
    """Fits, scores and, with --write, replaces the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("streams", nargs="+", type=Path, help="the first one is scored; the others only teach")
    parser.add_argument("--names", choices=("found", "gold"), default="found")
    parser.add_argument("--others", type=float, default=0.5, help="what the rows of each other set count, the first: 1")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    streams = [
        stream(p, options.names if not n else "found", 1.0 if not n else options.others)
        for n, p in enumerate(options.streams)
    ]
    of = [rows(s) for s in streams]
    all_rows, fold = table(streams, of), folds(streams)
    models = {r: [all_rows.learn(r, without=k) for k in range(FOLDS)] for r in RIDGES}
    losses = {r: loss(all_rows.y, all_rows.unseen(m), all_rows.importance) for r, m in models.items()}
    ridge = min(losses, key=lambda r: losses[r])
    print("loss on left-out stories by ridge", {r: round(v, 5) for r, v in losses.items()})
    unseen = all_rows.unseen(models[ridge])
    print("reliability (said, was, rows)", reliability(all_rows.y, unseen))
    also = _also_threshold(streams[0], models[ridge], fold)
    full = all_rows.learn(ridge)
    results: dict[float, dict[str, Any]] = {}
    for threshold in THRESHOLDS:
        by_fold = [weights_of(model, threshold, also) for model in models[ridge]]
        results[threshold] = clustered(streams[0], by_fold, fold)
        fitted = clustered(streams[0], [weights_of(full, threshold, also)] * FOLDS, fold)
        print(threshold, "left out", _short(results[threshold]), "fitted", _short(fitted))
    best = max(THRESHOLDS, key=lambda t: results[t]["bcubed"]["f1"] + results[t]["bcubed_en"]["f1"])
    chosen = weights_of(full, best, also)
    for name, value in sorted(chosen.components.items(), key=lambda pair: -abs(pair[1])):
        print(f"  {name:22} {value:8.3f}")
    if options.write:
        _write(chosen, streams, of, losses[ridge], ridge, results[best])


def _also_threshold(of: Stream, models: Sequence[Model], fold: dict[tuple[str, str], int]) -> float:
    return 0.9


def _short(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "all": result["bcubed"]["f1"],
        "p": result["bcubed"]["p"],
        "r": result["bcubed"]["r"],
        "en": result["bcubed_en"]["f1"],
        "pair": result["pair"]["f1"],
        "copies": result["copies"]["f1"],
        "also": result["also"]["f1"],
        "noise": result["noise_in_stories"],
        "stories": result["stories"],
    }


def _write(
    chosen: Weights,
    streams: Sequence[Stream],
    of: Sequence[list[Row]],
    left_out: float,
    ridge: float,
    result: dict[str, Any],
) -> None:
    written = {
        "what": "same_story(): the log odds that an article belongs to a story are bias + sum of weight x component",
        "made_by": "python -m training.stories.fit",
        "date": datetime.now(UTC).date().isoformat(),
        "sets": {
            s.name: {"articles": len(s.items), "rows": len(r), "counts": s.importance}
            for s, r in zip(streams, of, strict=True)
        },
        "ridge": ridge,
        "loss_on_left_out_stories": round(left_out, 5),
        "scores_on_left_out_stories": {streams[0].name: _short(result)},
        "bias": chosen.bias,
        "threshold": chosen.threshold,
        "also_threshold": chosen.also_threshold,
        "components": chosen.components,
    }
    WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
