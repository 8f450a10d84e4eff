"""A kill takes out all that an article brought, whatever has become of its story since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.contracts.stages import StoryCommand
from shared.testing import builders
from tests.unit.cluster.test_restructure import Newsroom
from tests.unit.cluster.wire import report


def kill(desk: Newsroom, uri: str) -> None:
    desk.push(builders.resolved(builders.kill(uri), seq=90))


@pytest.fixture
def desk() -> Newsroom:
    """A story of the ferry with two reports, one of the bridge with two."""
    desk = Newsroom()
    desk.push(report("ferry", "urn:f:1", order=(0, 1, 2), seq=1, published_at=builders.at(1)))
    desk.push(report("bridge", "urn:b:1", order=(0, 1, 2), seq=2, published_at=builders.at(2)))
    desk.push(report("ferry", "urn:f:2", order=(5, 3, 4), seq=3, provider="Agency B", published_at=builders.at(3)))
    desk.push(report("bridge", "urn:b:2", order=(5, 3, 4), seq=4, provider="Agency B", published_at=builders.at(4)))
    return desk


@pytest.mark.parametrize("do", ["merge", "pin", "rename"])
def test_kill_after_an_editors_command_leaves_the_story_as_if_it_had_never_come(desk: Newsroom, do: str) -> None:
    """In a story that was merged, pinned or named, a killed article leaves nothing but the record that it was."""
    without = Newsroom(desk.restart().memory)
    desk.push(report("ferry", "urn:f:3", n=20, order=(0, 3), quote=True, seq=5, provider="Agency C"))
    for one in (desk, without):
        stories = ("urn:f:1", "urn:b:1") if do == "merge" else ("urn:f:1",)
        one.order(do, stories=stories, title="Ferries" if do == "rename" else None)
    kill(desk, "urn:f:3")
    now, then = desk.story_of("urn:f:1"), without.story_of("urn:f:1")
    assert now is not None
    assert then is not None
    assert now.withdrawn == ("urn:f:3",)
    assert replace(now, withdrawn=(), revision=0, last_updated=None) == replace(then, revision=0, last_updated=None)
    assert desk.memory.where == without.memory.where


def test_kill_of_a_moved_original_makes_heirs_of_its_copies_where_they_are(desk: Newsroom) -> None:
    """When a moved original is killed, its first copy stands for the family in the story that they moved to."""
    for n in (3, 4):
        desk.push(report("ferry", f"urn:f:{n}", order=(5, 3, 4), seq=2 + n, provider=f"Outlet {n}"))
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    kill(desk, "urn:f:2")
    assert desk.members("urn:b:1") == {"urn:b:1", "urn:b:2", "urn:f:3", "urn:f:4"}
    assert (desk.memory.articles["urn:f:3"].copy_of, desk.memory.articles["urn:f:4"].copy_of) == (None, "urn:f:3")
    assert desk.members("urn:f:1") == {"urn:f:1"}


def test_kill_of_all_that_was_split_off_retracts_the_new_story_alone(desk: Newsroom) -> None:
    """The story that another was split from stays as it is when that other one is withdrawn."""
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    before = desk.story_of("urn:f:1")
    kill(desk, "urn:f:2")
    assert desk.revisions[-1].name == "retracted"
    assert desk.story_of("urn:f:1") == before


def test_nobody_tells_beside_his_own_a_story_of_which_nothing_is_left(desk: Newsroom) -> None:
    """When the last article of a story is killed, an article that told it beside its own tells its own alone."""
    ferry = desk.memory.stories[desk.of("urn:f:1")]
    told = desk.memory.articles["urn:b:2"]
    desk.memory.put(
        [told.model_copy(update={"also": (ferry.id,), "also_why": {ferry.id: told.why}})],
        [ferry.model_copy(update={"also": ("urn:b:2",)})],
    )
    kill(desk, "urn:f:1")
    assert desk.memory.articles["urn:b:2"].also == (ferry.id,)
    kill(desk, "urn:f:2")
    article, story = desk.memory.articles["urn:b:2"], desk.memory.stories[ferry.id]
    assert (article.also, article.also_why, story.also, story.status) == ((), {}, (), "retracted")
    gone = [change for change in desk.revisions[-1].update.changes if change.kind == "article_withdrawn"]
    left = [(change.ref, (change.after or {})["pub_status"]) for change in gone]
    assert left == [("urn:f:2", "canceled"), ("urn:b:2", "usable")]


def test_undo_of_a_command_on_what_was_killed_since_is_refused(desk: Newsroom) -> None:
    """A move whose article has been killed since cannot be taken back, and says why."""
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    kill(desk, "urn:f:2")
    command = StoryCommand(command_id="u", do="undo", stories=("urn:b:1",), by="ada")
    with pytest.raises(Exception, match="none of the articles that it moved is left"):
        desk.order(**command.model_dump(include={"do", "stories"}))


def test_killed_words_are_in_no_update_on_what_moved(desk: Newsroom) -> None:
    """Updates on moves and splits hold no headline of an article that stays: a kill could not find it there."""
    headline = desk.memory.articles["urn:f:1"].headline
    made = desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    (joined,) = (r for r in made if r.update.story_id == desk.of("urn:b:1"))
    moved = desk.memory.articles["urn:f:2"].headline
    assert headline == moved  # the same words stand in the evidence of the article that moved, and there alone
    said = [c.model_dump(exclude={"evidence"}) for c in joined.update.changes if c.kind == "editor_action"]
    assert headline not in str(said) + joined.update.message
