"""Claim: something reported that can be checked (a quote, indirect speech, a quantity or a time), with its span."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.contracts.article import Part
from shared.contracts.base import Contract

ClaimKind = Literal["quote", "indirect", "quantity", "time"]
Modifier = Literal["exact", "about", "more_than", "less_than", "additional"]


class Source(Contract):
    """Who says it. `entity_id` is set by `resolve` once the name is known as an entity."""

    name: str
    entity_id: str | None = None


class Quantity(Contract):
    """A number that is part of what is reported.

    `unit` is what is counted and its predicate, in English where known: "prisoners released", "deaths", "euros".
    """

    value: float
    unit: str = ""
    modifier: Modifier = "exact"
    #: The upper end, where the text gives a range: 2,750 to 3,100.
    high: float | None = None
    #: What happened to what is counted, in English where known: "released", "under discussion".
    predicate: str | None = None


class Claim(Contract):
    """One reported thing. `text` is exactly `article.part(part)[start:end]`; quotes leave their marks out."""

    kind: ClaimKind
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    part: Part = "text"
    source: Source | None = None
    #: The English of the sentences it stands in, where the article has a translation.
    english: str | None = None
    #: The words that report it: "said", "сообщила", "teilte mit".
    cue: str | None = None
    #: What is said, in terms that compare across languages: translations and fragments of one statement share them.
    content: tuple[str, ...] = ()
    quantity: Quantity | None = None
    #: The instant at which it is said to happen, in UTC, where the claim is of a time.
    instant: datetime | None = None
    #: What has its time there, in English: "start of the summit".
    label: str = ""
    #: When the value held; None means when the article was published.
    as_of: datetime | None = None
    #: Says which claims are about the same thing, across articles and languages: "quantity:prisoners released",
    #: "said:putin" for what a source says (which statement it is, `content` tells), "time:start of talks" for a time.
    key: str = ""
    confidence: float = Field(default=0.5, ge=0.0, le=1.0)
