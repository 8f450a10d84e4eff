"""Forms of the pages: what they send on, what they refuse, and what they remember in the browser."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.publish.adapters.pages import outcomes
from shared.streams import STORIES_COMMANDS
from shared.testing import builders as a

pytestmark = pytest.mark.integration

OWN = {"origin": "http://publish"}


@pytest.fixture
async def told(publish: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two stories; nobody follows commands here, so pages do not wait for it."""
    monkeypatch.setattr(outcomes, "PATIENCE", 0.0)
    for number in (1, 2):
        item = a.article(f"urn:{number}")
        await publish.told(a.resolved(item), _update(f"st_{number}", item.uri))
    return publish


def _update(story_id: str, uri: str) -> Any:
    return a.story_update(story_id, 1, a.article_added(uri, story_id), story=a.snapshot(story_id))


async def _commands(publish: Any) -> list[dict[str, Any]]:
    entries = await publish.redis.xrange(publish.handling.state.key(STORIES_COMMANDS.name))
    return [json.loads(fields[b"data"])["data"] for _, fields in entries]


async def test_a_confirmed_command_goes_to_cluster(told: Any, http: Any) -> None:
    """A confirmed form becomes the same command as over the API, once, and leads back to the story."""
    form = {"stories": "st_2", "by": "Ada", "why": "one ferry", "command_id": "cmd_x"}
    answer = await http.post("/stories/st_1/edit/merge", data=form, headers=OWN)
    assert (303, "/stories/st_1?command=cmd_x") == (answer.status_code, answer.headers["location"])
    (command,) = await _commands(told)
    said = {name: command[name] for name in ("command_id", "do", "stories", "by", "why")}
    assert said == {"command_id": "cmd_x", "do": "merge", "stories": ["st_1", "st_2"], "by": "Ada", "why": "one ferry"}
    assert "Under way" in (await http.get(answer.headers["location"])).text


async def test_articles_move_into_the_story_that_is_named(told: Any, http: Any) -> None:
    """A move is addressed to the story that the articles go to."""
    form = {"articles": "urn:1", "stories": "st_2", "by": "Ada"}
    await http.post("/stories/st_1/edit/move", data=form, headers=OWN)
    (command,) = await _commands(told)
    assert (["st_2"], ["urn:1"]) == (command["stories"], command["articles"])


async def test_asking_changes_nothing(told: Any, http: Any) -> None:
    """The page that says what will happen gives no command."""
    answer = await http.get("/stories/st_1/edit/merge", params={"stories": "st_2"})
    assert "becomes part of this story" in answer.text
    assert [] == await _commands(told)


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
async def test_forms_of_other_sites_are_refused(told: Any, http: Any, headers: dict[str, str]) -> None:
    """What no page of ours has sent is not followed: neither commands nor replays."""
    for path in ("/stories/st_1/edit/pin", "/operations/dead/ingest/all/drop"):
        assert 403 == (await http.post(path, data={"by": "Ada"}, headers=headers)).status_code
    assert [] == await _commands(told)


async def test_a_command_without_a_name_is_refused(told: Any, http: Any) -> None:
    """Without a key, an editor has to sign."""
    answer = await http.post("/stories/st_1/edit/pin", data={"by": " "}, headers=OWN)
    assert 422 == answer.status_code
    assert [] == await _commands(told)


async def test_the_name_of_an_editor_is_remembered(told: Any, http: Any) -> None:
    """Who has signed once finds their name in the next form, in any script."""
    await http.post("/stories/st_1/edit/pin", data={"by": "Ольга; Ä"}, headers=OWN)
    assert 'value="Ольга; Ä"' in (await http.get("/stories/st_1/edit/pin")).text


@pytest.mark.parametrize("name", ["st_2", "urn:2", "http://publish/stories/st_2", "/stories/st_2/edit"])
async def test_stories_are_named_as_people_have_them(told: Any, http: Any, name: str) -> None:
    """Another story is named by its id, its address or the uri of one of its articles."""
    answer = await http.get("/stories/st_1/edit/merge", params={"stories": name})
    assert (200, True) == (answer.status_code, 'name="stories" value="st_2"' in answer.text)


async def test_seen_is_kept_by_the_browser_alone(told: Any, http: Any) -> None:
    """A story's page leaves its mark for that page only, out of reach of scripts and other sites."""
    cookie = (await http.get("/stories/st_1")).headers["set-cookie"]
    assert cookie.startswith("seen=1.1.")
    for part in ("Path=/stories/st_1", "HttpOnly", "SameSite=lax"):
        assert part in cookie


async def test_dead_letters_are_dropped_and_replayed(told: Any, http: Any) -> None:
    """Confirmed, one goes back to its stream and the rest are forgotten; one that is gone has no page."""
    state = told.handling.state
    fields = {"data": "{}", "dead.stream": state.key("articles.submitted"), "dead.reason": "bad_date"}
    ids = [(await told.redis.xadd(state.key("dead.ingest"), fields)).decode() for _ in range(3)]
    answer = await http.post(f"/operations/dead/ingest/{ids[0]}/replay", headers=OWN)
    assert "/operations?done=replay&count=1" == answer.headers["location"]
    assert 1 == await told.redis.xlen(state.key("articles.submitted"))
    answer = await http.post("/operations/dead/ingest/all/drop", headers=OWN)
    assert "/operations?done=drop&count=2" == answer.headers["location"]
    assert 404 == (await http.get(f"/operations/dead/ingest/{ids[0]}/replay")).status_code


async def test_a_dead_letter_of_nowhere_cannot_go_back(told: Any, http: Any) -> None:
    """A dead letter that names no stream of the pipeline is not written anywhere."""
    key = told.handling.state.key("dead.ingest")
    entry = (await told.redis.xadd(key, {"data": "{}", "dead.stream": "somebody-elses-key"})).decode()
    assert 409 == (await http.post(f"/operations/dead/ingest/{entry}/replay", headers=OWN)).status_code
    assert 0 == await told.redis.exists("somebody-elses-key")


async def test_unknown_pages_are_said_to_be_missing(told: Any, http: Any) -> None:
    """A name, story or command that is not there answers with its own status, in words."""
    for path, status in (
        ("/entities/en_nobody", 404),
        ("/stories/st_nowhere/edit", 404),
        ("/stories/st_1/edit/burn", 422),
        ("/operations/dead/ingest/1-1/burn", 422),
        ("/operations/dead/ingest/9-9/drop", 404),
        ("/?language=..", 422),
    ):
        answer = await http.get(path)
        assert (status, True) == (answer.status_code, "<h1>" in answer.text), path
