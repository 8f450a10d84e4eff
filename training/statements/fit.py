"""Fits `services/cluster/domain/same_statement.json`: python -m training.statements.fit [--write]

Learns from pairs that share two words or more. Scores are of sets that were left out of the fit: the labelled streams
are what a wire is like; `own` is made of look-alikes (one speaker, one subject, several statements) and so much harder.
The threshold is set where the labelled streams, left out, have no false pair: two statements taken for one are worse
than one statement told twice.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from training.statements.pairs import ROOT, Pair, pairs
from training.stories.logistic import Floats, Model, fit_signed

OUT = ROOT / "services" / "cluster" / "domain" / "same_statement.json"
AGAINST = frozenset({"other speaker", "one language", "figure missing", "negation"})
RIDGE = 1.0
THRESHOLDS = (0.6, 0.7, 0.8, 0.85, 0.9)
THRESHOLD = 0.8


def main() -> None:
    """Prints the scores of left-out sets; writes the weights where it is asked to."""
    parser = argparse.ArgumentParser(prog="python -m training.statements.fit")
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    every = pairs()
    telling = [p for p in every if p.can_tell]
    scores = _left_out(telling)
    report = {of: _report(of, every, scores) for of in dict.fromkeys(p.of for p in every)}
    for of, at in report.items():
        print(of, *(f"{threshold}: {line}" for threshold, line in at.items()), sep="\n  ")
    _print_false(scores)
    if write:
        _write(OUT, _fit(telling), report)


def _fit(rows: list[Pair]) -> Model:
    names = list(rows[0].found)
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in names])
    return fit_signed(_matrix(rows), np.array([float(p.is_one) for p in rows]), np.ones(len(rows)), RIDGE, signs)


def _matrix(rows: list[Pair]) -> Floats:
    return np.array([list(p.found.values()) for p in rows])


def _left_out(rows: list[Pair]) -> list[tuple[float, Pair]]:
    """Each pair with its probability by weights that never saw its set."""
    found: list[tuple[float, Pair]] = []
    for of in dict.fromkeys(p.of for p in rows):
        held = [p for p in rows if p.of == of]
        model = _fit([p for p in rows if p.of != of])
        found += zip(model.probability(_matrix(held)).tolist(), held, strict=True)
    return found


def _report(of: str, every: list[Pair], scores: list[tuple[float, Pair]]) -> dict[str, str]:
    pairs_of_one = sum(p.is_one for p in every if p.of == of)
    found = {}
    for threshold in THRESHOLDS:
        told = [pair for score, pair in scores if pair.of == of and score >= threshold]
        right = sum(pair.is_one for pair in told)
        precision, recall = right / max(1, len(told)), right / max(1, pairs_of_one)
        found[str(threshold)] = (
            f"precision {precision:.3f}, recall {recall:.3f} ({right} of {len(told)} told, {pairs_of_one} labelled)"
        )
    return found


def _print_false(scores: list[tuple[float, Pair]]) -> None:
    for score, pair in sorted(scores, key=lambda s: -s[0]):
        if score >= THRESHOLD and not pair.is_one:
            print(f"false {score:.2f} {pair.of}: {pair.quotes[0].text[:70]} | {pair.quotes[1].text[:70]}")


def _write(path: Path, model: Model, report: dict[str, dict[str, str]]) -> None:
    from services.cluster.domain.same_statement import COMPONENTS

    weights = dict(zip(COMPONENTS, (round(float(w), 4) for w in model.weights), strict=True))
    written = {
        "date": datetime.now(UTC).date().isoformat(),
        "scores_of_left_out_sets": report,
        "threshold": THRESHOLD,
        "bias": round(model.bias, 4),
        "components": weights,
    }
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
