"""Quiet stories: those that no article has come to for long. They leave memory but for the few features that name them.

A story falls quiet by the articles' own clock, a few at a time with each article that comes. Readers are not told: for
them nothing has changed. It comes back when an article shares several of its core features, or copies one of its
articles, and is then found to belong to it by the same rule as ever.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from services.cluster.domain.profile import NAMES, Profile
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import StoryRecord
from services.cluster.domain.revising import Decision, Gone

if TYPE_CHECKING:
    from services.cluster.domain.memory import Memory

#: Seconds in a day.
DAY = 86_400.0
#: Features that a quiet story is found by, the most telling ones, names and terms in equal parts.
CORE = 12
#: Core features that an article must share with a quiet story, or all where it has fewer, for a closer look.
ENOUGH = 3
#: Quiet stories that are looked at closely, at most: each costs a reading of its articles.
MOST = 2
#: A core feature of more quiet stories than this finds none of them.
TOO_COMMON = 300
#: Stories that fall quiet, and that are let go for good, with one article.
AT_ONCE = 4


class Quiet:
    """The quiet stories by their core features."""

    def __init__(self) -> None:
        self._where: dict[str, set[str]] = {}

    def add(self, story: StoryRecord) -> None:
        """Makes a story findable."""
        for feature in story.core:
            self._where.setdefault(feature, set()).add(story.id)

    def remove(self, story: StoryRecord) -> None:
        """Forgets a story."""
        for feature in story.core:
            if stories := self._where.get(feature):
                stories.discard(story.id)
                if not stories:
                    del self._where[feature]

    def found(self, features: Iterable[str], stories: Mapping[str, StoryRecord]) -> list[str]:
        """The stories that an article speaks for strongly, the strongest first; ties by id."""
        shared: dict[str, int] = {}
        for feature in features:
            found = self._where.get(feature, ())
            if len(found) <= TOO_COMMON:
                for story_id in found:
                    shared[story_id] = shared.get(story_id, 0) + 1
        enough = [(-n, i) for i, n in shared.items() if n >= min(ENOUGH, len(stories[i].core))]
        return [story_id for _, story_id in heapq.nsmallest(MOST, enough)]


def core(profile: Profile, rarity: Rarity) -> tuple[str, ...]:
    """The features that name a story: rare ones that most of its articles have."""
    lasting = profile.keeps_coming_back_to()
    found = []
    for kinds in (NAMES, "t"):
        features = [pair for kind in kinds if kind in lasting for pair in lasting[kind].features]
        found += heapq.nsmallest(CORE // 2, [(-square * rarity.of(f), f) for f, square in features])
    return tuple(feature for _, feature in found)


def awakened(decision: Decision) -> Decision:
    """The decision with every story in it awake that was quiet: something has come to it."""
    return replace(decision, stories=tuple(map(_awake, decision.stories)))


def _awake(story: StoryRecord) -> StoryRecord:
    if story.status != "quiet" and not story.core:
        return story
    return story.model_copy(update={"status": "developing" if story.status == "quiet" else story.status, "core": ()})


def as_time_passes(memory: Memory, decision: Decision) -> Decision:
    """The decision, and beside it what time does to other stories: some fall quiet, some are let go for good."""
    decision = awakened(decision)
    memory.require(decision.stories)
    changed = {story.id for story in decision.stories} | {article.uri for article in decision.articles}
    limits, now = memory.limits, memory.clock.now
    falling = memory.awake.oldest(now - limits.quiet_after * DAY, AT_ONCE)
    passing = memory.passing.oldest(now - limits.kept_for * DAY, AT_ONCE)
    fallen = tuple(_fallen(memory, story_id) for story_id in falling if story_id not in changed)
    gone = _gone(memory, [name for name in passing if name not in changed])
    return replace(decision, stories=(*decision.stories, *fallen), gone=gone)


def _fallen(memory: Memory, story_id: str) -> StoryRecord:
    found = core(memory.profiles[story_id], memory.rarity)
    return memory.stories[story_id].model_copy(update={"status": "quiet", "core": found})


def _gone(memory: Memory, names: list[str]) -> Gone:
    stories = tuple(name for name in names if name in memory.stories)
    articles = [name for name in names if name in memory.traces]
    for story_id in stories:
        articles += memory.stories[story_id].members
    return Gone(stories, tuple(articles))
