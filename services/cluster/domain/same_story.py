"""Same story? The one function that answers it: a logistic model whose weights training/stories/fit.py has learnt."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Weights:
    """What the model knows: a weight a component, a bias, and the least probability that is a yes."""

    bias: float
    components: dict[str, float]
    threshold: float
    #: The least probability for telling a second story beside the first.
    also_threshold: float


@cache
def shipped() -> Weights:
    """The weights in `same_story.json`, beside the sets, date and scores that chose them."""
    text = files("services.cluster.domain").joinpath("same_story.json").read_text(encoding="utf-8")
    return parse(json.loads(text))


def parse(written: dict[str, object]) -> Weights:
    """Weights from their written form."""
    fields = {name: written[name] for name in ("bias", "components", "threshold", "also_threshold")}
    return Weights(**fields)  # type: ignore[arg-type]


def same_story(components: dict[str, float], weights: Weights) -> float:
    """The probability that an article belongs to a story, from the components of its evidence."""
    total = math.fsum([weights.bias, *(weights.components.get(n, 0.0) * v for n, v in components.items())])
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
