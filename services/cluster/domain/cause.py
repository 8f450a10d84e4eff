"""What made a story change: an article, an editor's command, or a repair by the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from services.cluster.domain.records import ArticleRecord

if TYPE_CHECKING:
    from services.cluster.domain.story import Story


@dataclass(frozen=True)
class Transfer:
    """Articles that went from one story into another; not a word of them has changed."""

    source: str
    target: str
    articles: tuple[ArticleRecord, ...]
    #: Whether the target is a new story, and how it is called then.
    is_new: bool
    title: str = ""
    #: When the source last changed, by the articles' own clock.
    at: datetime | None = None


@dataclass(frozen=True)
class Cause:
    """What made the story change: an article, an editor's command, or a repair by the machine."""

    kind: Literal["article", "command", "repair"] = "article"
    article: ArticleRecord | None = None
    #: The stories that a merge takes in, as they were.
    merged: tuple[Story, ...] = ()
    #: Articles that left the story, or came to it from another.
    transfers: tuple[Transfer, ...] = ()
    #: What an editor did, where that is not seen in the articles: a pin, a new name.
    action: Mapping[str, Any] | None = None
    #: What was asked for, by whom and under which id, and what it takes back.
    do: str = ""
    by: str = ""
    id: str = ""
    undoes: str | None = None
    is_correction: bool = False
    #: Whether this is a late translation of the article, not the article itself.
    is_late: bool = False
    note: str = ""


def signed(cause: Cause) -> dict[str, str]:
    """Who did it, under which command; nothing where an article did."""
    if cause.kind == "article":
        return {}
    return {"by": cause.by, "command_id": cause.id} | ({"undoes": cause.undoes} if cause.undoes else {})
