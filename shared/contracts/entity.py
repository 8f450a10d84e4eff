"""Entity: one person, organisation, place or event, the same across spellings and scripts."""

from __future__ import annotations

from typing import Literal

from shared.contracts.article import Span
from shared.contracts.base import Contract
from shared.contracts.mention import EntityType


class EntityInArticle(Contract):
    """An entity as one article names it. Articles list the most salient first."""

    entity_id: str
    #: Canonical English name.
    name: str
    type: EntityType
    #: The forms seen in this article, in order of appearance.
    surfaces: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    #: From 0 to 1: headline and lead count more than the tail.
    salience: float = 0.0
    gazetteer_id: str | None = None


class EntityChange(Contract):
    """What happened to an entity: `renamed` (a fuller name was seen), `merged` (id redirects to into), `split`."""

    kind: Literal["renamed", "merged", "split"]
    entity_id: str
    name: str
    into: str | None = None
    reason: str = ""
