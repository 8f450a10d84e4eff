"""Learns when an article tells a second story: python -m training.stories.fit_also FILE.jsonl ... [--write]

Each labelled stream is read twice: with every article in its labelled story, and with every article where "same story?"
puts it (a story is then what most of it is labelled). Each story that could be told beside the first is a row. The
weights are scored on the streams that they never saw, each
left out in its turn, as the live clustering would be scored: a labelled pair that is no row is missed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.cluster_offline import Run, uri_of
from services.cluster.domain.also import AlsoWeights, Telling, seconds
from services.cluster.domain.assign import place
from services.cluster.domain.candidates import found
from services.cluster.domain.contribution import contribution
from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import passages
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import Weights, shipped
from training.stories.fit import Stream, stream
from training.stories.logistic import Floats, Model, fit_signed

WEIGHTS = Path("services/cluster/domain/also.json")
COMPONENTS = ("core_names", "core_terms", "names_apart", "terms_apart", "numbers_apart", "opens")
#: What may speak either way; all else may speak only for it.
EITHER = {"opens"}
RIDGES = (1.0, 3.0, 10.0)
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
NOTE = (
    "The ridge was chosen by the loss, the threshold by the F1 on what it never saw, so these are a little too good; "
    "scores_on_what_it_saw are much too good. as_labelled: every article is in its labelled story; live: where "
    "same_story.json puts it, so what it does wrong counts here too."
)
_NOTHING = AlsoWeights(0.0, {}, 0.0)


Score = dict[str, float]


@dataclass(frozen=True)
class Row:
    """An article beside a story that it may tell too: what speaks for it, and whether it does."""

    pair: tuple[str, str]
    components: dict[str, float]
    is_told: bool
    #: Whether the article's first story is the labelled one; else nothing is to be learnt from it.
    is_placed: bool = True


@dataclass(frozen=True)
class Seen:
    """A stream in one of the two states: its rows, and the labelled pairs that rows can find."""

    name: str
    rows: list[Row]
    pairs: set[tuple[str, str]]


def as_labelled(of: Stream) -> Seen:
    """The rows where every article is in its labelled story."""
    memory = Memory()
    rows: list[Row] = []
    for item, resolved in zip(of.items, of.resolved, strict=True):
        record = contribution(resolved)
        if item["kind"] in ("kill", "correction", "noise") or record.reason:
            continue
        first = _labels(item, "primary")[0]
        telling = Telling(passages(resolved, record.weights), first, memory.articles.get(_original(item) or ""))
        rows += _rows(memory, item, record, telling, {story_id: story_id for story_id in memory.stories})
        _put(memory, record, first, item)
    return Seen(of.name, rows, _pairs(of))


def live(of: Stream, weights: Weights) -> Seen:
    """The rows where every article is where these weights put it."""
    run = Run(lambda article, language: ((), ()), weights=lambda uri: weights)
    rows: list[Row] = []
    labels = {uri_of(item): _labels(item, "primary")[0] for item in of.items if item["kind"] != "kill"}
    for item, resolved in zip(of.items, of.resolved, strict=True):
        record = contribution(resolved)
        if item["kind"] in ("article", "near_duplicate") and not record.reason:
            stories = {i: _mostly(story, labels) for i, story in run.memory.stories.items()}
            placement = place(run.memory, record, weights)
            original = run.memory.articles.get(placement.copy_of or "")
            telling = Telling(passages(resolved, record.weights), placement.story_id, original)
            rows += _rows(run.memory, item, record, telling, stories)
        run.place(resolved)
    return Seen(of.name, rows, _pairs(of))


def _rows(
    memory: Memory, item: dict[str, Any], record: ArticleRecord, telling: Telling, stories: dict[str, str]
) -> Iterator[Row]:
    """An article beside all stories but its first; `stories` tells which labelled one each is."""
    beside, mine = [story_id for _, story_id in found(memory, record.weights)], _labels(item, "primary")[0]
    for second in seconds(memory, telling, beside, _NOTHING):
        story, is_placed = stories[second.story_id], stories.get(telling.first, mine) == mine
        is_told = bool(story) and story in _labels(item, "also")
        yield Row((uri_of(item), story), second.components, is_told, is_placed)


def _labels(item: dict[str, Any], role: str) -> list[str]:
    return [s["story"] for s in item["stories"] if s["role"] == role] or [""]


def _mostly(story: StoryRecord, labels: dict[str, str]) -> str:
    """The labelled story of most of its members."""
    counts = Counter(labels.get(uri, "") for uri in story.members)
    return counts.most_common(1)[0][0] if counts else ""


def _put(memory: Memory, record: ArticleRecord, story: str, item: dict[str, Any]) -> None:
    copy_of = _original(item)
    copy_of = copy_of if copy_of in memory.articles else None
    known = memory.stories.get(story) or StoryRecord(id=story)
    grown = known.model_copy(update={"members": (*known.members, record.uri)})
    memory.put([record.model_copy(update={"story_id": story, "copy_of": copy_of})], [grown])


def _original(item: dict[str, Any]) -> str | None:
    return f"urn:gold:{item['of']}" if item["kind"] == "near_duplicate" else None


def _pairs(of: Stream) -> set[tuple[str, str]]:
    reports = [item for item in of.items if item["kind"] in ("article", "near_duplicate")]
    return {(uri_of(item), story) for item in reports for story in _labels(item, "also") if story}


def learn(seen: Sequence[Seen], ridge: float) -> Model:
    """The weights that these rows teach."""
    rows = [row for one in seen for row in one.rows if row.is_placed]
    signs = np.array([0.0 if name in EITHER else 1.0 for name in COMPONENTS])
    return fit_signed(matrix(rows), np.array([float(row.is_told) for row in rows]), np.ones(len(rows)), ridge, signs)


def matrix(rows: Sequence[Row]) -> Floats:
    """The components as numbers."""
    return np.array([[row.components.get(name, 0.0) for name in COMPONENTS] for row in rows])


def score(model: Model, seen: Seen, threshold: float) -> Score:
    """Precision, recall and F1 of the second stories that the model finds."""
    told = model.probability(matrix(seen.rows)) >= threshold
    said = {row.pair for row, is_told in zip(seen.rows, told, strict=True) if is_told}
    return _score(len(said & seen.pairs), len(said), len(seen.pairs))


def _score(right: float, said: float, labelled: float) -> Score:
    p, r = right / said if said else 0.0, right / labelled if labelled else 0.0
    f1 = round(2 * right / (said + labelled), 4) if said + labelled else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": f1, "right": right, "said": said, "labelled": labelled}


def scores(models: dict[str, Model], states: Sequence[Seen], threshold: float) -> dict[str, dict[str, Score]]:
    """The scores of each stream in each state, and of all streams together, by the model of each stream."""
    found: dict[str, dict[str, Score]] = {"as_labelled": {}, "live": {}}
    for state, of in zip(found, (states[::2], states[1::2]), strict=True):
        found[state] = {seen.name: score(models[seen.name], seen, threshold) for seen in of}
        found[state]["all"] = _score(*(sum(s[n] for s in found[state].values()) for n in ("right", "said", "labelled")))
    return found


def unseeing(names: Sequence[str], states: Sequence[Seen], ridge: float) -> dict[str, Model]:
    """For each stream the weights that never saw it."""
    return {name: learn([seen for seen in states if seen.name != name], ridge) for name in names}


def loss(models: dict[str, Model], states: Sequence[Seen]) -> float:
    """The mean logarithmic loss."""
    losses: list[float] = []
    for seen in states:
        chance = np.clip(models[seen.name].probability(matrix(seen.rows)), 1e-6, 1 - 1e-6)
        told = np.array([float(row.is_told) for row in seen.rows])
        losses += list(-(told * np.log(chance) + (1 - told) * np.log(1 - chance)))
    return float(np.mean(losses))


def middle_of_the_best(tried: dict[float, dict[str, dict[str, Score]]]) -> float:
    """The threshold with the best F1 over it and its neighbours, in both states: few pairs make single ones jump."""
    merit = [sum(state["all"]["f1"] for state in tried[t].values()) for t in THRESHOLDS]
    threes = [sum(merit[n - 1 : n + 2]) for n in range(1, len(THRESHOLDS) - 1)]
    return THRESHOLDS[1 + threes.index(max(threes))]


def main() -> None:
    """Fits, scores and, with --write, replaces the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("streams", nargs="+", type=Path, help="labelled streams, two at least")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    learnt = fitted([stream(path) for path in options.streams])
    print(json.dumps(learnt, indent=1))
    if options.write:
        WEIGHTS.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")


