"""Repair: stories that are one are joined, a story that is two is parted, once, and never against a person."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from services.cluster.domain.assign import new_story_id
from services.cluster.domain.contribution import contribution
from services.cluster.domain.deciding import Decision
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import StoryRecord
from services.cluster.domain.repair.kinship import Sight, components, log_odds, shipped
from services.cluster.domain.repair.links import Links
from services.cluster.domain.repair.outcome import outcomes
from services.cluster.domain.rulings import Part, Ruling, Rulings
from shared.contracts.stages import ArticleResolved
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report

#: Sentences of each report, so that none is a copy of another.
ORDERS = ((0, 1, 2), (5, 3, 4), (0, 3), (1, 5, 2), (2, 0, 4))


def told(topic: str, number: int, seq: int) -> ArticleResolved:
    """A report on a topic with sentences of its own."""
    order = ORDERS[number]
    return report(
        topic,
        f"urn:{topic}:{number}",
        order=order,
        n=14 + number,
        seq=seq,
        provider=f"Agency {number}",
        published_at=builders.at(seq),
    )


def left(*stories: list[ArticleResolved], **fields: object) -> Desk:
    """A desk on which placing has left these articles in these stories."""
    desk = Desk()
    for members in stories:
        story_id = new_story_id(members[0].article.uri)
        records = [contribution(item).model_copy(update={"story_id": story_id}) for item in members]
        record = StoryRecord(id=story_id, revision=1, members=tuple(r.uri for r in records))
        desk.memory.put(records, [record.model_copy(update=fields)])
    return desk


def fragments() -> Desk:
    """The ferry in two stories that are one."""
    return left([told("ferry", 0, 1), told("ferry", 1, 2)], [told("ferry", 3, 3), told("ferry", 4, 4)])


def glued(**fields: object) -> Desk:
    """The ferry and the quarry in one story that is two."""
    return left([told("ferry", 0, 1), told("ferry", 1, 2), told("quarry", 0, 3), told("quarry", 1, 4)], **fields)


def stories(desk: Desk) -> set[frozenset[str]]:
    """The members of the stories that stand."""
    return {frozenset(s.members) for s in desk.memory.stories.values() if s.members}


def repairs(desk: Desk) -> list[Ruling]:
    """What repair has done."""
    return [ruling for ruling in desk.memory.rulings.by_id.values() if ruling.kind == "repair"]


def test_two_stories_that_are_one_are_joined_when_an_article_speaks_for_both() -> None:
    """Fragments of one story become one: the id that ends redirects, and the survivor tells it in one update."""
    desk = fragments()
    decision = desk.push(told("ferry", 2, 5))
    assert [r.do for r in repairs(desk)] == ["merge"]
    assert stories(desk) == {frozenset(f"urn:ferry:{n}" for n in range(5))}
    merged = [r for r in decision.revisions if r.name == "merged"]
    ended = next(s.id for s in desk.memory.stories.values() if s.status == "merged")
    survivor = desk.memory.survivor(ended)
    assert survivor is not None and len(merged) == 1
    assert merged[0].update.story_id == survivor.id
    assert [change.ref for change in merged[0].update.changes if change.kind == "merged_from"] == [ended]


def test_updates_of_the_article_and_of_the_repair_have_revisions_without_a_gap() -> None:
    """The article's own update comes first, then that of the repair, one revision later."""
    desk = fragments()
    revisions = [(r.name, r.update.revision) for r in desk.push(told("ferry", 2, 5)).revisions]
    assert revisions == [("updated", 2), ("merged", 3)]


def test_one_story_that_is_two_is_parted_with_one_update_each() -> None:
    """What does not speak for the rest leaves for a story of its own, whose id is that of its first article."""
    desk = glued()
    decision = desk.push(told("ferry", 2, 5))
    assert [r.do for r in repairs(desk)] == ["split"]
    assert stories(desk) == {
        frozenset({"urn:ferry:0", "urn:ferry:1", "urn:ferry:2"}),
        frozenset({"urn:quarry:0", "urn:quarry:1"}),
    }
    story_id, opened = new_story_id("urn:ferry:0"), new_story_id("urn:quarry:0")
    told_of = [(r.update.story_id, {c.kind for c in r.update.changes}) for r in decision.revisions]
    assert [i for i, _ in told_of].count(opened) == 1
    assert sum(i == story_id and "split_into" in kinds for i, kinds in told_of) == 1


def test_the_smaller_part_leaves_and_the_larger_keeps_the_id() -> None:
    """Followers of a story stay with most of its articles, also where the odd one was there first."""
    desk = left([told("quarry", 0, 1), told("ferry", 0, 2), told("ferry", 1, 3), told("ferry", 3, 4)])
    desk.push(told("ferry", 2, 5))
    kept = desk.memory.stories[new_story_id("urn:quarry:0")]
    assert set(kept.members) == {f"urn:ferry:{n}" for n in range(4)}
    assert desk.memory.articles["urn:quarry:0"].story_id != kept.id


