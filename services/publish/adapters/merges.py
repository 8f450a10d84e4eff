"""Which entities go by another id now: read for filters that name entities."""

from __future__ import annotations

from collections.abc import Iterable

from services.publish.adapters import keys
from services.publish.domain.results import EntityName
from shared.delivery.state import State

#: Merges of merges that are followed.
_LONGEST = 20


async def merged_entities(state: State, ids: Iterable[str]) -> dict[str, str]:
    """Each of these ids that was merged, with the id that it goes by now."""
    into: dict[str, str] = {}
    wanted = set(ids)
    for _ in range(_LONGEST):
        asked = sorted(wanted - into.keys())
        if not asked:
            break
        found = zip(asked, await state.hmget(keys.ENTITIES, asked), strict=True)
        step = {one: EntityName.model_validate_json(body).into for one, body in found if body is not None}
        into |= {one: target for one, target in step.items() if target}
        wanted = {target for target in step.values() if target}
    return {one: _end(one, into) for one in into}


def _end(one: str, into: dict[str, str]) -> str:
    for _ in range(_LONGEST):
        if one not in into:
            break
        one = into[one]
    return one
