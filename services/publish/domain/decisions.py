"""Who joined, parted, pinned or named stories, and why: read out of the changes of updates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.update import Change, StoryUpdate

#: Kinds of changes that somebody has signed.
SIGNED = ("merged_from", "split_into", "editor_action")


class StoryDecision(Contract):
    """One decision on a story, by an editor or by the machine's own repair."""

    command_id: str
    do: str = Field(description="merge, split, move, pin, rename or undo.")
    by: str
    why: str = ""
    story_id: str = Field(description="The story whose update tells of it.")
    revision: int
    at: datetime | None = None
    articles: tuple[str, ...] = Field(default=(), description="What moved, or was pinned.")
    source: str | None = Field(default=None, description="The story that the articles left.")
    target: str | None = Field(default=None, description="The story that they went into.")
    title: str | None = None
    undoes: str | None = Field(default=None, description="The command that it takes back.")
    undone_by: str | None = Field(default=None, description="The command that took it back.")
    entry_id: str = Field(default="0-0", description="The update's entry in `stories.updated`.")


class DecisionList(Contract):
    """All decisions on a story and on those that became part of it, the first one first."""

    items: tuple[StoryDecision, ...]


def decisions(update: StoryUpdate, at: datetime | None, entry_id: str) -> list[tuple[str, StoryDecision]]:
    """The decisions that an update tells of, each with the id of a story that it is about."""
    found: dict[tuple[str, str], StoryDecision] = {}
    for change in update.changes:
        after = change.after or {}
        if change.kind not in SIGNED or not isinstance(after.get("command_id"), str):
            continue
        one = _decision(update, change, after).model_copy(update={"at": at, "entry_id": entry_id})
        about = [update.story_id]
        if change.kind == "split_into" and after.get("is_new"):
            about.append(change.ref)
        for story_id in about:
            name = (story_id, one.command_id)
            found[name] = _joined(found.get(name), one)
    return [(story_id, one) for (story_id, _), one in found.items()]


def in_order(told: Iterable[StoryDecision]) -> tuple[StoryDecision, ...]:
    """Each decision once, in the order in which they were made; those taken back say by which."""
    by_id = {one.command_id: one for one in sorted(told, key=lambda one: (_position(one), one.story_id), reverse=True)}
    undone = {one.undoes: one.command_id for one in by_id.values() if one.undoes}
    every = sorted(by_id.values(), key=lambda one: (_position(one), one.command_id))
    return tuple(one.model_copy(update={"undone_by": undone.get(one.command_id)}) for one in every)


def _decision(update: StoryUpdate, change: Change, after: Mapping[str, Any]) -> StoryDecision:
    before = change.before or {}
    moved = after.get("articles", after.get("kept", ()))
    is_moved = "articles" in after
    return StoryDecision(
        command_id=after["command_id"],
        do=_do(change, after),
        by=_text(after.get("by")) or "",
        why=change.note or "",
        story_id=update.story_id,
        revision=update.revision,
        articles=tuple(uri for uri in moved if isinstance(uri, str)) if isinstance(moved, list) else (),
        source=_text(before.get("story_id")) if is_moved else None,
        target=_text(after.get("story_id")) if is_moved else None,
        title=_text(after.get("title")) if after.get("do") == "rename" else None,
        undoes=_text(after.get("undoes")),
    )


def _do(change: Change, after: Mapping[str, Any]) -> str:
    if after.get("undoes"):
        return "undo"
    named = {"merged_from": "merge", "split_into": "split"}
    return named.get(change.kind) or _text(after.get("do")) or change.kind


def _joined(earlier: StoryDecision | None, later: StoryDecision) -> StoryDecision:
    """One decision that joined or parted several stories at once."""
    if earlier is None:
        return later
    return earlier.model_copy(update={"articles": tuple(dict.fromkeys((*earlier.articles, *later.articles)))})


def _position(one: StoryDecision) -> tuple[int, int]:
    ms, _, count = one.entry_id.partition("-")
    return (int(ms), int(count or 0))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
