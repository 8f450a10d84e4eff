"""A forest of small decision trees, all of them walked at once.

The leaves of a tree are bits of a number, from left to right. A node that a value lies above leaves out the leaves to
its left; for every component the forest keeps what all its nodes together leave, by how many of their bounds the value
lies above. Of what all components leave, the lowest bit of each tree is the leaf that a walk would end at (Lucchese et
al. 2015, "QuickScorer: a fast algorithm to rank documents with additive ensembles of regression trees").
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

#: A tree: what it adds at a leaf, else the component it asks for, a bound, what all behind it add on average, and the
#: trees for values up to the bound and above it.
Tree = float | tuple[str, float, float, "Tree", "Tree"]

#: What each component on the way to a leaf adds to the average, step by step.
Path = tuple[tuple[str, float], ...]

#: Types of an array's numbers by their bits: one number a tree.
_TYPES = {8: "B", 16: "H", 32: "I", 64: "Q"}
#: Sets of leaves of one tree that are kept with the lowest of them; those of a small tree are fewer.
_MOST_KNOWN = 4096

T = TypeVar("T")


class _Leaf(NamedTuple):
    adds: float
    path: Path


class _Lowest(dict[int, T]):
    """What stands at the lowest of some bits; what has been asked for is kept, all at once forgotten."""

    def __init__(self, leaves: list[T]) -> None:
        super().__init__()
        self._leaves = leaves

    def __missing__(self, bits: int) -> T:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[bits] = found = self._leaves[(bits & -bits).bit_length() - 1]
        return found


class Forest:
    """What the trees add together, and how each of them comes to it."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        leaves = [list(_leaves(tree, ())) for tree in trees]
        most = max(map(len, leaves), default=1)
        bits = next((bits for bits in _TYPES if bits >= most), 0)
        if not bits:
            raise ValueError(f"a tree of {most} leaves is too large")
        self._bytes, self._type = bits // 8 * len(trees), _TYPES[bits]
        self._all = sum(((1 << len(found)) - 1) << (bits * number) for number, found in enumerate(leaves))
        self._asked = tuple(_asked(trees, bits, self._all))
        self._adds = [_Lowest([leaf.adds for leaf in found]) for found in leaves]
        self._paths = [_Lowest([leaf.path for leaf in found]) for found in leaves]
        self._means = [_mean(tree) for tree in trees]

    def adds(self, components: Mapping[str, float]) -> list[float]:
        """What each tree adds; a component that is not there is 0."""
        return [adds[left] for adds, left in zip(self._adds, self._left(components), strict=True)]

    def paths(self, components: Mapping[str, float]) -> list[tuple[float, Path]]:
        """What each tree adds on average, and what moves it from there."""
        left = self._left(components)
        return [(mean, path[bits]) for mean, path, bits in zip(self._means, self._paths, left, strict=True)]

    def _left(self, components: Mapping[str, float]) -> array[int]:
        """The leaves that are left of each tree; the lowest bit is the one that is reached."""
        left, get = self._all, components.get
        for name, bounds, masks in self._asked:
            left &= masks[bisect_left(bounds, get(name, 0.0))]
        found = array(self._type, left.to_bytes(self._bytes, "little"))
        if sys.byteorder == "big":
            found.byteswap()
        return found


def _mean(tree: Tree) -> float:
    """What a tree adds on average."""
    return tree[2] if isinstance(tree, tuple) else tree


def _leaves(tree: Tree, path: Path) -> Iterator[_Leaf]:
    """The leaves from left to right, each with the way to it."""
    if not isinstance(tree, tuple):
        yield _Leaf(tree, path)
        return
    name, _, before, low, high = tree
    for child in (low, high):
        yield from _leaves(child, (*path, (name, _mean(child) - before)))


def _asked(trees: Sequence[Tree], bits: int, every: int) -> Iterator[tuple[str, list[float], list[int]]]:
    """Each component with its bounds in order, and what is left above none of them, above the first, and so on."""
    nodes: dict[str, list[tuple[float, int]]] = {}
    for number, tree in enumerate(trees):
        for name, bound, gone in _nodes(tree, bits * number):
            nodes.setdefault(name, []).append((bound, gone))
    for name, found in nodes.items():
        masks, left = [every], every
        for _, gone in sorted(found):
            left &= ~gone
            masks.append(left)
        yield name, sorted(bound for bound, _ in found), masks


def _nodes(tree: Tree, first: int) -> Iterator[tuple[str, float, int]]:
    """The nodes of a tree whose first leaf is this bit: component, bound, and the leaves that lie up to the bound."""
    if isinstance(tree, tuple):
        name, bound, _, low, high = tree
        count = _count(low)
        yield name, bound, ((1 << count) - 1) << first
        yield from _nodes(low, first)
        yield from _nodes(high, first + count)


def _count(tree: Tree) -> int:
    return _count(tree[3]) + _count(tree[4]) if isinstance(tree, tuple) else 1
