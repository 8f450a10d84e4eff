"""The labelled stream through all rules, repair among them, by weights that never saw the stories they place.

`training/stories/fit.py` teaches them: on the rows of all our streams but those of one fold of stories, for each fold.
What tells copies, second stories and what to repair stays as it ships. Takes minutes, and numpy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bench.cluster_offline import Run, uri_of
from bench.quality import stories
from bench.quality.sets import Understood, Watch
from services.cluster.domain.contribution import contribution
from services.cluster.domain.same_story import Weights, shipped
from training.stories import fit
from training.stories.states import State, Wire, primary


def held_out(streams: Sequence[Understood], watch: Watch) -> dict[str, dict[str, Any]]:
    """The figures of each stream, none of whose articles is placed by weights that saw its story."""
    wires = [Wire(s.name, s.items, [contribution(resolved) for resolved in s.resolved]) for s in streams]
    dealt = fit.deal(wires)
    by_fold = _by_fold(wires, dealt, watch)
    found = {}
    for of in streams:
        by_uri = {uri_of(i): by_fold[dealt[of.name, primary(i)]] for i in of.items if i["kind"] != "kill"}
        found[of.name] = _figures(of, by_uri, watch)
    return found


def _figures(of: Understood, by_uri: Mapping[str, Weights], watch: Watch) -> dict[str, Any]:
    run = Run(lambda article, language: ((), ()), weights=lambda uri: by_uri.get(uri, shipped()))
    for resolved in watch(f"{of.name}: stories unseen", of.resolved):
        run.place(resolved)
    return stories.figures(of, run)


def _by_fold(wires: Sequence[Wire], dealt: dict[tuple[str, str], int], watch: Watch) -> list[Weights]:
    """The weights that saw nothing of each fold, with ridge, calibration and threshold as they were chosen."""
    ridge, slope, shift = _chosen()
    counts = {w.name: 1.0 for w in wires}
    first = {w.name: [r for p in (w, *w.thinned(), *w.windows()) for r in State(p).labelled().rows] for w in wires}
    lived = fit.lived_rows(wires, fit.left_out(first, counts, list(counts), ridge))
    taught = {name: [*rows, *lived[name]] for name, rows in first.items()}
    threshold, also = shipped().threshold, shipped().also_threshold
    return [
        fit.table(fit.beside_fold(taught, dealt, fold), counts).learn(ridge).weights(threshold, also, slope, shift)
        for fold in watch("weights without a fold", list(range(fit.FOLDS)))
    ]


def _chosen() -> tuple[float, float, float]:
    written = json.loads(fit.WEIGHTS.read_text(encoding="utf-8"))
    return written["ridge"], written["calibration"]["slope"], written["calibration"]["shift"]
