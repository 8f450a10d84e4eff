"""Whom an update concerns, over time: who follows a story goes along when it is merged."""

from __future__ import annotations

from shared.contracts.filters import Facts, UpdateFilter
from shared.contracts.update import StoryUpdate


class Followed:
    """A filter that is asked of every update, in order."""

    def __init__(self, asked: UpdateFilter) -> None:
        self.filter = asked
        self._stories = set(asked.story)

    def concerns(self, update: StoryUpdate) -> bool:
        """True where this update is to be shown."""
        facts = Facts(update)
        if self._stories & facts.merged:
            self._stories.add(update.story_id)
        return self.filter.passes(facts, self._stories)
