"""Line charts as SVG, without a drawing library: a few panels side by side, each with its own scale from zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

#: Pixels of a panel, and around its axes.
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 300, 200, 46, 30, 34
COLOURS = ("#1b5e9b", "#c2571a", "#3c7d3c")


@dataclass(frozen=True)
class Panel:
    """Some lines over the same points."""

    title: str
    at: Sequence[float]
    lines: Mapping[str, Sequence[float]]


def plotted(panels: Sequence[Panel], below: str) -> str:
    """The drawing."""
    width, height = 2 * WIDTH, HEIGHT * ((len(panels) + 1) // 2)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    paper = f'<rect width="{width}" height="{height}" fill="white"/>'
    drawn = (
        f'<g transform="translate({WIDTH * (n % 2)},{HEIGHT * (n // 2)})">{"".join(_panel(panel, below))}</g>'
        for n, panel in enumerate(panels)
    )
    return "\n".join([head, paper, *drawn, "</svg>", ""])


def _panel(panel: Panel, below: str) -> Iterable[str]:
    right, bottom = WIDTH - 14, HEIGHT - BOTTOM
    furthest = max(panel.at, default=0.0) or 1.0
    highest = max((value for line in panel.lines.values() for value in line), default=0.0) or 1.0
    yield _text(LEFT, 16, panel.title, 12)
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#888"/>'
    yield _text(LEFT - 4, TOP + 4, _short(highest), 9, "end")
    yield _text(LEFT - 4, bottom, "0", 9, "end")
    yield _text(right, bottom + 12, _short(furthest), 9, "end")
    yield _text((LEFT + right) / 2, bottom + 24, below, 9, "middle")
    for number, (name, line) in enumerate(panel.lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(
            f"{LEFT + (right - LEFT) * x / furthest:.1f},{bottom - (bottom - TOP) * y / highest:.1f}"
            for x, y in zip(panel.at, line, strict=True)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield _text(right, TOP + 10 + 12 * number, name, 10, "end", colour)


def _text(x: float, y: float, words: str, size: int, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
