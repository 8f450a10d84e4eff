"""Delivery: who listens, how fast updates reach them, and whom they do not reach."""

from __future__ import annotations

from deploy.grafana.board import Board
from deploy.grafana.panels import JOB, Panel, figure, line, stack

_LIVE: tuple[Panel, ...] = (
    line(
        "Live subscribers",
        "Open server-sent event streams of each process.",
        "short",
        (f"sum by (instance) (slugline_sse_connections{{{JOB}}})", "{{instance}}"),
    ),
    line(
        "Push to subscriber",
        "From the submission of an article until its update goes out to a subscriber.",
        "s",
        *(
            (
                f"histogram_quantile({share}, sum by (le) "
                f"(rate(slugline_push_to_subscriber_seconds_bucket{{{JOB}}}[$__rate_interval])))",
                f"p{share * 100:.0f}",
            )
            for share in (0.5, 0.95, 0.99)
        ),
        warn=10,
        bad=30,
    ),
    line(
        "Deliveries to live subscribers",
        "Updates that went out, each second, over all subscribers.",
        "cps",
        (f"sum(rate(slugline_push_to_subscriber_seconds_count{{{JOB}}}[$__rate_interval]))", "deliveries"),
    ),
    line(
        "Told that history is gone",
        "Subscribers that came back later than the history goes, and have to read stories afresh.",
        "cps",
        (f"sum(rate(slugline_sse_resets_total{{{JOB}}}[$__rate_interval]))", "resets"),
        alert="SluglineReaderBehindHistory",
    ),
    line(
        "Dropped because too slow",
        "Subscribers whose queue was full. They come back by themselves and go on where they were.",
        "cps",
        (f"sum(rate(slugline_sse_dropped_total{{{JOB}}}[$__rate_interval]))", "dropped"),
    ),
    line(
        "Behind",
        "Live subscribers whose queue is half full, and endpoints that are a minute and more behind.",
        "short",
        (f"sum by (kind) (slugline_subscribers_behind{{{JOB}}})", "{{kind}}"),
        warn=1,
    ),
)

_WEBHOOKS: tuple[Panel, ...] = (
    stack(
        "Endpoints",
        "Webhook subscriptions by how they fare.",
        "short",
        (f"max by (status) (slugline_webhook_endpoints{{{JOB}}})", "{{status}}"),
        alert="SluglineWebhookEndpointFailing",
    ),
    stack(
        "Attempts by outcome",
        "Attempts to deliver, each second.",
        "cps",
        (f"sum by (outcome) (rate(slugline_webhook_attempts_total{{{JOB}}}[$__rate_interval]))", "{{outcome}}"),
        alert="SluglineWebhookEndpointFailing",
    ),
    line(
        "Share of attempts that fail",
        "Over the range that is shown; an endpoint that is slowed down (429) counts, too.",
        "percentunit",
        (
            f'sum(rate(slugline_webhook_attempts_total{{{JOB},outcome!="delivered"}}[$__range])) '
            f"/ sum(rate(slugline_webhook_attempts_total{{{JOB}}}[$__range]))",
            "fail",
        ),
        most=1,
        warn=0.05,
        bad=0.25,
        alert="SluglineWebhookEndpointFailing",
    ),
    line(
        "Update to endpoint",
        "From an update's entry in the stream until an endpoint has accepted it.",
        "s",
        *(
            (
                f"histogram_quantile({share}, sum by (le) "
                f"(rate(slugline_webhook_delivery_seconds_bucket{{{JOB}}}[$__range])))",
                f"p{share * 100:.0f}",
            )
            for share in (0.5, 0.95, 0.99)
        ),
        warn=10,
        bad=60,
    ),
    figure(
        "Disabled by themselves",
        "Endpoints that answered 410, or failed for too long, over the range that is shown.",
        "short",
        (f"sum(increase(slugline_webhook_disabled_total{{{JOB}}}[$__range]))", "disabled"),
        width=4,
        warn=1,
    ),
    figure(
        "Failing now",
        "Endpoints that are tried again and again.",
        "short",
        (f'max(slugline_webhook_endpoints{{{JOB},status="failing"}})', "failing"),
        width=4,
        warn=1,
        alert="SluglineWebhookEndpointFailing",
    ),
)

_KILLS: tuple[Panel, ...] = (
    line(
        "Kill until out, by surface",
        "99 of 100 kills have taken their article out within this time, over the range that is shown.",
        "s",
        (
            "histogram_quantile(0.99, sum by (le, surface) "
            f"(rate(slugline_kill_propagation_seconds_bucket{{{JOB}}}[$__range])))",
            "p99 {{surface}}",
        ),
        width=12,
        warn=2,
        bad=5,
        alert="SluglineKillSlow",
    ),
    line(
        "Kills that reached a surface",
        "Over the range that is shown; webhooks and live streams count each of their subscribers.",
        "short",
        (f"sum by (surface) (increase(slugline_kill_propagation_seconds_count{{{JOB}}}[$__range]))", "{{surface}}"),
        width=12,
    ),
)

_ACCESS: tuple[Panel, ...] = (
    line(
        "Requests that were not let in",
        "By reason. Many of one kind are a wrong key somewhere, or somebody who tries.",
        "cps",
        (
            f"sum by (reason) (rate(slugline_access_refused_total{{{JOB}}}[$__rate_interval])) or vector(0)",
            "{{reason}}",
        ),
        width=24,
    ),
)

DELIVERY = Board(
    "delivery",
    "Delivery",
    "Who listens, how fast updates reach them, and whom they do not reach.",
    (("Live streams", _LIVE), ("Webhooks", _WEBHOOKS), ("Kills", _KILLS), ("Access", _ACCESS)),
)
