"""Names in the order in which pages list them: people, organisations, places, then the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from shared.contracts.mention import EntityType

_GROUPS: dict[str, tuple[EntityType, ...]] = {
    "People": ("PERSON",),
    "Organisations": ("ORG",),
    "Places": ("GPE", "LOC"),
    "Peoples and events": ("NORP", "EVENT"),
}


class Typed(Protocol):
    """Whatever is a person, an organisation, a place or an event."""

    @property
    def type(self) -> EntityType:
        """Which of them."""


Named = TypeVar("Named", bound=Typed)


def grouped(entities: Iterable[Named]) -> dict[str, list[Named]]:
    """The entities under the words for their kinds; kinds without any are left out."""
    every = list(entities)
    found = {name: [e for e in every if e.type in types] for name, types in _GROUPS.items()}
    return {name: members for name, members in found.items() if members}
