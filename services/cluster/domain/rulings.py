"""The rulings of people and of repair, kept for good: what is undone, and what no machine may undo."""

from __future__ import annotations

from collections.abc import Iterable

from shared.contracts.ruling import Do as Do
from shared.contracts.ruling import Hold as Hold
from shared.contracts.ruling import Part as Part
from shared.contracts.ruling import Ruling as Ruling

#: Uris kept of the articles that stayed behind or were there before: enough to learn from.
MOST_BESIDE = 50


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
