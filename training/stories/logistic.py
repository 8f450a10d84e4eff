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
