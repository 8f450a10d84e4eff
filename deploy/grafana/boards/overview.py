"""Overview: does the wire become updates, how fast, and does anything need a person?"""

from __future__ import annotations

from deploy.grafana.board import Board
from deploy.grafana.panels import JOB, Panel, figure, line, stack

_E2E = f"sum by (le) (rate(slugline_end_to_end_latency_seconds_bucket{{{JOB}}}[$__rate_interval]))"
_LIVE = f"sum by (le) (rate(slugline_push_to_subscriber_seconds_bucket{{{JOB}}}[$__rate_interval]))"
_KILL = f"sum by (le) (rate(slugline_kill_propagation_seconds_bucket{{{JOB}}}[$__range]))"


def _quantiles(rate: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"histogram_quantile({share}, {rate})", f"p{share * 100:.0f}") for share in (0.5, 0.95, 0.99))


_NOW: tuple[Panel, ...] = (
    figure(
        "Articles received",
        "Submissions that ingest decides on each second: articles, revisions, kills and repeats.",
        "cps",
        (f"sum(rate(slugline_articles_received_total{{{JOB}}}[$__rate_interval]))", "articles"),
        decimals=2,
    ),
    figure(
        "Push to update, p95",
        "19 of 20 articles have become an update within this time of their submission.",
        "s",
        (f"histogram_quantile(0.95, {_E2E})", "p95"),
        warn=10,
        bad=30,
        alert="SluglineEndToEndLatencyHigh",
    ),
    figure(
        "Oldest unprocessed entry",
        "Age of the oldest entry that some stage has not finished, whether it was given to it or still waits.",
        "s",
        (f"max(slugline_oldest_unprocessed_age_seconds{{{JOB}}})", "oldest"),
        warn=60,
        bad=300,
        alert="SluglinePendingStuck",
    ),
    figure(
        "Dead letters",
        "Entries that could not be processed and wait for a person, over all stages.",
        "short",
        (f"sum(max by (stage) (slugline_dead_letter_entries{{{JOB}}}))", "dead letters"),
        warn=1,
        bad=20,
        alert="SluglineDeadLettersPresent",
    ),
    figure(
        "Kill out everywhere, p99",
        "99 of 100 kills have taken their article out of pages, live streams and webhooks within this time.",
        "s",
        (f"histogram_quantile(0.99, {_KILL})", "p99"),
        warn=2,
        bad=5,
        alert="SluglineKillSlow",
    ),
    figure(
        "Live subscribers",
        "Open server-sent event streams.",
        "short",
        (f"sum(slugline_sse_connections{{{JOB}}})", "subscribers"),
    ),
)

_FLOW: tuple[Panel, ...] = (
    stack(
        "Articles by what became of them",
        "What ingest decided, each second: new, update, correction, kill, repeat, held, and so on.",
        "cps",
        (
            f"sum by (change_kind) (rate(slugline_articles_received_total{{{JOB}}}[$__rate_interval]))",
            "{{change_kind}}",
        ),
        width=12,
    ),
    stack(
        "Updates by type",
        "Story updates that cluster wrote, each second.",
        "cps",
        (f"sum by (type) (rate(slugline_updates_total{{{JOB}}}[$__rate_interval]))", "{{type}}"),
        width=12,
    ),
)

_SPEED: tuple[Panel, ...] = (
    line(
        "Push to update",
        "From the submission of an article until cluster has written its update.",
        "s",
        *_quantiles(_E2E),
        warn=10,
        bad=30,
        alert="SluglineEndToEndLatencyHigh",
    ),
    line(
        "Push to subscriber",
        "From the submission of an article until its update goes out to a subscriber of the live stream.",
        "s",
        *_quantiles(_LIVE),
        warn=10,
        bad=30,
    ),
    line(
        "Push to update by urgency",
        "The same by how urgent the article says it is (ninjs urgency 1 to 3 is high), p95.",
        "s",
        (
            "histogram_quantile(0.95, sum by (le, priority) "
            f"(rate(slugline_end_to_end_latency_seconds_bucket{{{JOB}}}[$__rate_interval])))",
            "{{priority}}",
        ),
    ),
    line(
        "Kills",
        "How long kills took to be out of what is read, of live streams and of webhooks, over the range that is shown.",
        "s",
        (
            "histogram_quantile(0.99, sum by (le, surface) "
            f"(rate(slugline_kill_propagation_seconds_bucket{{{JOB}}}[$__range])))",
            "p99 {{surface}}",
        ),
        warn=2,
        bad=5,
        alert="SluglineKillSlow",
    ),
    line(
        "Articles under way",
        "Articles between submission and cluster. Past SLUGLINE_HIGH_WATER ingest answers 429.",
        "short",
        (f"max(slugline_backlog_articles{{{JOB}}})", "under way"),
        (f"sum(max by (stream, group) (slugline_stream_lag_entries{{{JOB}}} >= 0))", "entries not yet given out"),
    ),
    line(
        "Oldest unprocessed entry by stage",
        "The stage that grows here is the one that does not keep up, or is gone.",
        "s",
        (f"max by (group) (slugline_oldest_unprocessed_age_seconds{{{JOB}}})", "{{group}}"),
        warn=60,
        bad=300,
        alert="SluglinePendingStuck",
    ),
)

_RUNS: tuple[Panel, ...] = (
    line(
        "Processes by service",
        "Processes of each service that Prometheus reaches.",
        "short",
        (f"count by (service) (slugline_build_info{{{JOB}}})", "{{service}}"),
        alert="SluglineConsumerGone",
    ),
    line(
        "Redis memory",
        "What Redis uses, and what it may use: past that it takes nothing in.",
        "bytes",
        (f"max(slugline_redis_memory_used_bytes{{{JOB}}})", "used"),
        (f"max(slugline_redis_memory_limit_bytes{{{JOB}}})", "limit"),
        alert="SluglineStreamNearMemoryLimit",
    ),
    line(
        "Versions",
        "Processes by the version and commit that they were built of: more than one line is an upgrade under way.",
        "short",
        (f"count by (version, revision) (slugline_build_info{{{JOB}}})", "{{version}} {{revision}}"),
    ),
)

OVERVIEW = Board(
    "overview",
    "Overview",
    "Does the wire become updates, how fast, and does anything need a person?",
    (("Now", _NOW), ("Flow", _FLOW), ("Speed", _SPEED), ("What runs", _RUNS)),
)
