"""POST /v1/stories/{id}/commands: an editor's word, passed on to cluster, which judges it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, ValidationError

from services.publish.adapters.parameters import LONGEST_ID, StoryId
from services.publish.adapters.problems import Failed, FieldProblem, documented, problem
from services.publish.adapters.projection import Projection
from shared.access.guard import caller_of
from shared.access.keys import Caller
from shared.contracts.base import Contract
from shared.contracts.envelope import Event
from shared.contracts.stages import StoryCommand
from shared.delivery.state import State
from shared.streams import STORIES_COMMANDS

#: Bytes of a command, at most: two hundred uris and a title.
MOST_BYTES = 100_000
#: The CloudEvents source of what came over HTTP.
SOURCE = "urn:slugline:publish:http"


class CommandRequest(Contract):
    """What to do with the story, who asks for it, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["merge", "move", "split", "pin", "rename", "undo"]
    by: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Who asks for this. Needed without a key; with a key it is that of the key, whatever is said here.",
    )
    why: str = Field(default="", max_length=500, description="The reason, kept with the change.")
    stories: tuple[str, ...] = Field(default=(), max_length=200, description="merge: those that become this one.")
    articles: tuple[str, ...] = Field(
        default=(), max_length=200, description="split, pin: of this story; move: what comes into this story."
    )
    title: str | None = Field(default=None, max_length=1000, description="rename, split: what the story is called.")
    language: str = Field(default="en", max_length=10, description="Language of the title.")
    undoes: str | None = Field(
        default=None, max_length=200, description="undo: the command; without it the last one on this story."
    )
    command_id: str | None = Field(
        default=None, min_length=1, max_length=200, description="Yours, so that a repeated request is followed once."
    )


class CommandReceipt(Contract):
    """The command was passed on. `decisions` shows it once it has been followed; a refused one is a dead letter."""

    command_id: str
    entry_id: str
    decisions: str


def command_api(projection: Projection, state: State) -> APIRouter:
    """The route that takes editors' commands."""
    router = APIRouter(prefix="/v1")
    schema = CommandRequest.model_json_schema()

    @router.post(
        "/stories/{story_id}/commands",
        tags=["stories"],
        summary="Merge, move, split, pin, rename, undo",
        status_code=202,
        responses=documented(403, 404, 413, 415, 422),
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}},
    )
    async def command(story_id: StoryId, request: Request) -> CommandReceipt:
        """The story is the one that survives a merge, that articles move into, or that is split, pinned or named."""
        asked = signed(_read(await _body(request)), caller_of(request))
        return await give(projection, state, story_id, asked)

    return router


async def give(projection: Projection, state: State, story_id: str, asked: CommandRequest) -> CommandReceipt:
    """Passes a signed request on to cluster. Raises Failed where there is no such story."""
    survivor = (await projection.survivor(story_id)).into
    if await projection.snapshot(survivor) is None:
        raise Failed(404, "no_such_story", f"There is no story {story_id[:200]!r}.")
    told = _command(survivor, asked)
    entry_id = await _append(state, told)
    path = f"/v1/stories/{quote(survivor, safe=':')}/decisions"
    return CommandReceipt(command_id=told.command_id, entry_id=entry_id, decisions=path)


def read_command(said: dict[str, Any]) -> CommandRequest:
    """The request that these values say, from JSON or from a form. Raises Failed, which names what is wrong."""
    try:
        asked = CommandRequest.model_validate(said)
    except ValidationError as error:
        raise _invalid(error) from error
    return _checked(asked)


async def _body(request: Request) -> bytes:
    """The body; as JSON only, which no form of another site can send."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Failed(415, "unsupported_type", "content-type: send application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Failed(413, "too_large", f"The body is larger than {MOST_BYTES} bytes.")
    return bytes(body)


def _read(body: bytes) -> CommandRequest:
    try:
        asked = CommandRequest.model_validate_json(body)
    except ValidationError as error:
        raise _invalid(error) from error
    return _checked(asked)


def _checked(asked: CommandRequest) -> CommandRequest:
    if any(not 0 < len(name) <= LONGEST_ID for name in (*asked.stories, *asked.articles)):
        raise Failed(422, "invalid_request", f"stories, articles: ids have 1 to {LONGEST_ID} characters.")
    return asked


def signed(asked: CommandRequest, caller: Caller | None) -> CommandRequest:
    """The request in the name of the key it came with, else in the one it gives. Raises Failed where it has none."""
    if caller is not None:
        return asked.model_copy(update={"by": caller.name})
    if asked.by is None:
        field = FieldProblem(field="by", detail="Field required")
        failed = Failed(422, "invalid_request", "")
        failed.problem = problem(422, "invalid_request", "by: Field required", (field,))
        raise failed
    return asked


def _invalid(error: ValidationError) -> Failed:
    found = error.errors(include_input=False, include_url=False, include_context=False)
    fields = tuple(FieldProblem(field=".".join(map(str, e["loc"])) or "body", detail=e["msg"]) for e in found[:20])
    failed = Failed(422, "invalid_request", "")
    failed.problem = problem(422, "invalid_request", "; ".join(f"{f.field}: {f.detail}" for f in fields), fields)
    return failed


def _command(story_id: str, asked: CommandRequest) -> StoryCommand:
    named = asked.model_dump(exclude={"stories", "command_id"})
    stories = (story_id, *asked.stories)
    return StoryCommand(command_id=asked.command_id or f"cmd_{uuid4().hex[:16]}", stories=stories, **named)


async def _append(state: State, told: StoryCommand) -> str:
    event: Event[dict[str, Any]] = Event[dict[str, Any]](
        id=told.command_id,
        source=SOURCE,
        type="slugline.story.command.v1",
        subject=told.stories[0],
        time=datetime.now(UTC),
        data=told.model_dump(mode="json"),
    )
    fields = {"data": event.model_dump_json(exclude_none=True), "correlation_id": told.command_id}
    entry: bytes = await state.redis.xadd(STORIES_COMMANDS.key(state.namespace), fields)
    return entry.decode()
