"""Editors' commands through a whole pipeline: sent, followed or refused, taken back, exported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.cli.commands.decisions import read_rulings
from services.cli.domain.members import Membership
from services.cli.exits import CommandError, Exit
from services.cli.orders import Answer, give, new_command_id
from services.cli.pipeline import Pipeline
from services.cli.pushing import SENDER, entry_fields
from shared.contracts.stages import StoryCommand
from shared.contracts.submission import submit
from shared.contracts.update import StoryUpdate
from shared.embedded import isolated_server
from shared.streams import ARTICLES_SUBMITTED
from shared.testing.pipeline import InProcessPipeline

pytestmark = pytest.mark.integration

ARTICLES: dict[str, tuple[str, str]] = {
    "urn:ed:1": (
        "Harbour crane topples in Klaipėda, two hurt",
        "KLAIPĖDA - A harbour crane toppled onto a quay in Klaipėda on Monday and hurt two dockers, the port said.",
    ),
    "urn:ed:2": (
        "School in Graz closes after ceiling falls",
        "GRAZ - A school in Graz was closed on Monday after a ceiling had fallen into a classroom, the city said.",
    ),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server of its own."""
    with isolated_server() as server:
        yield server.url


@pytest.fixture
async def pipeline(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Pipeline]:
    """A running pipeline that has made two stories."""
    async with InProcessPipeline(url, f"{{{request.node.name}}}:") as running:
        pipeline = Pipeline(running.redis, running.namespace)
        for uri, (headline, body) in ARTICLES.items():
            said = {"uri": uri, "headline": headline, "body": body, "source": "Agency A", "language": "en"}
            event = submit(said | {"published_at": "2025-10-06T09:00:00Z"}, SENDER, datetime.now(UTC))
            await pipeline.redis.xadd(ARTICLES_SUBMITTED.key(pipeline.namespace), entry_fields(event))
        await pipeline.drained(seconds=120)
        yield pipeline


async def ordered(pipeline: Pipeline, do: str, **said: Any) -> Answer:
    command = {"command_id": new_command_id(), "do": do, "by": "ada", "why": "she knows", **said}
    return await give(pipeline, StoryCommand.model_validate(command), 30)


async def stories(pipeline: Pipeline) -> set[frozenset[str]]:
    updates = [StoryUpdate.model_validate(event["data"]) async for _, event in pipeline.updates()]
    return set(Membership(updates).sets())


async def test_editor_gets_an_answer(pipeline: Pipeline) -> None:
    """Who gives a command sees the updates it made, or why it was refused; a refused one changes nothing."""
    answer = await ordered(pipeline, "merge", stories=("urn:ed:1", "urn:ed:2"))
    assert [event["type"] for event in answer.updates] == ["slugline.story.merged.v1"]
    assert await stories(pipeline) == {frozenset(ARTICLES)}

    refused = await ordered(pipeline, "split", stories=("urn:ed:1",), articles=("urn:ed:9",))
    assert (refused.updates, refused.refusal) == ([], "articles: there is no article urn:ed:9")

    back = await ordered(pipeline, "undo", undoes=answer.command.command_id)
    assert {event["type"] for event in back.updates} == {"slugline.story.created.v1", "slugline.story.split.v1"}
    assert await stories(pipeline) == {frozenset({uri}) for uri in ARTICLES}

    rulings = await read_rulings(pipeline)
    assert [(r.do, r.by, r.why, r.undoes) for r in rulings] == [
        ("merge", "ada", "she knows", None),
        ("undo", "ada", "she knows", answer.command.command_id),
    ]

    again = await ordered(pipeline, "undo", undoes=answer.command.command_id)
    assert again.refusal is not None
    assert "has been undone already" in again.refusal


async def test_command_that_comes_again_is_followed_once(pipeline: Pipeline) -> None:
    """The same command sent twice makes one update, and its sender is told that nothing more came of it."""
    said = {"stories": ("urn:ed:1",), "title": "The crane", "command_id": "twice"}
    assert len((await ordered(pipeline, "rename", **said)).updates) == 1
    with pytest.raises(CommandError) as error:
        await give(pipeline, StoryCommand.model_validate({"do": "rename", "by": "ada", "why": "she knows", **said}), 1)
    assert error.value.code == Exit.TIMED_OUT
    assert [event["data"]["revision"] async for _, event in pipeline.updates() if "The crane" in str(event)] == [2]
