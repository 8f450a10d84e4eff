"""A dashboard: its name, what it answers, its rows of panels; variables and links are the same on all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model

from deploy.grafana.panels import SOURCE, Panel, place

#: What all dashboards of ours are found and linked by.
TAG = "slugline"
#: Where runbooks are served, by default beside Grafana; another address goes into the variable at the top.
RUNBOOKS = "/docs/runbooks"


@dataclass(frozen=True)
class Board:
    """One dashboard."""

    name: str
    title: str
    about: str
    rows: tuple[tuple[str, Sequence[Panel]], ...]
    #: Whether single processes can be chosen.
    by_instance: bool = False


def as_json(board: Board, runbooks: str = RUNBOOKS) -> str:
    """The dashboard as Grafana loads it; the same every time."""
    made = dashboard.Dashboard(f"Slugline: {board.title}").uid(f"slugline-{board.name}").description(board.about)
    made = made.tags([TAG]).editable().refresh("10s").time("now-1h", "now").timezone("browser")
    made = made.tooltip(model.DashboardCursorSync.CROSSHAIR).version(1)
    for variable in _variables(board, runbooks):
        made = made.with_variable(variable)
    for panel in place(board.rows):
        made = made.with_row(panel) if isinstance(panel, dashboard.Row) else made.with_panel(panel)
    built = made.link(_others()).build()
    raw = json.loads(JSONEncoder().encode(built))
    return json.dumps(_without_nothing(raw), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _variables(board: Board, runbooks: str) -> list[Any]:
    source = dashboard.DatasourceVariable("datasource").type("prometheus").label("Prometheus")
    made: list[Any] = [source, _values_of("job", "Pipeline", "slugline_build_info")]
    if board.by_instance:
        made.append(_values_of("instance", "Process", 'slugline_build_info{job=~"$job"}'))
    there = model.VariableOption(text=runbooks, value=runbooks, selected=True)
    base = dashboard.TextBoxVariable("runbooks").label("Runbooks at").default_value(runbooks).current(there)
    return [*made, base.options([there])]


def _values_of(label: str, title: str, series: str) -> dashboard.QueryVariable:
    every = model.VariableOption(text="All", value="$__all", selected=True)
    made = dashboard.QueryVariable(label).label(title).query(f"label_values({series}, {label})").datasource(SOURCE)
    made = made.include_all(True).all_value(".*").multi(True).current(every)
    return made.refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(model.VariableSort.ALPHABETICAL_ASC)


def _others() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("Dashboards").type(model.DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.include_vars(True).keep_time(True).as_dropdown(False)


def _without_nothing(value: Any) -> Any:
    """The same without fields that say nothing, which Grafana fills in; a threshold without a value is all."""
    if isinstance(value, dict):
        return {key: _without_nothing(each) for key, each in value.items() if _says_something(key, each)}
    return [_without_nothing(each) for each in value] if isinstance(value, list) else value


def _says_something(key: str, value: Any) -> bool:
    if key == "id":  # variables get one by chance
        return isinstance(value, int)
    return value is not None or key == "value"
