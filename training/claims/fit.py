"""Learns which candidates of reported speech a reader is told, and writes services/extract/models/reports.json.

    python -m training.claims.fit [--write]

From the stories with odd numbers of the labelled stream (bench/attribution/gold.py); the even ones are held out. The
threshold is that with the best F1 when each story's articles are judged by weights learnt from the other stories.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.attribution.gold import QUALITY, Labelled, analysed, labelled
from services.extract.domain.accept import Shown, Weights, choose, shown_by
from services.extract.domain.attribution import Speakers
from services.extract.domain.indirect import find_reports
from services.extract.domain.quotes import find_quotes
from services.extract.domain.reports import Report
from training.stories.logistic import fit

MODEL = Path(__file__).parent.parent.parent / "services" / "extract" / "models" / "reports.json"
#: What a unit of standardised weight squared costs: of 1, 3, 10 and 30 the best over stories left out.
RIDGE = 10.0
#: Articles that a feature must be seen in to have a weight.
SEEN = 4


@dataclass
class Example:
    """The candidates of one article, with what they show and whether each is labelled as told."""

    article: Labelled
    shown: list[tuple[Report, Shown]]
    told: list[bool]
    gold: list[str]
    words: str

    def said(self, report: Report) -> str:
        """The words of a candidate."""
        return self.words[report.start : report.end]


def examples(articles: Sequence[Labelled]) -> list[Example]:
    """Candidates and labels of the articles."""
    sys.path.insert(0, str(QUALITY))
    from score_gold import overlap  # type: ignore[import-not-found]

    found = []
    for article in articles:
        text, names = analysed(article)
        quotes = list(find_quotes(text, Speakers(text, names)))
        heard = find_reports(text, Speakers(text, names), quotes)
        shown = shown_by(heard.reports, heard.around)
        gold = [c["text"] for c in article.raw["claims"] if c["kind"] == "indirect"]
        told = [any(overlap(g, text.string[r.start : r.end]) > 0.5 for g in gold) for r, _ in shown]
        found.append(Example(article, shown, told, gold, text.string))
    return found


def learn(rows: Sequence[Example], ridge: float = RIDGE) -> Weights:
    """The weights that tell labelled candidates from others."""
    shown = [s for e in rows for _, s in e.shown]
    labels = np.array([t for e in rows for t in e.told], dtype=float)
    counts: dict[str, int] = {}
    for e in rows:
        for name in {name for _, s in e.shown for name in s}:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    x = np.array([[s.get(name, 0.0) for name in names] for s in shown])
    model = fit(x, labels, np.ones(len(labels)), ridge)
    return Weights(model.bias, dict(zip(names, model.weights.tolist(), strict=True)), 0.5)


def counts(rows: Sequence[Example], weights: Weights, threshold: float) -> tuple[int, int, int]:
    """Labelled, chosen and matching claims."""
    from score_gold import overlap, pair_up

    gold = chosen = right = 0
    for e in rows:
        scores = [(weights.probability(s), r) for r, s in e.shown]
        said = [e.said(r) for _, r in choose(scores, threshold)]
        gold, chosen = gold + len(e.gold), chosen + len(said)
        right += len(pair_up(e.gold, said, lambda g, p: max(0.0, overlap(g, p) - 0.5)))
    return gold, chosen, right


def f1(found: tuple[int, int, int]) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * found[2] / max(1, found[0] + found[1])


def cross_validated(rows: Sequence[Example], ridge: float) -> dict[float, tuple[int, int, int]]:
    """The counts at each threshold, every story judged by weights learnt from the others."""
    grid = [n / 50 for n in range(5, 35)]
    found = dict.fromkeys(grid, (0, 0, 0))
    for story in sorted({e.article.story for e in rows}):
        weights = learn([e for e in rows if e.article.story != story], ridge)
        here = [e for e in rows if e.article.story == story]
        for threshold in grid:
            one = counts(here, weights, threshold)
            found[threshold] = tuple(a + b for a, b in zip(found[threshold], one, strict=True))  # type: ignore[assignment]
    return found


def main() -> None:
    """Prints the figures of both halves; with --write the weights become those that ship."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    articles = labelled()
    learnt = examples([a for a in articles if a.half == "learnt"])
    held = examples([a for a in articles if a.half == "held out"])
    for name, rows in (("learnt", learnt), ("held out", held)):
        told = sum(any(e.told) and sum(e.told) > 0 for e in rows)
        met = sum(_met(e) for e in rows)
        print(f"{name}: {sum(len(e.gold) for e in rows)} labelled, {met} of them among the candidates, {told} articles")
    found = cross_validated(learnt, RIDGE)
    threshold = max(found, key=lambda t: f1(found[t]))
    weights = learn(learnt)
    print(f"stories left out: F1 {f1(found[threshold]):.3f} at {threshold}")
    print(f"learnt half: {counts(learnt, weights, threshold)} F1 {f1(counts(learnt, weights, threshold)):.3f}")
    print(f"held out: {counts(held, weights, threshold)} F1 {f1(counts(held, weights, threshold)):.3f}")
    if write:
        _write(weights, threshold)


def _met(example: Example) -> int:
    from score_gold import overlap

    said = [example.said(r) for r, _ in example.shown]
    return sum(any(overlap(g, s) > 0.5 for s in said) for g in example.gold)


def _write(weights: Weights, threshold: float) -> None:
    rounded = {name: round(value, 4) for name, value in sorted(weights.weights.items())}
    model = {"bias": round(weights.bias, 4), "threshold": threshold, "weights": rounded}
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
