"""Reads of the claim ledger of a story."""

from __future__ import annotations

from services.publish.adapters import keys
from services.publish.adapters.reads import Reads
from services.publish.domain.claims import (
    ClaimFilter,
    ClaimList,
    ClaimValue,
    GoneEntry,
    HeldEntry,
    articles_of,
    by_topic,
    page_of,
    selected,
    standing_entries,
)
from services.publish.domain.cursors import Cursor

#: Topics of one answer.
MOST_TOPICS = 200


class ClaimReads(Reads):
    """What the articles of a story claim."""

    async def claims(
        self,
        story_id: str,
        only: ClaimFilter = ClaimFilter(),
        limit: int = MOST_TOPICS,
        after: Cursor | None = None,
    ) -> ClaimList:
        """The story's ledger by topic, the one spoken of last first."""
        topics = selected(by_topic(await self._values(story_id)), only)
        items, following = page_of(topics, limit, after)
        return ClaimList(story_id=story_id, items=items, next=following)

    async def _values(self, story_id: str) -> list[ClaimValue]:
        """The story's claims without the words of withdrawn articles."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.hgetall(self._state.key(keys.claims(story_id)))
        pipeline.hgetall(self._state.key(keys.gone_claims(story_id)))
        told, taken = await pipeline.execute()
        held = {claim.decode(): self._parsed(HeldEntry, body) for claim, body in told.items()}
        gone = {claim.decode(): self._parsed(GoneEntry, body) for claim, body in taken.items()}
        killed = await self.withdrawn(uri for one in held.values() for uri in articles_of(one.entry))
        return standing_entries(held, gone, killed)
