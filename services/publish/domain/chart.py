"""The history of one figure as a small chart: where each point lies, worked out here, drawn by a template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from services.publish.domain.telling import shown_day, shown_number, shown_time
from shared.contracts.base import Contract
from shared.contracts.ledger import LedgerEntry
from shared.contracts.story import ClaimStatus

#: The drawing's size in its own units; a page shows one unit as one pixel at most.
WIDTH, HEIGHT = 360, 132
_LEFT, _RIGHT, _TOP, _BOTTOM = 10, 34, 22, 26
#: Units that a label needs: half its width, and its height.
_REACH, _LINE = 24, 13
#: Points that are drawn, at most; the table beside it has all.
_MOST = 60

Anchor = Literal["start", "middle", "end"]


class Point(Contract):
    """One value at the time that it is of."""

    x: float
    y: float
    #: The upper end of a range, where the text gives one.
    top: float | None = None
    label: str = ""
    status: ClaimStatus


class Tick(Contract):
    """A time on the axis."""

    x: float
    label: str
    anchor: Anchor


class Chart(Contract):
    """A line of values that held, and all values as points."""

    width: int = WIDTH
    height: int = HEIGHT
    base: float = HEIGHT - _BOTTOM
    points: tuple[Point, ...]
    #: The line as an SVG path: level until the next value.
    path: str
    ticks: tuple[Tick, ...]


class _Scale(NamedTuple):
    first: float
    last: float
    low: float
    high: float

    def x(self, at: datetime) -> float:
        share = (at.timestamp() - self.first) / (self.last - self.first)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def chart(entries: Sequence[LedgerEntry]) -> Chart | None:
    """The chart of these values; None where there is nothing to see: one value, or one time."""
    drawn = [e for e in entries if e.quantity is not None and abs(e.quantity.value) < 1e15][-_MOST:]
    times = {e.as_of.timestamp() for e in drawn}
    values = {v for e in drawn for v in _values(e)}
    if len(times) < 2 or len(values) < 2:
        return None
    scale = _Scale(min(times), max(times), min(0.0, *values), max(0.0, *values))
    points = _labelled([_point(e, scale) for e in drawn], [shown_number(e.quantity.value) for e in drawn if e.quantity])
    held = [p for p, e in zip(points, drawn, strict=True) if e.status not in ("disputed", "retracted")]
    first, last = min(drawn, key=_time), max(drawn, key=_time)
    return Chart(
        points=points,
        path=_steps(held),
        base=scale.y(0.0),
        ticks=_ticks(first.as_of, last.as_of, scale),
    )


def _ticks(first: datetime, last: datetime, scale: _Scale) -> tuple[Tick, ...]:
    """The first time and the last: their days, or their hours where it is one day."""
    is_one_day = shown_day(first) == shown_day(last)
    named = [shown_time(at).rpartition(", ")[2] if is_one_day else shown_day(at) for at in (first, last)]
    return (
        Tick(x=scale.x(first), label=named[0], anchor="start"),
        Tick(x=scale.x(last), label=named[1], anchor="end"),
    )


def _values(entry: LedgerEntry) -> tuple[float, ...]:
    quantity = entry.quantity
    if quantity is None:
        return ()
    return (quantity.value,) if quantity.high is None else (quantity.value, quantity.high)


def _point(entry: LedgerEntry, scale: _Scale) -> Point:
    low, *high = _values(entry)
    return Point(x=scale.x(entry.as_of), y=scale.y(low), top=scale.y(high[0]) if high else None, status=entry.status)


def _labelled(points: Sequence[Point], labels: Sequence[str]) -> tuple[Point, ...]:
    """The points with those labels that do not lie on each other: the latest first, for it matters most."""
    kept: list[tuple[float, float]] = []
    said: list[Point] = []
    for point, label in zip(reversed(points), reversed(labels), strict=True):
        top = point.y if point.top is None else point.top
        has_room = all(abs(point.x - x) > _REACH or abs(top - y) > _LINE for x, y in kept)
        if has_room:
            kept.append((point.x, top))
        said.append(point.model_copy(update={"label": label if has_room else ""}))
    return tuple(reversed(said))


def _steps(points: Sequence[Point]) -> str:
    if not points:
        return ""
    begin, *rest = points
    return f"M{begin.x} {begin.y}" + "".join(f"H{point.x}V{point.y}" for point in rest)


def _time(entry: LedgerEntry) -> datetime:
    return entry.as_of
