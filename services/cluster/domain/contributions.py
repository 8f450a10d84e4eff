"""What each component adds to a probability, or takes from it, in log odds."""

from __future__ import annotations

from collections.abc import Mapping

#: Components that say less than this say nothing.
LEAST = 0.005


def contributions(components: Mapping[str, float], weights: Mapping[str, float], bias: float) -> dict[str, float]:
    """Weight times value of each component, what weighs most first, and `bias`, where the sum begins."""
    found = {name: round(weights.get(name, 0.0) * value, 3) for name, value in components.items()}
    told = {name: value for name, value in found.items() if abs(value) >= LEAST}
    return {"bias": round(bias, 3)} | {name: told[name] for name in sorted(told, key=lambda n: (-abs(told[n]), n))}
