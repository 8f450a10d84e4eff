"""Editorial: what comes from whom in which language, how it is translated, and what stories become of it."""

from __future__ import annotations

from deploy.grafana.board import Board
from deploy.grafana.panels import JOB, Panel, bars, figure, line, stack

_SOURCES: tuple[Panel, ...] = (
    stack(
        "Articles by source",
        "Submissions by provider, each second; the first hundred providers are told apart, the others are `other`.",
        "cps",
        (f"sum by (provider) (rate(slugline_articles_received_total{{{JOB}}}[$__rate_interval]))", "{{provider}}"),
    ),
    line(
        "Silence by source",
        "Time since the last submission of each provider.",
        "s",
        (f"time() - max by (provider) (slugline_last_article_received_timestamp_seconds{{{JOB}}})", "{{provider}}"),
        alert="SluglineProviderSilent",
    ),
    line(
        "Delay of sources",
        "From what an article says of its own time until ingest had it, median. What is replayed shows its age.",
        "s",
        (
            "histogram_quantile(0.5, sum by (le, provider) "
            f"(rate(slugline_source_lag_seconds_bucket{{{JOB}}}[$__range])))",
            "{{provider}}",
        ),
    ),
    bars(
        "Kills, corrections and repeats by source",
        "Over the range that is shown.",
        "short",
        (
            "sum by (provider, change_kind) "
            f'(increase(slugline_articles_received_total{{{JOB},change_kind=~"kill|correction|repeat"}}[$__range]))'
            " > 0",
            "{{provider}}: {{change_kind}}",
        ),
        width=12,
    ),
    bars(
        "Formats",
        "What came in which format, over the range that is shown.",
        "short",
        (f"sum by (format) (increase(slugline_articles_received_total{{{JOB}}}[$__range]))", "{{format}}"),
        width=6,
    ),
    figure(
        "Held by an embargo",
        "Articles that wait for their time, a newer version or an editor.",
        "short",
        (f"max(slugline_embargo_held{{{JOB}}})", "held"),
        width=6,
    ),
)

_FEEDS: tuple[Panel, ...] = (
    line(
        "Feeds",
        "Feeds that are polled, by how they fare, and whether polling waits because the pipeline is full.",
        "short",
        (f"max by (status) (slugline_feeds{{{JOB}}})", "{{status}}"),
        (f"max(slugline_feeds_paused{{{JOB}}})", "polling waits"),
    ),
    line(
        "Polls",
        "Requests for feeds by what came of them, each minute.",
        "short",
        (f"60 * sum by (outcome) (rate(slugline_feed_polls_total{{{JOB}}}[$__rate_interval]))", "{{outcome}}"),
    ),
    line(
        "Entries of feeds",
        "New or changed ones, over the range that is shown.",
        "short",
        (f"sum by (outcome) (increase(slugline_feed_items_total{{{JOB}}}[$__range]))", "{{outcome}}"),
    ),
    line(
        "Silence by feed",
        "Time since each feed last had a new article.",
        "s",
        (f"time() - max by (feed) (slugline_feed_last_item_timestamp_seconds{{{JOB}}})", "{{feed}}"),
        width=12,
        alert="SluglineFeedSilent",
    ),
    line(
        "Feeds that are silent",
        "1 for a feed that has had nothing new for longer than the desk expects of it.",
        "short",
        (f"max by (feed) (slugline_feed_silent{{{JOB}}})", "{{feed}}"),
        width=12,
        bad=1,
        most=1,
        decimals=0,
        alert="SluglineFeedSilent",
    ),
)

