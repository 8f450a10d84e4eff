"""Verdict: what a scenario expected and did not get, and what it got that it forbade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.cli.domain.matching import Seen, fits, misfits
from services.cli.domain.members import Membership
from services.cli.domain.scenario import Expectations, Expected

FindingKind = Literal[
    "story_missing", "story_unexpected", "story_unknown", "change_missing", "change_forbidden", "change_unlisted"
]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as expected."""

    kind: FindingKind
    #: The uri that names the story, where the finding is about one.
    story: str | None = None
    members: frozenset[str] = frozenset()
    wanted: Expected | None = None
    #: The change that was seen; for a missing one the nearest, with the fields in which it differs.
    seen: Seen | None = None
    differs: tuple[str, ...] = ()


def judge(expect: Expectations, updates: Sequence[tuple[str, Seen]]) -> list[Finding]:
    """Everything that is not as expected; empty means that the scenario holds.

    `updates` are all changes in the order of the stream, each with the id of its story.
    """
    seen_once = {id(seen.update): seen.update for _, seen in updates}
    membership = Membership(seen_once.values())
    findings = _judge_stories(expect, membership)
    used: set[int] = set()
    for name, wanted in expect.updates.items():
        story = membership.story_named_by(name)
        if story is None:
            findings.append(Finding("story_unknown", story=name))
            continue
        own = [(place, seen) for place, (its, seen) in enumerate(updates) if its == story]
        found, places = _judge_updates(name, wanted, own)
        findings += found
        used |= places
    findings += _judge_never(expect, updates)
    if expect.exact:
        findings += [Finding("change_unlisted", seen=s) for place, (_, s) in enumerate(updates) if place not in used]
    return findings


def _judge_stories(expect: Expectations, membership: Membership) -> list[Finding]:
    if expect.stories is None:
        return []
    found = membership.sets()
    missing = [Finding("story_missing", members=s) for s in expect.stories if s not in found]
    return missing + [Finding("story_unexpected", members=s) for s in found if s not in expect.stories]


def _judge_never(expect: Expectations, updates: Sequence[tuple[str, Seen]]) -> list[Finding]:
    return [
        Finding("change_forbidden", wanted=wanted, seen=seen)
        for wanted in expect.never
        for _, seen in updates
        if fits(wanted, seen)
    ]


Numbered = Sequence[tuple[int, Seen]]


def _judge_updates(name: str, wanted: Sequence[Expected], own: Numbered) -> tuple[list[Finding], set[int]]:
    """Findings, and the places of the changes that were expected."""
    placed = place_in_order(wanted, [seen for _, seen in own])
    findings = [_missing(name, change, own) for change, place in zip(wanted, placed, strict=True) if place is None]
    return findings, {own[place][0] for place in placed if place is not None}


def place_in_order(wanted: Sequence[Expected], seen: Sequence[Seen]) -> list[int | None]:
    """For each expected change the place of the one that meets it, leaving as few as possible unmet.

    Revisions must come in the order expected; changes of one revision happen at once and may stand in any order. So
    each revision takes a run of the expectations: the best cut into runs, and within a run the largest pairing.
    """
    revisions = sorted({change.update.revision for change in seen})
    #: After so many expectations: the places given so far, for the best cut up to this revision.
    best: list[list[int | None]] = [[None] * n for n in range(len(wanted) + 1)]
    for revision in revisions:
        places = [place for place, change in enumerate(seen) if change.update.revision == revision]
        best = [
            max((best[start] + _pair(wanted[start:end], seen, places) for start in range(end + 1)), key=_met)
            for end in range(len(wanted) + 1)
        ]
    return best[len(wanted)]


def _pair(wanted: Sequence[Expected], seen: Sequence[Seen], places: Sequence[int]) -> list[int | None]:
    """The largest pairing of expectations with these places, by augmenting paths."""
    taken: dict[int, int] = {}

    def place_for(number: int, tried: set[int]) -> bool:
        for place in places:
            if place in tried or not fits(wanted[number], seen[place]):
                continue
            tried.add(place)
            if place not in taken or place_for(taken[place], tried):
                taken[place] = number
                return True
        return False

    for number in range(len(wanted)):
        place_for(number, set())
    by_number = {number: place for place, number in taken.items()}
    return [by_number.get(number) for number in range(len(wanted))]


def _met(placed: Sequence[int | None]) -> int:
    return sum(place is not None for place in placed)


def _missing(name: str, wanted: Expected, own: Numbered) -> Finding:
    """The missing change beside the nearest one: of its kind, then with the fewest differences."""
    differences = [("kind" in (off := misfits(wanted, seen)), len(off), place) for place, (_, seen) in enumerate(own)]
    _, _, place = min(differences)
    nearest = own[place][1]
    return Finding("change_missing", story=name, wanted=wanted, seen=nearest, differs=tuple(misfits(wanted, nearest)))
