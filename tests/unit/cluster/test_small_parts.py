"""Origins, titles, features, rarity, candidates, sizes and sentences."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.cluster.domain.candidates import candidates
from services.cluster.domain.cause import Cause
from services.cluster.domain.features import features, number
from services.cluster.domain.ledger import ledger
from services.cluster.domain.message import message, significance
from services.cluster.domain.origins import origins
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.same_story import Weights, same_story, shipped
from services.cluster.domain.snapshot import BUDGET, size, within_budget
from services.cluster.domain.story import Story
from services.cluster.domain.title import plain
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report


def record(n: int, provider: str, **fields: Any) -> ArticleRecord:
    defaults = {"version": "1", "version_order": 1, "seq": n, "published_at": builders.at(n)}
    return ArticleRecord(uri=f"urn:o:{n}", provider=provider, version_created=builders.at(n), **(defaults | fields))


def test_outlets_that_credit_one_agency_share_an_origin() -> None:
    """Credit by full name, by initials, and the agency's own report are one origin; another outlet is another."""
    found = origins(
        [
            record(1, "Harbor Press Agency"),
            record(2, "Ashgrove Herald", credits=("HPA",)),
            record(3, "Neris Courier", credits=("Harbor Press Agency",)),
            record(4, "Kystradio"),
        ]
    )
    assert len({found[f"urn:o:{n}"] for n in (1, 2, 3)}) == 1
    assert found["urn:o:4"] != found["urn:o:1"]


def test_copy_has_the_origin_of_its_original() -> None:
    """A copy without a credit has the origin of what it copies."""
    found = origins([record(1, "Agency A"), record(2, "Ashgrove Herald", copy_of="urn:o:1")])
    assert found["urn:o:2"] == found["urn:o:1"]


def test_title_changes_with_the_news_only() -> None:
    """The title is the first headline in a language until a later article revises a figure."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2)))
    desk.push(report("bridge", "urn:a:2", n=19, order=(5, 3, 4), seq=2, published_at=builders.at(300)))
    story = desk.story_of("urn:a:2")
    assert story is not None
    assert story.title == {"en": "Bridge near Porvenir collapses, 19 dead"}


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("CORRECTED: Ferry floats", "Ferry floats"),
        ("URGENT-Ferry floats", "Ferry floats"),
        ("BERICHTIGUNG: Fähre schwimmt", "Fähre schwimmt"),
        ("Ferry: all safe", "Ferry: all safe"),
        ("ANALYSIS-What now", "What now"),
        ("FACTBOX-Elm-on-Sernf, the village that shook", "Elm-on-Sernf, the village that shook"),
        ("Berichtigung: Fähre schwimmt", "Fähre schwimmt"),
    ],
)
def test_slugs_are_no_part_of_a_title(headline: str, title: str) -> None:
    """What an agency puts before a headline in capitals is left out; other words before a colon stay."""
    assert plain(headline) == title


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,300", "1300"),
        ("1.300", "1300"),
        ("1 300", "1300"),
        ("52", "52"),
        ("4,75", "4.75"),
        ("2025", None),
        ("7", None),
    ],
)
def test_numbers_are_one_string_in_every_notation(written: str, value: str | None) -> None:
    """A number is the same feature however its thousands are parted; years and numbers under ten are none."""
    assert number(written) == value


def test_headline_weighs_more_than_lead_and_tail() -> None:
    """A name in the headline weighs more than one in the lead, and that more than one in the tail."""
    item = builders.article(text="Esbjerg " + "and so on " * 80 + "Kaunas", headline="Porvenir")
    entities = [builders.entity(item, "Esbjerg"), builders.entity(item, "Kaunas")]
    span = builders.Span(start=0, end=8, part="headline")
    entities.append(entities[0].model_copy(update={"entity_id": "en_p", "spans": (span,)}))
    weights = features(builders.resolved(item, entities=entities))
    assert weights["L:en_p"] > weights["L:en_esbjerg"] > weights["L:en_kaunas"]


def test_rarity_follows_the_stream_and_forgets_what_is_taken_out() -> None:
    """A feature says less the more articles have it, a country less than a person, and removal undoes adding."""
    rarity = Rarity()
    assert rarity.of("C:en_1") < rarity.of("P:en_2")
    before = rarity.of("P:en_2")
    for _ in range(50):
        rarity.add(["P:en_2"])
    assert rarity.of("P:en_2") < before
    for _ in range(50):
        rarity.add(["P:en_2"], by=-1)
    assert rarity.of("P:en_2") == before


def test_candidates_are_few_and_the_right_one_first() -> None:
    """However many stories there are, few are looked at, and the one with the same rare names comes first."""
    desk = Desk()
    desk.push(report("ferry", "urn:a:1"))
    desk.push(report("quarry", "urn:a:2", seq=2))
    story_id = desk.memory.articles["urn:a:1"].story_id
    found = candidates(desk.memory, desk.memory.articles["urn:a:1"].weights, most=5)
    assert found[0] == story_id
    assert len(found) <= 5


def test_probability_grows_with_what_speaks_for_it() -> None:
    """The model's answer lies between 0 and 1 and grows with a component of positive weight."""
    weights = Weights(-2.0, {"people": 4.0}, 0.5, 0.9)
    low, high = same_story({"people": 0.1}, weights), same_story({"people": 0.9}, weights)
    assert 0 < low < 0.5 < high < 1


