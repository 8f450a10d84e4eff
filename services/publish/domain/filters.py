"""Whom an update concerns: filters, and followers who go along with merges of stories.

The words of a filter are the same wherever updates are asked for (shared/contracts/filters.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.contracts.filters import BadFilter as BadFilter
from shared.contracts.filters import Facts as Facts
from shared.contracts.filters import UpdateFilter as UpdateFilter
from shared.contracts.filters import filter_of as filter_of
from shared.contracts.filters import read_filter as read_filter


class Follower:
    """A filter over time. Who follows a story goes along when it is merged, and is told when it is split."""

    def __init__(self, asked: UpdateFilter | None = None, also: Iterable[str] = ()) -> None:
        """`also` are the ids that the asked stories go by now."""
        self.filter = asked or UpdateFilter()
        self.stories: set[str] = {*self.filter.story, *also} if self.filter.story else set()

    def concerns(self, facts: Facts, merges: Mapping[str, str] | None = None) -> bool:
        """True where this update is to be delivered. Call it with every update, in order."""
        if self.stories & facts.merged:
            self.stories.add(facts.update.story_id)
        return self.filter.passes(facts, self.stories, merges)
