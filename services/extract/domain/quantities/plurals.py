"""English nouns in singular and plural."""

from __future__ import annotations

from services.extract.domain.wordlists import rows

IRREGULAR = frozenset("people men women children police troops crew staff aircraft personnel sheep cattle feet".split())
#: English words in -s that are no plurals.
_SINGULAR_S = frozenset("his was has is its this thus yes less plus us as does times always across".split())
_PLURALS = {row[0]: row[1] for row in rows("plurals.tsv")}


def plural(noun: str) -> str:
    """The English plural of a noun or of the last word of several."""
    head, of, tail = noun.partition(" of ")
    if of:
        return f"{plural(head)} of {tail}"
    head, _, last = noun.rpartition(" ")
    many = _PLURALS.get(noun) or _PLURALS.get(last) or _regular(last)
    return many if noun in _PLURALS or not head else f"{head} {many}"


_SINGULARS = {many: one for one, many in _PLURALS.items()}


def singular(low: str) -> str:
    """The English singular of a plural noun."""
    if low in _SINGULARS or not low.endswith("s"):
        return _SINGULARS.get(low, low)
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    return low[:-2] if low.endswith(("ches", "shes", "sses", "xes")) else low[:-1]


def _regular(noun: str) -> str:
    if noun.endswith(("s", "sh", "ch", "x", "z")) and not noun.endswith("ics"):
        return noun if is_plural(noun) else noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def is_plural(low: str) -> bool:
    """Whether an English word in small letters is a plural noun by its look."""
    return low in IRREGULAR or (
        len(low) > 3 and low.endswith("s") and not low.endswith("ss") and low not in _SINGULAR_S
    )
