"""One article's way as a waterfall: when each stage began with it, how long it had waited, how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

#: Changes by which an article comes into a story or changes there.
ARRIVALS = ("article_added", "copy_added", "article_corrected", "article_withdrawn", "translation_added")


@dataclass(frozen=True)
class Step:
    """One stage. `waited_ms` is what lay between the end of the one before and its beginning; None for the first."""

    stage: str
    at: datetime
    ms: float
    attempt: int = 1
    waited_ms: float | None = None

    @property
    def ended(self) -> datetime:
        """When it was done."""
        return self.at + timedelta(milliseconds=self.ms)

    def as_json(self) -> dict[str, Any]:
        """The step, for `--json`."""
        return {
            "stage": self.stage,
            "at": self.at.isoformat(),
            "waited_ms": self.waited_ms,
            "ms": self.ms,
            "attempt": self.attempt,
        }


def steps(article: Mapping[str, Any], updates: Sequence[Mapping[str, Any]], uri: str) -> list[Step]:
    """The stages an article has passed, in order of time; an enrichment passes some of them again."""
    found = [Step(t["stage"], _time(t["at"]), t["ms"], t["attempt"]) for t in article.get("timing", ())]
    clustered = next((step for event in updates if (step := _clustered(event, uri)) is not None), None)
    if clustered is not None:
        found.append(clustered)
    return _waited(sorted(found, key=lambda step: step.at))


def bar(step: Step, all_steps: Sequence[Step], width: int) -> tuple[range, range]:
    """The columns of a step's wait and of its work in a line of this width."""
    begin = min(one.at for one in all_steps)
    whole = max((max(one.ended for one in all_steps) - begin).total_seconds(), 1e-9)

    def column(moment: datetime) -> int:
        return min(width - 1, max(0, round((moment - begin).total_seconds() / whole * width)))

    start = column(step.at)
    waits = column(step.at - timedelta(milliseconds=step.waited_ms or 0.0))
    return range(waits, start), range(start, max(start + 1, column(step.ended)))


def _waited(found: list[Step]) -> list[Step]:
    before: Step | None = None
    told = []
    for step in found:
        waited = None if before is None else max(0.0, round((step.at - before.ended).total_seconds() * 1000, 3))
        told.append(Step(step.stage, step.at, step.ms, step.attempt, waited))
        before = step
    return told


def _clustered(event: Mapping[str, Any], uri: str) -> Step | None:
    """What cluster took for the update in which the article came into its story."""
    data = event["data"]
    took = data.get("timing", {}).get("cluster_ms")
    if took is None or not any(c["ref"] == uri and c["kind"] in ARRIVALS for c in data["changes"]):
        return None
    return Step("cluster", _time(event["time"]) - timedelta(milliseconds=took), took)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
