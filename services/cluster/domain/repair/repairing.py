"""What is repaired once an article has been placed: its story becomes two, or one with another.

Bounded: most articles are placed with certainty and bring no other story to mind, and nothing is looked at. Else at
most ten reports of a story are, and at most three other stories; and one repair is done an article. Never flapping:
the bar under which a story is parted is lower than the one from which on two are joined, and stories that have been
parted once are not joined again by the machine. Never against a person: see restructure.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property

from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.repair.kinship import KinshipWeights, Sight
from services.cluster.domain.repair.links import Group, Links
from services.cluster.domain.restructure import Author, families_of, may_leave, may_merge, merge, split
from services.cluster.domain.revising import Decision, Draft, then

#: The stories that an article was weighed against, each with how likely it is.
Near = Sequence[tuple[str, float]]
#: Other stories that are looked at: the likeliest ones, of this probability or more.
MOST_OTHERS, LIKELY = 3, 0.03
#: A story is looked at for parting when an article came to it with a lower probability than this.
SURE = 0.98
#: Mean log odds between the article alone and another story, less than which is no reason to look closer.
WORTH_A_LOOK = -2.0
#: Log odds between the article and the report of its story that it is least like, from which on there is no doubt.
WORTH_A_DOUBT = 0.0


def repaired(
    memory: Memory, placed: ArticleRecord, decision: Decision, near: Near, weights: KinshipWeights
) -> Decision:
    """The decision that placed an article, and the repair that it gives reason for, where there is one."""
    if placed.copy_of is not None or not placed.weights or placed.story_id is None:
        return decision
    if not (is_unsure(placed) or likely(near, placed.story_id)):
        return decision
    look = Look(memory, placed, Draft(memory, decision), weights)
    found = (look.split() if is_unsure(placed) else None) or look.merge(near)
    return then(decision, found) if found else decision


def is_unsure(placed: ArticleRecord) -> bool:
    """Whether an article was placed with less than certainty."""
    return placed.why is not None and placed.why.method == "same_story" and placed.why.score < SURE


def likely(near: Near, story_id: str) -> list[str]:
    """The other stories that an article could well have been placed in."""
    return [i for i, probability in near if i != story_id and probability >= LIKELY][:MOST_OTHERS]


class Look:
    """One look at a story that an article has come to."""

    def __init__(self, memory: Memory, placed: ArticleRecord, draft: Draft, weights: KinshipWeights) -> None:
        assert placed.story_id is not None
        self.memory, self.placed, self.draft, self.weights = memory, placed, draft, weights
        self.story = draft.stories[placed.story_id]
        self.links = Links(weights)
        self.here = Sight(placed.uri, placed.language, placed.weights, memory.rarity)

    @cached_property
    def beside(self) -> list[Sight]:
        """The other reports of its story."""
        return [sight for sight in self._reports(self.story.id) if sight.uri != self.placed.uri]

    def _reports(self, story_id: str) -> list[Sight]:
        """The latest and the first reports of a story that is awake, as they were before the article came."""
        profile, traces = self.memory.profiles.awake.get(story_id), self.memory.traces
        found = profile.compared() if profile else []
        return [Sight(r.uri, traces[r.uri].language, r.weights, self.memory.rarity) for r in found]

    def split(self) -> Decision | None:
        """The story parted into two that do not speak for each other; the smaller part leaves, or the later one."""
        if not self.is_doubtful or self.story.pinned:
            return None
        halves = self.links.halves([*self.beside, self.here])
        link = self.links.log_odds(*halves)
        if link >= self.weights.split_below:
            return None
        family = families_of(self.draft, self.story, [sight.uri for sight in self._leaving(halves)])
        if len(family) == len(self.story.members) or not self._may_leave(family):
            return None
        return split(self.draft, self.story.id, [family], self._author("split", link))

    @property
    def is_doubtful(self) -> bool:
        """Whether the story has a report that does not speak for the article."""
        return len(self.beside) > 1 and min(self.links.between(self.here, s) for s in self.beside) < WORTH_A_DOUBT

    def _leaving(self, halves: tuple[Group, Group]) -> Group:
        """The smaller part; of two equal ones the one whose first article came later."""
        return min(halves, key=lambda half: (len(half), -min(self._seq(sight) for sight in half)))

    def _seq(self, sight: Sight) -> int:
        return self.placed.seq if sight is self.here else self.memory.traces[sight.uri].seq

    def _may_leave(self, uris: Sequence[str]) -> bool:
        return all(may_leave(self.draft.articles[uri], self.story) for uri in uris)

    def merge(self, near: Near) -> Decision | None:
        """The story made one with the first of the others that speaks for it as strongly as it takes."""
        for other_id, others in self.neighbours(near):
            link = self.links.log_odds([*self.beside, self.here], others)
            other = self.draft.stories[other_id]
            if link >= self.weights.merge_from and self._may_merge(other):
                survivor, ended = sorted([self.story, other], key=self._standing)
                return merge(self.draft, survivor.id, [ended.id], self._author("merge", link))
        return None

    def neighbours(self, near: Near) -> Iterator[tuple[str, list[Sight]]]:
        """The other stories for which the article speaks, with their reports. An article alone has been weighed."""
        for other_id in likely(near, self.story.id):
            others = self._reports(other_id)
            if others and self.links.mean([self.here], others) >= WORTH_A_LOOK and self.beside:
                yield other_id, others

    def _may_merge(self, other: StoryRecord) -> bool:
        is_living = all(s.status == "developing" and s.members for s in (self.story, other))
        return is_living and may_merge(self.draft, self.story, other) and not self._were_parted(other)

    def _were_parted(self, other: StoryRecord) -> bool:
        """Whether the machine has parted these stories, or stories that have become these, before."""
        theirs = {other.id, *other.merged_from}
        mine = (r for i in (self.story.id, *self.story.merged_from) for r in self.memory.rulings.of(i))
        return any(r.kind == "repair" and r.do == "split" and theirs & set(r.stories) for r in mine)

    def _standing(self, story: StoryRecord) -> tuple[int, int, str]:
        """More articles before fewer, then the one that began first."""
        return (-len(story.members), self.draft.articles[story.members[0]].seq, story.id)

    def _author(self, do: str, link: float) -> Author:
        version = f"{self.placed.uri} {self.placed.version}"
        why = f"log odds that they tell one story: {link:.2f}"
        return Author("repair", f"rp_{hashlib.sha256(version.encode()).hexdigest()[:16]}", f"cluster.{do}", why)
