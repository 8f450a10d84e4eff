"""Articles, stories and rulings in three hashes: read whole with the lease, written only where they changed."""

from __future__ import annotations

from services.cluster.domain.deciding import Decision
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.rulings import Ruling
from shared.delivery.state import State
from shared.delivery.unit import Unit

ARTICLES = "cluster:articles"
STORIES = "cluster:stories"
RULINGS = "cluster:decisions"


async def load(memory: Memory, state: State) -> None:
    """Replaces the memory by what Redis holds, and builds the indexes again."""
    articles = [ArticleRecord.model_validate_json(value) async for _, value in state.hscan(ARTICLES)]
    stories = [StoryRecord.model_validate_json(value) async for _, value in state.hscan(STORIES)]
    rulings = [Ruling.model_validate_json(value) async for _, value in state.hscan(RULINGS)]
    memory.replace(articles, stories)
    memory.rulings.put(rulings)


def save(decision: Decision, unit: Unit) -> None:
    """Adds the changed records to the unit of work."""
    for article in decision.articles:
        unit.hset(ARTICLES, article.uri, article.model_dump_json(exclude_defaults=True))
    for story in decision.stories:
        unit.hset(STORIES, story.id, story.model_dump_json(exclude_defaults=True))
    for ruling in decision.rulings:
        unit.hset(RULINGS, ruling.id, ruling.model_dump_json(exclude_defaults=True))
