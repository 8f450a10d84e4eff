"""An article comes in; stories, revisions and updates come out."""

from __future__ import annotations

import pytest

from services.cluster.domain.features import features
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report


@pytest.fixture
def desk() -> Desk:
    return Desk()


def kill(uri: str) -> builders.ArticleResolved:
    return builders.resolved(builders.kill(uri), seq=90)


def changes(desk: Desk, kind: str) -> list[Change]:
    return [change for change in desk.revisions[-1].update.changes if change.kind == kind]


def test_first_article_creates_a_story(desk: Desk) -> None:
    """The first article opens a story whose id comes from its uri, at revision 1."""
    decision = desk.push(report("ferry", "urn:a:1"))
    revision = decision.revisions[0]
    assert revision.name == "created"
    assert revision.update.revision == 1
    assert revision.update.previous_revision is None
    assert revision.update.story_id.startswith("st_")
    assert revision.update.significance == "major"
    assert "article_added" in desk.kinds()


def test_related_article_joins_and_unrelated_does_not(desk: Desk) -> None:
    """An article on the same thing joins the story, one on another thing opens its own."""
    desk.push(report("ferry", "urn:a:1", order=(0, 1, 2)))
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), seq=2, provider="Agency B", published_at=builders.at(30)))
    desk.push(report("quarry", "urn:a:3", seq=3, published_at=builders.at(40)))
    assert desk.memory.articles["urn:a:1"].story_id == desk.memory.articles["urn:a:2"].story_id
    assert desk.memory.articles["urn:a:3"].story_id != desk.memory.articles["urn:a:1"].story_id


def test_membership_says_why(desk: Desk) -> None:
    """Each membership keeps its probability, threshold, components, shared names and nearest article."""
    desk.push(report("ferry", "urn:a:1", order=(0, 1, 2)))
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), seq=2, provider="Agency B"))
    why = changes(desk, "article_added")[0].why
    assert why is not None
    assert why.method == "same_story"
    assert why.score >= why.threshold
    assert "Esbjerg" in why.shared_entities
    assert why.nearest_article_uri == "urn:a:1"
    assert why.components["people"] > 0


def test_same_version_again_changes_nothing(desk: Desk) -> None:
    """The same article version decided on twice makes one update."""
    desk.push(report("ferry", "urn:a:1", quote=True))
    before = desk.story_of("urn:a:1")
    assert desk.push(report("ferry", "urn:a:1", quote=True)).revisions == ()
    assert desk.story_of("urn:a:1") == before


def test_older_version_that_comes_late_is_ignored(desk: Desk) -> None:
    """A version older than the one that is known changes nothing."""
    desk.push(report("ferry", "urn:a:1", version="2"))
    decision = desk.push(report("ferry", "urn:a:1", version="1", n=20))
    assert decision.articles == decision.stories == decision.revisions == ()


def test_revision_that_readers_would_not_notice_makes_no_update(desk: Desk) -> None:
    """A later version with the same claims, names and headline is taken in without an update."""
    desk.push(report("ferry", "urn:a:1"))
    later = report("ferry", "urn:a:1", version="2", order=(0, 1, 2, 4, 3), change_kind="update")
    assert desk.push(later).revisions == ()
    assert desk.memory.articles["urn:a:1"].version == "2"


def test_correction_replaces_the_figure_of_its_first_version(desk: Desk) -> None:
    """A correction yields article_corrected and claim_revised, in an update of type corrected."""
    desk.push(report("quarry", "urn:a:1", n=340))
    desk.push(report("quarry", "urn:a:1", n=34, version="2", change_kind="correction", change_note="34, not 340"))
    revision = desk.revisions[-1]
    assert revision.name == "corrected"
    assert changes(desk, "article_corrected")[0].note == "34, not 340"
    revised = changes(desk, "claim_revised")[0]
    assert (revised.before or {})["value"] == 340
    assert (revised.after or {})["value"] == 34
    assert revision.update.message == "Number of workers affected corrected from 340 to 34, says An official"


def test_evidence_is_exact(desk: Desk) -> None:
    """Every claim and quote that is added quotes the article's own words at their span."""
    first = report("ferry", "urn:a:1", quote=True)
    desk.push(first)
    added = [*changes(desk, "claim_added"), *changes(desk, "quote_added")]
    assert len(added) == 2
    for change in added:
        for evidence in change.evidence:
            assert first.article.text[evidence.start : evidence.end] == evidence.exact


