"""The figures of an article as claims: carried by the quote or report they stand in, or told by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.extract.domain.found import Found
from services.extract.domain.quantities.as_of import as_of
from services.extract.domain.quantities.candidates import candidates
from services.extract.domain.quantities.figure import Figure
from services.extract.domain.quantities.selection import Setting, features, probability, threshold
from services.extract.domain.quantities.sources import Heard, Sources
from services.extract.domain.quantities.tellers import teller
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, Quantity

#: Figures less likely than this share of the threshold do not go with a quote or report either.
_CARRIED = 0.4


@dataclass(frozen=True)
class About:
    """What an article says beside its text: its headline, when it was published, and who is heard in the text."""

    headline: str = ""
    published: datetime | None = None
    heard: Sequence[Heard] = ()


class _Weighed(NamedTuple):
    """A figure as a claim, and where its number stands: a report may hold the number and not all of its clause."""

    claim: Claim
    number: tuple[int, int]

    def is_in(self, claim: Claim) -> bool:
        return claim.start <= self.number[0] and self.number[1] <= claim.end


def find_quantities(text: Text, names: Sequence[Found], headline: str = "") -> list[Claim]:
    """The figures that a text reports, in order, each value of a thing once."""
    likely = [f.claim for f in _weighed(text, names, headline) if f.claim.confidence >= threshold()]
    return sorted(_once(likely, []), key=lambda claim: (claim.start, claim.end))


def _weighed(text: Text, names: Sequence[Found], headline: str) -> list[_Weighed]:
    """The figures of a text that count or measure something, in order, each with how likely it is reported."""
    found = list(candidates(text, names))
    setting = Setting(text, headline, found)
    return [
        _Weighed(_claim(text, figure, probability(features(setting, figure))), (figure.start, figure.end))
        for figure in found
    ]


def with_figures(text: Text, names: Sequence[Found], reported: Sequence[Claim], about: About) -> list[Claim]:
    """The quotes and reported clauses, each with the figure inside it, and the figures told outside them, in order."""
    weighed = _weighed(text, names, about.headline)
    figures = [one.claim for one in weighed]
    carrying: list[Claim] = []
    beside: list[Claim] = []
    used: set[int] = set()
    for claim in reported:
        inside = [f.claim for f in weighed if f.is_in(claim) and id(f.claim) not in used]
        best = max(inside, key=lambda f: f.confidence, default=None)
        if best is None or best.confidence < _CARRIED * threshold():
            carrying.append(claim)
            continue
        used.update(map(id, inside if claim.kind == "quote" else [best]))
        carrying.append(claim.model_copy(update={"quantity": best.quantity, "key": best.key}))
        beside += _beside(claim, best, inside if claim.kind == "quote" else [])
    sources = Sources(text, names, about.heard)
    told = _once([f for f in figures if id(f) not in used and _is_told(f, text, names)], carrying)
    found = [*carrying, *_once(beside, carrying), *map(sources.named, told)]
    return sorted((_dated(text, c, about.published) for c in found), key=lambda claim: (claim.start, claim.end))


def _is_told(figure: Claim, text: Text, names: Sequence[Found]) -> bool:
    """Whether a figure outside reported speech is told: what somebody gives needs as little as what somebody says."""
    likely = figure.confidence >= threshold()
    return likely or (figure.confidence >= _CARRIED * threshold() and teller(text, names, figure) is not None)


def _beside(quote: Claim, best: Claim, inside: Sequence[Claim]) -> list[Claim]:
    """The other figures of a quotation, each by itself, said by who is quoted."""
    said = {"source": quote.source, "cue": quote.cue}
    others = (f for f in inside if f is not best and f.confidence >= _CARRIED * threshold())
    return [f.model_copy(update=said) for f in others]


def _dated(text: Text, claim: Claim, published: datetime | None) -> Claim:
    """The claim with when its figure held, where the text says so."""
    held = as_of(text, claim, published) if claim.quantity and published else None
    return claim.model_copy(update={"as_of": held}) if held else claim


def _once(figures: Sequence[Claim], carrying: Sequence[Claim]) -> list[Claim]:
    """Each value of a thing once: where it is likeliest, and not where a quote or report has it."""
    said = {_value(c) for c in carrying if c.quantity}
    best: dict[tuple[float, str], Claim] = {}
    for figure in figures:
        value = _value(figure)
        if value not in said and (value not in best or figure.confidence > best[value].confidence):
            best[value] = figure
    return list(best.values())


def _value(claim: Claim) -> tuple[float, str]:
    assert claim.quantity is not None
    return claim.quantity.value, claim.quantity.unit.partition(" ")[0]


def _claim(text: Text, figure: Figure, confidence: float) -> Claim:
    start, end = figure.clause
    return Claim(
        kind="quantity",
        text=text.string[start:end],
        start=start,
        end=end,
        quantity=Quantity(
            value=figure.value,
            unit=figure.unit.english,
            modifier=figure.modifier,
            high=figure.high,
            predicate=figure.unit.predicate,
        ),
        key=f"quantity:{figure.unit.english}",
        confidence=round(confidence, 2),
    )
