"""Prometheus metrics made from the one list in `shared/metric_names.py`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from shared.metric_names import METRICS, MetricName

REGISTRY = CollectorRegistry()
#: process_resident_memory_bytes, process_cpu_seconds_total and the like, by the names that Prometheus gives them.
ProcessCollector(registry=REGISTRY)

#: Stands for every value of a label past those that are told apart.
OTHER = "other"
#: Providers that one process tells apart: each is a dozen series, and anyone may invent more.
PROVIDERS = 100


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


def start_at_zero(name: MetricName, *values: str) -> None:
    """Shows a metric before anything has happened: at 0 for each value of its one label, or by itself.

    For those that own it. What appears with its first event alone has no increase that Prometheus could see.
    """
    if not values:
        metric(name)
    for value in values:
        metric(name, value)


class Capped:
    """The values of a label, kept to a number: the first that come keep their names, all others are `other`."""

    def __init__(self, limit: int, *known: str) -> None:
        self._limit = limit
        self._named = set(known)

    def __call__(self, value: str) -> str:
        """The value as a label says it."""
        if value not in self._named:
            if len(self._named) >= self._limit:
                return OTHER
            self._named.add(value)
        return value


def exposition() -> bytes:
    """All metrics of this process in Prometheus' text format."""
    return generate_latest(REGISTRY)
