"""Same story? The sum of weights and trees, what it is shared out to, and what ships."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import pytest

from services.cluster.domain.evidence import Evidence, beside_each_other
from services.cluster.domain.same_story import Weights, adds, parse, same_story, shipped

TREE = ("people", 0.5, 0.25, -1.0, ("terms", 0.1, 1.5, 1.0, 2.0))
WEIGHTS = Weights(-2.0, {"people": 3.0, "days_apart": -1.0}, 0.5, 0.5, (TREE,))


@pytest.mark.parametrize(
    ("components", "log_odds"),
    [
        ({}, -3.0),
        ({"people": 0.5}, -1.5),
        ({"people": 1.0}, 2.0),
        ({"people": 1.0, "terms": 0.2, "days_apart": 1.0}, 2.0),
    ],
)
def test_probability_is_bias_and_weights_and_the_leaf_that_each_tree_comes_to(
    components: dict[str, float], log_odds: float
) -> None:
    """A probability is the sum of the bias, the weighed components and each tree's leaf; what is missing is 0."""
    assert same_story(components, WEIGHTS) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_what_components_add_is_all_of_the_log_odds() -> None:
    """What each component adds, with the bias, gives the probability, trees shared out along their paths."""
    components = {"people": 1.0, "terms": 0.2, "days_apart": 1.0}
    found = adds(components, WEIGHTS)
    assert 1 / (1 + math.exp(-math.fsum(found.values()))) == pytest.approx(same_story(components, WEIGHTS))
    assert found == pytest.approx({"bias": -1.75, "people": 4.25, "terms": 0.5, "days_apart": -1.0})


def test_nothing_that_speaks_for_a_story_speaks_against_it() -> None:
    """However much else is shared, a greater share of people, places or terms never makes a story less likely."""
    weights = shipped()
    for name in ("people", "places", "names", "nearest_three", "terms", "core_terms", "terms_abroad", "numbers"):
        for rest in (0.0, 0.2, 0.5, 0.9):
            base = dict.fromkeys(weights.components, rest)
            steps = [same_story(base | {name: n / 20}, weights) for n in range(21)]
            assert steps == sorted(steps), (name, rest)


def test_shipped_probability_was_right_as_often_as_it_said() -> None:
    """On sets that it never saw, what the shipped model gave and what came true lie within 0.15 in every tenth."""
    written = json.loads(files("services.cluster.domain").joinpath("same_story.json").read_text("utf-8"))
    points = [point for point in written["reliability"] if point["rows"] >= 50]
    assert len(points) >= 5
    assert all(abs(point["said"] - point["was"]) <= 0.15 for point in points)


def test_written_weights_are_read_as_they_were_learnt() -> None:
    """A tree written as lists is read as the same tree."""
    written = {"bias": -2.0, "components": {"people": 3.0, "days_apart": -1.0}, "threshold": 0.5, "also_threshold": 0.5}
    assert parse(written | {"trees": json.loads(json.dumps([TREE]))}) == WEIGHTS
    assert parse(written).trees == ()


def _evidence(strength: float, names: float) -> Evidence:
    return Evidence({"names": names}, (), None, 0.0, strength)


def test_candidates_know_how_far_they_stand_before_each_other() -> None:
    """Each candidate is told its distance to the strongest of the others; one alone stands before nothing."""
    first, second, third = beside_each_other([_evidence(5.0, 0.5), _evidence(3.0, 0.75), _evidence(1.0, 0.0)])
    assert [e.components["margin"] for e in (first, second, third)] == [2.0, -2.0, -4.0]
    assert [e.components["margin_names"] for e in (first, second, third)] == [-0.25, 0.25, -0.75]
    assert beside_each_other([_evidence(5.0, 0.5)])[0].components["margin"] == 5.0
    assert beside_each_other([]) == []
