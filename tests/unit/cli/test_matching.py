from __future__ import annotations

import pytest

from services.cli.domain.matching import Seen, check_fields, fits, fold, misfits
from shared.contracts.story import StoryEntity
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cli.seen import figure, revised, seen


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": "claim_revised"},
        {"kind": "claim_revised", "before": 16, "after": 52},
        {"unit": "Deaths", "value": 52.0, "source": "The  Embassy"},
        {"article": "urn:x:2", "quote": "52 PEOPLE"},
        {"after": {"quantity.unit": "deaths"}},
        {"after.quantity.value": 52, "before.quantity.value": 16},
        {"effect": "supersedes", "significance": "notable", "revision": 1, "type": "updated"},
        {"after": "52 deaths", "modifier": "exact", "message": "revision 1"},
    ],
)
def test_named_fields_fit(wanted):
    """A change fits an expectation that names some of its fields, whatever its other fields are."""
    assert fits(wanted, seen(revised(16, 52)))


@pytest.mark.parametrize(
    ("wanted", "off"),
    [
        ({"kind": "claim_added", "unit": "deaths"}, ["kind"]),
        ({"before": 15, "after": 52}, ["before"]),
        ({"value": 16}, ["value"]),
        ({"unit": "injured", "source": "the ministry"}, ["unit", "source"]),
        ({"article": "urn:x:9"}, ["article"]),
        ({"quote": "53 people"}, ["quote"]),
        ({"after": None}, ["after"]),
        ({"after": {"quantity.unit": "injured"}}, ["after"]),
        ({"after": "sixteen"}, ["after"]),
        ({"type": "merged"}, ["type"]),
    ],
)
def test_misfits_are_named(wanted, off):
    """Of a change that does not fit, exactly the fields that differ are named."""
    assert off == misfits(wanted, seen(revised(16, 52)))


def test_withdrawn_figure():
    """A figure that lost its last evidence has nothing after, and its value is the one it had."""
    assert fits({"after": None, "before": 16, "value": 16}, seen(revised(16, None)))


def test_article_kinds_go_by_the_article_itself():
    """An article that is merely quoted as evidence is not the article that was added."""
    other = builders.article("urn:x:9")
    change = builders.article_added("urn:x:1", evidence=(builders.evidence(other, "16 prisoners"),))
    assert fits({"kind": "article_added", "article": "urn:x:1"}, seen(change))
    assert not fits({"article": "urn:x:9"}, seen(change))


def test_origin_names_its_article():
    """An origin is found by the article that brought it."""
    change = Change(kind="origin_added", ref="or_2", after={"origins": 2, "article": "urn:x:2"})
    assert fits({"kind": "origin_added", "article": "urn:x:2", "origins": 2}, seen(change))


def test_entity_by_name_or_id():
    """An entity is found by its name in any case, or by its id."""
    change = Change(kind="entity_added", ref="en_7", after={"name": "Minsk", "type": "GPE"})
    assert fits({"entity": "minsk"}, seen(change))
    assert fits({"entity": "en_7"}, seen(change))
    assert not fits({"entity": "Vilnius"}, seen(change))


def test_plain_sides():
    """Sides that hold value, unit and source as plain fields are read like those with a quantity."""
    change = Change(kind="conflict_opened", ref="cl_1", before={"value": 41, "unit": "deaths", "source": "officials"})
    assert fits({"before": 41, "unit": "deaths", "source": "Officials"}, seen(change))


def test_texts_inside_a_side():
    """A text that is expected after may stand in any field of it, in a list too; a part of a field may be expected."""
    change = Change(
        kind="title_changed", ref="st_1", after={"titles": ["Old", "New"], "quantity": {"value": 3, "unit": "x"}}
    )
    assert fits({"after": "new"}, seen(change))
    assert fits({"after.quantity": {"unit": "x"}}, seen(change))
    assert not fits({"after": "newest"}, seen(change))


def test_truth_is_no_number():
    """True is not the number 1."""
    change = Change(kind="claim_added", ref="cl_1", after={**figure(1), "flag": True})
    assert not fits({"after.flag": 1}, seen(change))
    assert fits({"after.flag": True}, seen(change))


def test_typing_errors_are_refused():
    """A field or kind that no change has is refused, for as a "never" it would hold for ever."""
    with pytest.raises(ValueError, match="unknown field 'knid'"):
        check_fields({"knid": "claim_added"})
    with pytest.raises(ValueError, match="unknown kind 'claim_add'"):
        check_fields({"kind": "claim_add"})
    check_fields({"kind": "claim_added", "after.quantity.unit": "deaths"})


def test_fold():
    """Case, kinds of quotation marks and runs of spaces make no difference."""
    assert fold("„Wir  sind\nDA“ – er’s") == fold('"wir sind da" - er\'s')


def _conflict(before: float, after: float) -> Change:
    return Change(
        kind="conflict_opened",
        ref="cl_1",
        before=figure(before, source="the police"),
        after=figure(after, source="university hospital"),
    )


def test_both_sides_of_a_conflict_stand():
    """In a conflict either side may be named; what one side says belongs together."""
    change = seen(_conflict(6, 8))
    assert fits({"value": 6, "source": "police", "unit": "killed"}, change)
    assert fits({"value": 8, "source": "hospital"}, change)
    assert not fits({"value": 6, "source": "hospital"}, change)
    assert fits({"values": [8, 6]}, change)
    assert not fits({"values": [8, 7]}, change)
    assert not fits({"values": [8]}, change)


def test_who_revised_is_not_who_said_it_before():
    """The source of a revised figure is who says the new one; without a name, the outlet that reports it."""
    change = revised(16, 52)
    anonymous = change.model_copy(update={"after": {"value": 52, "unit": "deaths"}})
    assert not fits({"source": "the embassy"}, seen(anonymous))
    assert fits({"source": change.evidence[0].provider}, seen(anonymous))
    assert not fits({"source": change.evidence[0].provider}, seen(change))


def test_unit_in_other_words():
    """A unit that a person would write in other words fits, with the right value only."""
    assert fits({"unit": "people killed", "before": 16, "after": 52}, seen(revised(16, 52)))
    assert not fits({"unit": "people killed", "before": 16, "after": 53}, seen(revised(16, 52)))
    assert not fits({"unit": "people injured", "after": 52}, seen(revised(16, 52)))


def test_source_by_the_name_of_its_entity():
    """A source fits by the name that the story gives its entity, whatever the text calls it."""
    change = Change(
        kind="claim_added",
        ref="cl_1",
        after={"value": 3, "unit": "deaths", "source": "МВД", "source_entity_id": "en_1"},
    )
    update = builders.story_update("st_1", 1, change)
    named = update.model_copy(
        update={
            "story": update.story.model_copy(
                update={"entities": (StoryEntity(id="en_1", name="Interior Ministry", type="ORG", articles=1),)}
            )
        }
    )
    assert fits({"source": "interior ministry"}, Seen(named, change))
    assert not fits({"source": "interior ministry"}, Seen(update, change))


def test_numbers_written_as_text():
    """A number that was written in quotes, with its thousands parted, is that number and no other."""
    change = seen(revised(16, 1300))
    assert fits({"value": "1,300", "after": 1300}, change)
    assert not fits({"value": "1,301"}, change)
    assert not fits({"value": "many"}, change)