def test_kill_of_the_only_article_retracts_the_story(desk: Desk) -> None:
    """When nothing usable is left the story is retracted, says so, and keeps none of the article's words."""
    desk.push(report("bridge", "urn:a:1"))
    desk.push(kill("urn:a:1"))
    revision = desk.revisions[-1]
    assert revision.name == "retracted"
    assert revision.update.story.status == "retracted"
    assert revision.update.story.counts.withdrawn == 1
    assert "Porvenir" not in revision.update.model_dump_json()
    assert desk.memory.articles["urn:a:1"].weights == {}


def test_version_after_a_kill_is_ignored(desk: Desk) -> None:
    """A kill withdraws every version: a later one does not bring the article back."""
    desk.push(report("bridge", "urn:a:1"))
    desk.push(kill("urn:a:1"))
    assert desk.push(report("bridge", "urn:a:1", version="3")).articles == ()


def test_kill_of_an_unknown_article_leaves_a_tombstone(desk: Desk) -> None:
    """A kill that comes before its article keeps the article out."""
    desk.push(kill("urn:a:9"))
    assert desk.memory.articles["urn:a:9"].status == "canceled"
    assert desk.push(report("bridge", "urn:a:9")).revisions == ()


def test_copy_of_a_killed_article_stands_for_itself(desk: Desk) -> None:
    """When an original is killed, the first of its copies is an article of its own and the others are its copies."""
    desk.push(report("bridge", "urn:a:1"))
    for n in (2, 3):
        desk.push(report("bridge", f"urn:a:{n}", seq=n, headline="Bus falls into river", provider=f"Outlet {n}"))
    desk.push(kill("urn:a:1"))
    assert desk.memory.articles["urn:a:2"].copy_of is None
    assert desk.memory.articles["urn:a:3"].copy_of == "urn:a:2"


def test_copy_adds_no_origin(desk: Desk) -> None:
    """A reprint is a copy: copy_added names what it copies; origins stay one and nothing is corroborated."""
    desk.push(report("bridge", "urn:a:1"))
    desk.push(report("bridge", "urn:a:2", seq=2, headline="Bus falls into river", provider="Ashgrove Herald"))
    assert desk.kinds() == ["copy_added"]
    update = desk.revisions[-1].update
    assert changes(desk, "copy_added")[0].after is not None
    assert (changes(desk, "copy_added")[0].after or {})["copy_of"] == "urn:a:1"
    assert update.story.counts.origins == 1
    assert update.significance == "minor"


def test_second_origin_corroborates(desk: Desk) -> None:
    """A report of its own with the same figure adds an origin and corroborates the claim."""
    desk.push(report("bridge", "urn:a:1", order=(0, 1)))
    desk.push(report("bridge", "urn:a:2", order=(5, 3, 4), seq=2, provider="Agency B", published_at=builders.at(9)))
    assert {"article_added", "origin_added", "claim_corroborated"} <= set(desk.kinds())


def test_later_figure_supersedes(desk: Desk) -> None:
    """A later report that leads with another figure revises the claim, with both values and the new words."""
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2)))
    later = report("bridge", "urn:a:2", n=19, order=(5, 3, 4), seq=2, published_at=builders.at(300))
    desk.push(later)
    revised = changes(desk, "claim_revised")[0]
    assert ((revised.before or {})["value"], (revised.after or {})["value"]) == (14, 19)
    assert revised.effect == "supersedes"
    assert " 19 " in revised.evidence[0].exact
    assert not changes(desk, "claim_added")


def test_noise_is_in_no_story(desk: Desk) -> None:
    """A table is in no story and makes no update, and the reason is kept."""
    table = "\n".join(f"Esbjerg {n} {n + 3}" for n in range(30))
    item = builders.article("urn:a:1", headline="Tides", text=table)
    decision = desk.push(builders.resolved(item, seq=1, entities=(builders.entity(item, "Esbjerg"),)))
    assert decision.revisions == ()
    assert (decision.articles[0].story_id, decision.articles[0].reason) == (None, "table")


