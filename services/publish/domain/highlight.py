"""A text cut at the spans of its entities and claims, so that a page can mark them without touching a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.publish.domain.results import ClaimResult, EntityResult
from shared.contracts.article import Part
from shared.contracts.base import Contract

_PARAGRAPH = re.compile(r"\n\s*\n")


class Mark(Contract):
    """One span to show, what it is, and the words that explain it."""

    start: int
    end: int
    #: "entity person", "claim quote": the classes of the page's style sheet.
    style: str
    label: str
    is_claim: bool = False


class Segment(Contract):
    """Words that carry the same marks throughout: at most one entity and one claim."""

    text: str
    entity: Mark | None = None
    claim: Mark | None = None


Paragraph = tuple[Segment, ...]


def entity_marks(entities: Iterable[EntityResult], part: Part = "text") -> list[Mark]:
    """The marks of entities in one part of the article."""
    return [
        Mark(start=s.start, end=s.end, style=f"entity {e.type.lower()}", label=f"{e.name} ({e.type})")
        for e in entities
        for s in e.spans
        if s.part == part
    ]


def claim_marks(claims: Iterable[ClaimResult], part: Part = "text") -> list[Mark]:
    """The marks of claims in one part of the article."""
    return [
        Mark(start=c.start, end=c.end, style=f"claim {c.kind}", label=_label(c), is_claim=True)
        for c in claims
        if c.part == part
    ]


def paragraphs(text: str, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, each cut into segments. Joined, they are the text without its empty lines."""
    ranges: list[tuple[int, int]] = []
    begin = 0
    for gap in _PARAGRAPH.finditer(text):
        ranges.append((begin, gap.start()))
        begin = gap.end()
    ranges.append((begin, len(text)))
    return tuple(segments(text, marks, start, end) for start, end in ranges if text[start:end].strip())


def segments(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> Paragraph:
    """One stretch of text, cut wherever a mark begins or ends. Marks outside it, or empty, are left out."""
    end = len(text) if end is None else end
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    edges = {start, end} | {edge for m in inside for edge in (m.start, m.end) if start < edge < end}
    cuts = sorted(edges)
    entities = [m for m in inside if not m.is_claim]
    claims = [m for m in inside if m.is_claim]
    return tuple(
        Segment(text=text[a:b], entity=_covering(entities, a), claim=_covering(claims, a))
        for a, b in zip(cuts, cuts[1:], strict=False)
    )


def _covering(marks: Iterable[Mark], point: int) -> Mark | None:
    """The longest mark over this point: the whole name rather than a part of it."""
    over = [m for m in marks if m.start <= point < m.end]
    return max(over, key=lambda m: (m.end - m.start, -m.start), default=None)


def _label(claim: ClaimResult) -> str:
    said_by = f", {claim.source.name}" if claim.source else ""
    if claim.quantity is None:
        return f"{claim.kind}{said_by}"
    about = "" if claim.quantity.modifier == "exact" else claim.quantity.modifier.replace("_", " ") + " "
    return f"figure: {about}{claim.quantity.value:g} {claim.quantity.unit}".rstrip() + said_by
