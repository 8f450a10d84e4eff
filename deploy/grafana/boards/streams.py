"""Streams: how long they are, what waits in them, who reads them, and how far the history is from being cut."""

from __future__ import annotations

from deploy.grafana.board import Board
from deploy.grafana.panels import JOB, Panel, figure, line, stack

_UNKNOWN = {"-1": "unknown"}

_WAITING: tuple[Panel, ...] = (
    stack(
        "Length",
        "Entries in each stream. Those that are trimmed when acknowledged hold only what is under way; "
        "stories.updated is a history.",
        "short",
        (f"max by (stream) (slugline_stream_length_entries{{{JOB}}})", "{{stream}}"),
    ),
    line(
        "Lag",
        "Entries that a group has not been given yet: is the stage fast enough? Unknown (-1) where Redis cannot tell.",
        "short",
        (f"max by (stream, group) (slugline_stream_lag_entries{{{JOB}}})", "{{group}} of {{stream}}"),
        least=-1,
        words=_UNKNOWN,
        alert="SluglineConsumerLagGrowing",
    ),
    line(
        "Pending",
        "Entries that were given to a group and are not finished: does something hang?",
        "short",
        (f"max by (stream, group) (slugline_stream_pending_entries{{{JOB}}})", "{{group}} of {{stream}}"),
        alert="SluglinePendingStuck",
    ),
    line(
        "Oldest pending entry",
        "How long ago the oldest entry was written that is given out and not finished.",
        "s",
        (f"max by (stream, group) (slugline_oldest_pending_age_seconds{{{JOB}}})", "{{group}} of {{stream}}"),
        warn=60,
        bad=300,
        alert="SluglinePendingStuck",
    ),
    line(
        "Oldest unprocessed entry",
        "The same with entries that nobody was given yet.",
        "s",
        (f"max by (stream, group) (slugline_oldest_unprocessed_age_seconds{{{JOB}}})", "{{group}} of {{stream}}"),
        warn=60,
        bad=300,
    ),
    line(
        "Lag against a quarter of an hour ago",
        "How much more waits than then: what stays above 0 is a stage that does not keep up.",
        "short",
        (f"max by (stream, group) (delta(slugline_stream_lag_entries{{{JOB}}}[15m]))", "{{group}} of {{stream}}"),
        least=None,
        alert="SluglineConsumerLagGrowing",
    ),
)

_READERS: tuple[Panel, ...] = (
    line(
        "Live consumers",
        "Consumers of a group that have asked for entries within 30 seconds.",
        "short",
        (f'max by (stream, group) (slugline_stream_consumers{{{JOB},state="live"}})', "{{group}} of {{stream}}"),
        decimals=0,
        alert="SluglineConsumerGone",
    ),
    line(
        "Idle consumers",
        "Consumers that have ended or hang. One that has nothing pending is forgotten after an hour.",
        "short",
        (f'max by (stream, group) (slugline_stream_consumers{{{JOB},state="idle"}})', "{{group}} of {{stream}}"),
        decimals=0,
        alert="SluglineConsumerGone",
    ),
    line(
        "Groups made again",
        "Consumer groups that had vanished, over the range that is shown: Redis was emptied.",
        "short",
        (f"sum(increase(slugline_groups_remade_total{{{JOB}}}[$__range])) or vector(0)", "made again"),
        bad=1,
        decimals=0,
    ),
)

_HISTORY: tuple[Panel, ...] = (
    figure(
        "Margin of the history",
        "How far the slowest known reader of stories.updated is from losing an update to the cut, as a share of the "
        "time that the whole history spans.",
        "percentunit",
        (f"min(slugline_stream_margin_ratio{{{JOB}}})", "left"),
        width=6,
        most=1,
        alert="SluglineHistoryRunsOut",
    ),
    figure(
        "Time until the cut",
        "Seconds until the slowest known reader loses an update.",
        "s",
        (f"min(slugline_stream_margin_seconds{{{JOB}}})", "until then"),
        width=6,
        alert="SluglineHistoryRunsOut",
    ),
    figure(
        "Entries until the cut",
        "Updates that can still come before that.",
        "short",
        (f"min(slugline_stream_margin_entries{{{JOB}}})", "entries"),
        width=6,
        alert="SluglineHistoryRunsOut",
    ),
    figure(
        "Readers that lost updates",
        "Known readers that the cut has passed. They have to catch up through the read API.",
        "short",
        (f"max(slugline_stream_readers_behind{{{JOB}}})", "readers"),
        width=6,
        bad=1,
        alert="SluglineReaderBehindHistory",
    ),
)

_REDIS: tuple[Panel, ...] = (
    line(
        "Memory",
        "What Redis uses of its limit, or of the machine's memory where it has none.",
        "percentunit",
        (f"max(slugline_redis_memory_ratio{{{JOB}}})", "used"),
        width=12,
        most=1,
        warn=0.75,
        bad=0.9,
        alert="SluglineStreamNearMemoryLimit",
    ),
    line(
        "Memory in bytes",
        "The same in bytes.",
        "bytes",
        (f"max(slugline_redis_memory_used_bytes{{{JOB}}})", "used"),
        (f"max(slugline_redis_memory_limit_bytes{{{JOB}}})", "limit"),
        width=12,
        alert="SluglineStreamNearMemoryLimit",
    ),
)

_ROOM: tuple[Panel, ...] = (
    line(
        "Doors of ingest",
        "1 while a door is closed because too much is under way: http answers 429 and feeds wait, stream refuses XADD.",
        "short",
        (f"max by (door) (slugline_intake_closed{{{JOB}}})", "{{door}}"),
        bad=1,
        most=1,
        decimals=0,
        alert="SluglineIntakeClosed",
    ),
    line(
        "Left by age",
        "What left Redis because it was older than it may be, over the range that is shown.",
        "short",
        (f"sum by (kind) (increase(slugline_retention_left_total{{{JOB}}}[$__range]))", "{{kind}}"),
    ),
    line(
        "Archive failures",
        "Rounds that were cut short because the archive could not be written. What should leave stays.",
        "short",
        (f"sum(increase(slugline_archive_failures_total{{{JOB}}}[$__range]))", "failures"),
        bad=1,
        alert="SluglineArchiveFailing",
    ),
)

STREAMS = Board(
    "streams",
    "Streams",
    "What waits in Redis and for whom, who reads, and how far the history is from being cut.",
    (
        ("What waits", _WAITING),
        ("Who reads", _READERS),
        ("History of updates", _HISTORY),
        ("Redis", _REDIS),
        ("Room", _ROOM),
    ),
)
