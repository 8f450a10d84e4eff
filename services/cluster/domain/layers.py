"""Maps that are shared between revisions: adding to one leaves it as it is and gives another, at small cost.

Layers of a map, each about twice as large as the one above it, after the logarithmic method of Bentley and Saxe (1980,
"Decomposable searching problems"): n entries make log n layers, and each is copied log n times in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Layers(Generic[K, V]):
    """A map that is never changed. What is entered later under a key takes the place of what was there."""

    _layers: tuple[Mapping[K, V], ...] = ()

    def get(self, key: K) -> V | None:
        """What stands under a key, or None."""
        return next((layer[key] for layer in reversed(self._layers) if key in layer), None)

    def with_items(self, items: Mapping[K, V]) -> Layers[K, V]:
        """The map with some entries more."""
        if not items:
            return self
        layers, top = list(self._layers), dict(items)
        while layers and len(layers[-1]) <= 2 * len(top):
            top = {**layers.pop(), **top}
        return Layers((*layers, top))


@dataclass(frozen=True)
class Postings(Generic[K, V]):
    """A map of several values a key, in the order in which they came, that is never changed."""

    _map: Layers[K, tuple[V, ...]] = Layers()

    def of(self, key: K) -> tuple[V, ...]:
        """What stands under a key."""
        return self._map.get(key) or ()

    def with_value(self, keys: Iterator[K], value: V, most: int) -> Postings[K, V]:
        """The map with a value more under each key; a key that has `most` values already tells nothing apart."""
        grown = {key: (*known, value) for key in keys if len(known := self.of(key)) < most and value not in known}
        return Postings(self._map.with_items(grown))
