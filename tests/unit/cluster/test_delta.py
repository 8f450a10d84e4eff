"""Each kind of change, and what it must not say."""

from __future__ import annotations

from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cluster.wire import QUOTES, Desk, report


def last(desk: Desk, kind: str) -> list[Change]:
    return [change for change in desk.revisions[-1].update.changes if change.kind == kind]


def test_withdrawn_words_are_not_repeated() -> None:
    """When a kill takes a quotation out, the update says that it is gone and does not repeat it."""
    desk = Desk()
    desk.push(report("ferry", "urn:a:1", order=(0, 1)))
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), quote=True, seq=2, published_at=builders.at(5)))
    assert desk.memory.articles["urn:a:1"].story_id == desk.memory.articles["urn:a:2"].story_id
    desk.push(builders.resolved(builders.kill("urn:a:2"), seq=3))
    assert last(desk, "article_withdrawn")[0].after == {"version": "2", "pub_status": "canceled"}
    assert {change.after is None for change in last(desk, "claim_revised")} == {True}
    assert QUOTES["ferry"] not in desk.revisions[-1].update.model_dump_json()
    assert desk.revisions[-1].name == "corrected"


def test_kill_of_the_revising_article_brings_the_earlier_value_back() -> None:
    """When the article that revised a figure is killed, the figure before it holds again."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2)))
    desk.push(report("bridge", "urn:a:2", n=190, order=(5, 3, 4), seq=2, published_at=builders.at(300)))
    desk.push(builders.resolved(builders.kill("urn:a:2"), seq=3))
    (revised,) = last(desk, "claim_revised")
    assert ((revised.before or {})["value"], (revised.after or {})["value"]) == (190, 14)
    assert last(desk, "title_changed")[0].after == {"en": "Bridge near Porvenir collapses, 14 dead"}


def test_one_more_outlet_with_a_quotation_is_notable_and_named_by_its_report() -> None:
    """A quotation that another outlet gives too is corroborated, but the sentence is about the new report."""
    desk = Desk()
    desk.push(report("ferry", "urn:a:1", order=(0, 1), quote=True))
    later = report("ferry", "urn:a:2", n=15, order=(5, 3, 4), quote=True, seq=2, provider="B", headline="Ferry waits")
    desk.push(later.model_copy(update={"claims": later.claims[-1:]}))
    assert last(desk, "claim_corroborated")[0].before == {"origins": 1}
    assert len(last(desk, "claim_corroborated")[0].evidence) == 2
    update = desk.revisions[-1].update
    assert (update.significance, update.message) == ("notable", "B reports: Ferry waits")


def test_entity_new_to_the_story_is_added() -> None:
    """Someone whom the story has not named before and the new article is about is an entity_added."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 3)))
    desk.push(report("bridge", "urn:a:2", order=(5, 2, 4), seq=2))
    assert "Ramiro Suárez" in [(change.after or {})["name"] for change in last(desk, "entity_added")]


def test_version_without_a_quotation_takes_it_back() -> None:
    """A later version that leaves a quotation out says that it is no longer reported."""
    desk = Desk()
    desk.push(report("ferry", "urn:a:1", quote=True))
    desk.push(report("ferry", "urn:a:1", version="2", change_kind="update"))
    assert desk.kinds() == ["claim_revised"]
    assert desk.revisions[-1].update.message == "Agency A no longer reports something that it reported before"
