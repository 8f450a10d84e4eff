"""What is worked out of an article once, though it be decided again.

A decision that asks for a record that is not at hand is made anew once that has been read (see archive.py). What an
article says does not change with it, nor does its place among the stories while memory is what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from services.cluster.domain.assign import Placement
from services.cluster.domain.contribution import contribution
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord
from shared.contracts.stages import ArticleResolved


class Worked:
    """One article version, with what has been worked out of it so far."""

    def __init__(self, resolved: ArticleResolved) -> None:
        self.resolved = resolved
        self._placed: tuple[object, Placement] | None = None

    @cached_property
    def contribution(self) -> ArticleRecord:
        """The record of the article, in no story yet."""
        return contribution(self.resolved)

    def placed(self, memory: Memory, place: Callable[[], Placement]) -> Placement:
        """Where the article goes, as memory is now; asked for once."""
        if self._placed is None or self._placed[0] is not memory.moment:
            found = place()
            self._placed = memory.moment, found
        return self._placed[1]
