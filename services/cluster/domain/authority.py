"""Who restructures stories, and what the machine may not do because a person has decided on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.revising import Records


class CannotRestructure(Exception):
    """What was asked cannot be done; `field` says which part of it is wrong."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.detail, self.field = detail, field


@dataclass(frozen=True)
class Author:
    """Who restructures, under which id, and why."""

    kind: Literal["command", "repair"]
    id: str
    by: str
    why: str = ""
    #: When it was asked for; kept with the ruling, never part of a story.
    at: datetime | None = None
    #: The ruling that is taken back by this.
    undoes: str | None = None

    @property
    def is_person(self) -> bool:
        """Whether an editor asks."""
        return self.kind == "command"


def may_merge(records: Records, one: StoryRecord, other: StoryRecord) -> bool:
    """Whether the machine may make these stories one: nobody has pinned either or held them apart."""
    return not (one.pinned or other.pinned or _are_apart(records, one, other))


def may_leave(article: ArticleRecord, story: StoryRecord) -> bool:
    """Whether the machine may take an article out of its story: nobody has pinned it there, or the story as it is."""
    return article.pinned_to is None and not story.pinned


def _are_apart(records: Records, one: StoryRecord, other: StoryRecord) -> bool:
    return other.id in standing(records, one.apart) or one.id in standing(records, other.apart)


def standing(records: Records, ids: Iterable[str]) -> set[str]:
    """The stories that these ids stand for now, through all merges."""
    found = (records.survivor(story_id) for story_id in ids)
    return {story.id for story in found if story is not None}
