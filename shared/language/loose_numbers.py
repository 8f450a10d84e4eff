"""Numbers that are told loosely: "dozens of", "nobody", "two thirds of", from `data/loose_numbers.tsv`.

A vague number has the least value that its word can mean: dozens are more than twelve.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from shared.language import base
from shared.language.tables import rows

Looseness = Literal["vague", "none", "share"]
_SPACE = r"[\s\u00a0\u202f]"


@dataclass(frozen=True)
class LooseNumber:
    """A number told loosely, with its span and how."""

    start: int
    end: int
    value: float
    kind: Looseness


def loose_numbers(text: str, language: str) -> list[LooseNumber]:
    """The loose numbers of a text in order; of two at one place the longer."""
    pattern, meaning = _pattern(base(language))
    return [LooseNumber(*m.span(), *meaning[int((m.lastgroup or "r0")[1:])]) for m in pattern.finditer(text)]


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], list[tuple[float, Looseness]]]:
    table = [row for row in rows("loose_numbers.tsv") if row[0] == language]
    ordered = sorted(table, key=lambda row: -float(row[2]))  # "tens of thousands" before "tens"
    forms = (f"(?P<r{n}>{row[3].replace(' ', _SPACE)})" for n, row in enumerate(ordered))
    meaning = [(float(row[2]), cast("Looseness", row[1])) for row in ordered]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms) or '(?!)'})(?!\w)", re.IGNORECASE), meaning
