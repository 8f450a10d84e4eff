"""What each component adds to a probability."""

from __future__ import annotations

import math

from services.cluster.domain.contributions import contributions
from services.cluster.domain.same_story import Weights, same_story
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report


def test_contributions_add_up_to_the_probability() -> None:
    """The contributions of a reason sum to the log odds of its probability, but for what is rounded off."""
    weights = Weights(bias=-2.0, components={"people": 3.0, "days_apart": -1.5}, threshold=0.5, also_threshold=0.5)
    components = {"people": 0.9, "days_apart": 0.4, "unknown": 7.0}
    found = contributions(components, weights.components, weights.bias)
    assert list(found) == ["bias", "people", "days_apart"]
    total = 1 / (1 + math.exp(-sum(found.values())))
    assert abs(total - same_story(components, weights)) < 0.01


def test_reason_of_a_membership_has_its_contributions() -> None:
    """A report that joins a story says what spoke for it and against it; one that opens a story has none to say."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2)))
    desk.push(report("bridge", "urn:a:2", order=(5, 3, 4), seq=2, provider="B", published_at=builders.at(90)))
    first, second = (desk.memory.articles[f"urn:a:{n}"].why for n in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.method, first.contributions) == ("new_story", {})
    assert second.method == "same_story"
    assert abs(1 / (1 + math.exp(-sum(second.contributions.values()))) - second.score) < 0.02
