"""What changed between two revisions of a story, who says so, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from services.cluster.domain.cause import Cause
from services.cluster.domain.claim_changes import claims
from services.cluster.domain.membership_changes import added, corrected, origins, translated, withdrawn
from services.cluster.domain.moved import acted, merged, transferred
from services.cluster.domain.story import Story
from shared.contracts.update import Change

#: An entity counts as new to a story from this salience in the article that brings it; the rest is in the snapshot.
SALIENT = 0.4
#: What a merge brings together is not new to the world: only these changes are told of it.
TOLD_OF_A_MERGE = (
    "merged_from",
    "conflict_opened",
    "conflict_closed",
    "claim_revised",
    "claim_corroborated",
    "title_changed",
)
#: Of a story that articles have left: what they say is told elsewhere now, not withdrawn.
TOLD_OF_LEAVING = (
    "split_into",
    "editor_action",
    "conflict_opened",
    "conflict_closed",
    "claim_revised",
    "title_changed",
)
#: Of a new story that was split from another: it is known what it says, but not who is at odds in this one.
TOLD_OF_SPLITTING_OFF = ("article_added", "copy_added", "conflict_opened")


def diff(before: Story, after: Story, cause: Cause) -> tuple[Change, ...]:
    """The changes, what happened to articles first. Equal stories have none."""
    changes = (
        *merged(after, cause),
        *transferred(after, cause),
        *acted(after, cause),
        *withdrawn(before, after, cause),
        *corrected(before, after, cause),
        *added(before, after),
        *translated(before, after),
        *origins(before, after),
        *claims(before, after, cause),
        *_entities(before, after),
        *_title(before, after),
    )
    return tuple(change for change in changes if _is_told(change, after, cause))


def _is_told(change: Change, after: Story, cause: Cause) -> bool:
    if cause.merged:
        return change.kind in TOLD_OF_A_MERGE
    if any(transfer.source == after.id for transfer in cause.transfers):
        return change.kind in TOLD_OF_LEAVING and not (change.kind == "claim_revised" and change.after is None)
    if any(transfer.is_new for transfer in cause.transfers):
        return change.kind in TOLD_OF_SPLITTING_OFF
    return True


def _entities(before: Story, after: Story) -> Iterator[Change]:
    known = {entity.id for entity in before.entities}
    for entity in after.entities:
        if entity.id not in known and entity.salience >= SALIENT:
            yield Change(kind="entity_added", ref=entity.id, after={"name": entity.name, "type": entity.type})


def _title(before: Story, after: Story) -> Iterator[Change]:
    changed = {tag: title for tag, title in after.title.items() if before.title.get(tag, title) != title}
    if changed and before.members and after.members:
        yield Change(
            kind="title_changed",
            ref=after.id,
            before={tag: before.title[tag] for tag in changed},
            after=dict(changed),
            effect="supersedes",
        )
