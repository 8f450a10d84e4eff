"""The small parts of the quality bench: correlation, calibration, charts, and what counts as missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.quality import held_out, plots, ratings, report, sets
from bench.quality.ratings import Pair
from bench.quality.stories import Answer
from bench.quality.svg import Chart, Line, svg


def test_likeness_that_falls_as_the_rating_rises_agrees_with_people() -> None:
    """People rate the same story 1 and another one 4: the likelier the same, the lower the rating, is agreement."""
    agreeing = [Pair("de-en", 1.0 + n % 4, 4.0 - n % 4) for n in range(12)]
    opposed = [Pair("de-en", 1.0 + n % 4, float(n % 4)) for n in range(12)]
    assert ratings.correlations(agreeing) == pytest.approx({"all": 1.0, "de-en": 1.0})
    assert ratings.correlations(opposed)["all"] == pytest.approx(-1.0)


def test_a_few_pairs_have_no_correlation() -> None:
    """Fewer than ten pairs of two languages are counted, and say nothing by themselves."""
    pairs = [Pair("fr-fr", 1.0 + n, 4.0 - n) for n in range(4)] + [Pair("de-de", 1.0 + n % 4, 1.0) for n in range(12)]
    assert {"all", "de-de"} == set(ratings.correlations(pairs))
    assert {"fr-fr": 4, "de-de": 12} == dict(ratings.counts(pairs))


def test_calibration_is_the_share_right_at_each_probability() -> None:
    """Of answers given with one probability, the share that was right; too few answers make no point."""
    answers = [Answer(0.75, n < 6) for n in range(8)] + [Answer(0.05, True)] * 3
    assert [(0.75, 0.75)] == plots.calibration(answers)


def test_chart_is_well_formed_and_always_the_same() -> None:
    """A chart is an SVG document with its title and a line through every point, the same bytes for the same figures."""
    chart = Chart(
        "A <set> & more", "x", "y", [Line("recall", [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)])], mark=(0.3, "ships")
    )
    document = ElementTree.fromstring(svg(chart))
    (line,) = document.iter("{http://www.w3.org/2000/svg}polyline")
    assert 3 == len(line.attrib["points"].split())
    assert "A <set> & more" in (document.findtext("{http://www.w3.org/2000/svg}title") or "")
    assert svg(chart) == svg(chart)


def test_a_set_without_dates_throughout_is_read_in_no_order_of_its_labels(tmp_path: Path) -> None:
    """One article without a date makes the set undated: all stand at one instant, in an order by their names alone."""
    file = tmp_path / "set.jsonl"
    told = '{{"id": "{0}", "lang": "en", "title": "t", "text": "", "published_at": {1}, "story_id": "s"}}'
    file.write_text("\n".join(told.format(n, '"2024-05-01T10:00:00Z"' if n else "null") for n in range(9)))
    found = sets.articles(sets.Labelled("set", file, {}))
    assert {sets.UNDATED} == {item["published_at"] for item in found}
    assert [item["id"] for item in found] != sorted(item["id"] for item in found)


def test_what_is_below_a_floor_or_not_measured_is_missed() -> None:
    """A figure under its floor, one that was not measured, noise in a story and a kill that failed each make a line."""
    reached = dict.fromkeys(held_out.FLOORS, 1.0)
    found: dict[str, Any] = {
        "held_out": {"by story": reached},
        "floors": {"gold/dev": {}, "other": {"bcubed_f1": 0.8}},
        "sets": {"gold/dev": {"noise_in_stories": 0, "kills": "2/2"}, "other": {"bcubed_f1": 0.81}},
        "ratings": {"pearson": {"all": 0.7, "de-en": 0.6}},
    }
    assert [] == report.missed(found)
    found["held_out"]["by story"] = reached | {"pair_f1": 0.5}
    found["sets"]["gold/dev"] = {"noise_in_stories": 1, "kills": "1/2"}
    found["sets"]["other"]["bcubed_f1"] = 0.79
    del found["ratings"]["pearson"]["de-en"]
    assert 5 == len(report.missed(found))


def test_floors_are_for_what_readers_get_where_that_was_measured() -> None:
    """What neither placing nor repair had seen is judged, else what was unseen as placed."""
    reached = dict.fromkeys(held_out.FLOORS, 1.0)
    found: dict[str, Any] = {"held_out": {"by story": dict.fromkeys(held_out.FLOORS, 0.0)}, "floors": {}, "sets": {}}
    assert len(held_out.FLOORS) == len(report.missed(found))
    found["held_out"]["by set, repaired"] = reached
    assert [] == report.missed(found)


def test_figures_of_the_fit_are_read_beside_its_weights() -> None:
    """The fit leaves figures of the labelled stream in each way, seen, unseen by story and unseen by set."""
    found = held_out.figures()
    assert {"by set, repaired", "by story", "by set", "fitted"} == set(found)
    assert set(held_out.FLOORS) <= set(found["by story"]) & set(found["by set, repaired"])
    assert all(0.0 <= value <= 1.0 for way in found.values() for value in way.values())
