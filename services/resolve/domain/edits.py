"""How far two rough sounds are apart: edits weighted by how languages differ when they write one name.

Vowels cost little (a for o, e for a), consonants that orthographies mix up less than others, anything else a whole.
"""

from __future__ import annotations

from functools import cache, lru_cache

from services.resolve.domain.tables import rows

VOWELS = frozenset("aeiou")
#: What it costs to put one vowel for another, and to leave one out.
_OTHER_VOWEL, _NO_VOWEL = 0.22, 0.3
#: Sounds of the longest names that are compared; the rest of longer ones is not looked at.
_LONGEST = 24


@cache
def _costs() -> dict[tuple[str, str], float]:
    """What it costs to put one sound for another or for nothing (""), where that is less than a whole."""
    table = {}
    for one, other, cost in rows("edits.tsv"):
        other = "" if other == "-" else other
        table[one, other] = table[other, one] = float(cost)
    return table


def _put(one: str, other: str) -> float:
    if one == other:
        return 0.0
    known = _costs().get((one, other))
    if known is not None:
        return known
    if not one or not other:
        return _NO_VOWEL if (one or other) in VOWELS else 1.0
    return _OTHER_VOWEL if one in VOWELS and other in VOWELS else 1.0


def weight(sound: str) -> float:
    """How much there is of a name: its consonants, and its vowels a little."""
    return sum(_NO_VOWEL if letter in VOWELS else 1.0 for letter in sound)


@lru_cache(maxsize=10_000)
def cost(one: str, other: str) -> float:
    """The cheapest way to make one sound of the other (Wagner and Fischer 1974, with weights)."""
    if one == other:
        return 0.0
    one, other = one[:_LONGEST], other[:_LONGEST]
    above = [0.0]
    for letter in other:
        above.append(above[-1] + _put("", letter))
    for first in one:
        gone = _put(first, "")
        row = [above[0] + gone]
        for n, letter in enumerate(other):
            row.append(min(above[n] + _put(first, letter), above[n + 1] + gone, row[n] + _put("", letter)))
        above = row
    return above[-1]
