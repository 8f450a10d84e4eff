"""Reads of a whole story for whoever takes it away."""

from __future__ import annotations

from urllib.parse import quote

from services.publish.adapters.claim_reads import ClaimReads
from services.publish.adapters.feed_reads import FeedReads
from services.publish.domain.export import StoryExport, TimelineEntry
from services.publish.domain.families import families
from services.publish.domain.feeds import told_at
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate

#: Updates of one export, the latest ones.
_UPDATES = 500
#: Topics of one export.
_TOPICS = 500


class ExportReads(FeedReads, ClaimReads):
    """A story with all that is served of it."""

    async def export(self, story_id: str, base: str) -> StoryExport | None:
        """The story with its timeline, claims and articles; None where there is no such story."""
        detail = await self.story(story_id)
        if detail is None:
            return None
        last = detail.story.revision
        updates = (await self.updates(story_id, max(last - _UPDATES, 0), _UPDATES)).items
        return StoryExport(
            url=f"{base}/stories/{quote(story_id, safe=':')}",
            story=detail.story,
            timeline=tuple(_told(event) for event in updates),
            earlier=updates[0].data.revision - 1 if updates else 0,
            claims=(await self.claims(story_id, limit=_TOPICS)).items,
            families=families(detail.articles),
        )


def _told(event: Event[StoryUpdate]) -> TimelineEntry:
    update = event.data
    return TimelineEntry(
        revision=update.revision,
        at=told_at(event),
        significance=update.significance,
        message=update.message,
        kinds=tuple(dict.fromkeys(change.kind for change in update.changes)),
    )
