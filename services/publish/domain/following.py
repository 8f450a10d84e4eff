"""Whom an update concerns: the followers of its story, and of every story that goes into it."""

from __future__ import annotations

from shared.contracts.update import StoryUpdate


class Following:
    """The stories one subscriber follows; without any, all. Goes along when a followed story is merged."""

    def __init__(self, *story_ids: str) -> None:
        self._ids = set(story_ids)

    def concerns(self, update: StoryUpdate) -> bool:
        """True where this update is to be delivered. Call it with every update, in order."""
        if not self._ids:
            return True
        merged = {change.ref for change in update.changes if change.kind == "merged_from"}
        if merged & self._ids:
            self._ids.add(update.story_id)
        return update.story_id in self._ids
