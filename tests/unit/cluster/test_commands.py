"""Editors' commands, and cluster's handlers."""

from __future__ import annotations

import pytest

from services.cluster.domain.commands import obey
from services.cluster.domain.restructure import CannotRestructure
from services.cluster.domain.same_story import shipped
from services.cluster.handlers import ClusterArticle, FollowCommand, NoteEntityChange
from shared.contracts.stages import StoryCommand
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for n, topic in enumerate(("ferry", "quarry", "bridge"), 1):
        desk.push(report(topic, f"urn:a:{n}", seq=n, published_at=builders.at(n)))
    return desk


def command(*stories: str, do: str = "merge") -> StoryCommand:
    said = {"command_id": " ".join((do, *stories)), "do": do, "stories": stories, "why": "one storm"}
    return StoryCommand.model_validate(said)


def event(what: StoryCommand) -> builders.Event[StoryCommand]:
    return builders.Event[StoryCommand](id="c1", source="/test", type="slugline.story.command.v1", data=what)


def test_merge_is_one_update_on_the_survivor(desk: Desk) -> None:
    """All named stories become the first of them in one update that lists the articles that moved."""
    survivor = desk.memory.articles["urn:a:2"].story_id
    decision = desk.take(obey(desk.memory, command("urn:a:2", "urn:a:1", "urn:a:3")))
    assert len(decision.revisions) == 1
    revision = decision.revisions[0]
    assert (revision.name, revision.update.story_id, revision.update.revision) == ("merged", survivor, 2)
    merged = [change for change in revision.update.changes if change.kind == "merged_from"]
    assert [(change.after or {})["articles"] for change in merged] == [["urn:a:1"], ["urn:a:3"]]
    assert {change.kind for change in revision.update.changes} <= {"merged_from", "title_changed"}
    assert {a.story_id for a in desk.memory.articles.values()} == {survivor}
    assert revision.update.story.counts.articles == 3


def test_merged_id_leads_to_the_survivor(desk: Desk) -> None:
    """The id of a story that was merged stands for the survivor for good, also through a second merge."""
    first, second, third = (desk.memory.articles[f"urn:a:{n}"].story_id or "" for n in (1, 2, 3))
    desk.take(obey(desk.memory, command(second, first)))
    desk.take(obey(desk.memory, command(third, second)))
    survivor = desk.memory.survivor(first)
    assert survivor is not None
    assert survivor.id == third


def test_articles_join_the_survivor_after_a_merge(desk: Desk) -> None:
    """An article about the merged story joins the survivor."""
    desk.take(obey(desk.memory, command("urn:a:2", "urn:a:1")))
    desk.push(report("ferry", "urn:a:4", order=(5, 3, 4), seq=4, provider="Agency B"))
    assert desk.memory.articles["urn:a:4"].story_id == desk.memory.articles["urn:a:2"].story_id


@pytest.mark.parametrize("stories", [("urn:a:1",), ("urn:a:1", "urn:a:1"), ("urn:a:1", "st_none"), ()])
def test_merge_that_names_no_two_stories_is_refused(desk: Desk, stories: tuple[str, ...]) -> None:
    """A merge of one story, of a story with itself, of an unknown one or of none names the wrong field."""
    with pytest.raises(CannotRestructure) as error:
        obey(desk.memory, command(*stories))
    assert error.value.field == "stories"


@pytest.mark.parametrize("do", ["repair", "quiet"])
async def test_what_no_editor_commands_is_refused(desk: Desk, do: str) -> None:
    """A command that is not an editor's becomes a dead letter with its reason, and changes nothing."""
    unit = Unit()
    with pytest.raises(Refused) as error:
        await FollowCommand(desk.memory)(event(command("urn:a:1", "urn:a:2", do=do)), unit)
    assert (error.value.reason, error.value.field) == (f"cannot_{do}", "do")
    assert unit.ops == unit.outputs == []


async def test_merge_command_is_committed_as_a_whole(desk: Desk) -> None:
    """A merge writes records and one update, and memory changes once it has been committed."""
    unit = Unit()
    await FollowCommand(desk.memory)(event(command("urn:a:1", "urn:a:2")), unit)
    assert len(unit.emitted("slugline.story.merged.v1")) == 1
    before = desk.memory.articles["urn:a:2"].story_id
    unit.finish(committed=True)
    assert desk.memory.articles["urn:a:2"].story_id != before


async def test_refused_merge_says_why(desk: Desk) -> None:
    """A merge that cannot be becomes a dead letter that names the field."""
    with pytest.raises(Refused) as error:
        await FollowCommand(desk.memory)(event(command("urn:a:1")), Unit())
    assert (error.value.reason, error.value.field) == ("cannot_merge", "stories")


async def test_memory_changes_after_the_commit_only() -> None:
    """An article whose unit was not committed leaves no trace in memory, and a retry decides the same."""
    desk = Desk()
    handler, resolved = ClusterArticle(desk.memory, shipped()), report("ferry", "urn:a:1")
    once, twice = Unit(), Unit()
    await handler(builders.event(resolved), once)
    once.finish(committed=False)
    assert desk.memory.articles == {}
    await handler(builders.event(resolved), twice)
    assert (once.ops, once.outputs) == (twice.ops, twice.outputs)
    assert twice.outputs[0].id.endswith("-r1")
    twice.finish(committed=True)
    assert set(desk.memory.articles) == {"urn:a:1"}


async def test_entity_change_is_acknowledged(desk: Desk) -> None:
    """A renamed entity changes nothing by itself: its name comes with the article that taught it."""
    unit = Unit()
    await NoteEntityChange()(builders.event(builders.entity_change("en_1", "John Coale")), unit)
    assert unit.ops == unit.outputs == []
