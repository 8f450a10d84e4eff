"""Same story? The one function that answers it: a model whose numbers training/stories/fit.py has learnt.

The log odds are a sum: a bias, a weight for each component of the evidence, and small decision trees, which see what a
sum of weights cannot (few shared names are enough where the rarest words are shared too). No tree may turn against
what is known of a component: those that speak for a story never speak against it, however they are met.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from services.cluster.domain.forest import Forest
from services.cluster.domain.forest import Tree as Tree


@dataclass(frozen=True)
class Weights:
    """What the model knows: a weight a component, a bias, trees, and the least probability that is a yes."""

    bias: float
    components: dict[str, float]
    threshold: float
    #: The least probability for telling a second story beside the first.
    also_threshold: float
    trees: tuple[Tree, ...] = ()

    @cached_property
    def forest(self) -> Forest:
        """The trees, ready to be asked all at once."""
        return Forest(self.trees)


@cache
def shipped() -> Weights:
    """The weights in `same_story.json`, beside the sets, date and scores that chose them."""
    text = files("services.cluster.domain").joinpath("same_story.json").read_text(encoding="utf-8")
    return parse(json.loads(text))


def parse(written: dict[str, Any]) -> Weights:
    """Weights from their written form."""
    fields = {name: written[name] for name in ("bias", "components", "threshold", "also_threshold")}
    return Weights(**fields, trees=tuple(_tree(tree) for tree in written.get("trees", ())))


def _tree(written: Any) -> Tree:
    if not isinstance(written, list):
        return float(written)
    component, bound, mean, low, high = written
    return component, bound, mean, _tree(low), _tree(high)


def same_story(components: Mapping[str, float], weights: Weights) -> float:
    """The probability that an article belongs to a story, from the components of its evidence."""
    told = weights.components
    total = [weights.bias, *[told.get(n, 0.0) * v for n, v in components.items()], *weights.forest.adds(components)]
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, math.fsum(total)))))


def adds(components: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """What each component adds to the log odds, and under `bias` where the sum begins: together they are all of it.

    What a tree adds is shared out along its path: to each component that it asks for, how far the answer moves what
    the tree adds on average.
    """
    found = {n: weights.components.get(n, 0.0) * v for n, v in components.items()} | {"bias": weights.bias}
    for mean, path in weights.forest.paths(components):
        found["bias"] += mean
        for name, moved in path:
            found[name] = found.get(name, 0.0) + moved
    return found
