"""Editing a story: forms, a page that says what will happen, and the command itself."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from uuid import uuid4

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.api import no_story
from services.publish.adapters.commands import MOST_BYTES, give, read_command, signed
from services.publish.adapters.pages.addresses import page_of_story, with_query
from services.publish.adapters.pages.outcomes import Outcomes
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import StoryId
from services.publish.adapters.problems import Failed
from services.publish.adapters.projection import Projection
from services.publish.domain.families import families
from services.publish.domain.intents import Asked, CannotIntend, Doing, Here, can_be_undone, intent
from shared.access.guard import caller_of
from shared.access.origins import is_foreign
from shared.contracts.story import StorySnapshot
from shared.delivery.state import State

#: Where the browser keeps the name that an editor without a key signs with.
_NAME = "editor"
_REMEMBERED = 365 * 86_400
#: Stories that are offered to merge with.
_NEAR = 6

Do = Annotated[Doing, Path(description="What to do.")]
Fields = dict[str, list[str]]


def edit_pages(projection: Projection, state: State, outcomes: Outcomes) -> APIRouter:
    """The routes of editing."""
    router = APIRouter()
    desk = _Desk(projection)

    @router.get("/stories/{story_id}/edit")
    async def forms(request: Request, story_id: StoryId) -> Response:
        here = await desk.here(story_id)
        if here.story.id != story_id:
            return RedirectResponse(f"{page_of_story(here.story.id)}/edit", 308)
        return page(
            request,
            "edit.html",
            story=here.story,
            families=families(here.articles),
            near=await desk.near(here),
            undoable=can_be_undone(here.decisions),
            decisions=here.decisions,
        )

    @router.get("/stories/{story_id}/edit/{do}")
    async def confirm(request: Request, story_id: StoryId, do: Do) -> Response:
        """Says what will happen; nothing is done yet."""
        here = await desk.here(story_id)
        said = _fields(request.url.query)
        try:
            asked = await desk.asked(said)
            found = intent(do, here, asked)
        except CannotIntend as error:
            return page(request, "confirm.html", 422, story=here.story, intent=None, problem=str(error), kept={})
        kept = {**_only(said, "articles", "title", "language", "undoes"), "stories": [s.id for s in asked.others]}
        return page(
            request,
            "confirm.html",
            story=here.story,
            intent=found,
            kept=kept,
            by=unquote(request.cookies.get(_NAME, "")),
            command_id=f"cmd_{uuid4().hex[:16]}",
        )

    @router.post("/stories/{story_id}/edit/{do}")
    async def follow(request: Request, story_id: StoryId, do: Do) -> Response:
        """Gives the command, waits a moment for what comes of it, and goes back to the story."""
        if is_foreign(request.headers, has_cookie=True):
            raise Failed(403, "other_origin", "Commands are taken from Slugline's own pages only.")
        said = _fields(await _body(request))
        asked = signed(read_command(_command(do, said)), caller_of(request))
        receipt = await give(projection, state, _story_of(do, story_id, said), asked)
        await outcomes.wait(story_id, receipt.command_id)
        answer = RedirectResponse(with_query(page_of_story(story_id), command=receipt.command_id), 303)
        if asked.by and caller_of(request) is None:
            _remember(request, answer, asked.by)
        return answer

    return router


class _Desk:
    """What an editor has before them: the story, and the stories that they name."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    async def here(self, story_id: str) -> Here:
        """The story under the id that it goes by now. Raises Failed where there is none."""
        survivor = (await self._projection.survivor(story_id)).into
        found = await self._projection.story(survivor)
        if found is None:
            raise no_story(story_id)
        return Here(found.story, found.articles, (await self._projection.decisions(survivor)).items)

    async def asked(self, said: Fields) -> Asked:
        """What the form says. Raises CannotIntend for a story that is not there."""
        names = [name for name in map(str.strip, said.get("stories", [])) if name]
        return Asked(
            uris=frozenset(said.get("articles", [])),
            others=[await self._named(name) for name in dict.fromkeys(names)],
            title=_first(said, "title").strip(),
            language=_first(said, "language") or "en",
            undoes=_first(said, "undoes"),
        )

    async def near(self, here: Here) -> list[StorySnapshot]:
        """The stories that its articles nearly went to, those named most often first."""
        named = [a.why.runner_up_story_id for a in here.articles if a.why and a.why.runner_up_story_id]
        ranked = sorted(set(named), key=lambda i: (-named.count(i), i))[:_NEAR]
        survivors = [(await self._projection.survivor(one)).into for one in ranked]
        found = [await self._projection.snapshot(one) for one in dict.fromkeys(survivors) if one != here.story.id]
        return [story for story in found if story is not None and story.status != "retracted"]

    async def _named(self, name: str) -> StorySnapshot:
        """The story of this id or address, or the one with the article of this uri."""
        wanted = _id_in(name)
        found = await self._projection.snapshot((await self._projection.survivor(wanted)).into)
        if found is None:
            article = await self._projection.article(name)
            found = await self._projection.snapshot(article.story_id) if article and article.story_id else None
        if found is None:
            raise CannotIntend(f"There is no story “{name[:200]}”: give its address, its id, or an article's uri.")
        return found


def _id_in(name: str) -> str:
    """The story id in the address of its page; other names as they are."""
    path = urlsplit(name).path if "://" in name or name.startswith("/") else ""
    _, found, rest = path.partition("/stories/")
    return unquote(rest.split("/")[0]) if found else name


def _command(do: Doing, said: Fields) -> dict[str, Any]:
    """The command that a form says, for the rules of POST /v1/stories/{id}/commands."""
    named: dict[str, Any] = {"do": do, "by": _first(said, "by").strip() or None, "why": _first(said, "why").strip()}
    named |= {"articles": tuple(said.get("articles", [])), "command_id": _first(said, "command_id") or None}
    if do == "merge":
        named["stories"] = tuple(said.get("stories", []))
    if do in ("rename", "split"):
        named |= {"title": _first(said, "title").strip() or None, "language": _first(said, "language") or "en"}
    if do == "undo":
        named["undoes"] = _first(said, "undoes") or None
    return named


def _story_of(do: Doing, story_id: str, said: Fields) -> str:
    """The story that a command is addressed to: articles move into the one that is named."""
    return _first(said, "stories") if do == "move" else story_id


async def _body(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Failed(413, "too_large", f"The form is larger than {MOST_BYTES} bytes.")
    return body.decode("utf-8", "replace")


def _fields(text: str) -> Fields:
    try:
        return parse_qs(text, max_num_fields=1000)
    except ValueError as error:
        raise Failed(413, "too_large", "The form has more than 1,000 fields.") from error


def _only(said: Fields, *names: str) -> Fields:
    return {name: said[name] for name in names if name in said}


def _first(said: Fields, name: str) -> str:
    return said.get(name, [""])[0]


def _remember(request: Request, answer: Response, name: str) -> None:
    """Keeps the name that an editor signs with in their browser."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(_NAME, quote(name), max_age=_REMEMBERED, secure=is_secure, httponly=True, samesite="lax")
