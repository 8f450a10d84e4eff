from __future__ import annotations

from services.cli.domain.members import Membership
from shared.contracts.update import Change
from shared.testing.builders import article_added, merged_from, story_update


def test_second_story():
    """An article that tells two stories is a member of both, and its primary one answers for it."""
    membership = Membership(
        [
            story_update("st_1", 1, article_added("urn:x:1")),
            story_update("st_2", 1, article_added("urn:x:2", "st_2")),
            story_update("st_1", 2, article_added("urn:x:2", "st_1", role="also")),
        ]
    )
    assert [{"urn:x:1", "urn:x:2"}, {"urn:x:2"}] == membership.sets()
    assert "st_2" == membership.story_of("urn:x:2")


def test_moved_article():
    """An article whose primary story changes leaves the old one."""
    membership = Membership(
        [
            story_update("st_1", 1, article_added("urn:x:1"), article_added("urn:x:2")),
            story_update("st_2", 1, article_added("urn:x:2", "st_2")),
        ]
    )
    assert [{"urn:x:1"}, {"urn:x:2"}] == membership.sets()


def test_split():
    """Articles that a split takes away are members of the new story only."""
    split = Change(kind="split_into", ref="st_2", after={"story_id": "st_2", "articles": ["urn:x:2"]})
    membership = Membership(
        [
            story_update("st_1", 1, article_added("urn:x:1"), article_added("urn:x:2")),
            story_update("st_1", 2, split),
            story_update("st_2", 1, article_added("urn:x:2", "st_2")),
        ]
    )
    assert [{"urn:x:1"}, {"urn:x:2"}] == membership.sets()


def test_chain_of_merges():
    """A story that was merged twice over is found under its last survivor."""
    membership = Membership(
        [
            story_update("st_1", 1, article_added("urn:x:1")),
            story_update("st_2", 1, article_added("urn:x:2", "st_2")),
            story_update("st_3", 1, article_added("urn:x:3", "st_3")),
            story_update("st_2", 2, merged_from("st_3", ["urn:x:3"])),
            story_update("st_1", 2, merged_from("st_2", ["urn:x:2", "urn:x:3"])),
        ]
    )
    assert "st_1" == membership.story_named_by("urn:x:3")
    assert [{"urn:x:1", "urn:x:2", "urn:x:3"}] == membership.sets()


def test_nobody_knows_it():
    """An article that was never in a story has none."""
    assert Membership().story_of("urn:x:1") is None
    assert Membership().story_named_by("urn:x:1") is None


def test_moved_by_an_editor():
    """Articles that an editor moved are members of the story they went to, whichever story tells of it first."""
    after = {"story_id": "st_2", "articles": ["urn:x:2", "urn:x:3"], "do": "move"}
    move = Change(kind="editor_action", ref="urn:x:2", before={"story_id": "st_1"}, after=after)
    begun = [
        story_update("st_1", 1, *(article_added(f"urn:x:{n}") for n in (1, 2, 3))),
        story_update("st_2", 1, article_added("urn:x:4", "st_2")),
    ]
    told = [story_update("st_2", 2, move), story_update("st_1", 2, move)]
    for order in (told, told[::-1]):
        membership = Membership([*begun, *order])
        assert [{"urn:x:1"}, {"urn:x:2", "urn:x:3", "urn:x:4"}] == membership.sets()


def test_story_that_was_split_off_is_named_by_its_first_article():
    """Where two stories began with an article, its name means the one that it is in."""
    split = Change(kind="split_into", ref="st_2", after={"story_id": "st_2", "articles": ["urn:x:1"]})
    membership = Membership(
        [
            story_update("st_1", 1, article_added("urn:x:1"), article_added("urn:x:2")),
            story_update("st_2", 1, article_added("urn:x:1", "st_2")),
            story_update("st_1", 2, split),
        ]
    )
    assert "st_2" == membership.story_named_by("urn:x:1")
    assert "st_1" == membership.story_named_by("urn:x:2")
