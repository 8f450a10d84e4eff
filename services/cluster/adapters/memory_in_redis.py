"""Articles, stories and rulings in hashes, written where they changed, with the commit that changed them.

An article has its whole record in one hash, and in another what a start needs of it: all of the second is read with
the lease, records of the first only when a rule asks for them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import structlog

from services.cluster.domain.archive import Unread
from services.cluster.domain.deciding import Decision
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.rulings import Ruling
from services.cluster.domain.traces import Trace, packed, unpacked
from shared.delivery.state import State
from shared.delivery.unit import Unit

log = structlog.get_logger()

ARTICLES = "cluster:articles"
TRACES = "cluster:traces"
STORIES = "cluster:stories"
RULINGS = "cluster:decisions"

#: Articles between two lines of progress while memory is read.
PROGRESS_EVERY = 50_000


async def load(memory: Memory, state: State) -> None:
    """Replaces the memory by what Redis holds, and builds the indexes again."""
    stories = [StoryRecord.model_validate_json(value) async for _, value in state.hscan(STORIES)]
    rulings = [Ruling.model_validate_json(value) async for _, value in state.hscan(RULINGS)]
    memory.forget_everything(stories)
    async for trace, sketch in _traces(state):
        memory.know(trace, sketch)
        if len(memory.traces) % PROGRESS_EVERY == 0:
            log.info("cluster.memory_is_read", articles=len(memory.traces))
    memory.ready()
    memory.rulings.put(rulings)
    log.info("cluster.memory_read", articles=len(memory.traces), stories=len(stories))


async def _traces(state: State) -> AsyncIterator[tuple[Trace, str]]:
    async for uri, value in state.hscan(TRACES):
        yield unpacked(uri.decode(), value)


def save(decision: Decision, unit: Unit) -> None:
    """Adds what changed to the unit of work."""
    for article in decision.articles:
        unit.hset(ARTICLES, article.uri, article.model_dump_json(exclude_defaults=True))
        unit.hset(TRACES, article.uri, packed(article))
    for story in decision.stories:
        unit.hset(STORIES, story.id, story.model_dump_json(exclude_defaults=True))
    for ruling in decision.rulings:
        unit.hset(RULINGS, ruling.id, ruling.model_dump_json(exclude_defaults=True))
    for uri in decision.gone.articles:
        unit.hdel(ARTICLES, uri)
        unit.hdel(TRACES, uri)
    for story_id in decision.gone.stories:
        unit.hdel(STORIES, story_id)


class Archive:
    """Reads back what memory let go."""

    def __init__(self, state: State) -> None:
        self._state = state
        #: How often memory had to be lent something.
        self.reads = 0

    async def lend(self, memory: Memory, unread: Unread) -> None:
        """Lends memory what a rule asked for."""
        self.reads += 1
        uris = list(unread.uris)
        values = await self._state.hmget(TRACES if unread.traces_only else ARTICLES, uris)
        if None in values:
            raise LookupError(f"{values.count(None)} articles that memory knows are not in Redis")
        found = [(uri, value) for uri, value in zip(uris, values, strict=True) if value is not None]
        if unread.traces_only:
            memory.lend_traces(unpacked(uri, value)[0] for uri, value in found)
        else:
            memory.lend(ArticleRecord.model_validate_json(value) for _, value in found)
