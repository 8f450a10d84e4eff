"""What editors do with stories, as publish takes it in, passes it on and shows it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from services.publish.domain.decisions import decisions, in_order
from services.publish.domain.membership import memberships, standing
from services.publish.domain.redirects import Redirect
from shared.contracts.stages import StoryCommand
from shared.contracts.update import Change, StoryUpdate
from shared.testing import builders as a
from tests.unit.publish.conftest import Publish

pytestmark = pytest.mark.integration


def moved(into: str, *uris: str, kind: Any = "editor_action", **after: Any) -> Change:
    """Articles that went from st_1 into another story."""
    said = {"story_id": into, "articles": list(uris), "by": "ada", "command_id": "c1", **after}
    return Change(kind=kind, ref=into, before={"story_id": "st_1"}, after=said, note="two storms")


def told(*updates: StoryUpdate) -> dict[str, Any]:
    """What the stories say of urn:1."""
    said = {}
    for update in updates:
        said |= {m.story_id: m for m in memberships(update) if m.uri == "urn:1"}
    return said


def test_moved_article_is_where_it_went() -> None:
    """An article that an editor moves leaves one story and is in the other, with what it is a copy of."""
    move = moved("st_2", "urn:1", do="move", copies={"urn:1": "urn:0"})
    said = told(a.story_update("st_1", 3, move), a.story_update("st_2", 5, move))
    found = standing(said, {})
    assert (found.story_id, found.also, found.duplicate_of) == ("st_2", (), "urn:0")


def test_split_says_where_its_articles_went_even_when_the_new_story_cannot_list_them() -> None:
    """Articles that a new story's first update has no room for are in it by what the old one says."""
    split = moved("st_9", "urn:1", kind="split_into", is_new=True)
    assert standing(told(a.story_update("st_1", 3, split)), {}).story_id == "st_9"


def test_story_that_comes_without_an_article_says_nothing_of_it() -> None:
    """An article taken out of a story stays out when a story that had lost it too becomes part of that one."""
    said = told(
        a.story_update("st_1", 1, a.article_added("urn:1")),
        a.story_update("st_9", 1, a.article_added("urn:1", "st_9")),
        a.story_update("st_1", 2, moved("st_9", "urn:1", kind="split_into")),
        a.story_update("st_9", 2, moved("st_2", "urn:1")),
        a.story_update("st_2", 4, a.article_added("urn:1", "st_2")),
    )
    assert standing(said, {"st_9": Redirect(into="st_1", revision=3)}).story_id == "st_2"


def test_decisions_are_told_once_and_in_order() -> None:
    """Both stories of a move tell of one decision; one that was taken back says by which."""
    move, back = moved("st_2", "urn:1", do="move"), moved("st_1", "urn:1", do="undo", command_id="c2", undoes="c1")
    found = [
        one
        for entry, update in enumerate(
            (a.story_update("st_2", 5, move), a.story_update("st_1", 3, move), a.story_update("st_1", 4, back))
        )
        for _, one in decisions(update, None, f"{entry + 1}-0")
    ]
    first, second = in_order(reversed(found))
    assert (first.command_id, first.do, first.by, first.why) == ("c1", "move", "ada", "two storms")
    assert first.undone_by == "c2"
    assert (first.source, first.target, first.articles) == ("st_1", "st_2", ("urn:1",))
    assert (second.do, second.undoes, second.undone_by) == ("undo", "c1", None)


def test_change_of_an_odd_shape_is_no_decision() -> None:
    """Changes that nobody signed, and those with values of the wrong kind, are passed over."""
    odd = (
        Change(kind="claim_added", ref="cl_1", after={"command_id": "c1"}),
        Change(kind="merged_from", ref="st_0", after={"command_id": 7}),
        Change(kind="editor_action", ref="st_1", after={"command_id": "c2", "articles": "urn:1", "do": 3, "by": None}),
    )
    ((_, one),) = decisions(a.story_update("st_1", 2, *odd), None, "1-0")
    assert (one.command_id, one.do, one.by, one.articles) == ("c2", "editor_action", "", ())


