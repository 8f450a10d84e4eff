"""Which candidates become mentions: the higher rank wins where they overlap, then the longer, then the earlier."""

from __future__ import annotations

from collections.abc import Iterable

from services.extract.domain.found import Found
from shared.contracts.article import Part, Span
from shared.contracts.mention import Mention


def winners(candidates: Iterable[Found]) -> list[Found]:
    """The candidates that stand, none over another, in order of the text."""
    taken: list[Found] = []
    covered: set[int] = set()
    for found in sorted(candidates, key=lambda f: (-f.rank, f.start - f.end, f.start)):
        span = range(found.start, found.end)
        if found.start < found.end and covered.isdisjoint((found.start, found.end - 1)) and covered.isdisjoint(span):
            taken.append(found)
            covered.update(span)
    return sorted(taken, key=lambda f: f.start)


def mention(found: Found, string: str, part: Part) -> Mention:
    """The mention that a candidate becomes; its surface is exactly what stands in the text."""
    return Mention(
        span=Span(start=found.start, end=found.end, part=part),
        surface=string[found.start : found.end],
        type=found.type,
        key=found.key,
        name=found.name,
        gazetteer_id=found.gazetteer_id,
        method=found.method,
        confidence=found.confidence,
    )
