from __future__ import annotations

from services.cli.domain.between import between
from services.cli.render.difference import difference_view
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cli.seen import figure, revised
from tests.unit.cli.test_rendering import shown


def updates(*changes_of_revisions, **fields):
    """The data of updates from revision 1 on, each with its changes."""
    made = [builders.story_update("st_1", n, *changes, **fields) for n, changes in enumerate(changes_of_revisions, 1)]
    return [update.model_dump(mode="json") for update in made]


def step(before, after, ref="cl_b", was="cl_a"):
    """A figure that one claim takes over from another."""
    return Change(
        kind="claim_revised",
        ref=ref,
        before={"claim_id": was, "value": before, "unit": "deaths"},
        after={"claim_id": ref, "value": after, "unit": "deaths", "source": "police"},
        effect="supersedes",
    )


def kinds(found):
    return [told.change["kind"] for told in found.changes]


def test_only_what_came_between():
    """Changes of the revision that is known, and of later ones than asked for, are not told."""
    data = updates([builders.article_added("urn:x:1")], [revised(16, 52)], [builders.article_added("urn:x:2")])
    assert ["claim_revised"] == kinds(between("st_1", 1, 2, data))
    assert [] == kinds(between("st_1", 3, 3, data))


def test_a_figure_revised_twice_is_revised_once():
    """A figure that went over a value between goes from the first to the last, with the last one's source."""
    (told,) = between("st_1", 1, 3, updates([], [step(16, 41)], [step(41, 52, "cl_c", "cl_b")])).changes
    assert (16, 52, 3) == (told.change["before"]["value"], told.change["after"]["value"], told.revision)
    assert "police" == told.change["after"]["source"]


def test_a_figure_that_came_back_did_not_change():
    """A figure that was revised and has its old value again is no change between the two revisions."""
    assert () == between("st_1", 0, 2, updates([step(16, 41)], [step(41, 16, "cl_a", "cl_b")])).changes


def test_a_new_figure_that_was_revised_is_new():
    """What was first said in between and then revised is new, with its latest value; taken back, it is nothing."""
    new = Change(kind="claim_added", ref="cl_a", after={"claim_id": "cl_a", "value": 16, "unit": "deaths"})
    (told,) = between("st_1", 0, 2, updates([new], [step(16, 41)])).changes
    assert ("claim_added", None, 41) == (told.change["kind"], told.change["before"], told.change["after"]["value"])
    gone = Change(kind="claim_revised", ref="cl_a", before={"claim_id": "cl_a", "value": 16}, effect="supersedes")
    assert () == between("st_1", 0, 2, updates([new], [gone])).changes
    assert ["claim_revised"] == kinds(between("st_1", 1, 2, updates([new], [gone])))


def test_a_withdrawn_article_is_told_and_not_as_added():
    """An article that came and was withdrawn in between is told as withdrawn alone."""
    data = updates([builders.article_added("urn:x:1")], [builders.article_withdrawn("urn:x:1")])
    assert ["article_withdrawn"] == kinds(between("st_1", 0, 2, data))


def test_conflicts_are_never_left_out():
    """A conflict that was opened and closed in between is told both times."""
    opened = Change(kind="conflict_opened", ref="cl_b", before=figure(6), after=figure(8))
    closed = Change(kind="conflict_closed", ref="cl_b", before=figure(6), after=figure(8), effect="supersedes")
    assert ["conflict_opened", "conflict_closed"] == kinds(between("st_1", 0, 2, updates([opened], [closed])))


def test_titles_and_origins_are_told_once():
    """A title that changed twice goes from the first to the last, and so do the numbers of origins."""
    first = Change(kind="title_changed", ref="st_1", before={"en": "One"}, after={"en": "Two"}, effect="supersedes")
    second = Change(kind="title_changed", ref="st_1", before={"en": "Two"}, after={"en": "Three"}, effect="supersedes")
    origins = [
        Change(kind="origin_added", ref=f"or_{n}", before={"origins": n}, after={"origins": n + 1}) for n in (1, 2)
    ]
    found = between("st_1", 0, 2, updates([first, origins[0]], [second, origins[1]]))
    assert [(1, 3), ("One", "Three")] == [
        tuple((told.change[side].get("origins") or told.change[side].get("en")) for side in ("before", "after"))
        for told in found.changes
    ]


def test_for_machines():
    """The JSON holds every change with its revision, the messages, and how many changes were cut."""
    found = between("st_1", 0, 1, updates([revised(16, 52)], message="Up to 52.", changes_truncated=2)).as_json()
    assert ("st_1", 0, 1, 2) == (found["story_id"], found["from"], found["to"], found["changes_truncated"])
    assert (1, "claim_revised") == (found["changes"][0]["revision"], found["changes"][0]["kind"])
    assert [{"revision": 1, "message": "Up to 52."}] == found["messages"]


def test_for_people():
    """A person sees each kind under its heading: old and new value, who says so and the words; nothing steers."""
    opened = Change(
        kind="conflict_opened", ref="cl_b", before=figure(6, source="police"), after=figure(8, source="\x1b[1m")
    )
    text = shown(difference_view("A fire", between("st_1", 0, 2, updates([revised(16, 52)], [opened]))))
    assert "r0 → r2" in text and "Revised" in text and "Accounts differ" in text
    assert "16 deaths → 52 deaths — the embassy  “52 people”" in text
    assert "6 deaths (police) ≠ 8 deaths" in text
    assert "\x1b" not in text
    assert "nothing changed" in shown(difference_view("A fire", between("st_1", 2, 2, [])))
