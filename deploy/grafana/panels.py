"""The few kinds of panel that our dashboards are made of, on top of Grafana's own typed model.

A panel is a question with an answer: a title, what it tells, a unit, queries with the legend of each. Rows fill the
grid from left to right; nothing is placed by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as model

#: Every query asks for one pipeline or several: the jobs that Prometheus scrapes them under.
JOB = 'job=~"$job"'
SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")
#: Columns of Grafana's grid, and rows that a panel is high.
COLUMNS, HIGH, LOW = 24, 8, 5

Kind = Literal["line", "stack", "stat", "bars"]


@dataclass(frozen=True)
class Query:
    """A PromQL expression and the name that its series have in the legend."""

    expr: str
    legend: str


@dataclass(frozen=True)
class Panel:
    """One question of a dashboard."""

    title: str
    about: str
    unit: str
    queries: tuple[Query, ...]
    kind: Kind = "line"
    width: int = 8
    #: Values from which it is amber, and red; None where no value is bad by itself.
    warn: float | None = None
    bad: float | None = None
    #: The alert whose runbook it links to.
    alert: str | None = None
    least: float | None = 0
    most: float | None = None
    decimals: int | None = None
    #: What single values are called instead.
    words: dict[str, str] = field(default_factory=dict)


def line(title: str, about: str, unit: str, *queries: tuple[str, str], **more: Any) -> Panel:
    """A panel of lines over time."""
    return Panel(title, about, unit, tuple(Query(*query) for query in queries), **more)


def stack(title: str, about: str, unit: str, *queries: tuple[str, str], **more: Any) -> Panel:
    """The same with areas on top of each other: parts of a whole."""
    return line(title, about, unit, *queries, kind="stack", **more)


def figure(title: str, about: str, unit: str, *queries: tuple[str, str], **more: Any) -> Panel:
    """One number, as it is now, with its course behind it."""
    return line(title, about, unit, *queries, **{"kind": "stat", "width": 4, **more})


def bars(title: str, about: str, unit: str, *queries: tuple[str, str], **more: Any) -> Panel:
    """One bar for each series, as it is now."""
    return line(title, about, unit, *queries, kind="bars", **more)


def place(rows: Sequence[tuple[str, Sequence[Panel]]]) -> list[dashboard.Row | Any]:
    """Rows with their panels, numbered and laid on the grid."""
    made: list[Any] = []
    y, number = 0, 1
    for title, panels in rows:
        made.append(dashboard.Row(title).id(number).grid_pos(model.GridPos(h=1, w=COLUMNS, x=0, y=y)))
        y, number, x, height = y + 1, number + 1, 0, 0
        for panel in panels:
            if x + panel.width > COLUMNS:
                x, y, height = 0, y + height, 0
            high = LOW if panel.kind == "stat" else HIGH
            made.append(_built(panel, number, model.GridPos(h=high, w=panel.width, x=x, y=y)))
            x, height, number = x + panel.width, max(height, high), number + 1
        y += height
    return made


def _built(panel: Panel, number: int, grid: model.GridPos) -> Any:
    made: Any = {"stat": _stat, "bars": _bars}.get(panel.kind, _lines)(panel)
    made = made.id(number).grid_pos(grid).title(panel.title).description(_told(panel)).datasource(SOURCE)
    made = made.unit(panel.unit).thresholds(_thresholds(panel)).no_value("none yet")
    for letter, query in zip("ABCDEFGH", panel.queries, strict=False):
        made = made.with_target(_target(letter, query, now=panel.kind == "bars"))
    if panel.words:
        made = made.mappings(
            [model.ValueMap(options={k: model.ValueMappingResult(text=v) for k, v in panel.words.items()})]
        )
    if panel.alert:
        made = made.links([_runbook(panel.alert)])
    for setting, value in (("min", panel.least), ("max", panel.most), ("decimals", panel.decimals)):
        made = made if value is None else getattr(made, setting)(value)
    return made


def _told(panel: Panel) -> str:
    return f"{panel.about}\n\nAlert: {panel.alert}." if panel.alert else panel.about


def _target(letter: str, query: Query, *, now: bool) -> prometheus.Dataquery:
    made = prometheus.Dataquery().ref_id(letter).expr(query.expr).legend_format(query.legend).datasource(SOURCE)
    return made.instant() if now else made.range()


def _runbook(alert: str) -> dashboard.DashboardLink:
    link = dashboard.DashboardLink(f"Runbook: {alert}").type(model.DashboardLinkType.LINK)
    return link.url(f"${{runbooks}}/{alert}.md").target_blank(True)


def _lines(panel: Panel) -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(True)
    legend = legend.display_mode(kinds.LegendDisplayMode.TABLE).placement(kinds.LegendPlacement.BOTTOM)
    tooltip = common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI).sort(kinds.SortOrder.DESCENDING)
    made = timeseries.Panel().legend(legend.calcs(["lastNotNull", "max"])).tooltip(tooltip)
    made = made.fill_opacity(10).line_width(1).show_points(kinds.VisibilityMode.NEVER)
    if panel.bad is not None:
        made = made.thresholds_style(common.GraphThresholdsStyleConfig().mode(kinds.GraphTresholdsStyleMode.DASHED))
    if panel.kind == "stack":
        made = made.fill_opacity(40).stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL))
    return made


def _stat(panel: Panel) -> stat.Panel:
    colour = kinds.BigValueColorMode.VALUE if panel.bad is None else kinds.BigValueColorMode.BACKGROUND
    return stat.Panel().color_mode(colour).graph_mode(kinds.BigValueGraphMode.AREA).reduce_options(_latest())


def _bars(panel: Panel) -> bargauge.Panel:
    made = bargauge.Panel().orientation(kinds.VizOrientation.HORIZONTAL).display_mode(kinds.BarGaugeDisplayMode.BASIC)
    return made.reduce_options(_latest())


def _latest() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _thresholds(panel: Panel) -> dashboard.ThresholdsConfig:
    steps = [model.Threshold(value=None, color="green")]
    for value, colour in ((panel.warn, "orange"), (panel.bad, "red")):
        if value is not None:
            steps.append(model.Threshold(value=value, color=colour))
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(steps)
