"""Prometheus metrics made from the one list in `shared/metric_names.py`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from shared.metric_names import METRICS, MetricName

REGISTRY = CollectorRegistry()


@cache
def _family(name: MetricName) -> Any:
    metric = METRICS[name]
    if metric.type == "counter":
        return Counter(name, metric.help, metric.labels, registry=REGISTRY)
    if metric.type == "gauge":
        return Gauge(name, metric.help, metric.labels, registry=REGISTRY)
    return Histogram(
        name, metric.help, metric.labels, registry=REGISTRY, buckets=metric.buckets or Histogram.DEFAULT_BUCKETS
    )


@lru_cache(maxsize=4096)
def metric(name: MetricName, *labels: str) -> Any:
    """The metric of this name with these label values, in the order of the list; made at its first use."""
    family = _family(name)
    return family.labels(*labels) if labels else family


def exposition() -> bytes:
    """All metrics of this process in Prometheus' text format."""
    return generate_latest(REGISTRY)
