"""The page of one story: what it tells, what changed since the reader last looked, who says so."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.answers import missing_story, story_as_of
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.pages.addresses import page_of_story, with_query
from services.publish.adapters.pages.grouping import grouped
from services.publish.adapters.pages.outcomes import Outcomes
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import RevisionAsked, StoryId
from services.publish.adapters.projection import Projection
from services.publish.domain.families import families
from services.publish.domain.results import StoryDetail
from services.publish.domain.resume import page_position
from services.publish.domain.seen import Look, all_read, look
from services.publish.domain.topics import figures_and_times, statements, topics
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate

#: Updates that a story's page tells at once, and those that it tells at most where so many are new.
_UPDATES, _MOST_UPDATES = 8, 60
#: Texts, topics and speakers that a page lists; the API has all.
_TEXTS, _TOPICS, _SPEAKERS = 60, 40, 30
#: Messages under "since you last looked".
_TOLD_SINCE = 6
#: Seconds for which a browser remembers what it has seen.
_REMEMBERED = 90 * 86_400
_COOKIE = "seen"

Since = Annotated[int | None, Query(ge=0, lt=2**53, description="Mark what is newer than this revision.")]
Before = Annotated[int | None, Query(ge=1, lt=2**53, description="Updates before this revision.")]
Command = Annotated[str | None, Query(max_length=200, description="Tell what came of this command.")]


@dataclass(frozen=True)
class Fresh:
    """What is new to this reader: everything after a revision. `is_asked`: the address says which."""

    after: int
    count: int
    is_asked: bool = False


class Listed:
    """The first of many things, and how many more there are."""

    def __init__(self, every: Sequence[Any], most: int) -> None:
        self.items = list(every[:most])
        self.more = max(0, len(every) - most)


def story_pages(projection: Projection, live: LiveUpdates, outcomes: Outcomes) -> APIRouter:
    """The routes of a story."""
    router = APIRouter()

    @router.get("/stories/{story_id}")
    async def story(
        request: Request,
        story_id: StoryId,
        since: Since = None,
        before: Before = None,
        command: Command = None,
        revision: RevisionAsked = None,
    ) -> Response:
        if revision is not None:
            return await _past(request, projection, story_id, revision)
        survivor = (await projection.survivor(story_id)).into
        if survivor != story_id:
            return RedirectResponse(with_query(page_of_story(survivor), command=command), 308)
        position = page_position(await live.ends())
        found = await projection.story(story_id)
        if found is None:
            raise await missing_story(projection, story_id)
        looked = look(Look.decoded(request.cookies.get(_COOKIE)), found.story.revision, int(time.time()))
        fresh = _fresh(looked, found.story.revision, since)
        updates = await _updates(projection, found, fresh, before)
        claims = topics((await projection.claims(story_id)).items)
        answer = page(
            request,
            "story.html",
            **_told(found),
            updates=updates,
            fresh=fresh,
            news=[event.data for event in updates if event.data.revision > fresh.after][:_TOLD_SINCE],
            older=_older(updates),
            figures=Listed(figures_and_times(claims), _TOPICS),
            quotes=Listed(statements(claims), _SPEAKERS),
            position=position,
            outcome=await outcomes.of(story_id, command) if command else None,
            then=None,
        )
        if before is None:
            _remember(request, answer, story_id, looked)
        return answer

    @router.post("/stories/{story_id}/seen")
    async def seen(request: Request, story_id: StoryId) -> Response:
        """All of the story's updates are read."""
        found = await projection.snapshot(story_id)
        if found is None:
            raise await missing_story(projection, story_id)
        answer = RedirectResponse(page_of_story(story_id), 303)
        _remember(request, answer, story_id, all_read(found.revision, int(time.time())))
        return answer

    return router


async def _past(request: Request, projection: Projection, story_id: str, revision: int) -> Response:
    """The story as of a revision of its own, also where it went into another one since; nobody is led on from it.

    The ledger is known as it is now alone, so that it is left out.
    """
    found = await story_as_of(projection, story_id, revision)
    last = await projection.snapshot(story_id)
    return page(
        request,
        "story.html",
        **_told(found),
        updates=await projection.latest_updates(story_id, revision, _UPDATES),
        fresh=Fresh(revision, 0),
        news=[],
        older=None,
        figures=Listed((), 0),
        quotes=Listed((), 0),
        position="",
        outcome=None,
        then=revision,
        latest=last.revision if last else revision,
    )


def _told(found: StoryDetail) -> dict[str, Any]:
    return {
        "detail": found,
        "story": found.story,
        "families": Listed(families(found.articles), _TEXTS),
        "groups": grouped(found.story.entities),
        "names": {e.id: e.name for e in found.story.entities},
        "articles_by_uri": {a.uri: a for a in found.articles},
    }


def _fresh(looked: Look, revision: int, since: int | None) -> Fresh:
    after = looked.known if since is None else min(since, revision)
    return Fresh(after, revision - after, since is not None)


async def _updates(
    projection: Projection, found: StoryDetail, fresh: Fresh, before: int | None
) -> list[Event[StoryUpdate]]:
    newest = found.story.revision if before is None else min(before - 1, found.story.revision)
    count = _UPDATES if before is not None else min(max(_UPDATES, fresh.count), _MOST_UPDATES)
    return await projection.latest_updates(found.story.id, newest, count)


def _older(updates: list[Event[StoryUpdate]]) -> int | None:
    """The revision before which there is more; None where the story's first update is among these."""
    return updates[-1].data.revision if updates and updates[-1].data.revision > 1 else None


def _remember(request: Request, answer: Response, story_id: str, looked: Look) -> None:
    answer.set_cookie(
        _COOKIE,
        looked.encoded(),
        max_age=_REMEMBERED,
        path=page_of_story(story_id),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
