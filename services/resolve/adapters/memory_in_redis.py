"""Entities, name keys and rulings in three hashes: read whole when the lease is taken, written where they changed."""

from __future__ import annotations

from services.resolve.domain.memory import Entity, Learnt, Memory
from shared.delivery.state import State
from shared.delivery.unit import Unit

ENTITIES = "resolve:entities"
KEYS = "resolve:keys"
RULINGS = "resolve:rulings"


async def load(memory: Memory, state: State) -> None:
    """Replaces the memory by what Redis holds."""
    entities = [Entity.model_validate_json(value) async for _, value in state.hscan(ENTITIES)]
    keys = {field.decode(): value.decode() async for field, value in state.hscan(KEYS)}
    rulings = {field.decode(): value.decode() async for field, value in state.hscan(RULINGS)}
    memory.replace(entities, keys, rulings)


def save(learnt: Learnt, unit: Unit) -> None:
    """Adds the changed entries to the unit of work."""
    for entity in learnt.entities:
        unit.hset(ENTITIES, entity.id, entity.model_dump_json())
    for key, entity_id in learnt.keys:
        unit.hset(KEYS, key, entity_id)
    for form, entity_id in learnt.rulings:
        unit.hset(RULINGS, form, entity_id)
