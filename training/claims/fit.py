"""Learns which candidates of reported speech a reader is told, and writes services/extract/models/reports.json.

    python -m training.claims.fit [--write]

What ships is learnt from all stories of the labelled stream and, with less importance, from a stream of our own that
has other stories. That is labelled more densely, so that it has an intercept that is dropped afterwards. Printed is
what it does for stories that it was not learnt from: those with even numbers by weights from the odd ones, and each
story by weights from all others. The threshold, its rise, the ridge and the importance are those with the best F1 over
stories left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from bench.attribution.gold import Labelled, analysed, labelled, scorer
from bench.attribution.streams import own_streams
from services.extract.domain.accept import Shown, Weights, choose, shown_by
from services.extract.domain.attribution import Speakers
from services.extract.domain.indirect import find_reports
from services.extract.domain.quotes import find_quotes
from services.extract.domain.sentence import Report
from training.stories.logistic import fit

MODEL = Path(__file__).parent.parent.parent / "services" / "extract" / "models" / "reports.json"
#: What a unit of standardised weight squared costs: of 3, 10, 30 and 60 the best over stories left out.
RIDGE = 30.0
#: What a candidate of our own streams counts beside one of the labelled stream: of 0.15, 0.3, 0.6 and 1 the best.
IMPORTANCE = 0.3
#: Articles that a feature must be seen in to have a weight.
SEEN = 4
THRESHOLDS = tuple(n / 50 for n in range(3, 20))
RISES = (0.0, 0.3, 0.6, 1.0)

Counts = tuple[int, int, int]


@dataclass
class Example:
    """The candidates of one article, with what they show and whether each is labelled as told."""

    article: Labelled
    shown: list[tuple[Report, Shown]]
    told: list[bool]
    gold: list[str]
    words: str

    @property
    def pairs(self) -> list[tuple[tuple[Report, Shown], bool]]:
        """Each candidate with whether it is told."""
        return list(zip(self.shown, self.told, strict=True))

    def said(self, report: Report) -> str:
        """The words of a candidate."""
        return self.words[report.start : report.end]

    @property
    def met(self) -> int:
        """Labelled claims that a candidate matches."""
        said = [self.said(r) for r, _ in self.shown]
        return sum(any(_overlap(g, s) > 0.5 for s in said) for g in self.gold)


Streams = Sequence[Sequence[Example]]


@cache
def _overlap(one: str, other: str) -> float:
    return float(scorer().overlap(one, other))


def examples(articles: Sequence[Labelled]) -> list[Example]:
    """Candidates and labels of the articles."""
    return [_example(article) for article in articles]


def _example(article: Labelled) -> Example:
    text, names = analysed(article)
    quotes = list(find_quotes(text, Speakers(text, names)))
    heard = find_reports(text, Speakers(text, names), quotes)
    shown = shown_by(heard.reports, heard.around)
    gold = [c["text"] for c in article.raw["claims"] if c["kind"] == "indirect"]
    told = [any(_overlap(g, text.string[r.start : r.end]) > 0.5 for g in gold) for r, _ in shown]
    return Example(article, shown, told, gold, text.string)


def learn(rows: Sequence[Example], more: Streams = (), ridge: float = RIDGE) -> Weights:
    """The weights that tell labelled candidates from others, learnt from these rows and those of our own streams."""
    names = _names([*rows, *(e for stream in more for e in stream)])
    told = [(e, shown, told, n) for n, es in enumerate([rows, *more]) for e in es for (_, shown), told in e.pairs]
    x = [[*(shown.get(name, 0.0) for name in names), *_is_of(n, len(more))] for _, shown, _, n in told]
    labels = np.array([label for _, _, label, _ in told], dtype=float)
    importance = np.array([IMPORTANCE if n else 1.0 for _, _, _, n in told])
    model = fit(np.array(x), labels, importance, ridge)
    return Weights(model.bias, dict(zip(names, model.weights.tolist(), strict=False)), 0.5)


def _names(rows: Sequence[Example]) -> list[str]:
    """The features seen in enough articles to have a weight."""
    seen: dict[str, int] = {}
    for e in rows:
        for name in {name for _, shown in e.shown for name in shown}:
            seen[name] = seen.get(name, 0) + 1
    return sorted(name for name, count in seen.items() if count >= SEEN)


def _is_of(n: int, streams: int) -> list[float]:
    """The columns that hold the intercepts of our own streams, for a candidate of stream n (0: the labelled one)."""
    return [float(n == m + 1) for m in range(streams)]


def counts(rows: Sequence[Example], weights: Weights) -> Counts:
    """Labelled, chosen and matching claims."""
    pair_up = scorer().pair_up
    gold = chosen = right = 0
    for e in rows:
        scores = [(weights.probability(shown), r) for r, shown in e.shown]
        said = [e.said(r) for _, r in choose(scores, weights.threshold, weights.rise)]
        gold, chosen = gold + len(e.gold), chosen + len(said)
        right += len(pair_up(e.gold, said, lambda g, p: max(0.0, _overlap(g, p) - 0.5)))
    return gold, chosen, right


def f1(found: Counts) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * found[2] / max(1, found[0] + found[1])


def left_out(rows: Sequence[Example], more: Streams = ()) -> dict[tuple[float, float], Counts]:
    """The counts at each threshold and rise, every story judged by weights learnt from the others."""
    found = {(t, r): (0, 0, 0) for t in THRESHOLDS for r in RISES}
    for story in sorted({e.article.story for e in rows}):
        weights = learn([e for e in rows if e.article.story != story], more)
        here = [e for e in rows if e.article.story == story]
        for (threshold, rise), (gold, chosen, right) in found.items():
            one = counts(here, replace(weights, threshold=threshold, rise=rise))
            found[(threshold, rise)] = (gold + one[0], chosen + one[1], right + one[2])
    return found


def tuned(rows: Sequence[Example], more: Streams = ()) -> tuple[Weights, Counts]:
    """Weights learnt from all these rows, with the threshold that is best over stories left out, and its counts."""
    found = left_out(rows, more)
    threshold, rise = max(found, key=lambda key: f1(found[key]))
    return replace(learn(rows, more), threshold=threshold, rise=rise), found[(threshold, rise)]


def main() -> None:
    """Prints the figures; with --write the weights become those that ship."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    rows = examples([a for a in labelled() if a.story])
    halves = {half: [e for e in rows if e.article.half == half] for half in ("learnt", "held out")}
    for half, here in halves.items():
        gold = sum(len(e.gold) for e in here)
        print(f"{half}: {gold} labelled, {sum(e.met for e in here)} of them among the candidates")
    more = [examples(stream) for stream in own_streams()]
    for number, stream in enumerate(more):
        gold = sum(len(e.gold) for e in stream)
        print(f"own stream {number}: {gold} labelled, {sum(e.met for e in stream)} of them among the candidates")
    weights, out = tuned(halves["learnt"], more)
    held = counts(halves["held out"], weights)
    print(f"learnt from the odd stories: left out {out} F1 {f1(out):.3f}, even stories {held} F1 {f1(held):.3f}")
    weights, out = tuned(rows, more)
    print(f"learnt from all stories: left out {out} F1 {f1(out):.3f} at {weights.threshold} rising {weights.rise}")
    if write:
        _write(weights)


def _write(weights: Weights) -> None:
    rounded = {name: round(value, 4) for name, value in sorted(weights.weights.items())}
    model = {"bias": round(weights.bias, 4), "threshold": weights.threshold, "rise": weights.rise, "weights": rounded}
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
