"""Which fault strikes whom, when and for how long: from a seed, each kind in turn, in a new order each round."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "service killed", "service ended", "service paused", "all services paused", "service clock stepped",
    "all clocks stepped", "Redis killed", "Redis ended", "Redis paused", "Redis clock stepped", "Redis slow",
    "disk full", "memory full", "network cut",
]  # fmt: skip

#: Seconds that each kind lasts: shortest, longest, and in a short run. A pause that is longer than a lease (3 s) or
#: than the time after which entries are taken over (5 s) makes somebody else go on; one that is shorter does not.
LASTS: dict[Kind, tuple[float, float, float]] = {
    "service killed": (0.0, 0.0, 0.0),
    "service ended": (0.0, 0.0, 0.0),
    "service paused": (1.0, 16.0, 5.5),
    "all services paused": (4.0, 9.0, 2.0),
    "service clock stepped": (3.0, 12.0, 1.0),
    "all clocks stepped": (5.0, 15.0, 1.0),
    "Redis killed": (0.0, 8.0, 0.5),
    "Redis ended": (0.0, 3.0, 0.5),
    "Redis paused": (2.0, 12.0, 2.0),
    "Redis clock stepped": (3.0, 12.0, 1.0),
    "Redis slow": (8.0, 20.0, 2.0),
    "disk full": (4.0, 20.0, 2.0),
    "memory full": (4.0, 35.0, 2.0),
    "network cut": (2.0, 20.0, 2.5),
}
#: Kinds that last, so that somebody may be killed meanwhile.
LONG = 6.0
#: Share of long faults during which a service is killed, too.
BESIDE = 0.4
#: Seconds that clocks are stepped by, forth or back.
STEPS = (-7200, -3600, -90, 90, 3600, 10800)


@dataclass(frozen=True)
class Fault:
    """One fault of the plan."""

    kind: Kind
    #: The replica that is hit; empty where it is all of them, or Redis.
    target: str = ""
    #: Seconds.
    lasts: float = 0.0
    #: Seconds that a clock is stepped by.
    step: int = 0
    #: A replica that is killed in the middle of it; empty: none.
    beside: str = ""


def plan(seed: int, replicas: Sequence[str], *, short: bool = False) -> Iterator[Fault]:
    """Faults without end: all kinds, then all again in another order."""
    chance = random.Random(seed)
    while True:
        kinds = list(LASTS)
        chance.shuffle(kinds)
        for kind in kinds:
            yield _fault(kind, chance, replicas, short)


def _fault(kind: Kind, chance: random.Random, replicas: Sequence[str], short: bool) -> Fault:
    least, most, brief = LASTS[kind]
    lasts = brief if short else round(chance.uniform(least, most), 1)
    target = chance.choice(replicas) if kind.startswith("service") else ""
    step = chance.choice(STEPS) if "clock" in kind else 0
    beside = chance.choice(replicas) if lasts > LONG and chance.random() < BESIDE else ""
    return Fault(kind, target, lasts, step, "" if beside == target else beside)
