"""What cluster does with each event: load, decide, save, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import structlog

from services.cluster.adapters.memory_in_redis import Archive, save
from services.cluster.domain.archive import Unread
from services.cluster.domain.commands import obey
from services.cluster.domain.deciding import Decision, decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.quiet import awakened
from services.cluster.domain.repair.outcome import outcomes
from services.cluster.domain.restructure import CannotRestructure
from services.cluster.domain.same_story import Weights
from services.cluster.domain.worked import Worked
from shared.contracts.entity import EntityChange
from shared.contracts.envelope import Event
from shared.contracts.ledger import StoryClaims
from shared.contracts.stages import ArticleResolved, StoryCommand
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from shared.metrics import metric
from shared.streams import STORIES_CLAIMS, STORIES_UPDATED

log = structlog.get_logger()


@dataclass(frozen=True)
class ClusterArticle:
    """ArticleResolved becomes a place in a story, and an update where the story changes for readers."""

    memory: Memory
    weights: Weights
    archive: Archive | None = None

    async def __call__(self, event: Event[ArticleResolved], unit: Unit) -> None:
        """Memory changes only once the unit has committed."""
        unit.priority = priority_of(event.data.article.urgency)
        worked = Worked(event.data)
        decision = await settled(self.memory, self.archive, lambda: decide(self.memory, worked, self.weights))
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
    """An editor's command. What cannot be done is refused with a reason, never ignored."""

    memory: Memory
    archive: Archive | None = None

    async def __call__(self, event: Event[StoryCommand], unit: Unit) -> None:
        """What it does, in one unit; a command that comes again has been followed already."""
        command, at = event.data, event.time or unit.arrived_at
        try:
            decision = await settled(self.memory, self.archive, lambda: awakened(obey(self.memory, command, at)))
        except CannotRestructure as error:
            raise Refused(f"cannot_{command.do}", error.detail, error.field) from error
        commit(self.memory, decision, unit)
        unit.after_commit(lambda: metric("slugline_editor_commands_total", command.do).inc())
        log.info(
            "cluster.command_followed",
            command=command.command_id,
            do=command.do,
            by=command.by,
            stories=[story.id for story in decision.stories],
        )


@dataclass(frozen=True)
class NoteEntityChange:
    """A renamed entity. Its name comes to stories with the article that taught it, in `seq` order.

    So nothing changes here: this stream is not in step with the articles, and stories must not depend on a race.
    """

    async def __call__(self, event: Event[EntityChange], unit: Unit) -> None:
        """Acknowledges."""
        log.debug("cluster.entity_change_noted", entity_id=event.data.entity_id, kind=event.data.kind)


def priority_of(urgency: int | None) -> str:
    """How urgent an article is, by ninjs: 1 is most urgent, 9 least; most senders say nothing."""
    if urgency is None or 4 <= urgency <= 6:
        return "normal"
    return "high" if urgency < 4 else "low"


async def settled(memory: Memory, archive: Archive | None, rule: Callable[[], Decision]) -> Decision:
    """What a rule decides. What it asks for and memory has not is read, and the rule is asked again: it is pure."""
    while True:
        try:
            decision = rule()
            memory.require(decision.stories)
            return decision
        except Unread as unread:
            if archive is None:
                raise
            await archive.lend(memory, unread)


def commit(memory: Memory, decision: Decision, unit: Unit) -> None:
    """Puts a decision into the unit of work: records, updates, and then memory."""
    decision = replace(decision, rulings=memory.rulings.numbered(decision.rulings))
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
        _emit_claims(revision.claims, unit)
    _emit_claims(decision.amendments, unit)
    unit.after_commit(lambda: _take_effect(memory, decision))


def _emit_claims(parts: Iterable[StoryClaims], unit: Unit) -> None:
    """The ledger travels beside the update, in the same unit; without one where only who says what has changed."""
    for part in parts:
        amended = f"-a{part.amendment}" if part.amendment else ""
        identity = f"{part.story_id}-r{part.revision}{amended}-claims-{part.part}"
        unit.emit(STORIES_CLAIMS, "slugline.story.claims.v1", part, id=identity, subject=part.story_id)


def _take_effect(memory: Memory, decision: Decision) -> None:
    memory.put(decision.articles, decision.stories, decision.told, decision.gone)
    for ruling in decision.rulings:
        for outcome in outcomes(memory.rulings, ruling):
            metric("slugline_repairs_total", outcome).inc()
    memory.rulings.put(decision.rulings)
    for revision in decision.revisions:
        metric("slugline_updates_total", revision.name, revision.update.significance).inc()
