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
    "slugline_stream_consumers",
    "slugline_oldest_pending_age_seconds",
    "slugline_oldest_unprocessed_age_seconds",
    "slugline_stream_margin_entries",
    "slugline_stream_margin_seconds",
    "slugline_stream_margin_ratio",
    "slugline_stream_readers_behind",
    "slugline_parked_entries",
    "slugline_places_given_up_total",
    "slugline_groups_remade_total",
    "slugline_is_writer",
    "slugline_backlog_articles",
    "slugline_intake_closed",
    "slugline_end_to_end_latency_seconds",
    "slugline_articles_received_total",
    "slugline_source_lag_seconds",
    "slugline_last_article_received_timestamp_seconds",
    "slugline_embargo_held",
    "slugline_feeds",
    "slugline_feeds_paused",
    "slugline_feed_polls_total",
    "slugline_feed_items_total",
    "slugline_feed_last_item_timestamp_seconds",
    "slugline_feed_silent",
    "slugline_articles_by_language_total",
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
    "slugline_editor_commands_total",
    "slugline_stories",
    "slugline_story_sizes",
    "slugline_story_singleton_ratio",
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
    "slugline_redis_memory_used_bytes",
    "slugline_redis_memory_limit_bytes",
    "slugline_redis_memory_ratio",
    "slugline_trace_spans_total",
    "slugline_retention_left_total",
    "slugline_archive_failures_total",
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
        "Entries by what became of them; outcome is ok, skipped (a marker of one that died before), parked (came "
        "early), stale (another replica was faster), dead_lettered, or retried (an attempt failed and is repeated).",
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
    "slugline_stream_consumers": Metric(
        "gauge",
        "Consumers of a group; state is live, or idle (has not asked for entries for 30 s: ended, or hangs).",
        ("stream", "group", "state"),
    ),
    "slugline_oldest_pending_age_seconds": Metric("gauge", "Age of the oldest pending entry.", ("stream", "group")),
    "slugline_oldest_unprocessed_age_seconds": Metric(
        "gauge",
        "Age of the oldest entry that a group has not finished, delivered or not, as its reader or publish sees it.",
        ("stream", "group"),
    ),
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
    "slugline_intake_closed": Metric(
        "gauge",
        "1 while a door of ingest is closed by backpressure; door is http (429, feeds wait) or stream (XADD refused).",
        ("door",),
    ),
    "slugline_backlog_articles": Metric("gauge", "Articles under way between submission and cluster."),
    "slugline_end_to_end_latency_seconds": Metric(
        "histogram",
        "From the submission of an article to its update; priority is high (ninjs urgency 1 to 3), normal or low.",
        ("priority",),
        (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300),
    ),
    "slugline_articles_received_total": Metric(
        "counter",
        "Submissions that ingest decided on; provider is one of the first 100 that came, else `other`.",
        ("provider", "format", "change_kind"),
    ),
    "slugline_source_lag_seconds": Metric(
        "histogram",
        "From what an article says of its own time until ingest had it; providers as above.",
        ("provider",),
        (1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400),
    ),
    "slugline_last_article_received_timestamp_seconds": Metric(
        "gauge", "When the last submission of a provider was decided on; providers as above.", ("provider",)
    ),
    "slugline_feeds": Metric(
        "gauge", "Feeds that are polled; status is active, failing or stopped (410: gone for good).", ("status",)
    ),
    "slugline_feeds_paused": Metric("gauge", "1 while feeds are due and not asked because the pipeline is full."),
    "slugline_feed_polls_total": Metric(
        "counter",
        "Requests for feeds; outcome is news, nothing_new, not_modified (304), gone (410), failed, blocked (an address "
        "that is not allowed) or refused (the answer is no feed).",
        ("outcome",),
    ),
    "slugline_feed_items_total": Metric(
        "counter",
        "Entries of feeds that were new or changed; outcome is submitted, refused or old (left out at the first poll).",
        ("outcome",),
    ),
    "slugline_feed_last_item_timestamp_seconds": Metric(
        "gauge", "When a feed last had a new article; for a feed that never had, since when it is asked.", ("feed",)
    ),
    "slugline_feed_silent": Metric(
        "gauge", "1 while a feed has had nothing new for longer than the desk expects of it.", ("feed",)
    ),
    "slugline_embargo_held": Metric("gauge", "Articles held by an embargo."),
    "slugline_articles_by_language_total": Metric(
        "counter",
        "Articles by language: those of `SLUGLINE_LANGUAGES`, `und` for unknown, else `other`.",
        ("language",),
    ),
    "slugline_language_low_confidence_total": Metric("counter", "Articles whose language was not sure (`und`)."),
    "slugline_translations_total": Metric(
        "counter",
        "Articles by source language (as above) and outcome: original, translated, gist, untranslated.",
        ("source_language", "outcome"),
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
    "slugline_editor_commands_total": Metric(
        "counter",
        "Commands that cluster followed: what people did, and repair and quiet, which its timers ask for.",
        ("do",),
    ),
    "slugline_stories": Metric("gauge", "Stories in memory by status.", ("status",)),
    "slugline_story_sizes": Metric(
        "gauge", "Stories that stand, by how many articles they have: 1, 2-4, 5-9, 10-49, 50+.", ("articles",)
    ),
    "slugline_story_singleton_ratio": Metric(
        "gauge", "Share of the stories that stand which have one article only; 0 where there is none."
    ),
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
        "From ingest's receipt of an article until its update goes out to the live stream's subscribers: once for all "
        "who get it within 0.1 s.",
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
    "slugline_redis_memory_used_bytes": Metric("gauge", "What Redis says it uses of memory."),
    "slugline_redis_memory_limit_bytes": Metric(
        "gauge", "What Redis may use: its `maxmemory`, or the machine's memory where it has no limit of its own."
    ),
    "slugline_redis_memory_ratio": Metric(
        "gauge", "Used as a share of the limit: at 1 Redis refuses to take anything in."
    ),
    "slugline_trace_spans_total": Metric(
        "counter",
        "Spans for the collector of traces; outcome is sent, failed (it did not take them) or dropped (too many "
        "waited).",
        ("outcome",),
    ),
    "slugline_retention_left_total": Metric(
        "counter",
        "What left Redis because it was older than it may be; kind is raw, versions, articles, updates or stories.",
        ("kind",),
    ),
    "slugline_archive_failures_total": Metric(
        "counter", "Rounds of retention that were cut short because the archive could not be written; nothing is lost."
    ),
    "slugline_build_info": Metric(
        "gauge",
        "1 for each service in this process; revision is `SLUGLINE_REVISION`, which images set.",
        ("service", "version", "revision"),
    ),
}
