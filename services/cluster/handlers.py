"""What cluster does with each event: load, decide, save, publish."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from services.cluster.adapters.memory_in_redis import save
from services.cluster.domain.deciding import Decision, decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.repair import CannotMerge, merge
from services.cluster.domain.same_story import Weights
from shared.contracts.entity import EntityChange
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleResolved, StoryCommand
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from shared.metrics import metric
from shared.streams import STORIES_UPDATED

log = structlog.get_logger()


@dataclass(frozen=True)
class ClusterArticle:
    """ArticleResolved becomes a place in a story, and an update where the story changes for readers."""

    memory: Memory
    weights: Weights

    async def __call__(self, event: Event[ArticleResolved], unit: Unit) -> None:
        """Memory changes only once the unit has committed."""
        decision = decide(self.memory, event.data, self.weights)
        commit(self.memory, decision, unit)
        placed = next((a for a in decision.articles if a.uri == event.data.article.uri), None)
        log.info(
            "cluster.article_decided",
            uri=event.data.article.uri,
            seq=event.data.seq,
            story_id=placed.story_id if placed else None,
            reason=placed.reason if placed else "older_version",
            updates=len(decision.revisions),
        )


@dataclass(frozen=True)
class FollowCommand:
    """An editor's command: merge. Commands of later parts are refused, with a reason, never ignored."""

    memory: Memory

    async def __call__(self, event: Event[StoryCommand], unit: Unit) -> None:
        """One update on the survivor; the other ids redirect to it from then on."""
        command = event.data
        if command.do != "merge":
            raise Refused("unknown_command", f"this version does not know the command {command.do!r}", "do")
        try:
            decision = merge(self.memory, command)
        except CannotMerge as error:
            raise Refused("cannot_merge", error.detail, error.field) from error
        commit(self.memory, decision, unit)
        log.info("cluster.stories_merged", command=command.command_id, survivor=decision.stories[0].id, by=command.by)


@dataclass(frozen=True)
class NoteEntityChange:
    """A renamed entity. Its name comes to stories with the article that taught it, in `seq` order.

    So nothing changes here: this stream is not in step with the articles, and stories must not depend on a race.
    """

    async def __call__(self, event: Event[EntityChange], unit: Unit) -> None:
        """Acknowledges."""
        log.debug("cluster.entity_change_noted", entity_id=event.data.entity_id, kind=event.data.kind)


def commit(memory: Memory, decision: Decision, unit: Unit) -> None:
    """Puts a decision into the unit of work: records, updates, and then memory."""
    save(decision, unit)
    for revision in decision.revisions:
        update = revision.update
        unit.emit(
            STORIES_UPDATED,
            f"slugline.story.{revision.name}.v1",
            update,
            id=f"{update.story_id}-r{update.revision}",
            subject=update.story_id,
        )
    unit.after_commit(lambda: _take_effect(memory, decision))


def _take_effect(memory: Memory, decision: Decision) -> None:
    memory.put(decision.articles, decision.stories, decision.told)
    for revision in decision.revisions:
        metric("slugline_updates_total", revision.name, revision.update.significance).inc()
