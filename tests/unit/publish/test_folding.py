"""Folding of bursts: when a delivery goes, what is in it, and where the subscriber stands after it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publish.domain.bursts import MOST_HELD, Bursts
from services.publish.domain.folding import LARGEST, fold, folded_to_fit, is_urgent, size
from services.publish.domain.resume import EntryId, Place, parsed_place
from shared.contracts.envelope import Event
from shared.contracts.update import Change, StoryUpdate
from shared.testing import builders as a

ITEM = a.article("urn:f", text="Sixteen prisoners were freed. " * 40)


def told(revision: int, *changes: Change, **fields: Any) -> Any:
    """The event of a revision of one story."""
    fields = {"message": f"Message {revision}.", "previous_revision": revision - 1 or None} | fields
    return a.event(a.story_update("st_1", revision, *changes, **fields))


def quote(revision: int) -> Change:
    """A change that is known by its revision."""
    return Change(kind="quote_added", ref=f"cl_{revision}", evidence=(a.evidence(ITEM, "Sixteen prisoners"),))


# What is in a delivery


def test_one_revision_stays_as_it_is() -> None:
    """A delivery of one revision is its event, unchanged."""
    event = told(1, quote(1))
    assert event == fold([event])


def test_fold_tells_everything_in_order() -> None:
    """A folded delivery has all changes in order, begins where the first began, and is the story after the last."""
    events = [told(5, quote(5)), told(6, quote(6), significance="major"), told(7, quote(7), significance="minor")]
    found = fold(events)
    assert ("st_1-r5-r7", "slugline.story.updated.v1") == (found.id, found.type)
    assert (4, 7, "major") == (found.data.previous_revision, found.data.revision, found.data.significance)
    assert ["cl_5", "cl_6", "cl_7"] == [change.ref for change in found.data.changes]
    assert events[-1].data.story == found.data.story
    assert [(5, "st_1-r5", "Message 5."), (6, "st_1-r6", "Message 6."), (7, "st_1-r7", "Message 7.")] == [
        (one.revision, one.id, one.message) for one in found.data.folded
    ]


def test_messages_are_joined_or_the_weightiest_speaks() -> None:
    """Short messages stand side by side; of long ones the weightiest is told, and how many more there are."""
    assert "Message 1. Message 2." == fold([told(1), told(2)]).data.message
    long = fold([told(1, message="a" * 200), told(2, message="b" * 280, significance="major"), told(3, message="c")])
    assert 280 == len(long.data.message)
    assert long.data.message.startswith("bbb")
    assert long.data.message.endswith("b (and 2 more)")


def test_first_of_a_story_is_told_as_such() -> None:
    """A folded delivery in which the story was created says so by its type."""
    assert "slugline.story.created.v1" == fold([told(1), told(2)]).type


def test_no_fold_grows_beyond_what_everybody_forwards() -> None:
    """Revisions that do not fit into 64 KiB come as more deliveries, all of them told, none too large."""
    events = [told(n, *(quote(n) for _ in range(20))) for n in range(1, 30)]
    found = folded_to_fit(events)
    assert 1 < len(found) < len(events)
    assert all(size(event) <= LARGEST for event in found)
    revisions = [[one.revision for one in event.data.folded] or [event.data.revision] for event in found]
    assert [*range(1, 30)] == [revision for each in revisions for revision in each]


def test_fold_is_as_plain_as_any_event() -> None:
    """A folded delivery is a CloudEvent that says the same after a round trip through JSON."""
    found = fold([told(1, quote(1)), told(2, quote(2))])
    assert Event[StoryUpdate].model_validate(json.loads(found.model_dump_json())).data == found.data


@pytest.mark.parametrize(
    ("change", "urgent"),
    [
        (a.article_withdrawn("urn:x"), True),
        (Change(kind="article_corrected", ref="urn:x"), True),
        (quote(1), False),
    ],
)
def test_kills_and_corrections_are_urgent(change: Change, urgent: bool) -> None:
    """Kills and corrections are urgent by what changed; nothing else is."""
    assert urgent is is_urgent(told(2, change))


@pytest.mark.parametrize("name", ["corrected", "retracted"])
def test_retractions_are_urgent_by_their_type(name: str) -> None:
    """An event that corrects or retracts is urgent whatever its changes say."""
    assert is_urgent(told(2).model_copy(update={"type": f"slugline.story.{name}.v1"}))


# When it goes


def test_first_goes_at_once_and_the_rest_together() -> None:
    """The first revision goes at once; what follows within the second goes together at its end."""
    bursts: Bursts[int] = Bursts()
    assert [[1]] == bursts.take("st_1", 1, 10.0)
    assert [] == bursts.take("st_1", 2, 10.2)
    assert [] == bursts.take("st_1", 3, 10.9)
    assert ([2, 3], 11.0) == (bursts.held, bursts.next_due)
    assert [] == bursts.due(10.99)
    assert [[2, 3]] == bursts.due(11.0)
    assert [] == bursts.take("st_1", 4, 11.5)
    assert [[4]] == bursts.due(12.0)
    assert [[5]] == bursts.take("st_1", 5, 13.0)


def test_stories_do_not_wait_for_each_other() -> None:
    """A burst of one story delays no other."""
    bursts: Bursts[int] = Bursts()
    bursts.take("st_1", 1, 10.0)
    bursts.take("st_1", 2, 10.1)
    assert [[3]] == bursts.take("st_2", 3, 10.2)


def test_urgent_flushes_what_waits_and_goes_at_once() -> None:
    """A kill is not held back; what waits goes before it, and only of its story."""
    bursts: Bursts[int] = Bursts()
    for story, item in (("st_1", 1), ("st_1", 2), ("st_2", 3), ("st_2", 4)):
        bursts.take(story, item, 10.0)
    assert [[2], [5]] == bursts.take("st_1", 5, 10.1, is_urgent=True)
    assert [4] == bursts.held
    assert [[6]] == bursts.take("st_3", 6, 10.1, is_urgent=True)


def test_what_waits_is_bounded() -> None:
    """However fast a story grows, no more than so many updates wait; then they go early."""
    bursts: Bursts[int] = Bursts()
    flushed = [group for n in range(MOST_HELD + 2) for group in bursts.take("st_1", n, 10.0)]
    assert [[0], [*range(1, MOST_HELD + 2)]] == flushed


STEPS = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 0.7), st.booleans()), max_size=60)


@given(STEPS)
def test_nothing_is_lost_doubled_or_out_of_order(steps: list[tuple[int, float, bool]]) -> None:
    """Whatever comes when, each update is delivered once, those of a story in order, and none waits over a second."""
    bursts: Bursts[int] = Bursts()
    now, got, came = 0.0, [], {}
    for number, (story, pause, urgent) in enumerate(steps):
        now += pause
        got += [(now, group) for group in bursts.due(now)]
        came[number] = (f"st_{story}", now)
        got += [(now, group) for group in bursts.take(f"st_{story}", number, now, urgent)]
    got += [(now + 1, group) for group in bursts.due(now + 1)]
    flat = [number for _, group in got for number in group]
    assert sorted(flat) == [*range(len(steps))]
    for story in range(4):
        own = [number for number in flat if came[number][0] == f"st_{story}"]
        assert sorted(own) == own
    assert all(len({came[number][0] for number in group}) == 1 for _, group in got)


# Where the subscriber stands

IDS = st.builds(EntryId, st.integers(0, 2**41), st.integers(0, 5000))


@given(IDS, st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 50)), max_size=20))
def test_place_is_read_as_it_was_written(upto: EntryId, back: list[tuple[int, int]]) -> None:
    """A place with entries that wait says the same when a subscriber sends it back."""
    missing = {EntryId(upto.ms - ms, serial) for ms, serial in back if ms <= upto.ms}
    place = Place(upto, tuple(sorted(entry for entry in missing if entry <= upto)))
    assert place == parsed_place(str(place))
    assert all(place.oldest < entry for entry in place.missing if entry > EntryId(0, 0))


@pytest.mark.parametrize("text", ["5-0!", "5-0!9-0", "5-0!0-1", "5-0!x", "!1-0", "5-0!1-0,", "5-0!" + "1-0," * 300])
def test_no_other_place_is_taken(text: str) -> None:
    """What no stream gives out as a place is refused."""
    assert parsed_place(text) is None
