"""Articles change their story: merge, split, move, pin, rename, and all of it undone."""

from __future__ import annotations

from typing import Any

import pytest

from services.cluster.domain.commands import obey
from services.cluster.domain.restructure import Author, CannotRestructure, may_leave, may_merge, merge, move, split
from services.cluster.domain.revising import Draft, then
from services.cluster.domain.snapshot import Revision
from shared.contracts.stages import StoryCommand
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report

EDITOR = Author("command", "c1", "ada", "two ferries")
MACHINE = Author("repair", "r1", "repair")


class Newsroom(Desk):
    """A desk that takes commands."""

    def order(self, do: str, *, stories: tuple[str, ...] = (), **said: Any) -> list[Revision]:
        """Follows a command; the updates that it made."""
        number = len(self.memory.rulings.by_id) + 1
        told = {"command_id": f"cmd-{number}", "do": do, "stories": stories, "by": "ada", "why": "she knows", **said}
        return list(self.take(obey(self.memory, StoryCommand.model_validate(told))).revisions)

    def of(self, uri: str) -> str:
        """The id of the story that an article is in."""
        story_id = self.memory.articles[uri].story_id
        assert story_id is not None
        return story_id

    def members(self, uri: str) -> set[str]:
        """The uris of the story that an article is in."""
        return set(self.memory.stories[self.of(uri)].members)

    def state(self) -> dict[str, Any]:
        """Members and titles of the stories that stand, as readers see them; not how they came about."""
        told = {}
        for record in self.memory.stories.values():
            if record.status == "developing":
                story = self.story_of(record.members[0])
                assert story is not None
                told[frozenset(record.members)] = (story.title, set(story.claims), set(story.origins))
        return told


@pytest.fixture
def desk() -> Newsroom:
    """Two stories: the ferry with three reports and a reprint, the bridge with two."""
    desk = Newsroom()
    desk.push(report("ferry", "urn:f:1", order=(0, 1, 2), seq=1, published_at=builders.at(1)))
    desk.push(report("bridge", "urn:b:1", order=(0, 1, 2), seq=2, published_at=builders.at(2)))
    desk.push(report("ferry", "urn:f:2", order=(5, 3, 4), seq=3, provider="Agency B", published_at=builders.at(3)))
    desk.push(report("bridge", "urn:b:2", order=(5, 3, 4), seq=4, provider="Agency B", published_at=builders.at(4)))
    desk.push(report("ferry", "urn:f:3", order=(5, 3, 4), seq=5, provider="Harbour Post", published_at=builders.at(5)))
    desk.push(report("ferry", "urn:f:4", order=(0, 3), n=20, seq=6, provider="Agency C", published_at=builders.at(6)))
    assert desk.members("urn:f:1") == {"urn:f:1", "urn:f:2", "urn:f:3", "urn:f:4"}
    assert desk.members("urn:b:1") == {"urn:b:1", "urn:b:2"}
    assert desk.memory.articles["urn:f:3"].copy_of == "urn:f:2"
    return desk


def kinds(revision: Revision) -> set[str]:
    return {change.kind for change in revision.update.changes}


def change(revision: Revision, kind: str) -> Change:
    return next(change for change in revision.update.changes if change.kind == kind)


# Split


def test_split_is_one_update_on_the_story_and_the_first_of_the_new_one(desk: Newsroom) -> None:
    """A split tells the story which articles left for which new story, and the new story which it begins with."""
    old = desk.of("urn:f:1")
    created, parted = desk.order("split", stories=(old,), articles=("urn:f:2",))
    assert (created.name, created.update.revision, kinds(created)) == ("created", 1, {"article_added", "copy_added"})
    assert (parted.name, parted.update.story_id, parted.update.previous_revision) == ("split", old, 4)
    said = change(parted, "split_into")
    assert said.ref == created.update.story_id == desk.of("urn:f:2")
    assert (said.after or {})["articles"] == ["urn:f:2", "urn:f:3"]
    assert ((said.after or {})["by"], said.note) == ("ada", "she knows")
    assert "article_withdrawn" not in kinds(parted)
    assert parted.update.significance == "major"