def test_story_that_an_editor_has_pinned_is_neither_parted_nor_joined() -> None:
    """The machine never undoes a person."""
    desk = glued(pinned=True)
    desk.push(told("ferry", 2, 5))
    assert repairs(desk) == []
    beside = fragments()
    first, other = (new_story_id(f"urn:ferry:{n}") for n in (0, 3))
    held = beside.memory.stories[first].model_copy(update={"apart": (other,)})
    beside.memory.put([], [held])
    beside.push(told("ferry", 2, 5))
    assert repairs(beside) == []


def test_article_that_an_editor_has_pinned_stays_in_its_story() -> None:
    """A part with an article that a person put there does not leave."""
    desk = glued()
    story_id = new_story_id("urn:ferry:0")
    pinned = desk.memory.articles["urn:quarry:0"].model_copy(update={"pinned_to": story_id})
    desk.memory.put([pinned], [])
    desk.push(told("ferry", 2, 5))
    assert repairs(desk) == []


def test_stories_that_have_been_parted_are_not_joined_again() -> None:
    """Repair never flaps: what it has parted it does not join, whatever comes."""
    desk = fragments()
    first, other = (new_story_id(f"urn:ferry:{n}") for n in (0, 3))
    desk.memory.rulings.put([Ruling(id="rp_1", do="split", kind="repair", by="cluster", stories=(first, other))])
    desk.push(told("ferry", 2, 5))
    assert [r.do for r in repairs(desk)] == ["split"]
    assert len(stories(desk)) == 2


def test_repair_is_the_same_after_a_restart_and_when_asked_again() -> None:
    """What repair decides depends on the records alone, and a decision that was not committed changes nothing."""
    for made in (fragments, glued):
        desk = made()
        again = made().restart()
        item = told("ferry", 2, 5)
        assert _seen(desk.push(item)) == _seen(again.push(item))


def _seen(decision: Decision) -> object:
    stories = sorted((s.id, s.members, s.revision, s.status) for s in decision.stories)
    return stories, [(r.name, r.update.story_id, r.update.revision) for r in decision.revisions]


def test_copies_leave_with_what_they_copy() -> None:
    """A reprint goes where its original goes when a story is parted."""
    desk = glued()
    story_id = new_story_id("urn:ferry:0")
    reprint = contribution(told("quarry", 3, 4)).model_copy(update={"story_id": story_id, "copy_of": "urn:quarry:1"})
    record = desk.memory.stories[story_id]
    desk.memory.put([reprint], [record.model_copy(update={"members": (*record.members, reprint.uri)})])
    desk.push(told("ferry", 2, 5))
    assert desk.memory.articles[reprint.uri].story_id == desk.memory.articles["urn:quarry:1"].story_id != story_id


def test_bar_for_joining_is_above_that_for_parting() -> None:
    """Between the two bars nothing is done: a story that was just joined is not parted by a little less."""
    assert shipped().split_below < shipped().merge_from


def test_two_articles_speak_for_each_other_alike_in_both_directions() -> None:
    """Kinship does not depend on which article came first."""
    rarity = Rarity()
    one, other = (_sight(told("ferry", n, n), rarity) for n in (0, 1))
    assert components(one, other) == components(other, one)
    stranger = _sight(told("quarry", 0, 3), rarity)
    assert log_odds(one, other, shipped()) > log_odds(one, stranger, shipped())


def _sight(item: ArticleResolved, rarity: Rarity) -> Sight:
    record = contribution(item)
    return Sight(record.uri, record.language, record.weights, rarity)


FEATURES = st.dictionaries(st.sampled_from(["P:a", "L:b", "C:c", "O:d", "t:e", "t:f", "n:12"]), st.integers(1, 6))


@given(st.lists(st.tuples(FEATURES, st.sampled_from(["en", "de", "und"])), min_size=2, max_size=7))
def test_a_story_falls_into_two_parts_whatever_its_articles_are(told: list[tuple[dict[str, int], str]]) -> None:
    """Every article is in exactly one of the two parts, and their kinship is a number."""
    rarity, links = Rarity(), Links(shipped())
    sights = [Sight(f"urn:{n}", language, features, rarity) for n, (features, language) in enumerate(told)]
    one, other = links.halves(sights)
    assert sorted(s.uri for s in (*one, *other)) == sorted(s.uri for s in sights)
    assert one and other and math.isfinite(links.log_odds(one, other))


def test_a_merge_that_is_taken_back_is_counted() -> None:
    """When articles that repair had brought into a story leave it again, one merge counts as undone."""
    known = Rulings()
    joined = Part(source="st_b", target="st_a", articles=("urn:b:1", "urn:b:2"))
    merge = Ruling(id="rp_1", do="merge", kind="repair", by="cluster", stories=("st_a", "st_b"), parts=(joined,))
    assert outcomes(known, merge) == ("merge",)
    known.put([merge])
    parted = Part(source="st_a", target="st_c", articles=("urn:b:2",))
    split = Ruling(id="rp_2", do="split", kind="repair", by="cluster", stories=("st_a", "st_c"), parts=(parted,))
    assert outcomes(known, split) == ("split", "merge_undone")
    elsewhere = parted.model_copy(update={"articles": ("urn:a:1",)})
    assert outcomes(known, split.model_copy(update={"parts": (elsewhere,)})) == ("split",)
    by_editor = Ruling(id="c1", do="undo", kind="command", by="ada", parts=(parted,), undoes="rp_1")
    assert outcomes(known, by_editor) == ("merge_undone",)