_LANGUAGES: tuple[Panel, ...] = (
    stack(
        "Articles by language",
        "By the language that translate found; `und` where it was not sure.",
        "cps",
        (f"sum by (language) (rate(slugline_articles_by_language_total{{{JOB}}}[$__rate_interval]))", "{{language}}"),
    ),
    figure(
        "Language not sure",
        "Articles whose language could not be told, over the range that is shown.",
        "short",
        (f"sum(increase(slugline_language_low_confidence_total{{{JOB}}}[$__range]))", "not sure"),
        width=4,
    ),
    stack(
        "What became of them",
        "Articles by how their English came about: original, translated, gist (word by word), untranslated.",
        "cps",
        (f"sum by (outcome) (rate(slugline_translations_total{{{JOB}}}[$__rate_interval]))", "{{outcome}}"),
        width=12,
    ),
    bars(
        "By language and outcome",
        "Over the range that is shown.",
        "short",
        (
            f"sum by (source_language, outcome) (increase(slugline_translations_total{{{JOB}}}[$__range])) > 0",
            "{{source_language}}: {{outcome}}",
        ),
        width=12,
    ),
    line(
        "Calls to engines",
        "Each second, by what came of them.",
        "cps",
        (
            f"sum by (engine, outcome) (rate(slugline_translation_engine_calls_total{{{JOB}}}[$__rate_interval]))",
            "{{engine}} {{outcome}}",
        ),
        width=12,
    ),
    line(
        "Failures of engines",
        "Calls that failed, took too long or answered with garbage, as a share of all.",
        "percentunit",
        (
            "sum by (engine) (rate(slugline_translation_engine_calls_total"
            f'{{{JOB},outcome=~"failed|timeout|garbage"}}[$__range])) '
            f"/ sum by (engine) (rate(slugline_translation_engine_calls_total{{{JOB}}}[$__range])) "
            f"or 0 * sum by (engine) (rate(slugline_translation_engine_calls_total{{{JOB}}}[$__range]))",
            "{{engine}}",
        ),
        warn=0.05,
        bad=0.25,
    ),
    line(
        "Time of engines, p95",
        "For one article, whatever came of it.",
        "s",
        (
            "histogram_quantile(0.95, sum by (le, engine) "
            f"(rate(slugline_translation_engine_seconds_bucket{{{JOB}}}[$__range])))",
            "{{engine}}",
        ),
    ),
    line(
        "Waiting for a better translation",
        "Articles that went on as a gist or untranslated and wait for an engine; engines that rest after failures.",
        "short",
        (f"max(slugline_late_translations_waiting{{{JOB}}})", "articles"),
        (f"sum(slugline_translation_engine_resting{{{JOB}}}) or vector(0)", "engines that rest"),
    ),
    line(
        "Late translations",
        "What became of articles that waited for an engine, each hour.",
        "short",
        (f"sum by (outcome) (increase(slugline_late_translations_total{{{JOB}}}[1h]))", "{{outcome}}"),
        width=12,
    ),
    bars(
        "What translations bend",
        "Numbers, names, dates and negations of the original that its English does not have, of each hundred articles "
        "that came out of an engine, over the range that is shown.",
        "short",
        (
            f"100 * (sum by (kind) (increase(slugline_translation_slips_total{{{JOB}}}[$__range])) or vector(0)) "
            f'/ on () group_left sum(increase(slugline_translations_total{{{JOB},outcome!="original"}}[$__range]) > 0)',
            "{{kind}}",
        ),
        width=12,
    ),
)

_STORIES: tuple[Panel, ...] = (
    stack(
        "Stories",
        "Stories that cluster remembers, by status.",
        "short",
        (f"max by (status) (slugline_stories{{{JOB}}})", "{{status}}"),
    ),
    bars(
        "Story sizes",
        "Stories that stand, by how many articles they have.",
        "short",
        (f"max by (articles) (slugline_story_sizes{{{JOB}}})", "{{articles}} articles"),
    ),
    line(
        "Stories of one article",
        "As a share of all that stand. A jump means that clustering has drifted, or that the wire has changed.",
        "percentunit",
        (f"max(slugline_story_singleton_ratio{{{JOB}}})", "now"),
        (f"max(avg_over_time(slugline_story_singleton_ratio{{{JOB}}}[1d]))", "average of a day"),
        most=1,
        alert="SluglineClusterDrift",
    ),
    line(
        "Merges and splits",
        "Stories that were joined or parted, by machine or by editors, each hour.",
        "short",
        (f'sum by (type) (increase(slugline_updates_total{{{JOB},type=~"merged|split"}}[1h]))', "{{type}}"),
    ),
    line(
        "Repairs by the machine",
        "Stories that the machine joined or parted after the fact, each hour.",
        "short",
        (f"sum by (outcome) (increase(slugline_repairs_total{{{JOB}}}[1h]))", "{{outcome}}"),
    ),
    line(
        "What editors did",
        "Commands that cluster followed, each hour.",
        "short",
        (f'sum by (do) (increase(slugline_editor_commands_total{{{JOB},do!~"repair|quiet"}}[1h]))', "{{do}}"),
    ),
    stack(
        "Updates by significance",
        "Each second.",
        "cps",
        (f"sum by (significance) (rate(slugline_updates_total{{{JOB}}}[$__rate_interval]))", "{{significance}}"),
        width=12,
    ),
)

EDITORIAL = Board(
    "editorial",
    "Editorial",
    "What comes from whom and in which language, how it is translated, and what stories become of it.",
    (("Sources", _SOURCES), ("Feeds", _FEEDS), ("Languages and translation", _LANGUAGES), ("Stories", _STORIES)),
)
