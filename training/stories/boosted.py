"""Small decision trees on top of a logistic model, grown by scikit-learn and read back as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from services.cluster.domain.same_story import Tree, Weights, same_story
from training.stories.logistic import Floats, Model, fit_signed

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

#: Trees, how much each may say, leaves of each, rows in a leaf, and what a leaf's value squared costs: small trees,
#: slowly grown. Chosen by the loss on sets that the fit did not see, among half and twice each.
TREES, RATE, LEAVES, LEAST_ROWS, RIDGE = 80, 0.1, 6, 40, 10.0
#: Decimals of what is written.
DECIMALS = 4


@dataclass(frozen=True)
class Learnt:
    """The mean, in log odds, of a logistic model and of boosted trees that were fitted beside each other."""

    names: Sequence[str]
    linear: Model
    trees: HistGradientBoostingClassifier

    def log_odds(self, rows: Floats) -> Floats:
        """The log odds of each row."""
        linear = rows @ self.linear.weights + self.linear.bias
        return np.asarray((linear + self.trees.decision_function(rows)) / 2)

    def probability(self, rows: Floats) -> Floats:
        """The probability of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.log_odds(rows), -40, 40))))

    def weights(self, threshold: float, also: float, slope: float = 1.0, shift: float = 0.0) -> Weights:
        """The model in the form that the product reads, its log odds times `slope` plus `shift`."""
        half = slope / 2
        start = float(np.ravel(self.trees._baseline_prediction)[0])
        told = {n: round(half * float(w), DECIMALS) for n, w in zip(self.names, self.linear.weights, strict=True)}
        trees = tuple(_read(stage[0].nodes, 0, self.names, half) for stage in self.trees._predictors)
        return Weights(round(half * (self.linear.bias + start) + shift, DECIMALS), told, threshold, also, trees)


def learn(
    names: Sequence[str], rows: Floats, labels: Floats, importance: Floats, ridge: float, signs: Floats
) -> Learnt:
    """The model that explains the labels best; what may speak only one way does so in every tree too."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # of the `training` extra: nothing else here needs it

    trees = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST_ROWS,
        l2_regularization=RIDGE,
        early_stopping=False,
        monotonic_cst=[int(s) for s in signs],
        random_state=0,
    ).fit(rows, labels, sample_weight=importance)
    return Learnt(names, fit_signed(rows, labels, importance, ridge, signs), trees)


def _read(nodes: Any, at: int, names: Sequence[str], half: float) -> Tree:
    node = nodes[at]
    if node["is_leaf"]:
        return round(half * float(node["value"]), DECIMALS)
    low, high = (_read(nodes, int(node[side]), names, half) for side in ("left", "right"))
    mean = round(half * _mean(nodes, at), DECIMALS)
    return names[int(node["feature_idx"])], float(f"{float(node['num_threshold']):.6g}"), mean, low, high


def _mean(nodes: Any, at: int) -> float:
    """What the leaves under a node add, by how many rows reach them."""
    node = nodes[at]
    if node["is_leaf"]:
        return float(node["value"])
    sides = [int(node["left"]), int(node["right"])]
    return sum(_mean(nodes, s) * int(nodes[s]["count"]) for s in sides) / int(node["count"])


def judged(weights: Weights, evidence: Sequence[Any]) -> list[float]:
    """How likely each candidate is, by weights as the product reads them."""
    return [same_story(found.components, weights) for found in evidence]
