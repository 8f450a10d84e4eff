"""Editors' decisions as labelled data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.cli.domain.labels import labels
from shared.contracts.ruling import Part, Ruling

PART = Part(source="st_1", target="st_2", articles=("urn:1", "urn:2"), stayed=("urn:3",), met=("urn:4", "urn:5"))


def ruling(do: Any, number: int = 1, **said: Any) -> Ruling:
    at = datetime(2025, 10, 1, tzinfo=UTC)
    told = {"id": f"c{number}", "do": do, "by": "ada", "at": at, "number": number, "parts": (PART,), **said}
    return Ruling.model_validate(told)


def said(*rulings: Ruling) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(label["article"], tuple(label["members"]), label["same"]) for label in labels(rulings)]


def test_merge_says_that_articles_belong_together() -> None:
    """What a merge brings belongs with what was there; who said so and when is kept."""
    assert said(ruling("merge")) == [("urn:1", ("urn:4", "urn:5"), True), ("urn:2", ("urn:4", "urn:5"), True)]
    (first, _) = labels([ruling("merge", why="one storm")])
    assert (first["by"], first["at"], first["why"], first["command_id"]) == (
        "ada",
        "2025-10-01T00:00:00+00:00",
        "one storm",
        "c1",
    )


def test_move_says_where_articles_belong_and_where_not() -> None:
    """A moved article belongs with the story joined and not with the story left."""
    assert said(ruling("move"))[:2] == [("urn:1", ("urn:4", "urn:5"), True), ("urn:1", ("urn:3",), False)]


def test_split_says_what_does_not_belong() -> None:
    """Articles split off do not belong with those that stay, and belong with one another."""
    assert said(ruling("split"))[:2] == [("urn:1", ("urn:3",), False), ("urn:1", ("urn:2",), True)]


def test_what_was_taken_back_says_nothing() -> None:
    """A decision that was undone is no label, nor is its undoing, nor a name, nor what the machine did."""
    undone = ruling("merge"), ruling("undo", 2, undoes="c1")
    assert said(*undone, ruling("rename", 3, parts=()), ruling("merge", 4, kind="repair")) == []


def test_taking_back_a_repair_says_the_contrary() -> None:
    """An editor who undoes a merge of the machine says that these articles do not belong together."""
    found = said(ruling("merge", kind="repair"), ruling("undo", 2, undoes="c1"))
    assert ("urn:1", ("urn:3",), False) in found
    assert ("urn:1", ("urn:4", "urn:5"), True) not in found
