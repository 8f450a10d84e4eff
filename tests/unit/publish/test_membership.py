from __future__ import annotations

from typing import Any

from services.publish.domain.membership import Membership, in_story, memberships, redirects, standing
from services.publish.domain.redirects import Redirect, follow
from shared.contracts.update import Change
from shared.testing import builders as a


def _said(story_id: str, revision: int, role: Any = "primary", **fields: Any) -> Membership:
    return Membership(story_id=story_id, uri="urn:1", revision=revision, role=role, **fields)


def _by_story(*said: Membership) -> dict[str, Membership]:
    return {m.story_id: m for m in said}


def test_added_article_is_a_member() -> None:
    """An article that an update adds belongs to its story with the role, copy and reasons it names."""
    update = a.story_update("st_1", 4, a.article_added("urn:1", "st_1", "also", copy_of="urn:0", why=a.why(0.7)))
    (said,) = memberships(update)
    assert ("st_1", "urn:1", 4, "also", "urn:0", "1") == (
        said.story_id,
        said.uri,
        said.revision,
        said.role,
        said.copy_of,
        said.version,
    )
    assert 0.7 == said.why.score if said.why else False


def test_withdrawn_article_is_a_member_no_longer() -> None:
    """An article that an update withdraws is in that story no longer."""
    (said,) = memberships(a.story_update("st_1", 2, a.article_withdrawn("urn:1")))
    assert said.role is None


def test_split_takes_its_articles_along() -> None:
    """Articles that are split off are in the old story no longer; what is no uri is passed over."""
    change = Change(kind="split_into", ref="st_2", after={"articles": ["urn:1", 7]})
    assert [("urn:1", None)] == [(m.uri, m.role) for m in memberships(a.story_update("st_1", 2, change))]


def test_other_changes_say_nothing_of_membership() -> None:
    """Claims, and changes whose values are of the wrong kind, move no article."""
    odd = (
        Change(kind="claim_added", ref="cl_1", after={"value": 3}),
        Change(kind="article_corrected", ref="urn:1", after={"role": "editor"}),
        Change(kind="entity_added", ref="en_1"),
    )
    assert () == memberships(a.story_update("st_1", 2, *odd))


def test_values_of_the_wrong_kind_are_left_out() -> None:
    """A copy or version that is no string is taken for none."""
    change = Change(kind="article_added", ref="urn:1", after={"role": "primary", "copy_of": 5, "version": None})
    (said,) = memberships(a.story_update("st_1", 1, change))
    assert (None, "") == (said.copy_of, said.version)


def test_two_changes_of_one_article_are_one_statement() -> None:
    """Where one update adds an article and its copy, the copy and the reasons are both kept."""
    update = a.story_update(
        "st_1", 1, a.article_added("urn:1", copy_of="urn:0"), a.article_added("urn:1", why=a.why(0.6))
    )
    (said,) = memberships(update)
    assert ("urn:0", True) == (said.copy_of, said.why is not None)


def test_withdrawal_ends_what_the_same_update_began() -> None:
    """The last word of an update on an article counts."""
    update = a.story_update("st_1", 1, a.article_added("urn:1"), a.article_withdrawn("urn:1"))
    assert [None] == [m.role for m in memberships(update)]


def test_merge_leaves_redirects() -> None:
    """A merge redirects the old story, and never a story to itself."""
    update = a.story_update("st_1", 5, a.merged_from("st_2"), a.merged_from("st_1"))
    assert {"st_2": Redirect(into="st_1", revision=5)} == redirects(update)


def test_redirects_are_followed_to_the_end() -> None:
    """Redirects of redirects lead to the last story, and a circle has one answer wherever it is entered."""
    assert "c" == follow("a", {"a": "b", "b": "c"})
    circle = {"a": "b", "b": "c", "c": "b"}
    assert {"b"} == {follow(start, circle) for start in "abc"}


def test_article_without_a_story_stands_nowhere() -> None:
    """An article of which no story says anything has no story."""
    assert (None, ()) == (standing({}, {}).story_id, standing({}, {}).also)


def test_article_may_tell_two_stories() -> None:
    """The primary story comes first, the others are also told."""
    found = standing(_by_story(_said("st_2", 1), _said("st_1", 1, "also"), _said("st_3", 2, None)), {})
    assert ("st_2", ("st_1",)) == (found.story_id, found.also)


def test_story_that_is_only_also_told_is_no_home() -> None:
    """An article that is only also in stories has no story of its own, but keeps what it is a copy of."""
    found = standing(_by_story(_said("st_1", 1, "also", copy_of="urn:0")), {})
    assert (None, ("st_1",), "urn:0") == (found.story_id, found.also, found.duplicate_of)


def test_primary_wins_in_a_merge() -> None:
    """An article that one of two merged stories tells first of all keeps that role in the survivor."""
    merged = {"st_2": Redirect(into="st_1", revision=9)}
    found = standing(_by_story(_said("st_1", 3, "also"), _said("st_2", 1, "primary")), merged)
    assert ("st_1", ()) == (found.story_id, found.also)


def test_survivor_has_the_last_word_after_a_merge() -> None:
    """What the survivor says after a merge stands above what was said in the story that went into it."""
    merged = {"st_2": Redirect(into="st_1", revision=9)}
    assert in_story("st_1", _by_story(_said("st_1", 10, None), _said("st_2", 1)), merged) is None
    own = in_story("st_1", _by_story(_said("st_1", 10, "also"), _said("st_2", 1)), merged)
    assert own is not None
    assert "also" == own.role


def test_withdrawal_before_a_merge_does_not_take_out_the_other_copy() -> None:
    """An article that left the survivor long ago comes back with the story that still had it."""
    merged = {"st_2": Redirect(into="st_1", revision=9)}
    found = in_story("st_1", _by_story(_said("st_1", 3, None), _said("st_2", 1)), merged)
    assert found is not None
    assert ("st_1", "primary") == (found.story_id, found.role)


def test_merges_in_a_row_lead_to_the_last() -> None:
    """An article of a story that was merged twice is in the last survivor; in between it stands nowhere."""
    merged = {"st_1": Redirect(into="st_2", revision=4), "st_2": Redirect(into="st_3", revision=2)}
    assert "st_3" == standing(_by_story(_said("st_1", 1)), merged).story_id


def test_story_that_went_elsewhere_says_nothing_here() -> None:
    """Statements of stories that never went into this one do not count in it, circles of redirects neither."""
    merged = {"st_5": Redirect(into="st_6", revision=1), "st_6": Redirect(into="st_5", revision=1)}
    assert in_story("st_1", _by_story(_said("st_5", 1), _said("st_7", 1)), merged) is None
