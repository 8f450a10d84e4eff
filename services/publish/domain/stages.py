"""The pipeline as whoever looks after it sees it: each stage, how far it is behind, how fast it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from shared.contracts.base import Contract
from shared.stream_figures import GroupFigures, Look, StreamFigures
from shared.streams import SERVICES, STREAMS, dead_letters

StageState = Literal["idle", "working", "behind", "stuck", "absent"]

#: Milliseconds that an entry may be under way before its stage counts as stuck, and entries that make it behind.
STUCK, BEHIND = 60_000, 500

#: Which stream's entries count as what a stage gets done.
_MAIN = {s: next(t.name for t in STREAMS if s in t.read_by and t.name.startswith("articles.")) for s in SERVICES[:-1]}
_MAIN["publish"] = "stories.updated"

_STATES: dict[StageState, str] = {
    "idle": "nothing to do",
    "working": "at work",
    "behind": "behind",
    "stuck": "something is stuck",
    "absent": "nobody reads its stream",
}


class Latency(Contract):
    """Milliseconds: half took no longer than `p50`, one in twenty longer than `p95`."""

    p50: float
    p95: float
    count: int


class Stage(Contract):
    """One service of the pipeline at one moment."""

    name: str
    state: StageState
    #: What it has not been given yet (None: the server cannot tell), was given and has not finished, holds back.
    lag: int | None
    pending: int
    held_back: int = 0
    oldest_ms: int | None = None
    readers: int = 0
    dead: int = 0
    #: Entries a minute; None until two looks have been taken.
    rate: float | None = None
    latency: Latency | None = None

    @property
    def words(self) -> str:
        """Its state in words."""
        return _STATES[self.state]


class Sample(NamedTuple):
    """How many entries each stage has been given by a moment, in seconds of a clock that never goes back."""

    at: float
    given: Mapping[str, int]


def sample(at: float, look: Look) -> Sample:
    """The sample of this look."""
    streams = {figures.name: figures for figures in look.streams}
    counts = {service: _given(streams.get(stream), service) for service, stream in _MAIN.items()}
    return Sample(at, {service: count for service, count in counts.items() if count is not None})


def stages(
    look: Look, samples: Sequence[Sample] = (), latencies: Mapping[str, Latency] | None = None
) -> tuple[Stage, ...]:
    """Every stage in the order in which an article passes them."""
    return tuple(_stage(service, look, rate(samples, service), (latencies or {}).get(service)) for service in SERVICES)


def rate(samples: Sequence[Sample], service: str, span: float = 60.0) -> float | None:
    """Entries a minute over the last minute or so; None where that cannot be told yet."""
    known = [s for s in samples if service in s.given]
    if len(known) < 2:
        return None
    last = known[-1]
    first = next((s for s in known if last.at - s.at <= span), known[-2])
    if first is last:
        first = known[-2]
    seconds = last.at - first.at
    return max(0.0, (last.given[service] - first.given[service]) * 60 / seconds) if seconds > 0 else None


def latency(times: Iterable[float]) -> Latency | None:
    """The median and the 95th percentile; None of nothing."""
    ranked = sorted(times)
    if not ranked:
        return None
    return Latency(
        p50=ranked[len(ranked) // 2], p95=ranked[min(len(ranked) - 1, len(ranked) * 95 // 100)], count=len(ranked)
    )


def _stage(service: str, look: Look, speed: float | None, took: Latency | None) -> Stage:
    streams = {figures.name: figures for figures in look.streams}
    read = [streams.get(s.name, StreamFigures(s.name)) for s in STREAMS if service in s.read_by]
    groups = [group for figures in read for group in figures.groups if group.name == service]
    lags = [group.lag for group in groups]
    main = _group(streams.get(_MAIN[service]), service)
    stage = Stage(
        name=service,
        state="idle",
        lag=None if None in lags else sum(lag or 0 for lag in lags),
        pending=sum(group.pending for group in groups),
        held_back=look.parked.get(service, 0),
        oldest_ms=max((g.oldest_pending_ms for g in groups if g.oldest_pending_ms is not None), default=None),
        readers=main.consumers if main else 0,
        dead=streams.get(dead_letters(service).name, StreamFigures("")).length,
        rate=speed,
        latency=took,
    )
    return stage.model_copy(update={"state": _state(stage)})


def _state(stage: Stage) -> StageState:
    if stage.readers == 0:
        return "absent"
    if (stage.oldest_ms or 0) > STUCK:
        return "stuck"
    waiting = (stage.lag or 0) + stage.pending + stage.held_back
    if waiting >= BEHIND:
        return "behind"
    return "working" if waiting else "idle"


def _given(figures: StreamFigures | None, service: str) -> int | None:
    group = _group(figures, service)
    return None if figures is None or group is None or group.lag is None else figures.added - group.lag


def _group(figures: StreamFigures | None, service: str) -> GroupFigures | None:
    return next((g for g in figures.groups if g.name == service), None) if figures else None
