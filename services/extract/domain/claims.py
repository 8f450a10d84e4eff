"""The claims of a text: quotes, figures and reported speech."""

from __future__ import annotations

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
    claims = _with_figures(reported, list(find_quantities(text, names)))
    return sorted(claims, key=lambda claim: (claim.start, claim.end))


def _with_figures(reported: list[Claim], figures: list[Claim]) -> list[Claim]:
    """Reported speech carries the first figure inside it; figures elsewhere are claims of their own."""
    free = [
        f for f in figures if not any(c.kind == "quote" and c.start <= f.start and f.end <= c.end for c in reported)
    ]
    carrying = []
    for claim in reported:
        inside = [f for f in figures if claim.start <= f.start and f.end <= claim.end]
        carrying.append(
            claim.model_copy(update={"quantity": inside[0].quantity, "key": inside[0].key}) if inside else claim
        )
    return carrying + free


#: Share of lines that must be sentences: of the labelled articles, none that tells something has less than 0.5.
_PROSE = 0.4


def _is_listing(text: Text) -> bool:
    """Whether most lines are no sentences: tables, listings, results."""
    lines = [line for line in text.string.splitlines() if line.strip()]
    prose = sum(len(line.split()) > 6 and line.rstrip()[-1:] in ".!?…”“»\"'’)" for line in lines)
    return len(lines) > 3 and prose < _PROSE * len(lines)
