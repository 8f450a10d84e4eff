"""The read API of search and of entities."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.publish.adapters.answers import MOVED, entity_path, moved, no_entity
from services.publish.adapters.parameters import (
    CursorText,
    EntityId,
    EntityLimit,
    Kinds,
    SearchLimit,
    SearchWords,
    StoriesSought,
    cursor,
)
from services.publish.adapters.problems import documented
from services.publish.adapters.projection import Projection
from services.publish.domain.searching import USUAL, EntityDetail, EntityPage, SearchPage


def search_api(projection: Projection) -> APIRouter:
    """The routes of /v1/search and /v1/entities."""
    router = APIRouter(prefix="/v1")

    @router.get(
        "/search",
        tags=["search"],
        summary="Stories, articles and updates in which all words of a query stand",
        responses=documented(400, 422),
    )
    async def search(
        q: SearchWords, asked: StoriesSought, kind: Kinds = None, limit: SearchLimit = 20, cursor_: CursorText = None
    ) -> SearchPage:
        """Titles, headlines, messages, names and claims are searched. Case, accents, script and most inflections of
        names do not matter: an English name finds its Cyrillic form. Common words do not count.

        Stories come first, the one that began last before others, then articles, the newest first. What changes
        meanwhile keeps its place, so that pages meet every hit once.
        """
        kinds = tuple(dict.fromkeys(kind or USUAL))
        return await projection.search(q, limit, cursor(cursor_), asked, kinds)

    @router.get(
        "/entities",
        tags=["entities"],
        summary="The entities that a name may mean",
        responses=documented(422),
    )
    async def entities(q: SearchWords, limit: EntityLimit = 20) -> EntityPage:
        """The last word of the query may be unfinished. The entity that most articles name comes first."""
        return await projection.entities(q, limit)

    @router.get(
        "/entities/{entity_id}",
        tags=["entities"],
        summary="One entity with its name in every script, its stories and articles",
        response_model=EntityDetail,
        responses=MOVED | documented(404, 422),
    )
    async def entity(entity_id: EntityId, request: Request) -> Response | EntityDetail:
        """An id that was merged redirects to the one that stands."""
        present = await projection.present_entity(entity_id)
        if present != entity_id:
            return moved(entity_path(present), request.url)
        found = await projection.entity(entity_id)
        if found is None:
            raise no_entity(entity_id)
        return found

    return router
