"""Learns what makes two names one person's, from half of the pair list: `python -m training.names.fit [--dry]`

The pairs are those of `tests/quality/names/people.tsv` (our own writing); groups of people are not split, so that
the other half has people the weights have never seen (though the rules were made with both halves in sight), and
`people_unseen.tsv` has people nobody had looked at. What is measured goes into the file with the weights.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from bench.names.pairs import UNSEEN, Pair, halves, pairs, people, scores
from services.resolve.domain.likeness import COMPONENTS, Weights, components, probability
from services.resolve.domain.personal import read
from training.stories.logistic import fit_signed

WHERE = Path(__file__).parent.parent.parent / "services" / "resolve" / "data" / "likeness.json"
#: What a unit of standardised weight squared costs; strangers and pairs of one person count as their kinds say.
RIDGE = 3.0
#: How much a pair of each kind counts: those that are hard to tell are what a wire brings.
IMPORTANCE = {"same": 1.0, "alike": 2.0, "strangers": 0.5}
#: Signs that weights may have: everything speaks against one person but a missing first name, which may do either.
FREE = {"given_absent"}


def main() -> None:
    """Fits, prints what each part gives, writes the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args()
    seen, others = halves(people())
    learnt = _learn(pairs(seen))
    print(json.dumps(dict(zip(COMPONENTS, learnt.weights, strict=True)), indent=1), learnt.bias)
    parts = {"fitted_on": seen, "other_half": others, "unseen": people(UNSEEN)}
    measured = {name: _measure(pairs(part), learnt) for name, part in parts.items()}
    print(json.dumps(measured, indent=1))
    if not options.dry:
        WHERE.write_text(json.dumps(_card(learnt, measured), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _row(pair: Pair) -> tuple[float, ...] | None:
    one, other = read(pair.one.text, pair.one.language), read(pair.other.text, pair.other.language)
    return components(one, other) if one and other else None


def _learn(listed: list[Pair]) -> Weights:
    kept = [(row, pair) for pair in listed if (row := _row(pair)) is not None]
    rows = np.array([row for row, _ in kept])
    labels = np.array([float(pair.is_same) for _, pair in kept])
    importance = np.array([IMPORTANCE[pair.kind] for _, pair in kept])
    signs = np.array([0.0 if name in FREE else -1.0 for name in COMPONENTS])
    model = fit_signed(rows, labels, importance, RIDGE, signs)
    return Weights(round(model.bias, 3), tuple(round(float(w), 3) for w in model.weights))


def _measure(listed: list[Pair], weights: Weights) -> dict[str, float]:
    def likeness(pair: Pair) -> float:
        row = _row(pair)
        return probability(row, weights) if row else 0.0

    return {name: round(value, 4) for name, value in asdict(scores(listed, likeness, 0.5)).items()}


def _card(learnt: Weights, measured: dict[str, dict[str, float]]) -> dict[str, object]:
    return {
        "what": "logistic weights of services/resolve/domain/likeness.py: are two personal names of one person?",
        "recipe": "python -m training.names.fit",
        "data": "tests/quality/names/people.tsv, our own writing, Apache-2.0 as the project; half of its groups",
        "measured": measured,
        "bias": learnt.bias,
        "weights": dict(zip(COMPONENTS, learnt.weights, strict=True)),
    }


if __name__ == "__main__":
    main()
