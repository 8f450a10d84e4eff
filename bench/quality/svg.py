"""Small line charts as SVG, in words: no library, and the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

#: The drawing and the margins around the plot, in pixels.
WIDTH, HEIGHT = 480, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 40, 46
#: Colours that people of any colour vision tell apart (Okabe and Ito), each with a dash of its own for print.
PENS = (("#0072b2", ""), ("#d55e00", "7 4"), ("#009e73", "2 3"), ("#cc79a7", "9 3 2 3"))


@dataclass(frozen=True)
class Line:
    """A named line through points from 0 to 1 in both directions."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """What a chart shows. `mark` is a place on the x axis that is pointed at, with its word."""

    title: str
    x: str
    y: str
    lines: Sequence[Line]
    mark: tuple[float, str] | None = None
    diagonal: bool = False


def svg(chart: Chart) -> str:
    """The chart as an SVG document."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(chart.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 18, chart.title, size=14),
        *_axes(chart),
        *_marks(chart),
        *(part for place, line in enumerate(chart.lines) for part in _line(place, line)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _at(x: float, y: float) -> tuple[float, float]:
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return round(LEFT + x * wide, 1), round(TOP + (1.0 - y) * high, 1)


def _axes(chart: Chart) -> list[str]:
    parts = []
    for tenth in range(0, 11, 2):
        value = tenth / 10
        x, bottom = _at(value, 0.0)
        left, y = _at(0.0, value)
        parts += [_stroke((x, bottom), _at(value, 1.0), "#e3e3e3"), _stroke((left, y), _at(1.0, value), "#e3e3e3")]
        parts += [_text(x, bottom + 16, f"{value:.1f}", "middle"), _text(left - 6, y + 4, f"{value:.1f}", "end")]
    parts.append(_text(*_at(0.5, -0.155), chart.x, "middle"))
    x, y = 14, round(TOP + (HEIGHT - TOP - BOTTOM) / 2, 1)
    parts.append(f'<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">{escape(chart.y)}</text>')
    return parts


def _marks(chart: Chart) -> list[str]:
    parts = [_stroke(_at(0, 0), _at(1, 1), "#888", "4 4")] if chart.diagonal else []
    if chart.mark:
        place, word = chart.mark
        parts += [_stroke(_at(place, 0), _at(place, 1), "#555", "3 3"), _text(*_at(place + 0.012, 0.02), word)]
    return parts


def _line(place: int, line: Line) -> list[str]:
    colour, dash = PENS[place % len(PENS)]
    places = [_at(*point) for point in line.points]
    points = " ".join(f"{x},{y}" for x, y in places)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    left = LEFT + 110 * place
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>',
        f'<line x1="{left}" y1="30" x2="{left + 22}" y2="30" stroke="{colour}" stroke-width="2"{dashed}/>',
        _text(left + 27, 34, line.name),
        *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places),
    ]


def _stroke(a: tuple[float, float], b: tuple[float, float], colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{a[0]}" y1="{a[1]}" x2="{b[0]}" y2="{b[1]}" stroke="{colour}"{dashed}/>'


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'
