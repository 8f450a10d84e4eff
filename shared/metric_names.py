"""The one list of metrics. `docs/reference/metrics.md` is generated from it, `shared/metrics.py` makes them.

Names follow Prometheus: base units, `_total`, closed label sets. No uri, story or entity is ever a label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MetricType = Literal["counter", "gauge", "histogram"]

MetricName = Literal[
    "slugline_stage_items_total",
    "slugline_stage_duration_seconds",
    "slugline_stage_attempts_total",
    "slugline_commit_duration_seconds",
    "slugline_stage_paused",
    "slugline_dead_letter_entries",
    "slugline_stream_length_entries",
    "slugline_stream_lag_entries",
    "slugline_stream_pending_entries",
    "slugline_oldest_pending_age_seconds",
    "slugline_stream_margin_entries",
    "slugline_stream_margin_seconds",
    "slugline_stream_margin_ratio",
    "slugline_stream_readers_behind",
    "slugline_parked_entries",
    "slugline_places_given_up_total",
    "slugline_groups_remade_total",
    "slugline_is_writer",
    "slugline_backlog_articles",
    "slugline_end_to_end_latency_seconds",
    "slugline_articles_received_total",
    "slugline_last_article_received_timestamp_seconds",
    "slugline_embargo_held",
    "slugline_language_low_confidence_total",
    "slugline_translations_total",
    "slugline_translation_engine_seconds",
    "slugline_translation_engine_calls_total",
    "slugline_translation_engine_resting",
    "slugline_translation_slips_total",
    "slugline_late_translations_waiting",
    "slugline_late_translations_total",
    "slugline_updates_total",
    "slugline_repairs_total",
    "slugline_stories",
    "slugline_sse_connections",
    "slugline_sse_resets_total",
    "slugline_sse_dropped_total",
    "slugline_webhook_attempts_total",
    "slugline_webhook_delivery_seconds",
    "slugline_webhook_endpoints",
    "slugline_webhook_disabled_total",
    "slugline_subscribers_behind",
    "slugline_access_refused_total",
    "slugline_push_to_subscriber_seconds",
    "slugline_kill_propagation_seconds",
    "slugline_build_info",
]


@dataclass(frozen=True)
class Metric:
    """One metric: its type, its labels and what it tells."""

    type: MetricType
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


_LATENCY = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

METRICS: dict[MetricName, Metric] = {
    "slugline_stage_items_total": Metric(
        "counter",
        "Entries a stage is done with; outcome is ok, stale, skipped, parked, dead or retry.",
        ("stage", "outcome"),
    ),
    "slugline_stage_duration_seconds": Metric("histogram", "Time in the handler of one entry.", ("stage",), _FAST),
    "slugline_stage_attempts_total": Metric(
        "counter", "Attempts after the first, by what went wrong.", ("stage", "reason")
    ),
    "slugline_commit_duration_seconds": Metric(
        "histogram", "Time for the commit of one group of entries.", ("stage",), _FAST
    ),
    "slugline_stage_paused": Metric(
        "gauge", "1 while a stage is paused because too much went to dead letters.", ("stage",)
    ),
    "slugline_dead_letter_entries": Metric("gauge", "Dead letters waiting for a person.", ("stage",)),
    "slugline_stream_length_entries": Metric("gauge", "Entries in a stream.", ("stream",)),
    "slugline_stream_lag_entries": Metric(
        "gauge", "Entries not yet delivered to a group; -1 where the server cannot tell.", ("stream", "group")
    ),
    "slugline_stream_pending_entries": Metric("gauge", "Entries delivered and not acknowledged.", ("stream", "group")),
    "slugline_oldest_pending_age_seconds": Metric("gauge", "Age of the oldest pending entry.", ("stream", "group")),
    "slugline_stream_margin_entries": Metric(
        "gauge", "Entries that can come before the slowest known reader of a history loses one to the cut.", ("stream",)
    ),
    "slugline_stream_margin_seconds": Metric(
        "gauge", "Seconds until then, by the age of entries and by how fast they come.", ("stream",)
    ),
    "slugline_stream_margin_ratio": Metric(
        "gauge", "The same as a share of the time that the whole history spans: 1 is all of it.", ("stream",)
    ),
    "slugline_stream_readers_behind": Metric(
        "gauge", "Known readers of a history that the cut has passed: they have to catch up elsewhere.", ("stream",)
    ),
    "slugline_parked_entries": Metric("gauge", "Articles that came early and wait for their place.", ("stage",)),
    "slugline_places_given_up_total": Metric(
        "counter", "Places in the order that were not waited for any longer.", ("stage",)
    ),
    "slugline_groups_remade_total": Metric(
        "counter", "Consumer groups that had vanished and were made again.", ("stream",)
    ),
    "slugline_is_writer": Metric("gauge", "1 in the process that holds a single writer's lease.", ("stage",)),
    "slugline_backlog_articles": Metric("gauge", "Articles under way between submission and cluster."),
    "slugline_end_to_end_latency_seconds": Metric(
        "histogram",
        "From the submission of an article to its update.",
        (),
        (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300),
    ),
    "slugline_articles_received_total": Metric(
        "counter", "Articles that ingest decided on.", ("format", "change_kind")
    ),
    "slugline_last_article_received_timestamp_seconds": Metric("gauge", "When the last article was accepted."),
    "slugline_embargo_held": Metric("gauge", "Articles held by an embargo."),
    "slugline_language_low_confidence_total": Metric("counter", "Articles whose language was not sure (`und`)."),
    "slugline_translations_total": Metric(
        "counter", "Articles by source language and outcome.", ("source_language", "outcome")
    ),
    "slugline_translation_engine_seconds": Metric(
        "histogram", "How long an engine took for one article, whatever came of it.", ("engine",), _FAST
    ),
    "slugline_translation_engine_calls_total": Metric(
        "counter",
        "Calls to an engine; outcome is ok, cannot, failed, timeout or garbage (an answer that is no translation).",
        ("engine", "outcome"),
    ),
    "slugline_translation_engine_resting": Metric(
        "gauge", "1 while an engine that failed several times in a row is left alone, else 0.", ("engine",)
    ),
    "slugline_translation_slips_total": Metric(
        "counter",
        "Numbers, names, dates and negations of the original that its English bends, by engine and kind.",
        ("engine", "kind"),
    ),
    "slugline_late_translations_waiting": Metric(
        "gauge", "Articles that went on as a gist or untranslated and wait for a better engine."
    ),
    "slugline_late_translations_total": Metric(
        "counter",
        "Late translations; outcome is done, again (it will be tried once more), given_up or no_room.",
        ("outcome",),
    ),
    "slugline_updates_total": Metric("counter", "Story updates by type and significance.", ("type", "significance")),
    "slugline_repairs_total": Metric(
        "counter", "Stories that the machine joined or parted; outcome is merge, split or merge_undone.", ("outcome",)
    ),
    "slugline_stories": Metric("gauge", "Stories in memory by status.", ("status",)),
    "slugline_sse_connections": Metric("gauge", "Open server-sent event streams."),
    "slugline_sse_resets_total": Metric("counter", "Subscribers told that history is gone."),
    "slugline_sse_dropped_total": Metric("counter", "Subscribers dropped because they read too slowly."),
    "slugline_webhook_attempts_total": Metric(
        "counter",
        "Attempts to deliver; outcome is delivered, gone (410), slowed (429, 502, 503, 504), redirected, refused "
        "(other 4xx), failed (other 5xx), timeout, unreachable or blocked (an address that is not allowed).",
        ("outcome",),
    ),
    "slugline_webhook_delivery_seconds": Metric(
        "histogram",
        "From an update's entry in the stream until an endpoint accepted it.",
        (),
        (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 21_600, 86_400),
    ),
    "slugline_webhook_endpoints": Metric(
        "gauge", "Webhook subscriptions; status is active, failing, paused or disabled.", ("status",)
    ),
    "slugline_webhook_disabled_total": Metric(
        "counter", "Endpoints disabled by themselves; reason is gone (410) or failing.", ("reason",)
    ),
    "slugline_subscribers_behind": Metric(
        "gauge",
        "Subscribers behind the stream; kind is sse (half of its queue is full) or webhook (a minute and more).",
        ("kind",),
    ),
    "slugline_access_refused_total": Metric(
        "counter",
        "Requests that were not let in; reason is no_key, bad_key, no_session, scope_missing, other_origin, "
        "unknown_host, forwarded, key_in_url, too_many_failures or store_unavailable.",
        ("reason",),
    ),
    "slugline_push_to_subscriber_seconds": Metric(
        "histogram",
        "From ingest's receipt of an article until its update goes out to a subscriber of the live stream.",
        (),
        _LATENCY,
    ),
    "slugline_kill_propagation_seconds": Metric(
        "histogram",
        "From ingest's receipt of a kill until the article is out of a surface: projection (all that is read), live, "
        "webhook. Target: 99 of 100 below 5 s.",
        ("surface",),
        _LATENCY,
    ),
    "slugline_build_info": Metric("gauge", "Always 1; the version is in the label.", ("version",)),
}
