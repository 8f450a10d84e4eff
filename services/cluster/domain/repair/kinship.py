"""Kinship: what speaks for two articles telling one story, as a few numbers with names, and how strongly.

An article is placed by what its story as a whole is about. Whether two stories are one, or one is two, is told from
article to article: averaged over the articles of both sides, so that no one article joins or parts them. Words speak
otherwise within a language than between two, so each case has weights of its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.cluster.domain.features import LEAD
from services.cluster.domain.rarity import Rarity

#: Groups of kinds (see features.py) whose overlap is told apart.
GROUPS = {"people": "PF", "places": "L", "organisations": "OE", "countries": "C", "terms": "t", "numbers": "n"}
_GROUP = {letter: group for group, letters in GROUPS.items() for letter in letters}
_STRENGTH = {group: f"{group}_strength" for group in GROUPS}
NAMED = ("people", "places", "organisations")
#: Groups of which the part that stands in headline and lead is told apart.
LED = ("people", "places", "terms")
_NOTHING: list[str] = []


@dataclass(frozen=True)
class KinshipWeights:
    """What the model knows: a weight a component and a bias; and the bars that repair decides by, in log odds."""

    bias: float
    components: dict[str, float]
    #: The same for two groups of articles: see `links.py`.
    group_bias: float
    groups: dict[str, float]
    #: Log odds from which on two stories are one, and those under which two halves of one are two.
    merge_from: float
    split_below: float


@cache
def shipped() -> KinshipWeights:
    """The weights in `kinship.json`, beside the sets, date and scores that chose them."""
    return parse(json.loads(files(__package__).joinpath("kinship.json").read_text(encoding="utf-8")))


def parse(written: dict[str, object]) -> KinshipWeights:
    """Weights from their written form."""
    named = ("bias", "components", "group_bias", "groups", "merge_from", "split_below")
    fields = {name: written[name] for name in named}
    return KinshipWeights(**fields)  # type: ignore[arg-type]


class Sight:
    """An article as others are compared with it: what each of its features says, and lengths by group."""

    def __init__(self, uri: str, language: str, weights: Mapping[str, int], rarity: Rarity) -> None:
        self.uri, self.language, self.weights = uri, language.split("-")[0], weights
        self.rarities = rarities = rarity.of_all(weights)
        self.worth = {f: w * rarities[f] for f, w in weights.items()}
        squares: dict[str, list[float]] = {group: [] for group in GROUPS}
        leads: dict[str, list[float]] = {group: [] for group in LED}
        for feature, worth in self.worth.items():
            group = _GROUP[feature[0]]
            squares[group].append(worth * worth)
            if group in leads and weights[feature] >= LEAD:
                leads[group].append(worth)
        self.squares = {group: math.fsum(found) for group, found in squares.items()}
        self.named = math.fsum([self.squares[group] for group in NAMED])
        self.leads = {group: math.fsum(found) for group, found in leads.items()}


def components(one: Sight, other: Sight) -> dict[str, float]:
    """What speaks for two articles telling one story."""
    shared: dict[str, list[str]] = {}
    for feature in one.weights.keys() & other.weights.keys():
        shared.setdefault(_GROUP[feature[0]], []).append(feature)
    found, dots = dict.fromkeys(GROUPS, 0.0), dict.fromkeys(GROUPS, 0.0)
    for group, features in shared.items():
        dots[group] = math.fsum([one.worth[f] * other.worth[f] for f in features])
        found[group] = _cosine(dots[group], one.squares[group], other.squares[group])
        found[_STRENGTH[group]] = math.log1p(math.fsum([one.rarities[f] for f in features]))
    found["names"] = _cosine(math.fsum([dots[group] for group in NAMED]), one.named, other.named)
    for group in LED:
        features = shared.get(group, _NOTHING)
        mine, theirs = _led(one, features, group), _led(other, features, group)
        found[f"{group}_lead"] = math.sqrt(mine * theirs) if mine and theirs else 0.0
        found[f"other_{group}"] = (1.0 - mine) * (1.0 - theirs) if mine is not None and theirs is not None else 0.0
    found["both"] = math.sqrt(found["names"] * found["terms"])
    return found if one.language == other.language else _abroad(found)


#: Components that speak otherwise between two languages.
OF_WORDS = ("terms", "terms_strength", "terms_lead", "other_terms", "both")


def _abroad(found: dict[str, float]) -> dict[str, float]:
    told = {f"{name}_abroad" if name in OF_WORDS else name: value for name, value in found.items()}
    return told | {"abroad": 1.0}


def _cosine(dot: float, one: float, other: float) -> float:
    return dot / math.sqrt(one * other) if dot else 0.0


def _led(sight: Sight, shared: list[str], group: str) -> float | None:
    """The share of what its headline and lead say that the other article has too; None where they say nothing."""
    if not (total := sight.leads[group]):
        return None
    return math.fsum([sight.worth[f] for f in shared if sight.weights[f] >= LEAD]) / total if shared else 0.0


#: Log odds of one pair count up to this, either way: no one pair outweighs the others.
SUREST = 6.0


def log_odds(one: Sight, other: Sight, weights: KinshipWeights) -> float:
    """How surely two articles tell one story: the logarithm of the odds."""
    told = weights.components
    total = math.fsum([weights.bias, *(told.get(n, 0.0) * v for n, v in components(one, other).items())])
    return max(-SUREST, min(SUREST, total))
