"""What holds for every wire, in whatever language and whoever interferes: the laws that cluster promises.

Each law is tried on many small wires. In CI the same ones are tried each time.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from services.cluster.domain.commands import obey
from services.cluster.domain.restructure import CannotRestructure
from services.cluster.domain.story import tell
from shared.contracts.stages import StoryCommand
from shared.testing import builders
from tests.unit.cluster.small_wire import Entry, Told, reports, wires
from tests.unit.cluster.wire import Desk

laws = settings(
    max_examples=15,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
#: What comes without editors: restructured stories keep traces of it, as they should.
NO_EDITORS = ("report", "report", "report", "report", "copy", "correction", "kill", "late")


def _crane(number: int, minutes: int, n: int = 4, order: tuple[int, ...] = (1, 2)) -> Told:
    """A report of the crane in Gdynia."""
    return Told(f"urn:w:{number}", "gdynia", 0, order, n, "Agency A", minutes)


def _killed(uri: str, minutes: int, seq: int) -> Entry:
    gone = builders.kill(uri, version="2", version_created=builders.at(minutes))
    return builders.resolved(gone, seq=seq, timing=())


#: A figure that is given up and taken up again, and a report from before that comes late.
RETURNED: list[Entry] = [
    _crane(1, 10).resolved(1),
    _crane(2, 20).resolved(2),
    _crane(3, 13).resolved(3),
    _killed("urn:w:1", 19, 4),
    _crane(4, 50, n=7).resolved(5),
    _crane(5, 60, order=(1, 3)).resolved(6),
    _crane(6, 13).resolved(7),
]


class Newsroom(Desk):
    """A desk that articles and commands come to; what cannot be done is refused and changes nothing."""

    def receive(self, entry: Entry) -> bool:
        """Whether an entry of the wire was taken; a refused command goes to the dead letters."""
        if not isinstance(entry, StoryCommand):
            self.push(entry)
            return True
        try:
            self.take(obey(self.memory, entry, builders.at(0)))
        except CannotRestructure:
            return False
        return True

    def read(self, wire: list[Entry]) -> Newsroom:
        """The desk after a whole wire."""
        for entry in wire:
            self.receive(entry)
        return self

    def again(self) -> Newsroom:
        """The same desk with its memory read back from the records as they are saved."""
        known = self.restart()
        return Newsroom(known.memory, known.revisions)

    def state(self) -> dict[str, Any]:
        """All that is remembered and all that was told, as bytes."""
        return {
            "articles": {u: a.model_dump_json() for u, a in self.memory.articles.items()},
            "stories": {i: s.model_dump_json() for i, s in self.memory.stories.items()},
            "rulings": {i: r.model_dump_json() for i, r in self.memory.rulings.by_id.items()},
            "updates": [r.update.model_dump_json() for r in self.revisions],
        }

    def stories_told(self) -> dict[str, Any]:
        """Each story as readers see it."""
        return {i: tell(record, self.memory.articles) for i, record in self.memory.stories.items()}

    def indexes(self) -> dict[str, Any]:
        """What memory derives from the records."""
        memory = self.memory
        return {
            "counts": {f: n for f, n in memory.rarity.counts.items() if n},
            "articles": memory.rarity.articles,
            "where": {feature: set(ids) for feature, ids in memory.where.items() if ids},
            "profiles": {
                i: (p.size, {f: n for f, n in p.counts.items() if n}, sorted(p.lasting), list(p.times))
                for i, p in memory.profiles.items()
            },
        }


@laws
@given(wires())
def test_same_wire_gives_the_same_bytes(wire: list[Entry]) -> None:
    """Equal articles and commands in equal order give byte-equal records and updates."""
    assert Newsroom().read(wire).state() == Newsroom().read(wire).state()


@laws
@given(wires(), st.frozensets(st.integers(0, 9)))
def test_restart_anywhere_changes_nothing(wire: list[Entry], restarts: frozenset[int]) -> None:
    """A writer that reads its memory back from its records, at any points, goes on as if nothing had been."""
    desk = Newsroom()
    for place, entry in enumerate(wire):
        desk = desk.again() if place in restarts else desk
        desk.receive(entry)
    assert desk.state() == Newsroom().read(wire).state()


@laws
@given(wires())
def test_indexes_are_those_of_the_records(wire: list[Entry]) -> None:
    """What memory has counted article by article is what it counts when it reads its records back."""
    desk = Newsroom().read(wire)
    assert desk.indexes() == desk.again().indexes()


@laws
@given(wires())
@example(RETURNED)
def test_stories_kept_as_told_are_told_the_same_anew(wire: list[Entry]) -> None:
    """A batch that is told as a whole, with no story kept from the article before, gives the same updates."""
    forgetful = Newsroom()
    for entry in wire:
        forgetful.receive(entry)
        forgetful.memory.put((), tuple(forgetful.memory.stories.values()))
    assert forgetful.state() == Newsroom().read(wire).state()


@laws
@given(wires(), st.data())
def test_redelivery_changes_nothing(wire: list[Entry], data: st.DataObject) -> None:
    """Whatever was taken and comes a second time, at once or much later, leaves records and updates as they are."""
    desk, straight = Newsroom(), Newsroom().read(wire)
    taken: list[Entry] = []
    for entry in wire:
        if desk.receive(entry):
            taken.append(entry)
        if taken:
            desk.receive(data.draw(st.sampled_from(taken)))
    assert desk.state() == straight.state()


@laws
@given(wires())
def test_revisions_have_no_gaps(wire: list[Entry]) -> None:
    """The revisions of each story count from 1, each names the one before, none says nothing."""
    last: dict[str, int] = {}
    for revision in Newsroom().read(wire).revisions:
        update = revision.update
        assert update.revision == last.get(update.story_id, 0) + 1
        assert update.previous_revision == (last.get(update.story_id) or None)
        assert update.changes
        last[update.story_id] = update.revision


@laws
@given(wires())
def test_redirects_end(wire: list[Entry]) -> None:
    """Each id that ever stood for a story leads, by redirects that never turn back, to one that was not merged."""
    stories = Newsroom().read(wire).memory.stories
    for story_id in stories:
        seen = [story_id]
        while (into := stories[seen[-1]].merged_into) is not None:
            assert into not in seen
            seen.append(into)
        assert stories[seen[-1]].status != "merged"


@laws
@given(wires())
def test_every_membership_has_a_reason_and_every_member_a_membership(wire: list[Entry]) -> None:
    """Each article in a story has a reason and stands in the list of that story alone, once; so for second stories."""
    memory = Newsroom().read(wire).memory
    primary = [(uri, i) for i, story in memory.stories.items() for uri in story.members]
    beside = [(uri, i) for i, story in memory.stories.items() for uri in story.also]
    placed = [(a.uri, a.story_id) for a in memory.articles.values() if a.story_id]
    assert sorted(primary) == sorted(placed)
    assert sorted(beside) == sorted((a.uri, i) for a in memory.articles.values() for i in a.also)
    for article in memory.articles.values():
        assert article.story_id is None or article.why is not None
        assert article.story_id not in article.also
        assert set(article.also) == set(article.also_why)


@laws
@given(wires(kinds=NO_EDITORS), reports)
def test_kill_undoes_an_article_exactly(wire: list[Entry], guest: Told) -> None:
    """After a kill stories, claims, origins and counts are as if the article had never come; the record of it stays.

    But for what repair joined or parted when it came: the other articles spoke for that, and it stays.
    """
    desk = Newsroom().read(wire)
    before, counted, ruled = desk.stories_told(), desk.indexes(), len(desk.memory.rulings.by_id)
    desk.push(guest.resolved(seq=len(wire) + 1))
    assume(len(desk.memory.rulings.by_id) == ruled)
    gone = builders.kill(guest.uri, version_created=builders.at(guest.minutes + 1))
    desk.push(builders.resolved(gone, seq=len(wire) + 2))
    assert desk.indexes() == counted
    after = desk.stories_told()
    for story_id, story in before.items():
        now = after.pop(story_id)
        withdrawn = tuple(uri for uri in now.withdrawn if uri != guest.uri)
        assert replace(now, revision=story.revision, last_updated=story.last_updated, withdrawn=withdrawn) == story
    assert [] == [uri for story in after.values() for uri in story.members]


@laws
@given(wires(kinds=NO_EDITORS), st.data())
def test_merge_then_split_gives_back_the_members(wire: list[Entry], data: st.DataObject) -> None:
    """Two stories made one and parted again along the same line have the members that they had."""
    desk = Newsroom().read(wire)
    standing = sorted(i for i, story in desk.memory.stories.items() if story.status == "developing")
    assume(len(standing) > 1)
    one, other = data.draw(st.permutations(standing))[:2]
    first, second = (desk.memory.stories[i].members for i in (one, other))
    desk.take(obey(desk.memory, StoryCommand(command_id="m", do="merge", stories=(one, other))))
    assert {*first, *second} == set(desk.memory.stories[one].members)
    desk.take(obey(desk.memory, StoryCommand(command_id="s", do="split", stories=(one,), articles=second)))
    assert set(first) == set(desk.memory.stories[one].members)
    (found,) = {desk.memory.articles[uri].story_id for uri in second}
    assert found is not None
    assert set(second) == set(desk.memory.stories[found].members)
