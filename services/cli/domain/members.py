"""Who is in which story, read from the public updates alone: what any subscriber can know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.contracts.update import Change, StoryUpdate


class Membership:
    """Stories and their articles after some updates, in the order of the stream."""

    def __init__(self, updates: Iterable[StoryUpdate] = ()) -> None:
        #: Present members by story, in order of arrival; the value says whether it is the article's primary story.
        self._members: dict[str, dict[str, bool]] = {}
        self._first: dict[str, str] = {}
        self._ever: dict[str, str] = {}
        self._merged_into: dict[str, str] = {}
        for update in updates:
            self.apply(update)

    def apply(self, update: StoryUpdate) -> None:
        """Takes one update in."""
        for change in update.changes:
            self._apply(update.story_id, change)

    def sets(self) -> list[frozenset[str]]:
        """The members of each story that has any."""
        return [frozenset(members) for members in self._members.values() if members]

    def story_of(self, uri: str) -> str | None:
        """The story that this article is in now: its primary one, else any; None where it is in none."""
        holding = [(not members[uri], story) for story, members in self._members.items() if uri in members]
        return min(holding)[1] if holding else None

    def story_named_by(self, uri: str) -> str | None:
        """The story that began with this article; else one it was ever in. Merged stories answer with the survivor.

        Where several began with it, as after a split, it is the one that the article is in.
        """
        began = [story for story, first in self._first.items() if first == uri]
        standing = [story for story in began if story not in self._merged_into]
        standing.sort(key=lambda story: uri not in self._members.get(story, ()))
        story = next(iter(standing or began), self._ever.get(uri))
        while story in self._merged_into:
            story = self._merged_into[story]
        return story

    def _apply(self, story: str, change: Change) -> None:
        if change.kind in ("article_added", "copy_added"):
            self._add(story, change.ref, (change.after or {}).get("role", "primary") == "primary")
        elif change.kind == "article_withdrawn":
            self._members.get(story, {}).pop(change.ref, None)
        elif change.kind == "merged_from":
            self._merge(story, change.ref, change.after or {})
        elif change.kind in ("split_into", "editor_action"):
            self._transfer(story, change.after or {})

    def _transfer(self, story: str, after: Mapping[str, Any]) -> None:
        """Articles that left this story, or came to it."""
        for uri in after.get("articles", ()):
            if after.get("story_id") == story:
                self._add(story, uri, True)
            else:
                self._members.get(story, {}).pop(uri, None)

    def _add(self, story: str, uri: str, primary: bool) -> None:
        if primary:
            self._leave_primary(uri)
        self._members.setdefault(story, {})[uri] = primary
        self._first.setdefault(story, uri)
        self._ever[uri] = story

    def _leave_primary(self, uri: str) -> None:
        """An article has one primary story: being added to another one moves it."""
        for members in self._members.values():
            if members.get(uri):
                del members[uri]

    def _merge(self, survivor: str, old: str, after: Mapping[str, Any]) -> None:
        named = dict.fromkeys(after.get("also", ()), False) | dict.fromkeys(after.get("articles", ()), True)
        moved = self._members.pop(old, {}) | named
        members = self._members.setdefault(survivor, {})
        for uri, primary in moved.items():
            members.setdefault(uri, primary)
            self._ever[uri] = survivor
        self._merged_into[old] = survivor
