"""Stages: for each service its rate, its errors and how long it takes."""

from __future__ import annotations

from deploy.grafana.board import Board
from deploy.grafana.panels import Panel, line, stack

#: The chosen processes of the chosen pipelines.
_OF = 'job=~"$job",instance=~"$instance"'
_TOOK = f"rate(slugline_stage_duration_seconds_bucket{{{_OF}}}[$__rate_interval])"

_RATE: tuple[Panel, ...] = (
    line(
        "Entries done",
        "Entries that each stage finishes each second.",
        "cps",
        (f'sum by (stage) (rate(slugline_stage_items_total{{{_OF},outcome="ok"}}[$__rate_interval]))', "{{stage}}"),
        width=12,
    ),
    line(
        "Not done the plain way",
        "Markers of articles that died before (skipped), entries that came early (parked) or that another replica had "
        "finished (stale).",
        "cps",
        (
            "sum by (stage, outcome) "
            f'(rate(slugline_stage_items_total{{{_OF},outcome=~"skipped|parked|stale"}}[$__rate_interval]))',
            "{{stage}} {{outcome}}",
        ),
        width=12,
    ),
)

_ERRORS: tuple[Panel, ...] = (
    line(
        "Failed attempts",
        "Attempts that are repeated: an error in the handler, or Redis was away (outage).",
        "cps",
        (
            f"sum by (stage, reason) (rate(slugline_stage_attempts_total{{{_OF}}}[$__rate_interval]))",
            "{{stage}} {{reason}}",
        ),
    ),
    line(
        "New dead letters",
        "Entries that were given up, each second.",
        "cps",
        (
            f'sum by (stage) (rate(slugline_stage_items_total{{{_OF},outcome="dead_lettered"}}[$__rate_interval]))',
            "{{stage}}",
        ),
        alert="SluglineDeadLettersPresent",
    ),
    stack(
        "Dead letters that wait",
        "What lies in dead.<service>. `slugline dead list` shows it.",
        "short",
        (f"max by (stage) (slugline_dead_letter_entries{{{_OF}}})", "{{stage}}"),
        alert="SluglineDeadLettersPresent",
    ),
    line(
        "Share of entries that fail",
        "Dead letters of all entries that a stage is done with.",
        "percentunit",
        (
            f'sum by (stage) (rate(slugline_stage_items_total{{{_OF},outcome="dead_lettered"}}[$__rate_interval])) '
            f"/ (sum by (stage) (rate(slugline_stage_items_total{{{_OF}}}[$__rate_interval])) > 0)",
            "{{stage}}",
        ),
        warn=0.01,
        bad=0.05,
    ),
    line(
        "Paused stages",
        "1 while a stage is paused because too much went to its dead letters.",
        "short",
        (f"max by (stage) (slugline_stage_paused{{{_OF}}})", "{{stage}}"),
        bad=1,
        most=1,
        decimals=0,
        alert="SluglineDeadLettersPresent",
    ),
    line(
        "Places given up",
        "Articles that the single writers did not wait for any longer, each second: see SLUGLINE_REORDER_WAIT.",
        "cps",
        (f"sum by (stage) (rate(slugline_places_given_up_total{{{_OF}}}[$__rate_interval]))", "{{stage}}"),
    ),
)

_DURATION: tuple[Panel, ...] = (
    line(
        "Handler, median",
        "Half of the entries took no longer than this in the handler of their stage.",
        "s",
        (f"histogram_quantile(0.5, sum by (le, stage) ({_TOOK}))", "{{stage}}"),
    ),
    line(
        "Handler, p95",
        "19 of 20 entries took no longer than this.",
        "s",
        (f"histogram_quantile(0.95, sum by (le, stage) ({_TOOK}))", "{{stage}}"),
        warn=1,
        bad=5,
    ),
    line(
        "Commit, p95",
        "Time for the commit of one group of entries: what Redis adds.",
        "s",
        (
            "histogram_quantile(0.95, sum by (le, stage) "
            f"(rate(slugline_commit_duration_seconds_bucket{{{_OF}}}[$__rate_interval])))",
            "{{stage}}",
        ),
        warn=0.1,
        bad=1,
    ),
    line(
        "Busy",
        "Seconds of handling each second, over all replicas: a single writer near 1 is at its ceiling.",
        "percentunit",
        (f"sum by (stage) (rate(slugline_stage_duration_seconds_sum{{{_OF}}}[$__rate_interval]))", "{{stage}}"),
        warn=0.7,
        bad=0.9,
    ),
    line(
        "Held back",
        "Articles that came early and wait for their place in the order.",
        "short",
        (f"max by (stage) (slugline_parked_entries{{{_OF}}})", "{{stage}}"),
    ),
    line(
        "Single writers",
        "Processes that hold the lease of resolve, and of cluster: always 1 each.",
        "short",
        (f"sum by (stage) (slugline_is_writer{{{_OF}}})", "{{stage}}"),
        decimals=0,
        alert="SluglineNoSingleWriter",
    ),
)

_PROCESSES: tuple[Panel, ...] = (
    line(
        "Memory",
        "Resident memory of each process: flat, once it has read its word lists and its memory of stories.",
        "bytes",
        (
            f"process_resident_memory_bytes{{{_OF}}} * on (job, instance) group_left (service) slugline_build_info",
            "{{service}} {{instance}}",
        ),
    ),
    line(
        "CPU",
        "Cores that each process uses.",
        "percentunit",
        (
            f"rate(process_cpu_seconds_total{{{_OF}}}[$__rate_interval]) "
            "* on (job, instance) group_left (service) slugline_build_info",
            "{{service}} {{instance}}",
        ),
    ),
    line(
        "Open files",
        "File descriptors, connections among them.",
        "short",
        (
            f"process_open_fds{{{_OF}}} * on (job, instance) group_left (service) slugline_build_info",
            "{{service}} {{instance}}",
        ),
    ),
)

_TRACES: tuple[Panel, ...] = (
    line(
        "Spans for the collector",
        "Where a collector of traces is named: spans that were sent, that it did not take, and that were dropped "
        "because too many waited. They are never in an article's way.",
        "cps",
        (f"sum by (outcome) (rate(slugline_trace_spans_total{{{_OF}}}[$__rate_interval])) or vector(0)", "{{outcome}}"),
        width=24,
    ),
)

STAGES = Board(
    "stages",
    "Stages",
    "For each service: how much it does, what goes wrong, how long it takes, and what its processes use.",
    (("Rate", _RATE), ("Errors", _ERRORS), ("Duration", _DURATION), ("Processes", _PROCESSES), ("Traces", _TRACES)),
    by_instance=True,
)
