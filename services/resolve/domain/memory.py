"""Memory: the entities seen so far and the names they go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.base import Contract
from shared.contracts.mention import EntityType


class Entity(Contract):
    """One entity as resolve remembers it."""

    id: str
    name: str
    type: EntityType
    #: How good the name is: see `naming.rank`. A better one renames the entity.
    name_rank: int = 0
    gazetteer_id: str | None = None
    #: The fullest folded key, "aleksandr lukashenko"; empty for gazetteer entries without one.
    key: str = ""
    #: Article versions that named it.
    articles: int = 0


@dataclass(frozen=True)
class Learnt:
    """What one article adds: entities as they now are, and keys that now lead to one."""

    entities: tuple[Entity, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()


class Memory:
    """Entities by id, ids by key, and ids of people by family name. Changed by `learn` and `replace` only."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.keys: dict[str, str] = {}
        self.families: dict[str, set[str]] = {}

    def replace(self, entities: Iterable[Entity], keys: dict[str, str]) -> None:
        """Forgets everything and knows these instead."""
        self.__init__()  # type: ignore[misc]
        self.learn(Learnt(tuple(entities), tuple(keys.items())))

    def learn(self, learnt: Learnt) -> None:
        """Takes in what an article taught."""
        for entity in learnt.entities:
            self.entities[entity.id] = entity
            if entity.type == "PERSON" and " " in entity.key:
                self.families.setdefault(family_name(entity.key), set()).add(entity.id)
        self.keys.update(learnt.keys)


def family_name(key: str) -> str:
    """The last word of a folded personal name."""
    return key.rsplit(" ", 1)[-1]
