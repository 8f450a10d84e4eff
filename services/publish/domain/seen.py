"""What of a story a reader has seen: kept by the reader's own browser, in one short word a story.

A visit goes on while the story is opened again within half an hour: what was new when it began stays marked through
it, however often the page is loaded.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Seconds without a look after which the next one begins another visit.
VISIT = 30 * 60
_WORD = re.compile(r"(\d{1,15})\.(\d{1,15})\.(\d{1,15})", re.ASCII)


class Look(NamedTuple):
    """One look at a story: the revision up to which nothing is new, the revision seen, and when (seconds)."""

    known: int
    seen: int
    at: int

    def encoded(self) -> str:
        """The look as one word."""
        return f"{self.known}.{self.seen}.{self.at}"

    @classmethod
    def decoded(cls, word: str | None) -> Look | None:
        """The look that `encoded` wrote; None for anything else."""
        found = _WORD.fullmatch(word or "")
        return cls(*(int(part) for part in found.groups())) if found else None


def look(before: Look | None, revision: int, now: int) -> Look:
    """The look at this revision. To who never looked before, nothing is new: everything is."""
    if before is None:
        return Look(revision, revision, now)
    is_same_visit = 0 <= now - before.at < VISIT
    known = before.known if is_same_visit else before.seen
    return Look(min(known, revision), revision, now)


def all_read(revision: int, now: int) -> Look:
    """The look after which nothing of this revision is new."""
    return Look(revision, revision, now)
