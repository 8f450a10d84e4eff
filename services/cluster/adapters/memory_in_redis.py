"""Articles and stories in two hashes: read whole when the lease is taken, written only where they changed."""

from __future__ import annotations

from services.cluster.domain.deciding import Decision
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from shared.delivery.state import State
from shared.delivery.unit import Unit

ARTICLES = "cluster:articles"
STORIES = "cluster:stories"


async def load(memory: Memory, state: State) -> None:
    """Replaces the memory by what Redis holds, and builds the indexes again."""
    articles = [ArticleRecord.model_validate_json(value) async for _, value in state.hscan(ARTICLES)]
    stories = [StoryRecord.model_validate_json(value) async for _, value in state.hscan(STORIES)]
    memory.replace(articles, stories)


def save(decision: Decision, unit: Unit) -> None:
    """Adds the changed records to the unit of work."""
    for article in decision.articles:
        unit.hset(ARTICLES, article.uri, article.model_dump_json(exclude_defaults=True))
    for story in decision.stories:
        unit.hset(STORIES, story.id, story.model_dump_json(exclude_defaults=True))
