"""Logistic regression with a ridge, by Newton's method: a few dozen numbers need no library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Bias and one weight a column, for components as they are (not standardised)."""

    bias: float
    weights: Floats

    def probability(self, rows: Floats) -> Floats:
        """The probability of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(rows @ self.weights + self.bias, -40, 40))))


def fit_signed(rows: Floats, labels: Floats, importance: Floats, ridge: float, signs: Floats) -> Model:
    """As `fit`, where weights of sign 1 may not fall below 0 and those of sign -1 not rise above it; 0 is free.

    The weight that is most wrong is held at 0 and the others fitted again, until none is wrong.
    """
    kept = list(range(rows.shape[1]))
    while True:
        model = fit(rows[:, kept], labels, importance, ridge)
        pull = model.weights * rows[:, kept].std(axis=0) * signs[kept]
        if pull.min(initial=0.0) >= 0.0:
            weights = np.zeros(rows.shape[1])
            weights[kept] = model.weights
            return Model(model.bias, weights)
        del kept[int(pull.argmin())]


def fit(rows: Floats, labels: Floats, importance: Floats, ridge: float, rounds: int = 60) -> Model:
    """The weights that explain the labels best; `ridge` is what a unit of standardised weight squared costs."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.hstack([np.ones((len(rows), 1)), (rows - mean) / spread])
    penalty = np.diag([0.0, *[ridge] * rows.shape[1]])
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -40, 40)))
        gradient = x.T @ (importance * (p - labels)) + penalty @ w
        hessian = (x.T * (importance * p * (1 - p))) @ x + penalty + 1e-9 * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-7:
            break
    weights = w[1:] / spread
    return Model(float(w[0] - weights @ mean), weights)
