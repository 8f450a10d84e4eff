"""Learns when two stories are one: python -m training.stories.fit_repair FILE.jsonl ... [--write]

Kinship of two articles (services/cluster/domain/repair/kinship.py) is learnt from all pairs of articles of each
labelled stream, which needs no clustering. Kinship of two groups (links.py) is learnt from what repair meets while
these streams are clustered with several thresholds: pairs of neighbouring stories, and the halves of stories. The two
bars, from which on two stories are joined and under which one is parted, are chosen by clustering: the weights of
kinship never saw the stream that they are tried on, and are learnt on the others; nor did those of "same story?" that
place its articles, which are learnt on the others too. How the threshold of placing would do with repair after it is
told beside the scores; it stays that of same_story.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np

from bench.cluster_offline import Run, scores, uri_of
from services.cluster.domain.assign import place
from services.cluster.domain.contribution import contribution
from services.cluster.domain.deciding import decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.repair.kinship import KinshipWeights, Sight, components
from services.cluster.domain.repair.outcome import outcomes
from services.cluster.domain.repair.repairing import Look, Near
from services.cluster.domain.revising import Draft
from services.cluster.domain.rulings import Ruling, Rulings
from services.cluster.domain.same_story import Weights, shipped
from training.stories.fit import Stream, left_out, lived_rows, stream, unseen, wire
from training.stories.logistic import Floats, Model, fit, fit_signed
from training.stories.states import State

WEIGHTS = Path("services/cluster/domain/repair/kinship.json")
RIDGE, GROUP_RIDGE = 30.0, 5.0
#: A stream counts as much as this many pairs of one story.
COUNTS = 600.0
#: And as this many pairs of groups.
MET = 100.0
#: What speaks for two groups; see links.py.
GROUPS = ("across", "closer_inside", "nothing_inside", "size")
#: Thresholds of placing in the states that kinship of groups is learnt from: as placing is, and more careful.
LIVED = (0.4, 0.7)
#: What the ridge of the weights that place articles costs.
PLACING_RIDGE = 10.0
#: Thresholds of placing that are told beside each other, with the best bars.
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
#: Bars that are tried: to be one, and to be two.
MERGE, SPLIT = (0.5, 1.0, 1.5), (-2.0, -1.5, -1.0)
#: Bars that are never passed.
NEVER = 99.0
NOTE = (
    "Bars were chosen by scores_on_what_it_never_saw (kinship learnt on the other streams), so these are a little too "
    "good. Articles are placed by weights of same story that never saw the stream either."
)


#: A stream with weights of kinship and of placing that never saw it.
Seen = tuple[Stream, KinshipWeights, Weights]


@dataclass(frozen=True)
class Pairs:
    """All pairs of a stream's reports: what speaks for each, and whether it is one story."""

    found: list[dict[str, float]]
    is_same: Floats


def pairs(of: Stream) -> Pairs:
    """The pairs of the articles that report a labelled story, beside each other as at the end of the stream."""
    rarity, reports = Rarity(), list(_reports(of))
    for record, _ in reports:
        rarity.add(record.weights)
    seen = [(Sight(r.uri, r.language, r.weights, rarity), story) for r, story in reports]
    every = list(combinations(seen, 2))
    return Pairs([components(a, b) for (a, _), (b, _) in every], np.array([float(s == t) for (_, s), (_, t) in every]))


def _reports(of: Stream) -> Iterator[tuple[Any, str]]:
    for item, resolved in zip(of.items, of.resolved, strict=True):
        record = contribution(resolved)
        if item["kind"] == "article" and item["stories"] and not record.reason and record.weights:
            yield record, _primary(item)


def _primary(item: dict[str, Any]) -> str:
    return next(str(s["story"]) for s in item["stories"] if s["role"] == "primary")


