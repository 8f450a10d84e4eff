"""Differences among more than two, and figures that are told far down: who is heard, what is settled, what moves."""

from __future__ import annotations

from typing import Any

from tests.unit.cluster.test_conflicts import Newsroom, amounts, kinds

HELD = "inmates held"
FAR_DOWN = "Nothing else was known of the matter in the capital that day. " * 12


def ferry() -> Newsroom:
    """A harbour office's nine, against a station's twelve and a page's thirty."""
    room = Newsroom()
    room.hear("Agency A", "The ferry sank with 9 dead, the harbour office said.", ("with 9 dead", 9, "harbour office"))
    text = "The ferry sank with 30 dead, a Facebook page said."
    room.hear("Herald", text, ("with 30 dead", 30, "a Facebook page"), minutes=20)
    text = "The ferry sank with 12 dead, Radio Sund said."
    room.hear("Agency B", text, ("with 12 dead", 12, "Radio Sund"), minutes=40)
    return room


def test_a_kill_closes_its_part_of_a_difference() -> None:
    """When one of three accounts is withdrawn, its difference is told as closed and the other one goes on."""
    room = ferry()
    assert set(room.statuses().values()) == {"disputed"}
    changes = room.kill("urn:c:2")
    (closed,) = [c for c in changes if c.kind == "conflict_closed"]
    assert amounts(closed) == (30, 9)
    assert closed.note == "The other account was withdrawn."
    assert room.statuses() == {9: "disputed", 12: "disputed"}
    room.kill("urn:c:3")
    assert room.statuses() == {9: "reported"}
    assert kinds(room.said).count("conflict_closed") == 2


def test_a_side_that_moves_is_revised_and_the_difference_goes_on() -> None:
    """Who is party to a difference and gives another figure revises its own; no second difference is opened."""
    room = ferry()
    text = "The ferry sank with 10 dead, the harbour office said."
    changes = room.hear("Agency A", text, ("with 10 dead", 10, "harbour office"), minutes=60)
    assert [amounts(c) for c in changes if c.kind == "claim_revised"] == [(9, 10)]
    assert "conflict_opened" not in kinds(changes)
    assert room.statuses()[10] == "disputed" and room.statuses()[9] == "superseded"


def test_a_page_on_a_network_disputes_and_never_revises() -> None:
    """However it is told, what users of a network count is an account beside the office's, not what became of it."""
    room = Newsroom()
    room.hear("Agency A", "The blast killed 4, the mayor's office said.", ("killed 4", 4, "mayor's office"))
    text = "The toll has jumped to 11, a Telegram channel said."
    changes = room.hear("Herald", text, ("has jumped to 11", 11, "a Telegram channel"), minutes=300)
    assert "claim_revised" not in kinds(changes)
    opened = next(c for c in changes if c.kind == "conflict_opened")
    assert amounts(opened) == (4, 11)
    text = "The toll has risen to 6, the hospital said."
    changes = room.hear("Agency B", text, ("risen to 6", 6, "hospital"), minutes=310)
    assert 6 in room.statuses()


def test_who_counts_is_heard_far_down_in_a_text() -> None:
    """A figure in a late paragraph is background, unless it is by the very source whose figure holds."""
    room = Newsroom()
    fields: dict[str, Any] = {"unit": HELD}
    text = "Lumen counts 480 inmates."
    room.hear("Agency A", text, ("480 inmates", 480, "Lumen"), **fields)
    text = f"{FAR_DOWN}\n\nA former guard spoke of 900 inmates."
    assert "claim_revised" not in kinds(room.hear("Herald", text, ("900 inmates", 900, "guard"), minutes=60, **fields))
    text = f"{FAR_DOWN}\n\nLumen now counts 460 inmates."
    changes = room.hear("Agency B", text, ("460 inmates", 460, "Lumen"), minutes=600, **fields)
    (revised,) = [c for c in changes if c.kind == "claim_revised"]
    assert amounts(revised) == (480, 460)
    assert (revised.after or {})["source"] == "Lumen"


def test_a_copy_does_not_hold_up_what_its_original_has_corrected() -> None:
    """After a correction of the original the misprint holds nowhere, though a reprint still has it."""
    room = Newsroom()
    fields: dict[str, Any] = {"unit": HELD}
    room.hear("Agency A", "Lumen counts 480 inmates.", ("480 inmates", 480, "Lumen"), **fields)
    room.hear("Agency B", "Lumen counts 840 inmates.", ("840 inmates", 840, "Lumen"), minutes=60, **fields)
    room.hear("Herald", "Lumen counts 840 inmates.", ("840 inmates", 840, "Lumen"), minutes=80, **fields)
    room.articles["urn:c:3"] = room.articles["urn:c:3"].model_copy(update={"copy_of": "urn:c:2"})
    again: dict[str, Any] = {"uri": "urn:c:2", "version": "2", "change": "correction", **fields}
    text = "Lumen counts 480 inmates."
    changes = room.hear("Agency B", text, ("480 inmates", 480, "Lumen"), minutes=200, **again)
    assert [amounts(c) for c in changes if c.kind == "claim_revised"] == [(840, 480)]
    assert room.statuses() == {480: "corroborated", 840: "superseded"}
