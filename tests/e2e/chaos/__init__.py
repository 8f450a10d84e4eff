"""Chaos: the whole pipeline on a real server, while everything that can fail does.

`make chaos` plays the same script twice, calmly and in a storm of faults, and compares: stories, memberships,
revisions, updates and dead letters must be equal (DESIGN.md section 6), and whoever listens must have heard all.
What is promised, and each fault: docs/chaos.md. Traffic goes to loopback or a namespace of our own; it ends by itself.

For others: `collect` reads the state of a pipeline, `differences` compares two, `drained` waits until the work is done.
"""

from __future__ import annotations

from tests.e2e.chaos.drain import drained as drained
from tests.e2e.chaos.outcome import Outcome as Outcome
from tests.e2e.chaos.outcome import collect as collect
from tests.e2e.chaos.outcome import differences as differences
from tests.e2e.chaos.outcome import unaccounted as unaccounted
from tests.e2e.chaos.outcome import without as without
