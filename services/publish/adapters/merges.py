"""What goes by another id now: read for filters that name stories and entities."""

from __future__ import annotations

from collections.abc import Iterable

from services.publish.adapters import keys
from services.publish.adapters.projection import Projection
from services.publish.domain.filters import Follower, UpdateFilter
from services.publish.domain.results import EntityName
from shared.delivery.state import State

#: Merges of merges that are followed.
_LONGEST = 20


async def follower(projection: Projection, asked: UpdateFilter) -> Follower:
    """Who asks for this, going along with the merges that the stories in it have been through."""
    found = [await projection.survivor(story) for story in asked.story]
    return Follower(asked, {redirect.into: redirect.revision for redirect in found if redirect.revision})


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