def test_copies_leave_with_what_they_copy(desk: Newsroom) -> None:
    """Whoever names an article or its reprint takes the whole family along."""
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:3",))
    assert desk.members("urn:f:2") == {"urn:f:2", "urn:f:3"}
    assert desk.members("urn:f:1") == {"urn:f:1", "urn:f:4"}


def test_a_story_that_was_split_lives_on(desk: Newsroom) -> None:
    """The id of a story that was split stays its id; the new one's comes from its first article."""
    old = desk.of("urn:f:1")
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:1",))
    assert desk.of("urn:f:4") == old
    assert desk.of("urn:f:1") == f"{old}-2"  # the plain id of its uri is the old story's


def test_merge_then_split_gives_back_the_members(desk: Newsroom) -> None:
    """What a merge joined, a split parts again, with the claims and titles that each had."""
    before = desk.state()
    desk.order("merge", stories=("urn:f:1", "urn:b:1"))
    desk.order("split", stories=("urn:f:1",), articles=("urn:b:1", "urn:b:2"))
    assert desk.state() == before


def test_machine_splits_into_several_at_once(desk: Newsroom) -> None:
    """One update tells of all stories that were split off."""
    decision = desk.take(split(desk.memory, desk.of("urn:f:1"), [["urn:f:2"], ["urn:f:4"]], MACHINE))
    assert [r.name for r in decision.revisions] == ["created", "created", "split"]
    assert [c.kind for c in decision.revisions[-1].update.changes].count("split_into") == 2


@pytest.mark.parametrize("articles", [(), ("urn:f:1", "urn:f:2", "urn:f:4"), ("urn:b:1",), ("urn:none",)])
def test_split_that_cannot_be_is_refused(desk: Newsroom, articles: tuple[str, ...]) -> None:
    """Nothing, everything, an article of another story and an unknown one cannot be split off."""
    with pytest.raises(CannotRestructure) as error:
        desk.order("split", stories=("urn:f:1",), articles=articles)
    assert error.value.field == "articles"


def test_new_story_may_be_named(desk: Newsroom) -> None:
    """An editor who splits a story may say what the new one is called."""
    created, _ = desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",), title="The  second ferry")
    assert created.update.story.title["en"] == "The second ferry"


# Move


def test_move_is_one_update_on_each_side(desk: Newsroom) -> None:
    """A move is told to the story left and to the one joined, with what moved and who moved it."""
    old, new = desk.of("urn:f:1"), desk.of("urn:b:1")
    joined, left = desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    assert (joined.update.story_id, left.update.story_id, joined.name, left.name) == (new, old, "updated", "updated")
    for revision in (joined, left):
        said = change(revision, "editor_action")
        assert (said.after or {})["articles"] == ["urn:f:2", "urn:f:3"]
        assert ((said.before or {})["story_id"], (said.after or {})["story_id"]) == (old, new)
        assert [e.article_uri for e in said.evidence] == ["urn:f:2", "urn:f:3"]
        assert said.evidence[0].exact == desk.memory.articles["urn:f:2"].headline
    assert {"article_added", "copy_added"} <= kinds(joined)
    assert not {"article_withdrawn", "article_added"} & kinds(left)
    assert desk.members("urn:b:1") == {"urn:b:1", "urn:b:2", "urn:f:2", "urn:f:3"}


def test_move_into_a_new_story_is_a_split(desk: Newsroom) -> None:
    """An article moved to no story named begins one of its own."""
    created, left = desk.order("move", articles=("urn:f:4",))
    assert (created.name, left.name) == ("created", "split")
    assert desk.members("urn:f:4") == {"urn:f:4"}


def test_last_article_that_moves_takes_its_story_along(desk: Newsroom) -> None:
    """A story whose articles have all moved becomes part of the one joined: its id leads there."""
    old = desk.of("urn:b:1")
    (merged,) = desk.order("move", stories=("urn:f:1",), articles=("urn:b:1", "urn:b:2"))
    assert merged.name == "merged"
    survivor = desk.memory.survivor(old)
    assert survivor is not None
    assert survivor.id == desk.of("urn:f:1")


