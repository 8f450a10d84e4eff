"""Whom an update concerns: filters, and followers who go along with merges of stories.

The words of a filter are the same wherever updates are asked for (shared/contracts/filters.py).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from shared.contracts.filters import BadFilter as BadFilter
from shared.contracts.filters import Facts as Facts
from shared.contracts.filters import UpdateFilter as UpdateFilter
from shared.contracts.filters import filter_of as filter_of
from shared.contracts.filters import read_filter as read_filter


class Follower:
    """A filter over time. Who follows a story goes along when it is merged, and is told when it is split."""

    def __init__(self, asked: UpdateFilter | None = None, merged: Mapping[str, int] | None = None) -> None:
        """`merged`: the stories that the asked ones are part of by now, and the revision with which that began."""
        self.filter = asked or UpdateFilter()
        self.stories = set(self.filter.story)
        self._merged = dict(merged or {}) if self.stories else {}

    @property
    def state(self) -> Hashable:
        """Two followers of the same state are concerned by the same updates from now on."""
        return self.filter, frozenset(self.stories), frozenset(self._merged.items())

    def concerns(self, facts: Facts, merges: Mapping[str, str] | None = None) -> bool:
        """True where this update is to be delivered. Call it with every update, in order."""
        story, revision = facts.update.story_id, facts.update.revision
        if self.stories & facts.merged or revision >= self._merged.get(story, revision + 1):
            self.stories.add(story)
        return self.filter.passes(facts, self.stories, merges)
