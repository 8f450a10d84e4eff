from __future__ import annotations

from services.cli.render.ledger import ledger_view, sparkline
from services.cli.render.stories import story_panel
from shared.testing import builders
from tests.unit.cli.test_rendering import shown


def value(amount, status="reported", source="police", **fields):
    """A value of a topic as the ledger serves it."""
    said = [{"evidence": {"exact": f"{amount:g} people were killed"}}]
    quantity = {"value": amount, "unit": "deaths", "modifier": "exact"}
    known = {"kind": "quantity", "content": f"{amount:g} dead", "source": {"name": source}, "origins": 1, "said": said}
    return {**known, "status": status, "quantity": quantity, "as_of": "2025-11-12T18:05:00Z", **fields}


def topic(*values, label="deaths", kind="quantity"):
    return {"topic": "quantity:deaths", "label": label, "kind": kind, "values": list(values)}


def test_a_figure_has_its_history():
    """A figure shows its chain of values, a small chart, and for each value its time, its source and exact words."""
    text = shown(ledger_view([topic(value(9, "superseded"), value(11, "superseded"), value(14, source="ministry"))]))
    assert "deaths  ▁▄█  9 → 11 → 14" in text
    assert "12 Nov 18:05" in text
    assert "reported, 1 origin — ministry  “14 people were killed”" in text


def test_values_that_both_stand_are_unequal():
    """Disputed values stand side by side with an unequal sign; neither takes the other's place."""
    assert "6 ≠ 8" in shown(ledger_view([topic(value(6, "disputed"), value(8, "disputed", source="hospital"))]))


def test_a_single_value_has_no_chart():
    """What was only said once has no history to draw."""
    text = shown(ledger_view([topic(value(6))]))
    assert "▄" not in text and "→" not in text


def test_statements_are_told_by_speaker():
    """Quotes stand under who speaks, in English where there is a translation, and a tombstone has no words."""
    said = {"kind": "quote", "status": "corroborated", "content": "Мы спим", "translation": "We sleep", "origins": 2}
    gone = {"kind": "quote", "status": "retracted", "content": "", "origins": 0}
    text = shown(ledger_view([topic(said, gone, label="Marko Leban", kind="quote")]))
    assert "Marko Leban" in text and "“We sleep”  2 origins" in text and "(taken out)" in text


def test_cut_and_safe():
    """Topics beyond those asked for are counted, and words of articles cannot steer the terminal."""
    text = shown(ledger_view([topic(value(n, source="\x1b[1mx")) for n in range(4)], 2))
    assert "and 2 topics more" in text and "\x1b" not in text


def test_sparkline():
    """The lowest value has the lowest bar and the highest the highest; level values are level; none is nothing."""
    assert "▁█▄" == sparkline([4, 19, 11])
    assert "▄▄" == sparkline([5, 5])
    assert "" == sparkline([])


def test_story_counts_outlets_and_origins():
    """The articles of a story are headed by how many outlets carry it and how many independent origins there are."""
    detail = {"story": builders.snapshot().model_dump(mode="json"), "articles": []}
    for number, origin in enumerate(["urn:x:0", "urn:x:0", "urn:x:2"]):
        item = {"uri": f"urn:x:{number}", "provider": f"Outlet {number}", "origin": origin, "language": "en"}
        copy_of = None if item["uri"] == origin else origin
        dated = {"headline": "A", "published_at": "2025-11-12T18:05:00Z", "copy_of": copy_of}
        detail["articles"].append(item | dated)
    assert "3 outlets, 2 independent origins" in shown(story_panel(detail, [], [topic(value(6))]))
