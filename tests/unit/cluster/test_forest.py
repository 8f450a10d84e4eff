"""The forest of small trees gives what walking each of its trees would give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cluster.domain.forest import Forest, Tree

NAMES = ("a", "b", "c")
NUMBERS = st.sampled_from([-1.0, -0.25, 0.0, 0.25, 0.5, 1.0])
TREES: st.SearchStrategy[Tree] = st.recursive(
    NUMBERS, lambda below: st.tuples(st.sampled_from(NAMES), NUMBERS, NUMBERS, below, below), max_leaves=12
)


def walked(tree: Tree, values: dict[str, float]) -> tuple[float, list[tuple[str, float]]]:
    """What a tree adds, and what each step on the way moves its average by."""
    path = []
    while isinstance(tree, tuple):
        name, bound, before, low, high = tree
        tree = low if values.get(name, 0.0) <= bound else high
        path.append((name, (tree[2] if isinstance(tree, tuple) else tree) - before))
    return tree, path


@settings(deadline=None)
@given(st.lists(TREES, max_size=8), st.dictionaries(st.sampled_from(NAMES), NUMBERS))
def test_a_forest_reaches_the_leaves_that_a_walk_reaches(trees: list[Tree], values: dict[str, float]) -> None:
    """Whatever the trees and the values, those on a bound among them, each tree adds what a walk down it ends at."""
    found = [walked(tree, values) for tree in trees]
    forest = Forest(trees)
    assert forest.adds(values) == [leaf for leaf, _ in found]
    assert [list(path) for _, path in forest.paths(values)] == [path for _, path in found]


def test_a_tree_that_is_too_large_is_refused() -> None:
    """A tree of more than 64 leaves has no place in a forest, and that is said when it is made."""
    tree: Tree = 0.0
    for bound in range(64):
        tree = ("a", float(bound), 0.0, 1.0, tree)
    with pytest.raises(ValueError, match="65 leaves"):
        Forest([tree])
