"""The plots: precision and recall by threshold, and how often a probability is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bench.quality.ratings import Pair
from bench.quality.stories import THRESHOLDS, Answer
from bench.quality.svg import Chart, Line, svg
from services.cluster.domain.same_story import shipped

#: Into how many parts of equal width probabilities are sorted, and the fewest answers that make a point.
BINS, LEAST = 10, 8
#: Ratings that are read as "the same story" and as "another one"; those between are left out.
SAME, OTHER = 1.5, 3.0


def curve(name: str, points: Sequence[dict[str, float]]) -> Chart:
    """BCubed precision, recall and F1 of a set by the least probability of a yes."""
    lines = [Line(word, [(p["threshold"], p[key]) for p in points]) for word, key in _WORDS.items()]
    return Chart(f"{name}: BCubed by threshold", "least probability of a yes", "share", lines, _mark())


_WORDS = {"precision": "p", "recall": "r", "F1": "f1"}


def rated(name: str, pairs: Sequence[Pair]) -> Chart:
    """Precision and recall of "same story" over rated pairs."""
    points = []
    judged = [(p.probability, p.rating <= SAME) for p in pairs if not SAME < p.rating < OTHER]
    for threshold in THRESHOLDS:
        yes = [same for said, same in judged if said >= threshold]
        precision = sum(yes) / len(yes) if yes else 1.0
        recall = sum(yes) / max(1, sum(same for _, same in judged))
        points.append((threshold, precision, recall))
    lines = [Line("precision", [(t, p) for t, p, _ in points]), Line("recall", [(t, r) for t, _, r in points])]
    return Chart(f"{name}: pairs by threshold", "least probability of a yes", "share", lines, _mark())


def reliability(name: str, answers: Sequence[Answer]) -> Chart:
    """The share of answers that were right by the probability that was given; the diagonal would be perfect."""
    line = Line("was right", calibration(answers))
    return Chart(f"{name}: is a probability right?", "probability given", "share right", [line], diagonal=True)


def calibration(answers: Sequence[Answer]) -> list[tuple[float, float]]:
    """Mean probability and share right of each part that holds answers enough."""
    bins: list[list[Answer]] = [[] for _ in range(BINS)]
    for answer in answers:
        bins[min(int(answer.said * BINS), BINS - 1)].append(answer)
    return [
        (sum(a.said for a in part) / len(part), sum(a.is_right for a in part) / len(part))
        for part in bins
        if len(part) >= LEAST
    ]


def _mark() -> tuple[float, str]:
    return shipped().threshold, "ships"


def write(folder: Path, name: str, kind: str, chart: Chart) -> Path:
    """Writes a chart as FOLDER/KIND-NAME.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    file = folder / f"{kind}-{plain}.svg"
    file.write_text(svg(chart), encoding="utf-8")
    return file
