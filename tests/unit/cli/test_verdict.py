from __future__ import annotations

from services.cli.domain.scenario import Expectations
from services.cli.domain.verdict import judge, place_in_order
from shared.contracts.update import Change
from shared.testing.builders import article_added, article_withdrawn, merged_from, story_update
from tests.unit.cli.seen import figure, revised, updates_of


def expect(**fields):
    return Expectations.model_validate(fields)


ONE, TWO = "urn:x:1", "urn:x:2"
WIRE = updates_of(
    story_update("st_1", 1, article_added(ONE), Change(kind="claim_added", ref="cl_1", after=figure(16))),
    story_update("st_1", 2, article_added(TWO), revised(16, 52)),
)


def kinds(findings):
    return [finding.kind for finding in findings]


def test_all_as_expected():
    """A scenario holds when members, ordered changes and absences are as expected."""
    wanted = expect(
        stories=[[TWO, ONE]],
        updates={
            ONE: [{"kind": "article_added", "article": ONE}, {"kind": "claim_revised", "before": 16, "after": 52}]
        },
        never=[{"kind": "conflict_opened"}],
    )
    assert [] == judge(wanted, WIRE)


def test_wrong_members():
    """A story with other members than expected is both missing and unexpected."""
    findings = judge(expect(stories=[[ONE]]), WIRE)
    assert ["story_missing", "story_unexpected"] == kinds(findings)
    assert frozenset({ONE, TWO}) == findings[1].members


def test_unjudged_members():
    """A scenario that says nothing of stories does not judge them."""
    assert [] == judge(expect(updates={ONE: [{"kind": "article_added"}]}), WIRE)


def test_missing_change_names_the_nearest():
    """A missing change is shown beside the nearest one of its kind and the fields that differ."""
    (finding,) = judge(expect(updates={ONE: [{"kind": "claim_revised", "before": 16, "after": 55}]}), WIRE)
    assert "change_missing" == finding.kind
    assert "claim_revised" == finding.seen.change.kind
    assert ("after",) == finding.differs


def test_order_of_revisions_counts():
    """A change that came in an earlier revision than the one expected before it does not count."""
    wanted = [{"kind": "claim_revised"}, {"kind": "article_added", "article": ONE}]
    (finding,) = judge(expect(updates={ONE: wanted}), WIRE)
    assert {"kind": "article_added", "article": ONE} == finding.wanted


def test_changes_of_one_revision_have_no_order():
    """Changes of one revision happen at once: they may be expected in any order."""
    wanted = [{"kind": "claim_revised"}, {"kind": "article_added", "article": TWO}]
    assert [] == judge(expect(updates={ONE: wanted}), WIRE)


def test_general_expectation_leaves_the_particular_one_its_change():
    """Of two changes, the general expectation takes the one that the particular expectation does not need."""
    both = updates_of(
        story_update(
            "st_1",
            1,
            article_added(ONE),
            Change(kind="claim_added", ref="cl_1", after=figure(16)),
            Change(kind="claim_added", ref="cl_2", after=figure(7)),
        )
    )
    wanted = [{"kind": "claim_added"}, {"kind": "claim_added", "value": 16}]
    assert [2, 1] == place_in_order(wanted, [seen for _, seen in both])


def test_each_change_counts_once():
    """One change cannot meet two expectations."""
    (finding,) = judge(expect(updates={ONE: [{"kind": "claim_revised"}, {"kind": "claim_revised"}]}), WIRE)
    assert "change_missing" == finding.kind


def test_as_many_as_possible_are_met():
    """One expectation that is not met does not drag down those after it."""
    wanted = [{"kind": "quote_added"}, {"kind": "article_added", "article": TWO}, {"kind": "claim_revised"}]
    placed = place_in_order(wanted, [seen for _, seen in WIRE])
    assert [None, 2, 3] == placed


def test_many_alike_are_placed_quickly():
    """Twenty expectations against two hundred changes alike, one of them never met, are judged at once."""
    changes = [Change(kind="claim_added", ref=f"cl_{n}", after=figure(n)) for n in range(10)]
    wire = updates_of(*(story_update("st_1", r, *changes) for r in range(1, 21)))
    wanted = [{"kind": "claim_added"}] * 19 + [{"kind": "conflict_opened"}]
    assert 19 == sum(place is not None for place in place_in_order(wanted, [seen for _, seen in wire]))


def test_forbidden_change():
    """A change that must never appear is found wherever it is, and only with all the fields named."""
    assert ["change_forbidden"] == kinds(judge(expect(never=[{"kind": "claim_revised", "after": 52}]), WIRE))
    assert [] == judge(expect(never=[{"kind": "claim_revised", "after": 53}]), WIRE)


def test_exact_list():
    """With an exact list every change that is not on it is a finding."""
    wanted = {"updates": {ONE: [{"kind": "article_added"}, {"kind": "article_added"}]}}
    assert [] == judge(expect(**wanted), WIRE)
    assert ["change_unlisted"] * 2 == kinds(judge(expect(**wanted, exact=True), WIRE))


def test_unknown_story():
    """Expectations for a story that no article began are a finding, not silence."""
    assert ["story_unknown"] == kinds(judge(expect(updates={"urn:x:9": []}), WIRE))


def test_killed_article_leaves_its_story():
    """A withdrawn article is no member any more; a story without members is none."""
    wire = [*WIRE, *updates_of(story_update("st_1", 3, article_withdrawn(TWO)))]
    assert [] == judge(expect(stories=[[ONE]]), wire)
    gone = [*wire, *updates_of(story_update("st_1", 4, article_withdrawn(ONE)))]
    assert [] == judge(expect(stories=[]), gone)


def test_merged_story_lives_on_in_the_survivor():
    """After a merge the survivor has the members of both, and each old first article names it."""
    wire = updates_of(
        story_update("st_1", 1, article_added(ONE)),
        story_update("st_2", 1, article_added(TWO, "st_2")),
        story_update("st_1", 2, merged_from("st_2", [TWO])),
    )
    by_old_name = {TWO: [{"kind": "merged_from", "ref": "st_2"}]}
    assert [] == judge(expect(stories=[[ONE, TWO]], updates=by_old_name), wire)
