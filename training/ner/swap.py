"""Names of our own sentences swapped for others that fit: same kind, gender and case, as they stand elsewhere.

Names are put together anew too: the first name of one person, the surname of another, both in the same case. So every
form is one that was written for its case, and no inflector can be wrong.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

from training.ner.conll import Labelled
from training.ner.marked import Line, Name

#: Languages whose organisations may stand for one another as they are: no article or case shows.
_UNBENT = frozenset({"en"})
#: How often a name is swapped, and how often a person's name is put together anew.
_OFTEN = {"PER": 0.7, "LOC": 0.5, "ORG": 0.4}
_ANEW = 0.6
#: How often a text is written in capitals only, and how often with a capital for every word.
_SHOUTED, _TITLED = 0.03, 0.03

#: What fits where: kind, tags, and whether it is one word or more (-1 and -2: first name, surname).
Slot = tuple[str, frozenset[str], int]
Pool = dict[Slot, list[str]]


def slot(name: Name) -> Slot:
    """Where a name may stand."""
    return name.type, name.tags, min(len(name.words.split()), 3 if name.type == "PER" else 2)


def pool(found: Iterable[Line]) -> Pool:
    """All names by where they may stand, and the parts of persons' names."""
    names: Pool = defaultdict(list)
    for line in found:
        for piece in line:
            if isinstance(piece, Name) and not piece.words.isupper():
                names[slot(piece)].append(piece.words)
                for part, word in enumerate(_parts(piece)):
                    names[piece.type, piece.tags, -1 - part].append(word)
    return names


def _parts(name: Name) -> tuple[str, ...]:
    """First name and surname of a person who has just these two."""
    words = tuple(name.words.split())
    whole = name.type == "PER" and len(words) == 2 and all(len(w) > 2 and w[0].isupper() for w in words)
    return words if whole else ()


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
    if _parts(name) and dice.random() < _ANEW:
        return " ".join(dice.choice(names[name.type, name.tags, part]) for part in (-1, -2))
    return dice.choice(names.get(slot(name)) or [name.words])


def recased(text: Labelled, dice: random.Random) -> Labelled:
    """The text, at times in capitals or as a title, as headlines and datelines are."""
    chance = dice.random()
    if chance > _SHOUTED + _TITLED:
        return text
    words = text.text.upper() if chance < _SHOUTED else " ".join(w[:1].upper() + w[1:] for w in text.text.split(" "))
    return Labelled(words, text.names) if len(words) == len(text.text) else text
