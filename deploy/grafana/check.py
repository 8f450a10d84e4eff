"""Runs every query of every dashboard against a live Prometheus: a parse error or an empty answer is a finding.

    python -m deploy.grafana.check http://127.0.0.1:9090 [--minutes 5] [--step 15] [--allow-empty "overview/Kills" ...]

Exit code 1 on any finding. Grafana itself is not needed, and what it draws is not proven by this.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from deploy.grafana import lint

FOLDER = Path(__file__).parent / "dashboards"
_LABEL_VALUES = re.compile(r"label_values\((?:(?P<series>.+),\s*)?(?P<label>\w+)\)")
_OPEN = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Range:
    """What time is asked about: the last so many seconds, and seconds between two points."""

    seconds: float = 300.0
    step: float = 15.0
    #: Seconds between two scrapes of Prometheus.
    scrape: float = 15.0

    def values(self) -> dict[str, str]:
        """What Grafana would put in place of its own variables."""
        rate = max(4 * self.scrape, self.step)
        return {
            "__rate_interval": f"{math.ceil(rate)}s",
            "__interval": f"{math.ceil(self.step)}s",
            "__interval_ms": str(int(self.step * 1000)),
            "__range": f"{math.ceil(self.seconds)}s",
            "__range_s": str(math.ceil(self.seconds)),
        }


class Prometheus:
    """The HTTP API of a running Prometheus."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def series(self, expr: str, over: Range) -> list[dict[str, Any]]:
        """What a query answers over that time. Raises QueryFailed with Prometheus' own words."""
        now = time.time()
        asked = {"query": expr, "start": now - over.seconds, "end": now, "step": over.step}
        found: list[dict[str, Any]] = self._ask("query_range", asked)["result"]
        return found

    def values_of(self, label: str, series: str | None) -> list[str]:
        """The values of a label."""
        found: list[str] = self._ask(f"label/{label}/values", {"match[]": series} if series else {})
        return found

    def alerts(self) -> list[dict[str, Any]]:
        """Alerts that are pending or firing."""
        found: list[dict[str, Any]] = self._ask("alerts", {})["alerts"]
        return found

    def _ask(self, path: str, asked: dict[str, Any]) -> Any:
        request = Request(f"{self._url}/api/v1/{path}?{urlencode(asked)}")
        try:
            with _OPEN.open(request, timeout=20) as answer:
                body = json.load(answer)
        except HTTPError as error:
            body = json.loads(error.read() or b"{}")
        if body.get("status") != "success":
            raise QueryFailed(str(body.get("error", "no answer")))
        return body["data"]


class QueryFailed(ValueError):
    """Prometheus could not make sense of a query."""


def check(
    url: str, over: Range | None = None, allow_empty: Sequence[str] = (), folder: Path = FOLDER
) -> tuple[list[str], int]:
    """What is wrong with the dashboards in a folder, in words, and how many queries were run.

    `allow_empty`: panels ("overview/Kills") that need not have data, because nothing of the kind has happened here.
    """
    prometheus, found, count = Prometheus(url), [], 0
    for path in sorted(folder.glob("*.json")):
        found += lint.findings(path)
        for where, wrong in _ask_all(prometheus, path, over or Range()):
            count += 1
            if wrong and not (wrong.startswith("no data") and where in allow_empty):
                found.append(f"{where}: {wrong}")
    return found, count


def _ask_all(prometheus: Prometheus, path: Path, over: Range) -> Iterator[tuple[str, str]]:
    raw = json.loads(path.read_text(encoding="utf-8"))
    for name, variable in lint.variables(raw).items():
        if variable["type"] == "query":
            yield f"{path.stem}/${name}", _variable(prometheus, variable, over)
    for panel in lint.drawn(raw):
        for target in panel.get("targets", ()):
            yield f"{path.stem}/{panel['title']}", _query(prometheus, target["expr"], raw, over)


def _variable(prometheus: Prometheus, variable: dict[str, Any], over: Range) -> str:
    query = variable["query"] if isinstance(variable["query"], str) else variable["query"].get("query", "")
    asked = _LABEL_VALUES.fullmatch(lint.replaced(query, {"job": ".*", "instance": ".*", **over.values()}))
    if asked is None:
        return f"only label_values() can be checked, not {query}"
    return "" if prometheus.values_of(asked["label"], asked["series"]) else f"no data for {query}"


def _query(prometheus: Prometheus, expr: str, raw: dict[str, Any], over: Range) -> str:
    values = {name: str(each.get("allValue") or ".*") for name, each in lint.variables(raw).items()}
    asked = lint.replaced(expr, {**values, **over.values()})
    try:
        found = prometheus.series(asked, over)
    except QueryFailed as error:
        return f"{error} in {asked}"
    return "" if any(_is_number(point[1]) for each in found for point in each["values"]) else f"no data for {asked}"


def _is_number(value: str) -> bool:
    return math.isfinite(float(value))


def main() -> int:
    """0 where every query answers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", help="address of Prometheus")
    parser.add_argument("--minutes", type=float, default=5.0, help="how far back to look")
    parser.add_argument("--step", type=float, default=15.0, help="seconds between two points")
    parser.add_argument("--scrape", type=float, default=15.0, help="seconds between two scrapes")
    parser.add_argument("--allow-empty", nargs="*", default=(), metavar="DASHBOARD/PANEL", help="may have no data")
    options = parser.parse_args()
    over = Range(options.minutes * 60, options.step, options.scrape)
    found, count = check(options.url, over, options.allow_empty)
    sys.stdout.writelines(f"{wrong}\n" for wrong in found)
    sys.stdout.write(f"{count} queries run, {len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
