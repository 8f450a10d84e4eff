"""Mention: a span in a text that names a person, organisation, place, event or people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.contracts.article import Span
from shared.contracts.base import Contract

EntityType = Literal["PERSON", "ORG", "GPE", "LOC", "EVENT", "NORP"]


class Mention(Contract):
    """One span, its words, and the folded key (script, spelling and inflection taken away, gender kept)."""

    span: Span
    surface: str
    type: EntityType
    #: What `resolve` compares. Words are parted by one space: "aleksandr lukashenko".
    key: str
    #: Canonical English name where a gazetteer knows it ("Belarus"), else None.
    name: str | None = None
    #: Gazetteer id where there is one, for example "country:BY" or "city:625144".
    gazetteer_id: str | None = None
    #: How it was found: "gazetteer", "rule", "model".
    method: str = "rule"
    confidence: float = Field(default=0.5, ge=0.0, le=1.0)
