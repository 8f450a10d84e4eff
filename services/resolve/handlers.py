"""ArticleExtracted becomes ArticleResolved; editors' commands on entities are followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from services.resolve.adapters.memory_in_redis import save
from services.resolve.domain.editing import CannotEdit, edit
from services.resolve.domain.memory import Memory
from services.resolve.domain.resolving import Decision, resolve
from shared.contracts.entity import EntityChange, EntityCommand
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleExtracted
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from shared.streams import ARTICLES_RESOLVED, ENTITIES_UPDATED

log = structlog.get_logger()


@dataclass(frozen=True)
class ResolveArticle:
    """Gives each mention its entity. Memory changes only once the unit has committed."""

    memory: Memory

    async def __call__(self, event: Event[ArticleExtracted], unit: Unit) -> None:
        """Emits the article with its entities, and what it taught about them, under ids that a retry repeats."""
        decision = resolve(self.memory, event.data)
        article, seq = event.data.article, event.data.seq
        if event.data.enrichment is not None:
            self._pass_on(decision, event.data, unit)
            return
        save(decision.learnt, unit)
        unit.emit(
            ARTICLES_RESOLVED,
            "slugline.article.resolved.v1",
            decision.resolved,
            id=f"{article.uri}#{article.version}@{seq}.resolved",
            subject=article.uri,
        )
        _tell(unit, decision.resolved.entity_changes, str(seq))
        unit.after_commit(lambda: self.memory.learn(decision.learnt))
        log.debug("resolve.article_resolved", uri=article.uri, seq=seq, entities=len(decision.resolved.entities))

    def _pass_on(self, decision: Decision, extracted: ArticleExtracted, unit: Unit) -> None:
        """An enrichment teaches nothing: its names were learnt when its article came."""
        unit.emit(
            ARTICLES_RESOLVED,
            "slugline.article.resolved.v1",
            decision.resolved.model_copy(update={"entity_changes": ()}),
            id=f"{extracted.article.uri}#{extracted.article.version}@{extracted.seq}.{extracted.enrichment}.resolved",
            subject=extracted.article.uri,
        )


@dataclass(frozen=True)
class FollowEntityCommand:
    """An editor's command: merge, split or rename. What cannot be done is refused with a reason, never ignored."""

    memory: Memory

    async def __call__(self, event: Event[EntityCommand], unit: Unit) -> None:
        """Tells what changed; ids of merged entities redirect from then on."""
        command = event.data
        try:
            edited = edit(self.memory, command)
        except CannotEdit as error:
            raise Refused("cannot_edit", error.detail, error.field) from error
        save(edited.learnt, unit)
        _tell(unit, edited.changes, command.command_id)
        unit.after_commit(lambda: self.memory.learn(edited.learnt))
        log.info("resolve.command_followed", command=command.command_id, do=command.do, by=command.by)


def _tell(unit: Unit, changes: Iterable[EntityChange], cause: str) -> None:
    """Publishes what changed, under ids that a retry repeats; `cause` is the article's place or the command's id."""
    for change in changes:
        unit.emit(
            ENTITIES_UPDATED,
            f"slugline.entity.{change.kind}.v1",
            change,
            id=f"{change.entity_id}@{cause}.{change.kind}",
            subject=change.entity_id,
        )
