"""Ruling: who restructured which stories, why, and what is needed to take it back or to learn from it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shared.contracts.base import Contract

Do = Literal["merge", "move", "split", "pin", "rename", "undo"]


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
