"""Reliability: how often a probability was right, beside how often it said it would be, as numbers and as a drawing."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.stories.logistic import Floats

#: Parts that the probabilities are dealt into.
BINS = 10
#: Side of the drawing and its margin, in pixels.
SIDE, MARGIN = 320, 48


def curve(log_odds: Floats, labels: Floats) -> list[dict[str, Any]]:
    """For each tenth of the probability: what was said on average, how often it was right, and of how many rows."""
    said = 1 / (1 + np.exp(-log_odds))
    part = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        {"said": round(float(said[m].mean()), 3), "was": round(float(labels[m].mean()), 3), "rows": int(m.sum())}
        for m in (part == b for b in range(BINS))
        if m.any()
    ]


def drawing(points: list[dict[str, Any]]) -> str:
    """The curve as an SVG: on the dashed line the probability is right as often as it says."""
    places = [(_x(p["said"]), _y(p["was"]), p) for p in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1a56a0"><title>said {p["said"]}, was {p["was"]}, '
        f"{p['rows']} rows</title></circle>"
        for x, y, p in places
    )
    whole = SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="Reliability of same story?">'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>{_axes()}'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#888" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#1a56a0" stroke-width="2"/>{dots}</svg>\n'
    )


def _axes() -> str:
    marks = "".join(
        f'<text x="{_x(v)}" y="{_y(0) + 18}" text-anchor="middle">{v}</text>'
        f'<text x="{_x(0) - 8}" y="{_y(v) + 4}" text-anchor="end">{v}</text>'
        for v in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    middle = MARGIN + SIDE / 2
    return (
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#444"/>{marks}'
        f'<text x="{middle}" y="{_y(0) + 38}" text-anchor="middle">probability given</text>'
        f'<text x="{middle}" y="{MARGIN - 16}" text-anchor="middle">share that was the same story</text>'
    )


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)
