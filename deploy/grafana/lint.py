"""What is wrong with a dashboard before anything is asked of a Prometheus: `findings(path)`.

Grafana takes almost any JSON and draws what it understands of it, so mistakes show as panels that stay empty. Told are
keys that its typed model does not know, panels that overlap, missing units and legends, undeclared variables.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.panels import COLUMNS

#: Variables that Grafana sets by itself.
BUILT_IN = ("__rate_interval", "__range", "__range_s", "__interval", "__interval_ms", "__from", "__to", "__all")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))")


def findings(path: Path) -> list[str]:
    """Everything that is wrong with the dashboard in this file, in words."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = [*_unknown_keys(raw), *_identity(raw), *_overlaps(raw), *_undeclared(raw)]
    for panel in drawn(raw):
        found += [f"panel {panel.get('title')!r}: {wrong}" for wrong in _panel(panel)]
    return [f"{path.name}: {wrong}" for wrong in found]


def drawn(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The panels that show something: those in collapsed rows too, rows themselves not."""
    panels = [inner for panel in raw.get("panels", []) for inner in (panel, *panel.get("panels", ()))]
    return [panel for panel in panels if panel.get("type") != "row"]


def variables(raw: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The dashboard's own variables by name."""
    return {each["name"]: each for each in raw.get("templating", {}).get("list", [])}


def named(text: str) -> set[str]:
    """The variables that a text names."""
    return {braced or plain for braced, plain in _VARIABLE.findall(text)}


def replaced(text: str, values: dict[str, str]) -> str:
    """The text with variables replaced by these values; others stay."""
    return _VARIABLE.sub(lambda found: values.get(found[1] or found[2], found[0]), text)


def _unknown_keys(raw: dict[str, Any]) -> Iterator[str]:
    known = json.loads(JSONEncoder().encode(Dashboard.from_json(raw)))
    for path in sorted(set(_paths(raw)) - set(_paths(known))):
        yield f"Grafana's model does not know {path}"


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _paths(each, f"{path}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _paths(each, f"{path}[{number}]")
    elif value is not None:
        yield path


def _identity(raw: dict[str, Any]) -> Iterator[str]:
    yield from (f"no {key}" for key in ("uid", "title", "description", "tags") if not raw.get(key))
    numbers = Counter(panel.get("id") for panel in raw.get("panels", []))
    yield from (f"{count} panels have the number {number}" for number, count in numbers.items() if count > 1)
    titles = Counter(panel.get("title") for panel in drawn(raw))
    yield from (f"{count} panels are called {title!r}" for title, count in titles.items() if count > 1)


def _overlaps(raw: dict[str, Any]) -> Iterator[str]:
    placed = [panel for panel in raw.get("panels", []) if "gridPos" in panel]
    for panel in placed:
        if panel["gridPos"]["x"] + panel["gridPos"]["w"] > COLUMNS:
            yield f"panel {panel.get('title')!r} goes beyond {COLUMNS} columns"
    for one, other in combinations(placed, 2):
        if _overlap(one["gridPos"], other["gridPos"]):
            yield f"panels {one.get('title')!r} and {other.get('title')!r} overlap"


def _overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    apart = (
        a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
    )
    return not apart


def _undeclared(raw: dict[str, Any]) -> Iterator[str]:
    told = set(variables(raw)) | set(BUILT_IN)
    for name in sorted(named(json.dumps(raw)) - told):
        yield f"nobody declares ${name}"


def _panel(panel: dict[str, Any]) -> Iterator[str]:
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    yield from (f"no {key}" for key in ("title", "description", "targets", "gridPos") if not panel.get(key))
    if not defaults.get("unit"):
        yield "no unit"
    letters = Counter(target.get("refId") for target in panel.get("targets", ()))
    yield from (
        f"{count} queries are called {letter!r}" for letter, count in letters.items() if count > 1 or not letter
    )
    for target in panel.get("targets", ()):
        if not (panel.get("datasource") or target.get("datasource")):
            yield "no data source"
        yield from (
            f"query {target.get('refId')} has no {key}" for key in ("expr", "legendFormat") if not target.get(key)
        )
