"""Which stories are looked at closely does not depend on how they are found."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.cluster.domain import candidates


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sets(st.integers(0, 40).map("st_{}".format), max_size=12)),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 6),
)
def test_the_best_are_found_without_following_every_story(said: list[tuple[int, set[str]]], most: int) -> None:
    """Stories that can no longer be among the best are left alone, and the best are those that all points give."""
    where = {f"t:{number}": stories for number, (_, stories) in enumerate(said)}
    worth = {f"t:{number}": points for number, (points, _) in enumerate(said)}
    every = Counter(i for f, stories in where.items() for i in stories for _ in range(worth[f]))
    found = candidates._points(where, worth, most)
    expected = sorted(every, key=lambda i: (-every[i], i))[:most]
    assert sorted(candidates._best(found, most)) == sorted(expected)
    assert all(found[i] == every[i] for i in expected)
