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


class EntityCommand(Contract):
    """What an editor asks of `resolve`. An editor's word is final: the machine never undoes it.

    `merge` makes all `entities` the first of them; `split` takes `forms` out of the first into an entity of its own;
    `rename` gives the first the name `name`.
    """

    command_id: str
    do: Literal["merge", "split", "rename"]
    entities: tuple[str, ...] = ()
    #: Forms as texts write them ("J. Smith"), which from now on mean the new entity.
    forms: tuple[str, ...] = ()
    #: Entities beside whom the name means the new entity: for two people of one name.
    beside: tuple[str, ...] = ()
    name: str | None = None
    by: str = "editor"
    why: str = ""