def test_article_that_joins_the_story_it_told_beside_is_in_it_once(desk: Newsroom) -> None:
    """An article moved into a story that it told beside its own is a member of it and nothing else."""
    target = desk.memory.stories[desk.of("urn:b:1")]
    told = desk.memory.articles["urn:f:4"].model_copy(update={"also": (target.id,)})
    desk.memory.put([told], [target.model_copy(update={"also": ("urn:f:4",)})])
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:4",))
    assert desk.memory.articles["urn:f:4"].also == ()
    assert desk.memory.stories[target.id].also == ()
    assert desk.memory.stories[target.id].members.count("urn:f:4") == 1


@pytest.mark.parametrize(
    ("stories", "articles", "field"),
    [
        (("urn:f:1",), ("urn:f:2",), "articles"),
        (("urn:b:1",), (), "articles"),
        (("urn:b:1", "urn:f:1"), ("urn:f:2",), "articles"),
        (("st_none",), ("urn:f:2",), "stories"),
        ((), ("urn:f:2", "urn:b:1"), "articles"),
    ],
)
def test_move_that_cannot_be_is_refused(
    desk: Newsroom, stories: tuple[str, ...], articles: tuple[str, ...], field: str
) -> None:
    """A move to where the article is, of none, from where it is not, to no story, and from two at once are refused."""
    before = desk.memory.stories.copy()
    with pytest.raises(CannotRestructure) as error:
        desk.order("move", stories=stories, articles=articles)
    assert error.value.field == field
    assert desk.memory.stories == before


# What the machine may do


def test_machine_does_not_undo_an_editors_split(desk: Newsroom) -> None:
    """Stories that an editor parted are never made one by the machine, nor are the articles moved back."""
    old = desk.of("urn:f:1")
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    new = desk.of("urn:f:2")
    assert not may_merge(desk.memory, desk.memory.stories[old], desk.memory.stories[new])
    assert not may_leave(desk.memory.articles["urn:f:2"], desk.memory.stories[new])
    with pytest.raises(CannotRestructure):
        merge(desk.memory, old, [new], MACHINE)
    with pytest.raises(CannotRestructure):
        move(desk.memory, ["urn:f:4"], new, MACHINE)


def test_stories_held_apart_stay_apart_through_other_merges(desk: Newsroom) -> None:
    """What became part of a story that an editor holds apart from another is held apart from that one too."""
    desk.push(report("quarry", "urn:q:1", seq=7, published_at=builders.at(7)))
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    old, new, quarry = desk.of("urn:f:1"), desk.of("urn:f:2"), desk.of("urn:q:1")
    desk.take(merge(desk.memory, quarry, [new], Author("repair", "r1", "repair")))
    assert not may_merge(desk.memory, desk.memory.stories[old], desk.memory.stories[quarry])


def test_machine_does_not_part_what_an_editor_merged(desk: Newsroom) -> None:
    """The articles of a story that an editor merged stay in it."""
    desk.order("merge", stories=("urn:f:1", "urn:b:1"))
    with pytest.raises(CannotRestructure):
        split(desk.memory, desk.of("urn:f:1"), [["urn:b:1", "urn:b:2"]], MACHINE)


def test_pinned_article_stays(desk: Newsroom) -> None:
    """No machine takes a pinned article out of its story, nor what it is a copy of; editors may."""
    (pinned,) = desk.order("pin", articles=("urn:f:3",))
    assert kinds(pinned) == {"editor_action"}
    assert pinned.update.significance == "minor"
    with pytest.raises(CannotRestructure):
        split(desk.memory, desk.of("urn:f:1"), [["urn:f:2"]], MACHINE)
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:3",))
    assert desk.of("urn:f:2") == desk.of("urn:b:1")


def test_pinned_story_is_left_alone(desk: Newsroom) -> None:
    """No machine merges or splits a pinned story."""
    desk.order("pin", stories=("urn:f:1",))
    with pytest.raises(CannotRestructure):
        merge(desk.memory, desk.of("urn:f:1"), [desk.of("urn:b:1")], MACHINE)
    with pytest.raises(CannotRestructure):
        split(desk.memory, desk.of("urn:f:1"), [["urn:f:4"]], MACHINE)


