"""How probable it is that two personal names, each in its language and case, are of one person.

Components are distances of sound and contradictions; their weights are learnt from half of the pair list by
`training/names/fit.py` and lie in `data/likeness.json` with what was measured on the other half.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from services.resolve.domain.edits import cost, weight
from services.resolve.domain.personal import Part, Personal, read

COMPONENTS = (
    "surname",
    "surname_squared",
    "surname_short",
    "given",
    "given_squared",
    "given_absent",
    "initial",
    "gender",
    "elsewhere",
    "one_script",
    "both_bare",
)
#: Sounds that a surname must have to count as long; differences in shorter ones say more.
_LONG = 5.0


@dataclass(frozen=True)
class Weights:
    """Bias and one weight a component."""

    bias: float
    weights: tuple[float, ...]


@cache
def shipped() -> Weights:
    """The weights in `data/likeness.json`."""
    text = files("services.resolve").joinpath("data", "likeness.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Weights(data["bias"], tuple(data["weights"][name] for name in COMPONENTS))


@lru_cache(maxsize=100_000)
def likeness(one: str, its_language: str, other: str, other_language: str) -> float:
    """The probability, from 0 to 1, that two names are of one person as far as names can tell."""
    a, b = read(one, its_language), read(other, other_language)
    if a is None or b is None:
        return 0.0
    return probability(components(a, b), shipped())


def probability(values: tuple[float, ...], weights: Weights) -> float:
    """The logistic of the weighted components."""
    total = weights.bias + sum(w * v for w, v in zip(weights.weights, values, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def components(a: Personal, b: Personal) -> tuple[float, ...]:
    """The components of a pair, in the order of `COMPONENTS`; each is 0 where nothing speaks against one person."""
    surname, elsewhere = _surnames(a, b)
    given, is_initial = _givens(a, b)
    is_absent = not (a.given and b.given)
    shortest = min(weight(a.family.sounds[0]), weight(b.family.sounds[0]))
    one_script = a.language == b.language and a.is_cyrillic == b.is_cyrillic
    return (
        surname,
        surname * surname,
        surname * max(0.0, _LONG - shortest) / _LONG,
        given,
        given * given,
        float(is_absent),
        float(is_initial),
        float({a.gender, b.gender} == {"m", "f"}),
        float(elsewhere),
        surname if one_script else 0.0,
        float(not a.given and not b.given),
    )


def _surnames(a: Personal, b: Personal) -> tuple[float, bool]:
    """How far the surnames are apart; and whether that of one was found among the other words of the other."""
    straight = distance(a.family, b.family)
    if straight < 0.2:
        return straight, False
    swapped = [distance(a.family, part) for part in b.others] + [distance(b.family, part) for part in a.others]
    if a.given and b.given and distance(a.family, b.given[0]) < 0.2 and distance(b.family, a.given[0]) < 0.2:
        return 0.0, True
    best = min(swapped, default=1.0)
    return (best, True) if best < min(straight, 0.2) else (straight, False)


def _givens(a: Personal, b: Personal) -> tuple[float, bool]:
    """How far the first names are apart, the nearest of several; and whether one of them is an initial only."""
    if not a.given or not b.given:
        return 0.0, False
    if distance(a.family, b.given[0]) < 0.2 and distance(b.family, a.given[0]) < 0.2:
        return 0.0, False
    first, second = a.given[0], b.given[0]
    if first.is_initial or second.is_initial:
        return (0.0 if _same_initial(first, second) else 1.0), True
    pairs = [(first, part) for part in b.given] + [(part, second) for part in a.given]
    return min(_first_names(x, y) for x, y in pairs if not (x.is_initial or y.is_initial)), False


def _same_initial(one: Part, other: Part) -> bool:
    return any(x[:1] == y[:1] or {x[:1], y[:1]} <= {"i", "e", "ʃ", "v", "u"} for x in one.sounds for y in other.sounds)


def _first_names(one: Part, other: Part) -> float:
    if one.known and one.known == other.known:
        return 0.0
    if one.short >= 0 and one.short == other.short:
        return 0.1
    return distance(one, other)


@lru_cache(maxsize=100_000)
def distance(one: Part, other: Part) -> float:
    """How far two words of names are apart, from 0 to 1, over all ways they may be read."""
    if one.plain == other.plain:
        return 0.0
    return min(
        (min(1.0, cost(x, y) / max(weight(x), weight(y), 1.0)) for x in one.sounds for y in other.sounds),
        default=1.0,
    )
