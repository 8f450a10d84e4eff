"""Editors' decisions as labelled data: this article belongs with these, that one does not.

One label says of an article and some articles of one story whether they tell the same story. What was taken back says
nothing, but for the machine's own repairs: an editor who takes one back says the contrary of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shared.contracts.ruling import Do, Part, Ruling

#: Decisions that join articles to those that were there before.
_JOINING = ("merge", "move", "pin")
#: Decisions that part articles from those that stay.
_PARTING = ("split", "move")
#: What an editor says who takes a repair back.
_CONTRARY: dict[Do, Do] = {"merge": "split", "split": "merge"}


def labels(rulings: Iterable[Ruling]) -> list[dict[str, Any]]:
    """What editors have said, in the order in which they said it; one label a line of the file."""
    every = sorted(rulings, key=lambda ruling: ruling.number)
    by_id = {ruling.id: ruling for ruling in every}
    undone = {ruling.undoes for ruling in every if ruling.undoes}
    return [label for ruling in every for label in _labels(ruling, by_id.get(ruling.undoes or ""), undone)]


def _labels(ruling: Ruling, undone: Ruling | None, taken_back: set[str]) -> Iterator[dict[str, Any]]:
    if ruling.kind != "command" or ruling.id in taken_back:
        return
    do: Do = ruling.do
    if do == "undo":
        if undone is None or undone.kind != "repair":
            return
        do = _CONTRARY.get(undone.do, undone.do)
    for part in ruling.parts:
        yield from _of(part, do, ruling)


def _of(part: Part, do: Do, ruling: Ruling) -> Iterator[dict[str, Any]]:
    for article in part.articles:
        if do in _JOINING and part.met:
            yield _label(article, part.met, True, do, ruling)
        if do in _PARTING and part.stayed:
            yield _label(article, part.stayed, False, do, ruling)
        others = tuple(uri for uri in part.articles if uri != article)
        if do == "split" and others:
            yield _label(article, others, True, do, ruling)


def _label(article: str, members: tuple[str, ...], is_same: bool, do: Do, ruling: Ruling) -> dict[str, Any]:
    return {
        "article": article,
        "members": list(members),
        "same": is_same,
        "do": do,
        "by": ruling.by,
        "at": ruling.at.isoformat() if ruling.at else None,
        "why": ruling.why,
        "command_id": ruling.id,
    }