def learn(of: Sequence[Pairs]) -> KinshipWeights:
    """The weights of kinship; what is alike may speak only for it, what is named but not alike only against it."""
    names = sorted({name for part in of for found in part.found for name in found})
    rows = np.array([[found.get(name, 0.0) for name in names] for part in of for found in part.found])
    labels = np.concatenate([part.is_same for part in of])
    importance = np.concatenate([np.full(len(part.found), COUNTS / part.is_same.sum()) for part in of])
    signs = np.array([0.0 if name == "abroad" else -1.0 if name.startswith("other_") else 1.0 for name in names])
    model = fit_signed(rows, labels, importance, RIDGE, signs)
    return KinshipWeights(round(model.bias, 4), _told(names, model), 0.0, {}, NEVER, -NEVER)


def _told(names: Sequence[str], model: Model) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, model.weights, strict=True)}


def with_groups(weights: KinshipWeights, of: Sequence[Pairs]) -> KinshipWeights:
    """The weights with those of groups, learnt from what repair has met."""
    rows = np.array([[found[name] for name in GROUPS] for part in of for found in part.found])
    labels = np.concatenate([part.is_same for part in of])
    importance = np.concatenate([np.full(len(part.found), MET / len(part.found)) for part in of])
    model = fit(rows, labels, importance, GROUP_RIDGE)
    return replace(weights, group_bias=round(model.bias, 4), groups=_told(GROUPS, model))


def placing(streams: Sequence[Stream]) -> list[Weights]:
    """For each stream the weights of "same story?" that the others teach."""
    wires = [wire(s) for s in streams]
    names, counts = [w.name for w in wires], {w.name: 1.0 for w in wires}
    parts = {w.name: (w, *w.thinned(), *w.windows()) for w in wires}
    first = {name: [r for part in of for r in State(part).labelled().rows] for name, of in parts.items()}
    lived = lived_rows(wires, left_out(first, counts, names, PLACING_RIDGE))
    taught = {name: [*first[name], *lived[name]] for name in names}
    models = left_out(taught, counts, names, PLACING_RIDGE)
    slope, shift = unseen(taught, models).calibration()
    return [models[w.name].weights(shipped().threshold, 1.0, slope, shift) for w in wires]


def met(of: Stream, weights: KinshipWeights, by: Weights) -> Pairs:
    """What repair meets while a stream is clustered without it; the label is the share of pairs across in one story."""
    found: list[tuple[dict[str, float], float]] = []
    for threshold in LIVED:
        found += _met(of, weights, replace(by, threshold=threshold))
    return Pairs([told for told, _ in found], np.array([share for _, share in found]))


def _met(of: Stream, weights: KinshipWeights, by: Weights) -> Iterator[tuple[dict[str, float], float]]:
    memory = Memory()
    label = {uri_of(i): _primary(i) for i in of.items if i["kind"] == "article" and i["stories"]}
    for resolved in of.resolved:
        record = contribution(resolved)
        decision = decide(memory, resolved, by, weights)
        placed = next((a for a in decision.articles if a.uri == record.uri), None)
        if (
            placed
            and placed.uri not in memory.articles
            and placed.uri in label
            and placed.story_id
            and not placed.copy_of
        ):
            look = Look(memory, placed, Draft(memory, decision), weights)
            for some, others in _groups(look, place(memory, record, by).near):
                yield look.links.groups(some, others), _share(label, some, others)
        memory.put(decision.articles, decision.stories)


def _groups(look: Look, near: Near) -> Iterator[tuple[Sequence[Sight], Sequence[Sight]]]:
    mine = [*look.beside, look.here]
    for _, others in look.neighbours(near):
        yield mine, others
    if look.is_doubtful:
        yield look.links.halves(mine)


def _share(label: dict[str, str], some: Sequence[Sight], others: Sequence[Sight]) -> float:
    """The share of the pairs across that are one story; what is labelled none is in one of its own."""
    mine, theirs = ([label.get(s.uri, s.uri) for s in group] for group in (some, others))
    return sum(a == b for a in mine for b in theirs) / (len(mine) * len(theirs))