def test_shipped_weights_say_where_they_come_from() -> None:
    """The weights that ship name their sets, date and scores on what they never saw, and use known components only."""
    from importlib.resources import files

    written = json.loads(files("services.cluster.domain").joinpath("same_story.json").read_text("utf-8"))
    assert {"sets", "date", "scores_on_what_it_never_saw", "made_by"} <= set(written)
    desk = Desk()
    desk.push(report("ferry", "urn:a:1", order=(0, 1)))
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), seq=2))
    desk.push(report("ferry", "urn:a:3", order=(2, 5), seq=3, language="de"))
    seen = {n for a in ("urn:a:2", "urn:a:3") if (why := desk.memory.articles[a].why) for n in why.components}
    assert seen <= set(shipped().components)


def test_update_over_budget_is_cut_and_says_so() -> None:
    """An update over 20 kB loses its last changes, counts them, and still is under 20 kB."""
    changes = [Change(kind="claim_added", ref=f"cl_{n}", after={"content": "words " * 40}) for n in range(200)]
    cut = within_budget(builders.story_update("st_1", 1, *changes))
    assert size(cut) <= BUDGET
    assert cut.changes_truncated == 200 - len(cut.changes) > 0


def test_message_of_a_long_headline_is_cut() -> None:
    """A message has at most 280 characters, whatever the headline."""
    cause = Cause(article=record(1, "A", headline="very " * 100))
    changes = (Change(kind="article_added", ref="urn:o:1"),)
    assert len(message(Story(id="st_1"), changes, cause)) <= 280
    assert significance(Story(id="st_1"), changes) == "major"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change(kind="article_added", ref="urn:o:1"), "New report: Ferry floats"),
        (Change(kind="article_corrected", ref="urn:o:1"), "Corrected report: Ferry floats"),
        (Change(kind="copy_added", ref="urn:o:1"), "Another outlet carries a report already known: Ferry floats"),
        (
            Change(kind="article_withdrawn", ref="urn:o:1"),
            "A report was withdrawn; nothing usable is left of this story.",
        ),
        (Change(kind="claim_added", ref="cl_1", after={"value": 14, "unit": "deaths"}), "New: 14 deaths"),
    ],
)
def test_outlet_that_is_not_known_is_not_named(change: Change, sentence: str) -> None:
    """A sentence about an article of an unknown outlet names no outlet."""
    cause = Cause(article=record(1, "unknown", headline="Ferry floats"))
    assert message(Story(id="st_1"), (change,), cause) == sentence


def test_measure_is_revised_as_a_measure() -> None:
    """Money and durations are revised from one to the other, not as a number of them."""
    told = [{"value": value, "unit": "dollars", "modifier": how} for value, how in ((7e6, "exact"), (9e6, "about"))]
    change = Change(kind="claim_revised", ref="cl_1", before=told[0], after=told[1])
    cause = Cause(article=record(1, "Agency A"))
    sentence = "7,000,000 dollars revised to about 9,000,000 dollars, says Agency A"
    assert message(Story(id="st_1"), (change,), cause) == sentence


def test_ledger_of_nothing_is_empty() -> None:
    """A story without claims has an empty ledger."""
    assert ledger([]) == ()