def test_editors_word_outlives_a_correction_and_a_hold(desk: Newsroom) -> None:
    """An article that an editor moved stays there when it is corrected, and returns there after it was withheld."""
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:4",))
    there = desk.of("urn:b:1")
    desk.push(report("ferry", "urn:f:4", version="2", change_kind="correction", seq=8, n=21))
    assert desk.of("urn:f:4") == there
    desk.push(report("ferry", "urn:f:4", version="3", pub_status="withheld", seq=9))
    desk.push(report("ferry", "urn:f:4", version="4", seq=10))
    assert desk.of("urn:f:4") == there
    assert desk.memory.articles["urn:f:4"].pinned_to == there


# Rename


def test_name_holds_until_it_is_undone(desk: Newsroom) -> None:
    """An editor's title stands in its language whatever comes, and the machine's is back once it is undone."""
    later = report("bridge", "urn:b:3", n=19, order=(5, 3, 4), seq=7, published_at=builders.at(300))
    twin = desk.restart()
    twin.push(later)
    (named,) = desk.order("rename", stories=("urn:b:1",), title="Bridge of Porvenir", language="en")
    assert named.update.story.title["en"] == "Bridge of Porvenir"
    assert kinds(named) == {"editor_action", "title_changed"}
    assert named.update.message == "An editor has named this story “Bridge of Porvenir”."
    desk.push(later)
    assert desk.revisions[-1].update.story.title["en"] == "Bridge of Porvenir"
    (undone,) = desk.order("undo", stories=("urn:b:1",))
    assert undone.update.story.title == twin.revisions[-1].update.story.title


@pytest.mark.parametrize(
    ("title", "language", "field"),
    [("", "en", "title"), ("  ", "en", "title"), ("x" * 161, "en", "title"), ("a\x07b", "en", "title"),
     ("Bridge", "english please", "language"), (None, "en", "title")],
)  # fmt: skip
def test_name_that_cannot_be_is_refused(desk: Newsroom, title: str | None, language: str, field: str) -> None:
    """An empty title, one that is too long, one with control characters and an unknown language are refused."""
    with pytest.raises(CannotRestructure) as error:
        desk.order("rename", stories=("urn:b:1",), title=title, language=language)
    assert error.value.field == field


# Undo


def test_undo_of_a_merge_parts_it_under_a_new_id(desk: Newsroom) -> None:
    """What was merged is a story again, under a new id; the old id goes on leading to the survivor."""
    before, bridge = desk.state(), desk.of("urn:b:1")
    desk.order("merge", stories=("urn:f:1", "urn:b:1"))
    created, parted = desk.order("undo", stories=("urn:f:1",))
    assert (created.name, parted.name) == ("created", "split")
    assert (change(parted, "split_into").after or {})["undoes"] == "cmd-1"
    assert desk.state() == before
    assert desk.of("urn:b:1") == f"{bridge}-2"
    survivor = desk.memory.survivor(bridge)
    assert survivor is not None
    assert survivor.id == desk.of("urn:f:1")
    assert {a.pinned_to for a in desk.memory.articles.values()} == {None}


def test_undo_of_a_split_joins_it_again(desk: Newsroom) -> None:
    """The new story becomes part of the old one again, and nothing is pinned any more."""
    before = desk.state()
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    (merged,) = desk.order("undo", stories=("urn:f:1",))
    assert merged.name == "merged"
    assert desk.state() == before
    assert {a.pinned_to for a in desk.memory.articles.values()} == {None}


def test_undo_of_a_move_takes_it_back(desk: Newsroom) -> None:
    """The articles are where they were, and both stories are told so."""
    before = desk.state()
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    revisions = desk.order("undo", stories=("urn:f:1",))
    assert len(revisions) == 2
    assert {(change(r, "editor_action").after or {})["do"] for r in revisions} == {"undo"}
    assert desk.state() == before


