"""The verdict: what must not grow does not, and what grows by design does so by what it keeps.

The first half of a run is for caches to fill. Over the second half the slope of each figure is the median of the slopes
of all pairs of samples (Theil and Sen), which a few outliers do not move. Memory is flat where the growth that this
slope makes over the second half is within TOLERANCE of the process's memory, or LEAST where that is more: allocators
keep pages in steps of about a megabyte.

By design three things keep history until retention lets it go: Redis (articles, stories and updates for days),
`resolve` (every name it has met) and `cluster` (a trace of every article of the stories that it knows). Their growth is
told for each article; what is judged is that it is no more than KEPT a head, and that it does not get faster.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.e2e.soak.samples import Samples

#: Share of its memory that a process may grow by over the second half, and megabytes that are allowed in any case.
TOLERANCE, LEAST = 0.04, 6.0
#: Kilobytes that an article may add for good, by who keeps it.
KEPT = {"redis": 120.0, "resolve": 12.0, "cluster": 30.0}
#: Entries under way by which their number may have grown over the second half: one read of each of two replicas.
UNDER_WAY = 64
#: Seconds within which 99 of 100 articles are told of.
SLOWEST = 2.0


@dataclass(frozen=True)
class Finding:
    """One line of the verdict."""

    what: str
    told: str
    holds: bool


def slope(at: Sequence[float], values: Sequence[float]) -> float:
    """The median of the slopes of all pairs (Theil 1950, Sen 1968); 0 for fewer than two points."""
    points = list(zip(at, values, strict=True))
    slopes = [(b - a) / (u - t) for (t, a), (u, b) in itertools.combinations(points, 2) if u > t]
    return statistics.median(slopes) if slopes else 0.0


def verdict(run: Samples) -> list[Finding]:
    """What holds and what does not."""
    late = [sample for sample in run.samples if sample.at >= run.seconds / 2]
    if len(late) < 3:
        return [Finding("samples", f"only {len(late)} in the second half", False)]
    at = [sample.at for sample in late]
    span, articles = at[-1] - at[0], max(1, late[-1].pushed - late[0].pushed)
    findings = [_memory(name, at, [s.megabytes.get(name, 0.0) for s in late], span, articles) for name in _names(run)]
    findings.append(_memory("redis", at, [sample.redis_used for sample in late], span, articles))
    under_way = [sample.pending + sample.lag + sample.parked for sample in late]
    grown = slope(at, under_way) * span
    findings.append(
        Finding("under way", f"{statistics.median(under_way):.0f}, grows by {grown:+.0f}", grown <= UNDER_WAY)
    )
    return [*findings, *_latency(run), Finding("restarts", str(run.restarts), run.restarts == 0)]


def _names(run: Samples) -> list[str]:
    return sorted(set(itertools.chain.from_iterable(sample.megabytes for sample in run.samples)))


def _memory(name: str, at: list[float], values: list[float], span: float, articles: int) -> Finding:
    usual, grown = statistics.median(values), slope(at, values) * span
    head = grown * 1000 / articles
    keeper = name.partition("-")[0]
    if keeper in KEPT:
        told = f"{usual:.0f} MB, {head:+.1f} kB an article, kept by design (at most {KEPT[keeper]:.0f})"
        return Finding(f"memory of {name}", told, head <= KEPT[keeper] or grown <= LEAST)
    allowed = max(LEAST, TOLERANCE * usual)
    return Finding(f"memory of {name}", f"{usual:.0f} MB, {grown:+.1f} MB (at most {allowed:.1f})", grown <= allowed)


def _latency(run: Samples) -> list[Finding]:
    if not run.minutes:
        return [Finding("latency", "nobody was told of anything", False)]
    first, last = run.minutes[0], run.minutes[-1]
    told = f"p50 {last.p50:.2f} s, p95 {last.p95:.2f} s, p99 {last.p99:.2f} s in the last minute"
    began = f"p99 {first.p99:.2f} s in the first minute"
    return [
        Finding("latency at the start", began, first.p99 < SLOWEST),
        Finding("latency at the end", told, last.p99 < SLOWEST),
    ]