def clustered(of: Stream, weights: KinshipWeights, by: Weights) -> dict[str, Any]:
    """The scores of a stream clustered with this repair, and what was repaired."""
    run = Run(lambda article, language: ((), ()), weights=lambda uri: by, kinship=weights)
    for resolved in of.resolved:
        run.place(resolved)
    told = scores(of.items, run)
    repairs = [ruling for decision in run.decisions for ruling in decision.rulings]
    return {
        "bcubed_f1": told["bcubed"]["f1"],
        "bcubed_p": told["bcubed"]["p"],
        "bcubed_r": told["bcubed"]["r"],
        "pair_f1": told["pair"]["f1"],
        "bcubed_f1_en": told["bcubed_en"]["f1"],
        **{f"bcubed_f1_{both}": found for both, found in told.items() if both.startswith("en+")},
        "also_f1": told["also"]["f1"],
        "stories": told["stories"],
        **counted(repairs),
    }


def counted(repairs: Sequence[Ruling]) -> Counter[str]:
    """How many stories were joined and parted, and how many joinings taken back."""
    known, found = Rulings(), Counter({"merge": 0, "split": 0, "merge_undone": 0})
    for ruling in repairs:
        found.update(outcomes(known, ruling))
        known.put([ruling])
    return found


def main() -> None:
    """Fits, scores and, with --write, replaces the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("streams", nargs="+", type=Path, help="labelled streams, two at least")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    learn_and_choose([stream(path) for path in options.streams], options.write)


def learn_and_choose(streams: Sequence[Stream], write: bool) -> None:
    """Learns and chooses."""
    of = [pairs(s) for s in streams]
    kin = [learn(_without(of, place)) for place in range(len(of))]
    placed_by = placing(streams)
    states = [met(*each) for each in zip(streams, kin, placed_by, strict=True)]
    kin = [with_groups(weights, _without(states, place)) for place, weights in enumerate(kin)]
    seen = list(zip(streams, kin, placed_by, strict=True))
    without = _scored(seen, NEVER, -NEVER)
    print("without", round(_merit(without), 4), without, flush=True)
    tried = {}
    for bars in product(MERGE, SPLIT):
        tried[bars] = _scored(seen, *bars)
        print(bars, round(_merit(tried[bars]), 4), tried[bars], flush=True)
    best = max(tried, key=lambda bars: _merit(tried[bars]))
    placed = {t: _scored([(s, k, replace(by, threshold=t)) for s, k, by in seen], *best) for t in THRESHOLDS}
    for threshold, told in placed.items():
        print("threshold", threshold, round(_merit(told), 4), told, flush=True)
    chosen = replace(with_groups(learn(of), states), merge_from=best[0], split_below=best[1])
    fitted = _scored([(s, chosen, shipped()) for s in streams], *best)
    print("chosen", best, "fitted", round(_merit(fitted), 4), fitted)
    if write:
        thresholds = {str(t): round(_merit(told), 4) for t, told in placed.items()}
        scored = {"without_repair": without, "mean_f1_by_threshold_of_placing": thresholds}
        _write(chosen, streams, scored | {"scores_on_what_it_never_saw": tried[best]}, fitted)


def _without(of: Sequence[Pairs], left_out: int) -> list[Pairs]:
    return [part for place, part in enumerate(of) if place != left_out]


def _scored(seen: Sequence[Seen], merge: float, split: float) -> dict[str, Any]:
    return {s.name: clustered(s, replace(kin, merge_from=merge, split_below=split), by) for s, kin, by in seen}


def _merit(told: dict[str, Any]) -> float:
    return float(np.mean([result["bcubed_f1"] for result in told.values()]))


def _write(chosen: KinshipWeights, streams: Sequence[Stream], scored: dict[str, Any], fitted: dict[str, Any]) -> None:
    written = {
        "what": "log odds that two articles tell one story: bias + sum of weight x component; and repair's two bars",
        "made_by": "python -m training.stories.fit_repair",
        "date": datetime.now(UTC).date().isoformat(),
        "sets": {s.name: {"articles": len(s.items)} for s in streams},
        "how_to_read_the_scores": NOTE,
        "ridge": RIDGE,
        **scored,
        "scores_on_the_stories_it_saw": fitted,
        "bias": chosen.bias,
        "merge_from": chosen.merge_from,
        "split_below": chosen.split_below,
        "components": chosen.components,
        "group_bias": chosen.group_bias,
        "groups": chosen.groups,
    }
    WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
