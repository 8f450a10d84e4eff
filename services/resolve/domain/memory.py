"""Memory: the entities seen so far, the names they go by, and what editors have ruled."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from services.resolve.domain.blocks import blocks
from shared.contracts.base import Contract
from shared.contracts.mention import EntityType

#: Candidates that one block may offer: those named most often.
MOST_CANDIDATES = 48


class Form(Contract):
    """A name as it stood in a text, and the language of the text."""

    text: str
    language: str
    #: Country code of the article, for bodies whose name says none: the Ministry of Defence.
    country: str = ""


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
    #: In how many articles it was taken for what.
    types: dict[str, int] = {}
    #: Article versions that named it.
    articles: int = 0
    #: The different forms seen, the first ones first (see `MOST_FORMS`).
    forms: tuple[Form, ...] = ()
    #: How often English texts used a full form: what newsrooms call it.
    spellings: dict[str, int] = {}
    #: Ids of who and what is named beside it, and in how many articles; none of what a gazetteer knows.
    companions: dict[str, int] = {}
    #: Posts that texts showed a person to hold, "president|BY", and in how many articles (see `MOST_POSTS`).
    posts: dict[str, int] = {}
    #: The entity that this one was merged into by an editor.
    merged_into: str | None = None
    #: An editor's word on the name: the machine does not rename it.
    is_named: bool = False

    @property
    def is_full(self) -> bool:
        """Whether a name of two words or more is known."""
        return " " in self.key


@dataclass(frozen=True)
class Learnt:
    """What one article or command adds: entities as they now are, keys that now lead to one, and rulings."""

    entities: tuple[Entity, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    rulings: tuple[tuple[str, str], ...] = ()


class Memory:
    """Entities by id, ids by key, ids by what their names sound like. Changed by `learn` and `replace` only."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.keys: dict[str, str] = {}
        #: What an editor has said that a form means: kind and form (see `article_names.ruling_key`) to id.
        self.rulings: dict[str, str] = {}
        self._blocks: dict[str, dict[str, None]] = {}

    def replace(self, entities: Iterable[Entity], keys: dict[str, str], rulings: dict[str, str] | None = None) -> None:
        """Forgets everything and knows these instead."""
        self.__init__()  # type: ignore[misc]
        self.learn(Learnt(tuple(entities), tuple(keys.items()), tuple((rulings or {}).items())))

    def learn(self, learnt: Learnt) -> None:
        """Takes in what an article or an editor taught."""
        for entity in learnt.entities:
            _share_field_names(entity)
            known = self.entities.get(entity.id)
            self.entities[entity.id] = entity
            if (
                known is None
                or known.forms != entity.forms
                or known.type != entity.type
                or known.merged_into != entity.merged_into
            ):
                self._index(known, entity)
        self.keys.update(learnt.keys)
        self.rulings.update(learnt.rulings)

    def _index(self, before: Entity | None, entity: Entity) -> None:
        old, new = _blocks_of(before), _blocks_of(entity)
        for block in old - new:
            self._blocks.get(block, {}).pop(entity.id, None)
        for block in new - old:
            self._blocks.setdefault(block, {})[entity.id] = None

    def standing(self, entity_id: str) -> str:
        """The id that an id stands for now: that of the survivor where editors merged it."""
        entity, steps = self.entities.get(entity_id), 0
        while entity and entity.merged_into and steps < 100:
            entity_id, steps = entity.merged_into, steps + 1
            entity = self.entities.get(entity_id)
        return entity_id

    def known(self, key: str) -> str | None:
        """The entity that a key leads to."""
        found = self.keys.get(key)
        return self.standing(found) if found else None

    def candidates(self, keys: Iterable[str]) -> list[str]:
        """The ids whose names share a block with these, of each block those named most often."""
        found: dict[str, None] = {}
        for key in keys:
            ids = self._blocks.get(key, {})
            found.update(dict.fromkeys(heapq.nsmallest(MOST_CANDIDATES, ids, key=self._most_named_first)))
        return list(found)

    def _most_named_first(self, entity_id: str) -> tuple[int, str]:
        return -self.entities[entity_id].articles, entity_id


_FIELDS = {model: set(model.model_fields) for model in (Entity, Form)}


def _share_field_names(entity: Entity) -> None:
    """Lets all entities and forms have one set of field names each: those of their own are a third of what they weigh.

    pydantic keeps a set with every model of the fields that were given. Nothing here asks for it.
    """
    object.__setattr__(entity, "__pydantic_fields_set__", _FIELDS[Entity])
    for form in entity.forms:
        object.__setattr__(form, "__pydantic_fields_set__", _FIELDS[Form])


#: Types whose gazetteer knows every spelling, so that nothing is compared with its entries.
_PLACES = {"GPE", "LOC", "NORP"}


def _blocks_of(entity: Entity | None) -> set[str]:
    if entity is None or entity.merged_into or (entity.gazetteer_id and entity.type in _PLACES):
        return set()
    return {block for form in entity.forms for block in blocks(form.text, form.language, entity.type, form.country)}


def family_name(key: str) -> str:
    """The last word of a folded personal name."""
    return key.rsplit(" ", 1)[-1]
