"""A figure on its way to a claim: what is counted, how, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.contracts.claim import Modifier

#: What kind of thing a number counts or measures. toll = dead, hurt, missing, held; raw = a noun no lexicon has.
Group = Literal["toll", "people", "thing", "raw", "money", "rate", "measure", "span", "share"]
#: How the number is written: a number, a bare number whose unit stands elsewhere, "dozens", "nobody".
Manner = Literal["number", "bare", "vague", "none"]


@dataclass(frozen=True)
class Unit:
    """What is counted, in English plural, and what happened to it where the words say so."""

    noun: str
    group: Group
    predicate: str | None = None

    @property
    def english(self) -> str:
        """What is counted and its predicate: "prisoners released", "deaths", "euros"."""
        shown = self.predicate if self.group in {"people", "thing", "span"} else None
        return f"{self.noun} {shown}" if shown else self.noun


@dataclass(frozen=True)
class Figure:
    """One value of a text with its unit and the clause it stands in."""

    start: int
    end: int
    value: float
    unit: Unit
    modifier: Modifier
    clause: tuple[int, int]
    high: float | None = None
    manner: Manner = "number"
    is_digits: bool = True
