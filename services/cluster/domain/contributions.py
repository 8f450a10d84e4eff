"""What each component adds to a probability, or takes from it, in log odds."""

from __future__ import annotations

from collections.abc import Mapping

#: Components that say less than this say nothing.
LEAST = 0.005


def contributions(components: Mapping[str, float], weights: Mapping[str, float], bias: float) -> dict[str, float]:
    """Weight times value of each component, what weighs most first, and `bias`, where the sum begins."""
    return told({name: weights.get(name, 0.0) * value for name, value in components.items()} | {"bias": bias})


def told(parts: Mapping[str, float]) -> dict[str, float]:
    """What each component adds, what weighs most first; before all `bias`, where the sum begins."""
    found = {name: round(value, 3) for name, value in parts.items() if name != "bias"}
    heard = {name: value for name, value in found.items() if abs(value) >= LEAST}
    start = {"bias": round(parts.get("bias", 0.0), 3)}
    return start | {name: heard[name] for name in sorted(heard, key=lambda n: (-abs(heard[n]), n))}
