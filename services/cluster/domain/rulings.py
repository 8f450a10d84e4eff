"""Rulings: who restructured which stories, why, and what is needed to take it back. Kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from shared.contracts.base import Contract

Do = Literal["merge", "move", "split", "pin", "rename", "undo"]

#: Uris kept of the articles that stayed behind or were there before: enough to learn from.
MOST_BESIDE = 50


class Part(Contract):
    """Articles that went from one story into another."""

    source: str
    target: str
    articles: tuple[str, ...]
    #: Other members of the source that stayed, and of the target that were there before, the latest ones.
    stayed: tuple[str, ...] = ()
    met: tuple[str, ...] = ()


class Hold(Contract):
    """What people had said of a story before."""

    pinned: bool = False
    apart: tuple[str, ...] = ()
    titles: dict[str, str] = {}


class Ruling(Contract):
    """One decision of a person, or of the machine, on which articles are one story."""

    #: The command's id.
    id: str
    do: Do
    kind: Literal["command", "repair"] = "command"
    by: str
    why: str = ""
    at: datetime | None = None
    #: Place among all rulings, from 1; 0 until it is taken down.
    number: int = 0
    #: The stories that it touched.
    stories: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    #: The articles that it pinned, and where each was pinned before.
    pins: dict[str, str | None] = {}
    #: What had been said before of the stories that it touched.
    holds: dict[str, Hold] = {}
    #: A digest of the command, so that it may come again and another one may not under its id.
    asked: str = ""
    #: The ruling that this one takes back.
    undoes: str | None = None


class Rulings:
    """All rulings, in order."""

    def __init__(self) -> None:
        self.by_id: dict[str, Ruling] = {}
        self._of: dict[str, list[str]] = {}
        self._undone: dict[str, str] = {}

    def numbered(self, rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
        """These rulings as the next ones."""
        first = len(self.by_id) + 1
        return tuple(ruling.model_copy(update={"number": first + i}) for i, ruling in enumerate(rulings))

    def put(self, rulings: Iterable[Ruling]) -> None:
        """Takes rulings down, in their order."""
        for ruling in sorted(rulings, key=lambda ruling: ruling.number):
            self.by_id[ruling.id] = ruling
            for story_id in ruling.stories:
                self._of.setdefault(story_id, []).append(ruling.id)
            if ruling.undoes:
                self._undone[ruling.undoes] = ruling.id

    def of(self, story_id: str) -> list[Ruling]:
        """The rulings that touched a story, the latest first."""
        return [self.by_id[ruling_id] for ruling_id in reversed(self._of.get(story_id, ()))]

    def standing(self) -> list[Ruling]:
        """The rulings that nobody has taken back, in order; undoing is none of them."""
        return [r for r in self.by_id.values() if r.do != "undo" and not self.is_undone(r.id)]

    def is_undone(self, ruling_id: str) -> bool:
        """Whether it has been taken back."""
        return ruling_id in self._undone