async def test_decisions_of_a_story_are_served(publish: Publish, http: httpx.AsyncClient) -> None:
    """A story shows who joined and parted it and why, those of stories that became part of it among them."""
    split = moved("st_9", "urn:1", kind="split_into", is_new=True)
    await publish.told(a.story_update("st_1", 1, a.article_added("urn:1")), a.story_update("st_1", 2, split))
    await publish.told(a.story_update("st_9", 1, a.article_added("urn:1", "st_9")))
    for story_id in ("st_1", "st_9"):
        (one,) = (await http.get(f"/v1/stories/{story_id}/decisions")).json()["items"]
        assert (one["do"], one["by"], one["why"], one["target"]) == ("split", "ada", "two storms", "st_9")
    assert (await http.get("/v1/stories/st_none/decisions")).status_code == 404


async def test_command_is_passed_on(publish: Publish, http: httpx.AsyncClient) -> None:
    """A command over HTTP goes to cluster as the story's, under the id that its sender gave it."""
    await publish.told(a.story_update("st_1", 1, a.article_added("urn:1")))
    asked = {"do": "merge", "stories": ["st_2"], "by": "ada", "why": "one storm", "command_id": "mine"}
    answer = await http.post("/v1/stories/st_1/commands", json=asked)
    assert (answer.status_code, answer.json()["command_id"]) == (202, "mine")
    ((_, fields),) = await publish.redis.xrange(publish.handling.state.key("stories.commands"))
    event = json.loads(fields[b"data"])
    assert (event["id"], event["type"]) == ("mine", "slugline.story.command.v1")
    command = StoryCommand.model_validate(event["data"])
    assert (command.do, command.stories, command.by, command.why) == ("merge", ("st_1", "st_2"), "ada", "one storm")


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"do": "explode", "by": "ada"}, 422, "do"),
        ({"do": "pin"}, 422, "by"),
        ({"do": "pin", "by": "ada", "reason": "x"}, 422, "reason"),
        ({"do": "pin", "by": "x" * 201}, 422, "by"),
        ({"do": "split", "by": "ada", "articles": [""]}, 422, "articles"),
        ([], 422, ""),
    ],
)
async def test_command_that_cannot_be_is_refused(
    publish: Publish, http: httpx.AsyncClient, asked: Any, status: int, field: str
) -> None:
    """A command that is none names the field that is wrong, and nothing is passed on."""
    await publish.told(a.story_update("st_1", 1, a.article_added("urn:1")))
    answer = await http.post("/v1/stories/st_1/commands", json=asked)
    assert answer.status_code == status
    assert field in answer.json()["detail"]
    assert await publish.redis.xlen(publish.handling.state.key("stories.commands")) == 0


async def test_commands_come_from_no_other_page(publish: Publish, http: httpx.AsyncClient) -> None:
    """What a page elsewhere can make a browser send is not taken: other types of body, other origins, huge bodies."""
    await publish.told(a.story_update("st_1", 1, a.article_added("urn:1")))
    body, path = json.dumps({"do": "pin", "by": "ada"}), "/v1/stories/st_1/commands"
    as_json = {"content-type": "application/json"}
    assert (await http.post(path, content=body)).status_code == 415
    assert (await http.post(path, content=body, headers={"content-type": "text/plain"})).status_code == 415
    assert (await http.post(path, content=body, headers=as_json | {"origin": "http://evil.example"})).status_code == 403
    assert (await http.post(path, content=b" " * 100_001, headers=as_json)).status_code == 413
    assert (await http.post("/v1/stories/st_none/commands", content=body, headers=as_json)).status_code == 404
    own = as_json | {"origin": "http://publish"}
    assert (await http.post(path, content=body, headers=own)).status_code == 202
