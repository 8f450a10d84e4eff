"""How probable it is that two personal names, each in its language and case, are of one person.

Components are distances of sound and contradictions; their weights are learnt from half of the pair list by
`training/names/fit.py` and lie in `data/likeness.json` with what was measured on the other half.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

from services.resolve.domain.edits import cost, weight
from services.resolve.domain.personal import Part, Personal, read

COMPONENTS = (
    "surname",
    "surname_squared",
    "surname_short",
    "surname_edits",
    "given",
    "given_squared",
    "given_absent",
    "initial",
    "gender",
    "elsewhere",
    "one_script",
    "letters",
    "letters_abroad",
    "suffix",
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


@lru_cache(maxsize=10_000)
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
        surname * max(weight(a.family.sounds[0]), weight(b.family.sounds[0])),
        given,
        given * given,
        float(is_absent),
        float(is_initial),
        float(_genders_differ(a, b, given)),
        float(elsewhere),
        surname if one_script else 0.0,
        _letters(a.family, b.family) if one_script else 0.0,
        _letters(a.family, b.family) if _are_western(a, b) else 0.0,
        float(_suffixes_differ(a.family, b.family)),
        float(not a.given and not b.given),
    )


#: First names that sound so alike are one name, whatever gender a list gives them, but for Alexander and Alexandra.
_ONE_NAME = 0.15


def _genders_differ(a: Personal, b: Personal, given: float) -> bool:
    if {a.ending, b.ending} in ({"f", "?"}, {"f", "m"}):
        return True
    if {a.gender, b.gender} != {"m", "f"}:
        return False
    is_one_name = bool(a.given and b.given) and given < _ONE_NAME
    return not is_one_name or a.given[0].is_womans != b.given[0].is_womans


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


def _letters(one: Part, other: Part) -> float:
    """Share of the letters by which two spellings in one language differ; endings have been taken off."""
    if one.plain == other.plain:
        return 0.0
    same = SequenceMatcher(None, one.plain, other.plain, autojunk=False).ratio()
    return 1.0 - same


def _are_western(a: Personal, b: Personal) -> bool:
    """Whether both stand in Latin letters in two languages that would not spell a name anew, and neither is Slavic."""
    latin = {a.language, b.language} <= _KEEPING and a.language != b.language and not (a.is_cyrillic or b.is_cyrillic)
    return latin and not any(_suffix(part.sounds[0]) for part in (a.family, b.family))


#: Languages that write Western names as they are.
_KEEPING = frozenset({"en", "de", "fr", "es"})
#: What Slavic surnames are formed with, as it sounds: no name changes from one to another between languages.
_SUFFIX = re.compile(
    r"(?P<sk>sk)$|(?P<enko>[ae]nk)$|(?P<ov>[oaei]v)$|(?P<ich>[aoei]vi[ʧt])$|(?P<uk>ʧ?[ui]k)$|(?P<ko>k)$"
)


@lru_cache(maxsize=10_000)
def _suffix(sound: str) -> str:
    found = _SUFFIX.search(sound)
    return str(found.lastgroup) if found else ""


def _suffixes_differ(one: Part, other: Part) -> bool:
    mine, theirs = _suffix(one.sounds[0]), _suffix(other.sounds[0])
    return bool(mine and theirs and mine != theirs)


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
    is_one = a.language == b.language and a.language in _KEEPING
    return min(_first_names(x, y, is_one) for x, y in pairs if not (x.is_initial or y.is_initial)), False


def _same_initial(one: Part, other: Part) -> bool:
    return any(x[:1] == y[:1] or {x[:1], y[:1]} <= {"i", "e", "ʃ", "v", "u"} for x in one.sounds for y in other.sounds)


def _first_names(one: Part, other: Part, is_one_language: bool) -> float:
    """How far two first names are apart; in one language that does not decline, by their letters at least."""
    if one.known & other.known:
        return 0.0
    if one.short >= 0 and one.short == other.short:
        return 0.1
    return max(distance(one, other), _letters(one, other) if is_one_language else 0.0)


@lru_cache(maxsize=10_000)
def distance(one: Part, other: Part) -> float:
    """How far two words of names are apart, from 0 to 1, over all ways they may be read."""
    if one.plain == other.plain:
        return 0.0
    return min(
        (min(1.0, cost(x, y) / max(weight(x), weight(y), 1.0)) for x in one.sounds for y in other.sounds),
        default=1.0,
    )
