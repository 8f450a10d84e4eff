"""Changed records become the next revisions of their stories. What articles, editors and repair have in common."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from services.cluster.domain.cause import Cause
from services.cluster.domain.delta import diff
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.rulings import Ruling
from services.cluster.domain.snapshot import Revision, revision
from services.cluster.domain.story import Story, Told, tell_again
from services.cluster.domain.travelling import amended
from shared.contracts.ledger import StoryClaims

Record = TypeVar("Record", ArticleRecord, StoryRecord)


@dataclass(frozen=True)
class Gone:
    """What is let go for good."""

    stories: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """Records as they are to be, and the updates that readers get."""

    articles: tuple[ArticleRecord, ...] = ()
    stories: tuple[StoryRecord, ...] = ()
    revisions: tuple[Revision, ...] = ()
    #: How these stories are told from now on: derived from the records, for memory alone.
    told: tuple[Told, ...] = ()
    #: Who restructured what and why, where somebody did.
    rulings: tuple[Ruling, ...] = ()
    #: Stories, each with its articles, and articles in no story, that are let go for good.
    gone: Gone = field(default_factory=Gone)
    #: What is other in the ledger of stories that have no revision for it.
    amendments: tuple[StoryClaims, ...] = ()


class Records(Protocol):
    """What is known: memory, or a draft of it."""

    @property
    def articles(self) -> Mapping[str, ArticleRecord]:
        """By uri."""

    @property
    def stories(self) -> Mapping[str, StoryRecord]:
        """By id."""

    def telling(self, story_id: str) -> Told | None:
        """How a story is told now, None for one that is not known."""

    def survivor(self, story_id: str) -> StoryRecord | None:
        """The story that an id stands for now, through all merges."""


class Draft:
    """What will be known once a decision has been committed."""

    def __init__(self, records: Records, decision: Decision) -> None:
        self._records = records
        self.articles: Mapping[str, ArticleRecord] = _over({a.uri: a for a in decision.articles}, records.articles)
        self.stories: Mapping[str, StoryRecord] = _over({s.id: s for s in decision.stories}, records.stories)
        self._changed = {story.id for story in decision.stories}
        self._told = {told.story.id: told for told in decision.told}

    def telling(self, story_id: str) -> Told | None:
        """How a story will be told."""
        if story_id not in self._changed:
            return self._records.telling(story_id)
        return self._told.get(story_id) or tell_again(None, self.stories[story_id], self.articles)

    def survivor(self, story_id: str) -> StoryRecord | None:
        """The story that an id will stand for."""
        return survivor(self.stories, story_id)


def survivor(stories: Mapping[str, StoryRecord], story_id: str) -> StoryRecord | None:
    """The story that an id stands for, through all merges."""
    story = stories.get(story_id)
    while story is not None and story.merged_into is not None:
        story = stories.get(story.merged_into)
    return story


def then(first: Decision, second: Decision) -> Decision:
    """Both decisions as one: `second` was made on a draft of `first`, so its records take the place of the others."""
    return Decision(
        tuple(({a.uri: a for a in first.articles} | {a.uri: a for a in second.articles}).values()),
        tuple(({s.id: s for s in first.stories} | {s.id: s for s in second.stories}).values()),
        (*first.revisions, *second.revisions),
        tuple(_told_last(first, second)),
        (*first.rulings, *second.rulings),
        Gone((*first.gone.stories, *second.gone.stories), (*first.gone.articles, *second.gone.articles)),
        (*first.amendments, *second.amendments),
    )


def _told_last(first: Decision, second: Decision) -> Iterable[Told]:
    changed = {story.id for story in second.stories}
    kept = {told.story.id: told for told in first.told if told.story.id not in changed}
    return (kept | {told.story.id: told for told in second.told}).values()


@dataclass(frozen=True)
class Revised:
    """A story's record as it is to be, how it is told, and its update where it changes for readers."""

    record: StoryRecord
    told: Told
    revision: Revision | None = None
    #: What is other in its ledger where it does not.
    amendments: tuple[StoryClaims, ...] = ()


def conclude(
    records: Records, articles: Iterable[ArticleRecord], stories: Iterable[StoryRecord], cause: Cause
) -> Decision:
    """The decision with a revision for each story that has changed for readers, and none for the others."""
    changed = {article.uri: article for article in articles}
    return gathered(changed, [revise_story(records, changed, story, cause) for story in stories])


def gathered(changed: Mapping[str, ArticleRecord], revised: Iterable[Revised]) -> Decision:
    """The decision that these revised stories make."""
    every = tuple(revised)
    return Decision(
        tuple(changed.values()),
        tuple(r.record for r in every),
        tuple(r.revision for r in every if r.revision),
        tuple(r.told for r in every),
        amendments=tuple(part for r in every for part in r.amendments),
    )


def revise_story(
    records: Records, changed: Mapping[str, ArticleRecord], story: StoryRecord, cause: Cause, anew: bool = False
) -> Revised:
    """A story's record with its next revision, where it changes for readers.

    `anew` where articles have come between those that were there: the ledger is then gathered in their order.
    """
    known = records.telling(story.id)
    before = known.story if known else Story(id=story.id)
    articles = {u: changed.get(u) or records.articles[u] for u in (*story.members, *story.also)}
    told = tell_again(None if anew else known, story, articles)
    changes = diff(before, told.story, cause)
    if not changes:
        return _amended(story, before, told, cause)
    now = _event_time(story, cause)
    record = story.model_copy(update={"revision": story.revision + 1, "amendment": 0, "last_updated": now})
    after = replace(told.story, revision=record.revision, last_updated=now)
    return Revised(record, replace(told, story=after), revision(before, after, changes, cause))


def _amended(story: StoryRecord, before: Story, told: Told, cause: Cause) -> Revised:
    """A story that stays as it is for readers, but for who says what."""
    parts = amended(before, told.story, story.amendment + 1, cause) if story.revision else ()
    return Revised(story.model_copy(update={"amendment": story.amendment + 1}) if parts else story, told, None, parts)


def _event_time(story: StoryRecord, cause: Cause) -> datetime | None:
    """When the story changed, by the articles' own clock."""
    times = [cause.article.version_created] if cause.article else []
    times += [story.last_updated] if story.last_updated else []
    times += [merged.last_updated for merged in cause.merged if merged.last_updated]
    times += [transfer.at for transfer in cause.transfers if transfer.at]
    return max(times, default=None)


def _over(changed: dict[str, Record], known: Mapping[str, Record]) -> Mapping[str, Record]:
    """What is known, with the changes over it."""
    return ChainMap(changed, known)  # type: ignore[arg-type]  # it reads the second, whose type need not be writable
