"""Names of our own sentences swapped for others that fit: same kind, gender and case, as they stand elsewhere."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

from training.ner.marked import Line, Name

#: Languages whose organisations may stand for one another as they are: no article or case shows.
_UNBENT = frozenset({"en"})
#: How often a name is swapped.
_OFTEN = {"PER": 0.7, "LOC": 0.5, "ORG": 0.4}

#: What fits where: kind, tags, and whether it is one word or more.
Slot = tuple[str, frozenset[str], int]
Pool = dict[Slot, list[str]]


def slot(name: Name) -> Slot:
    """Where a name may stand."""
    return name.type, name.tags, min(len(name.words.split()), 3 if name.type == "PER" else 2)


def pool(found: Iterable[Line]) -> Pool:
    """All names by where they may stand."""
    names: Pool = defaultdict(list)
    for line in found:
        for piece in line:
            if isinstance(piece, Name) and not piece.words.isupper():
                names[slot(piece)].append(piece.words)
    return names


def swapped(line: Line, language: str, names: Pool, dice: random.Random) -> Line:
    """The line with some names for others; who is named twice is left, so that short forms still fit."""
    words = [part for piece in line if isinstance(piece, Name) for part in piece.words.split()]
    return tuple(
        Name(_other(piece, names, dice), piece.type, piece.tags)
        if isinstance(piece, Name) and _may(piece, words, language, dice)
        else piece
        for piece in line
    )


def _may(name: Name, words: list[str], language: str, dice: random.Random) -> bool:
    if name.words.isupper() or any(words.count(part) > 1 for part in name.words.split()):
        return False
    if name.type == "ORG" and not (language in _UNBENT or "fix" in name.tags):
        return False
    return dice.random() < _OFTEN.get(name.type, 0.0)


def _other(name: Name, names: Pool, dice: random.Random) -> str:
    return dice.choice(names.get(slot(name)) or [name.words])
