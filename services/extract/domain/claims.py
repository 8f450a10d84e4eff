"""The claims of a text: quotes, figures and reported speech."""

from __future__ import annotations

from bisect import bisect_left

from services.extract.domain.attribution import Speakers
from services.extract.domain.found import Found
from services.extract.domain.indirect import find_indirect
from services.extract.domain.quantities import find_quantities
from services.extract.domain.quotes import find_quotes
from services.extract.domain.words import Text
from shared.contracts.claim import Claim


def claims_in(text: Text, names: list[Found]) -> list[Claim]:
    """The claims of a text in order; none where it is a list or table rather than sentences."""
    if _is_listing(text):
        return []
    speakers = Speakers(text, names)
    quotes = list(find_quotes(text, speakers))
    reported = quotes + list(find_indirect(text, names, Speakers(text, names), quotes))
    reported.sort(key=lambda claim: (claim.start, claim.end))
    claims = _with_figures(reported, list(find_quantities(text, names)))
    return sorted(claims, key=lambda claim: (claim.start, claim.end))


def _with_figures(reported: list[Claim], figures: list[Claim]) -> list[Claim]:
    """Reported speech carries the first figure inside it; figures elsewhere are claims of their own.

    A figure whose clause only overlaps reported speech (the words that report it stand in it) has its source.
    """
    carrying: list[Claim] = []
    used: set[int] = set()
    starts = [f.start for f in figures]
    for claim in reported:
        here = figures[bisect_left(starts, claim.start) : bisect_left(starts, claim.end)]
        inside = [f for f in here if f.end <= claim.end]
        used.update(map(id, inside if claim.kind == "quote" else inside[:1]))
        carrying.append(_carry(claim, inside[0]) if inside else claim)
    return carrying + [_sourced(figure, reported) for figure in figures if id(figure) not in used]


def _carry(claim: Claim, figure: Claim) -> Claim:
    return claim.model_copy(update={"quantity": figure.quantity, "key": figure.key})


def _sourced(figure: Claim, reported: list[Claim]) -> Claim:
    at = bisect_left(reported, figure.start, key=lambda c: c.start)
    near = reported[max(0, at - 3) : at + 3]
    over = next((c for c in near if c.start < figure.end and figure.start < c.end and c.source), None)
    return figure.model_copy(update={"source": over.source, "cue": over.cue}) if over else figure


#: Share of lines that must be sentences: of the labelled articles, none that tells something has less than 0.5.
_PROSE = 0.4


def _is_listing(text: Text) -> bool:
    """Whether most lines are no sentences: tables, listings, results."""
    lines = [line for line in text.string.splitlines() if line.strip()]
    prose = sum(len(line.split()) > 6 and line.rstrip()[-1:] in ".!?…”“»\"'’)" for line in lines)
    return len(lines) > 3 and prose < _PROSE * len(lines)
