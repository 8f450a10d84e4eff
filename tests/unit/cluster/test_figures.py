"""What metrics say of stories."""

from __future__ import annotations

import pytest

from services.cluster.adapters.figures import size_class, tell_stories
from services.cluster.domain.records import StoryRecord
from services.cluster.handlers import priority_of
from shared.metrics import metric


def story(number: int, articles: int, status: str = "developing") -> StoryRecord:
    """A story of so many articles."""
    return StoryRecord(id=f"st_{number}", status=status, members=tuple(f"urn:{number}:{n}" for n in range(articles)))


@pytest.mark.parametrize(
    ("articles", "name"), [(1, "1"), (2, "2-4"), (4, "2-4"), (5, "5-9"), (10, "10-49"), (49, "10-49"), (50, "50+")]
)
def test_sizes_have_classes(articles: int, name: str) -> None:
    """A story belongs to one class by how many articles it has."""
    assert name == size_class(articles)


def test_stories_that_stand_are_counted_by_size() -> None:
    """Merged and retracted stories have a status but no size; the share of single ones is of those that stand."""
    tell_stories([story(1, 1), story(2, 1, "quiet"), story(3, 3), story(4, 60), story(5, 1, "merged")])
    assert 2 == metric("slugline_story_sizes", "1")._value.get()
    assert 1 == metric("slugline_story_sizes", "50+")._value.get()
    assert 1 == metric("slugline_stories", "merged")._value.get()
    assert 0.5 == metric("slugline_story_singleton_ratio")._value.get()


def test_no_story_is_no_share() -> None:
    """Before the first story the share of single ones is nothing."""
    tell_stories([])
    assert 0 == metric("slugline_story_singleton_ratio")._value.get()


@pytest.mark.parametrize(
    ("urgency", "priority"),
    [(1, "high"), (3, "high"), (4, "normal"), (None, "normal"), (6, "normal"), (7, "low"), (9, "low")],
)
def test_urgency_becomes_a_priority(urgency: int | None, priority: str) -> None:
    """Nine degrees of urgency, and none, are three priorities in metrics."""
    assert priority == priority_of(urgency)
