"""What routes of the read API have in common: addresses, problems of unknown ids, redirects of merged ones."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import quote

from fastapi.responses import RedirectResponse
from starlette.datastructures import URL

from services.publish.adapters.problems import Failed
from services.publish.domain.leaving import GoneStory, told_gone
from services.publish.domain.results import StoryDetail


class Stories(Protocol):
    """Knows which stories there are, were and have left."""

    async def gone(self, story_id: str) -> GoneStory | None:
        """What is known of a story that has left."""
        ...

    async def is_story(self, story_id: str) -> bool:
        """True where a revision of the story was seen."""
        ...

    async def story_at(self, story_id: str, revision: int) -> StoryDetail | None:
        """The story as of a revision; None where that is not held."""
        ...


Responses = dict[int | str, dict[str, Any]]

#: The OpenAPI entry of a merged story.
MOVED: Responses = {308: {"description": "Merged: Location names the survivor."}}


def story_path(story_id: str) -> str:
    """Where the API serves this story."""
    return f"/v1/stories/{quote(story_id, safe=':')}"


def entity_path(entity_id: str) -> str:
    """Where the API serves this entity."""
    return f"/v1/entities/{quote(entity_id, safe=':')}"


def moved(path: str, url: URL) -> RedirectResponse:
    """The redirect to where a merged thing went; what the request asked for goes along."""
    return RedirectResponse(f"{path}?{url.query}" if url.query else path, 308)


def no_story(story_id: str) -> Failed:
    """The problem of a story that was never seen."""
    return Failed(404, "no_such_story", f"There is no story {story_id[:200]!r}.")


async def missing_story(stories: Stories, story_id: str) -> Failed:
    """The problem of a story that is not served: it has left (410), with what is known of it, or was never seen."""
    gone = await stories.gone(story_id)
    return no_story(story_id) if gone is None else Failed(410, "story_gone", told_gone(story_id, gone))


async def story_as_of(stories: Stories, story_id: str, revision: int) -> StoryDetail:
    """The story as of a revision of its own. Raises Failed where that is not held."""
    found = await stories.story_at(story_id, revision)
    if found is not None:
        return found
    if not await stories.is_story(story_id):
        raise await missing_story(stories, story_id)
    raise Failed(404, "no_such_revision", f"Revision {revision} of story {story_id[:200]!r} is not held here.")


def no_article(uri: str) -> Failed:
    """The problem of an article that was never seen."""
    return Failed(404, "no_such_article", f"There is no article {uri[:200]!r}.")


def no_entity(entity_id: str) -> Failed:
    """The problem of an entity that no article names."""
    return Failed(404, "no_such_entity", f"There is no entity {entity_id[:200]!r}.")