def test_articles_that_came_since_stay(desk: Newsroom) -> None:
    """Undoing a merge leaves what joined the survivor since where it is; what was withdrawn since stays withdrawn."""
    desk.order("merge", stories=("urn:f:1", "urn:b:1"))
    desk.push(report("bridge", "urn:b:3", order=(5, 1, 4), n=15, seq=7, provider="Agency D"))
    desk.push(builders.resolved(builders.kill("urn:b:2"), seq=8))
    desk.order("undo", stories=("urn:f:1",))
    assert desk.members("urn:b:1") == {"urn:b:1"}
    assert "urn:b:3" in desk.members("urn:f:1")


def test_commands_are_undone_from_the_last(desk: Newsroom) -> None:
    """Each undo takes the last command back that stands; with none left it is refused."""
    before = desk.state()
    desk.order("rename", stories=("urn:f:1",), title="Ferries")
    desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    desk.order("undo", stories=("urn:f:1",))
    desk.order("undo", stories=("urn:f:1",))
    assert desk.state() == before
    with pytest.raises(CannotRestructure) as error:
        desk.order("undo", stories=("urn:f:1",))
    assert "nothing to undo" in error.value.detail


def test_what_stands_in_the_way_is_named(desk: Newsroom) -> None:
    """A command is not undone over a later one: its articles moved on, its story merged, its name changed again."""
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:4",), command_id="moved")
    desk.order("move", articles=("urn:f:4",))
    with pytest.raises(CannotRestructure) as error:
        desk.order("undo", undoes="moved")
    assert error.value.detail == "the article urn:f:4 has been moved since"
    desk.order("rename", stories=("urn:f:1",), title="One", command_id="one")
    desk.order("rename", stories=("urn:f:1",), title="Two")
    with pytest.raises(CannotRestructure, match="named anew since"):
        desk.order("undo", undoes="one")
    desk.order("merge", stories=("urn:b:1", "urn:f:1"))
    with pytest.raises(CannotRestructure, match="became part of another"):
        desk.order("undo", undoes="one")


def test_undo_twice_is_refused(desk: Newsroom) -> None:
    """A command that was undone, an undo, an unknown command and one on another story are not undone."""
    desk.order("pin", stories=("urn:f:1",), command_id="pin")
    for said in ({"undoes": "never"}, {"undoes": "pin", "stories": ("urn:b:1",)}, {}):
        with pytest.raises(CannotRestructure):
            desk.order("undo", **said)
    desk.order("undo", undoes="pin", command_id="back")
    for again in ("pin", "back"):
        with pytest.raises(CannotRestructure):
            desk.order("undo", undoes=again)
    assert not desk.memory.stories[desk.of("urn:f:1")].pinned


def test_editor_undoes_what_the_machine_did(desk: Newsroom) -> None:
    """A merge by the machine can be undone; from then on it keeps its hands off."""
    desk.take(merge(desk.memory, desk.of("urn:f:1"), [desk.of("urn:b:1")], MACHINE))
    desk.order("undo", stories=("urn:f:1",))
    one, other = desk.memory.stories[desk.of("urn:f:1")], desk.memory.stories[desk.of("urn:b:1")]
    assert one.id != other.id
    assert not may_merge(desk.memory, one, other)


# Commands come more than once, and after a restart


def test_command_that_comes_again_does_nothing(desk: Newsroom) -> None:
    """The same command delivered twice is followed once; another one under its id is refused."""
    asked = {"stories": ("urn:f:1",), "articles": ("urn:f:2",), "command_id": "x"}
    assert len(desk.order("split", **asked)) == 2
    assert desk.order("split", **asked) == []
    with pytest.raises(CannotRestructure) as error:
        desk.order("split", **asked | {"articles": ("urn:f:4",)})
    assert error.value.field == "command_id"


