"""What the finders of names put down: candidates, before it is decided which of them win."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts.mention import EntityType


@dataclass(frozen=True)
class Found:
    """A span that one finder takes for a name. Where candidates overlap, the higher `rank` wins, then the longer."""

    start: int
    end: int
    type: EntityType
    rank: int
    key: str
    name: str | None = None
    gazetteer_id: str | None = None
    method: str = "rule"
    confidence: float = 0.5


@dataclass
class Known:
    """What an article has named so far: keys of surnames and quoted or bracketed short forms, with what they mean."""

    #: Surname key to the full key and type.
    people: dict[str, str] = field(default_factory=dict)
    #: Short form of a body, as written, to its key.
    bodies: dict[str, str] = field(default_factory=dict)
