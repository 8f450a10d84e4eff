"""What is found: search over stories and articles, and the page of one person, organisation, place or event."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.pages.addresses import page_of_entity
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.pages.stories import Words
from services.publish.adapters.parameters import LONGEST_ID, CursorText, cursor
from services.publish.adapters.problems import Failed
from services.publish.adapters.projection import Projection
from services.publish.domain.searching import EntityDetail, EntityForm, SearchPage

#: Hits on one page, and entities that are named above them.
_HITS, _ENTITIES = 30, 6

EntityId = Annotated[str, Path(min_length=1, max_length=LONGEST_ID, description="Id of an entity.")]


def found_pages(projection: Projection) -> APIRouter:
    """The routes of search and of entities."""
    router = APIRouter()

    @router.get("/search")
    async def search(request: Request, q: Words = "", cursor_: CursorText = None) -> Response:
        words = q.strip()
        hits = await projection.search(words, _HITS, cursor(cursor_)) if words else SearchPage(items=())
        named = (await projection.entities(words, _ENTITIES)).items if words and not cursor_ else ()
        return page(
            request,
            "search.html",
            q=words,
            stories=[hit.story for hit in hits.items if hit.story],
            messages={hit.story.id: hit.message for hit in hits.items if hit.story},
            articles=[hit.article for hit in hits.items if hit.article],
            entities=named,
            next=hits.next,
            is_first=not cursor_,
        )

    @router.get("/entities/{entity_id:path}")
    async def entity(request: Request, entity_id: EntityId) -> Response:
        present = await projection.present_entity(entity_id)
        if present != entity_id:
            return RedirectResponse(page_of_entity(present), 308)
        found = await projection.entity(entity_id)
        if found is None:
            raise Failed(404, "no_such_entity", f"No article names {entity_id[:200]!r}.")
        return page(request, "entity.html", entity=found, forms=_by_language(found))

    return router


def _by_language(found: EntityDetail) -> dict[str, list[EntityForm]]:
    """The forms of a name by language, the language with most forms first."""
    by_language: dict[str, list[EntityForm]] = {}
    for form in found.names:
        by_language.setdefault(form.language, []).append(form)
    return dict(sorted(by_language.items(), key=lambda item: (-len(item[1]), item[0])))
