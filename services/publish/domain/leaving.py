"""What publish lets go and what stays of it: when a story has left, and what is said of it then."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.base import Contract

#: The articles' own clock stands at the moment that this many articles are not older than, as in cluster: a few wrong
#: dates do not move it.
WITNESSES = 10
DAY = 86_400.0


class GoneStory(Contract):
    """What is known of a story that has left: enough to say so for good, and no word of it."""

    revision: int
    first_seen: datetime | None = None
    last_updated: datetime | None = None
    articles: int = 0
    #: The folder of the archive that holds it; None where nothing is archived.
    archived: str | None = None


def told_gone(story_id: str, gone: GoneStory) -> str:
    """One sentence for whoever asks for it."""
    since = f", last told on {gone.last_updated:%Y-%m-%d}" if gone.last_updated else ""
    where = f"It is in the archive, under {gone.archived}." if gone.archived else "It was not archived."
    return f"Story {story_id[:200]!r} ended with revision {gone.revision}{since}, and has left this server. {where}"
