"""Figures told loosely: "dozens of homes", "nobody was hurt", "two thirds of the seats"."""

from __future__ import annotations

from services.extract.domain.found import Found
from services.extract.domain.quantities.clauses import clause, shown
from services.extract.domain.quantities.counted import TOLL
from services.extract.domain.quantities.figure import Figure, Unit
from services.extract.domain.quantities.predicates import predicate
from services.extract.domain.quantities.units import unit_behind
from services.extract.domain.words import Text
from shared.language.loose_numbers import LooseNumber, loose_numbers

#: Loose numbers of a text that are looked at, at most.
_MOST = 500


def loose_figures(text: Text, peoples: dict[int, Found]) -> list[Figure]:
    """The figures of a text that are told loosely, in order."""
    found = (_figure(text, number, peoples) for number in loose_numbers(text.string, text.language)[:_MOST])
    return [figure for figure in found if figure]


def _figure(text: Text, number: LooseNumber, peoples: dict[int, Found]) -> Figure | None:
    span = clause(text, number.start, number.end)
    unit = _unit(text, number, span, peoples)
    if unit is None:
        return None
    return Figure(
        number.start,
        number.end,
        number.value,
        unit,
        "more_than" if number.kind == "vague" else "exact",
        shown(text, span, (number.start, number.end)),
        manner="number" if number.kind == "share" else number.kind,
        is_digits=False,
    )


def _unit(text: Text, number: LooseNumber, span: tuple[int, int], peoples: dict[int, Found]) -> Unit | None:
    if number.kind == "none":
        done = predicate(text, span, number.start)
        return Unit(TOLL[done], "toll", done) if done in TOLL else None
    unit = unit_behind(text, number.start, number.end, peoples)
    if unit is None or number.kind == "vague":
        return unit if unit and unit.predicate else None  # without one, "dozens of" is a way of speaking
    return Unit(f"share of {unit.noun}", "share", unit.predicate)