def test_withheld_article_comes_back(desk: Desk) -> None:
    """A withheld version takes the article out of its story; a usable one brings it back into it."""
    desk.push(report("bridge", "urn:a:1"))
    story_id = desk.memory.articles["urn:a:1"].story_id
    desk.push(report("bridge", "urn:a:1", version="2", pub_status="withheld"))
    assert desk.revisions[-1].name == "retracted"
    desk.push(report("bridge", "urn:a:1", version="3"))
    assert desk.memory.articles["urn:a:1"].story_id == story_id
    assert [r.update.revision for r in desk.revisions] == [1, 2, 3]


def test_late_translation_never_moves_an_article(desk: Desk) -> None:
    """An article that comes again with its translation stays where it is, and its English title is added."""
    german = {"language": "de", "headline": "Fähre vor Esbjerg auf Sandbank"}
    first = report("ferry", "urn:a:1", **german)
    desk.push(first)
    story_id = desk.memory.articles["urn:a:1"].story_id
    translation = builders.Translation(status="translated", headline="Ferry on sandbank", text=first.article.text)
    desk.push(first.model_copy(update={"translation": translation, "enrichment": "translation"}))
    record = desk.memory.articles["urn:a:1"]
    assert (record.story_id, record.headline_en) == (story_id, "Ferry on sandbank")
    assert [c.ref for c in changes(desk, "translation_added")] == ["urn:a:1"]
    assert desk.revisions[-1].update.significance == "minor"
    assert desk.revisions[-1].update.message == "English for the report of Agency A: Ferry on sandbank"
    assert desk.revisions[-1].update.timing.received_at is None


def test_late_translation_of_an_article_that_is_gone_changes_nothing(desk: Desk) -> None:
    """English that comes for a withdrawn article, for an unknown one or for an older version is left aside."""
    first = report("ferry", "urn:a:1")
    translation = builders.Translation(status="translated", headline="Ferry on sandbank", text=first.article.text)
    late = first.model_copy(update={"translation": translation, "enrichment": "translation"})
    assert not desk.push(late).articles
    desk.push(report("ferry", "urn:a:1", version="2"))
    assert not desk.push(late).articles
    desk.push(kill("urn:a:1"))
    assert not desk.push(late).articles


def test_late_translation_keeps_what_the_article_is_about(desk: Desk) -> None:
    """A translation adds English to an article's claims; its weights, copies and claims stay as they were decided."""
    first = report("ferry", "urn:a:1", language="de")
    desk.push(first)
    before = desk.memory.articles["urn:a:1"]
    claims = tuple(claim.model_copy(update={"english": "In English."}) for claim in first.claims)
    translation = builders.Translation(status="translated", headline="Ferry", text="Quite other words.")
    late = {"translation": translation, "enrichment": "translation", "claims": claims}
    desk.push(first.model_copy(update=late))
    now = desk.memory.articles["urn:a:1"]
    assert (now.weights, now.sketch, now.copy_of) == (before.weights, before.sketch, before.copy_of)
    assert {claim.english for claim in now.claims} == {"In English."}
    story = desk.revisions[-1].update.story
    assert {e.translation for claim in story.key_claims for e in claim.evidence} == {"In English."}


@pytest.mark.parametrize("status", ["untranslated", "gist", "translated"])
def test_what_an_article_is_about_does_not_depend_on_an_engine(status: str) -> None:
    """A German article has the same weights whether it came with a translation, with a gist or with nothing."""
    german = {"language": "de", "headline": "Fähre steht auf Sandbank", "text": "Die Fähre liegt vor Esbjerg fest."}
    item = builders.article("urn:a:1", **german)
    english = builders.Translation(status=status, headline="Ferry on sandbank", text="The ferry is stuck off Esbjerg.")
    bare = builders.Translation(status="untranslated")
    assert features(builders.resolved(item, translation=english)) == features(builders.resolved(item, translation=bare))


def test_title_in_words_goes_before_a_gist(desk: Desk) -> None:
    """A story's English title is a report's own headline where there is one; a gist is called a gist."""
    gist = builders.Translation(status="gist", headline="Ferry on sandbank stand", text="gist")
    german = {"language": "de", "headline": "Fähre steht auf Sandbank"}
    first = report("ferry", "urn:a:1", order=(0, 1, 2), **german)
    desk.push(first.model_copy(update={"translation": gist}))
    assert desk.revisions[-1].update.story.title["en"] == "Ferry on sandbank stand (gist)"
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), seq=2, provider="Agency B", headline="Ferry aground"))
    assert desk.revisions[-1].update.story.title["en"] == "Ferry aground"