def fitted(streams: Sequence[Stream]) -> dict[str, Any]:
    """The weights as they are written down, with the scores that chose them."""
    names = [s.name for s in streams]
    states = [seen for s in streams for seen in (as_labelled(s), live(s, shipped()))]
    losses = {ridge: loss(unseeing(names, states, ridge), states) for ridge in RIDGES}
    ridge = min(RIDGES, key=lambda r: losses[r])
    blind, model = unseeing(names, states, ridge), learn(states, ridge)
    tried = {t: scores(blind, states, t) for t in THRESHOLDS}
    threshold = middle_of_the_best(tried)
    return {
        "what": "also: the log odds that an article tells a second story are bias + sum of weight x component",
        "made_by": "python -m training.stories.fit_also",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "sets": {s.name: {"articles": len(s.items), "second_stories": len(_pairs(s))} for s in streams},
        "how_to_read_the_scores": NOTE,
        "ridge": ridge,
        "loss_on_what_it_never_saw": {str(r): round(value, 4) for r, value in losses.items()},
        "scores_on_what_it_never_saw": tried[threshold],
        "scores_on_what_it_saw": scores(dict.fromkeys(names, model), states, threshold),
        "bias": round(model.bias, 4),
        "threshold": threshold,
        "components": {n: round(float(w), 4) for n, w in zip(COMPONENTS, model.weights, strict=True)},
    }


if __name__ == "__main__":
    main()