def test_restart_changes_nothing_for_editors(desk: Newsroom) -> None:
    """Pins, names, rulings and what can be undone are the same after the memory was read back."""
    before = desk.state()
    desk.order("rename", stories=("urn:f:1",), title="Ferries")
    desk.order("move", stories=("urn:b:1",), articles=("urn:f:2",))
    again = desk.restart()
    restarted = Newsroom(again.memory, again.revisions)
    assert restarted.state() == desk.state()
    assert list(restarted.memory.rulings.by_id.values()) == list(desk.memory.rulings.by_id.values())
    restarted.order("undo", stories=("urn:f:1",))
    restarted.order("undo", stories=("urn:f:1",))
    assert restarted.state() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"by": "x" * 201}, "by"),
        ({"by": "  "}, "by"),
        ({"why": "x" * 501}, "why"),
        ({"why": "a\x1b[31m"}, "why"),
        ({"command_id": ""}, "command_id"),
        ({"articles": tuple(f"urn:{n}" for n in range(201))}, "articles"),
    ],
)
def test_words_that_do_not_fit_are_refused(desk: Newsroom, said: dict[str, Any], field: str) -> None:
    """Who and why must be given in few plain words, and no command names hundreds of articles."""
    with pytest.raises(CannotRestructure) as error:
        desk.order("pin", stories=("urn:f:1",), **said)
    assert error.value.field == field


def test_updates_stay_within_their_budget(desk: Newsroom) -> None:
    """Splitting off a hundred articles makes updates under 20 kB that still name each article that left."""
    for n in range(100):
        own = report("ferry", f"urn:many:{n}", order=(5, 3, 4), seq=10 + n, provider=f"Outlet {n}")
        desk.push(own)
    family = [uri for uri in desk.members("urn:f:1") if uri not in ("urn:f:1", "urn:f:4")]
    created, parted = desk.order("split", stories=("urn:f:1",), articles=("urn:f:2",))
    assert len((change(parted, "split_into").after or {})["articles"]) == len(family) > 90
    for revision in (created, parted):
        assert len(revision.update.model_dump_json().encode()) <= 20_000


def test_quiet_story_answers_to_editors(desk: Newsroom) -> None:
    """A story that nothing has come to for months is merged, split and undone like any other."""
    later = builders.at(60 * 24 * 90)
    for n in range(1, 12):
        desk.push(report("quarry", f"urn:q:{n}", seq=10 + n, provider=f"Agency {n}", published_at=later))
    assert {desk.memory.stories[desk.of(uri)].status for uri in ("urn:f:1", "urn:b:1")} == {"quiet"}
    desk.order("merge", stories=("urn:f:1", "urn:b:1"))
    assert desk.memory.stories[desk.of("urn:b:2")].status == "developing"
    desk.order("undo", stories=("urn:b:1",))
    assert desk.members("urn:b:1") == {"urn:b:1", "urn:b:2"}
    desk.order("move", stories=("urn:q:1",), articles=("urn:b:1",))
    assert {"urn:q:1", "urn:b:1"} <= desk.members("urn:q:1")


def test_merge_of_a_long_story_stays_within_its_budget(desk: Newsroom) -> None:
    """A merge names a hundred of the articles that came, counts them all, and gives no title of an unnamed one."""
    for n in range(120):
        desk.push(report("ferry", f"urn:many:{n}", order=(5, 3, 4), seq=10 + n, provider=f"Outlet {n}"))
    (merged,) = desk.order("merge", stories=("urn:b:1", "urn:f:1"))
    said = change(merged, "merged_from")
    assert len((said.after or {})["articles"]) == 100
    assert (said.after or {})["count"] == 124
    assert (said.before or {})["title"] == ""
    assert len(merged.update.model_dump_json().encode()) <= 20_000


def test_draft_is_what_will_be(desk: Newsroom) -> None:
    """A second decision made on a draft of the first gives what deciding and remembering one by one gives."""
    old = desk.of("urn:f:1")
    first = split(desk.memory, old, [["urn:f:2"]], MACHINE)
    draft = Draft(desk.memory, first)
    second = merge(draft, desk.of("urn:b:1"), [first.stories[0].id], Author("repair", "r2", "repair"))
    both = then(first, second)
    step = desk.restart()
    for decision in (first, second):
        step.take(decision)
    desk.take(both)
    assert desk.memory.stories == step.memory.stories
    assert desk.memory.articles == step.memory.articles
    assert desk.memory.told[desk.of("urn:b:1")].story == step.memory.told[desk.of("urn:b:1")].story
