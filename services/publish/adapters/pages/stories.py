"""The list of stories, the newest update first, and what it can be narrowed down to."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import CursorText, cursor
from services.publish.adapters.projection import Projection
from services.publish.domain.results import StoryPage
from services.publish.domain.resume import page_position
from services.publish.domain.searching import Asked, EntityBrief
from services.publish.domain.telling import known_languages

#: Stories on one page of the list.
_STORIES = 40

Words = Annotated[str, Query(alias="q", max_length=200, description="Words, all of which the story tells.")]
Entity = Annotated[str, Query(max_length=200, description="Id or name of a person, organisation or place.")]
Language = Annotated[str, Query(pattern=r"^[A-Za-z]{0,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Weight = Annotated[Literal["", "notable", "major"], Query(alias="significance")]


def story_list(projection: Projection, live: LiveUpdates) -> APIRouter:
    """The route of the list."""
    router = APIRouter()

    @router.get("/")
    async def stories(
        request: Request,
        q: Words = "",
        entity: Entity = "",
        language: Language = "",
        significance: Weight = "",
        cursor_: CursorText = None,
    ) -> Response:
        position = page_position(await live.ends())
        named = await _named(projection, entity.strip())
        asked = Asked(
            q=q.strip() or None,
            entity=named.id if named else None,
            language=language or None,
            significance=significance or None,
        )
        is_nobody = bool(entity.strip()) and named is None
        found = StoryPage(items=()) if is_nobody else await _page(projection, asked, cursor_)
        said = {"q": q.strip(), "entity": entity.strip(), "language": language, "significance": significance}
        return page(
            request,
            "stories.html",
            page=found,
            latest=await projection.latest_messages(found.items),
            position=position,
            is_first=not cursor_,
            said=said,
            is_narrowed=any(said.values()),
            named=named,
            is_nobody=is_nobody,
            languages=known_languages(),
            live_query=_live_query(asked),
        )

    return router


async def _page(projection: Projection, asked: Asked, cursor_: str | None) -> StoryPage:
    if asked.is_open:
        return await projection.stories(_STORIES, cursor(cursor_))
    return await projection.story_page(asked, _STORIES, cursor(cursor_))


async def _named(projection: Projection, entity: str) -> EntityBrief | None:
    """The entity of this id, else the one of this name that most articles name."""
    if not entity:
        return None
    by_id = await projection.entity_brief(await projection.entity_family(entity))
    if by_id is not None:
        return by_id
    found = (await projection.entities(entity, 1)).items
    return found[0] if found else None


def _live_query(asked: Asked) -> str:
    """The same filter in the words of GET /v1/updates."""
    said: dict[str, Any] = {
        "text": asked.q,
        "entity": asked.entity,
        "language": asked.language,
        "significance": asked.significance,
    }
    return urlencode({word: value for word, value in said.items() if value})
