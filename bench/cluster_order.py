"""How much stories depend on the order of arrival: python -m bench.cluster_order [FILE] [--hours 3] [--deals 3]

A labelled stream is clustered in the order of publication, and again with each article held back by up to so many
hours, dealt at random from a fixed seed: late and out-of-order articles as wires have them. Told is how alike the two
clusterings are (BCubed F1 of one against the other), in how many articles' neighbours they differ, and the scores of
both against the labels. Later versions come after the first, as ingest sees to it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.cluster_offline import GOLD, Run, article_of, bcubed, found_names, labelled, scores, uri_of
from shared.contracts.stages import ArticleResolved

Items = list[dict[str, Any]]


def late(items: Items, hours: float, seed: int) -> list[int]:
    """The places of the articles in the order of arrival when each is held back by up to so many hours."""
    dealt, came = Random(seed), []
    for place, item in enumerate(items):
        held = timedelta(hours=dealt.uniform(0.0, hours))
        came.append((datetime.fromisoformat(item["published_at"]) + held, place))
    return _versions_in_order(items, [place for _, place in sorted(came)])


def _versions_in_order(items: Items, order: Sequence[int]) -> list[int]:
    """The same order, but for versions of one article, which take their places among themselves in turn."""
    waiting: dict[str, list[int]] = {}
    for place in sorted(order):
        waiting.setdefault(uri_of(items[place]), []).append(place)
    return [waiting[uri_of(items[place])].pop(0) for place in order]


def clustered(resolved: Sequence[ArticleResolved], order: Sequence[int]) -> Run:
    """The stream in this order of arrival."""
    run = Run(lambda article, language: ((), ()))
    for place, number in enumerate(order):
        run.place(resolved[number].model_copy(update={"seq": place + 1}))
    return run


def measured(items: Items, resolved: Sequence[ArticleResolved], hours: float, deals: int) -> dict[str, Any]:
    """The difference that order makes."""
    plain = clustered(resolved, range(len(items)))
    out = {"in_order": scores(items, plain)["bcubed"]["f1"], "hours": hours, "deals": []}
    for seed in range(deals):
        run = clustered(resolved, late(items, hours, seed))
        out["deals"].append(compared(items, plain, run) | {"bcubed_f1": scores(items, run)["bcubed"]["f1"]})
    return out


def compared(items: Items, one: Run, other: Run) -> dict[str, Any]:
    """How alike two clusterings are, and how many articles have other neighbours."""
    uris = sorted({uri_of(item) for item in items})
    first, second = (_stories(run, uris) for run in (one, other))
    moved = sum(_beside(first, uri) != _beside(second, uri) for uri in uris)
    return {"alike_f1": bcubed(first, dict(second))["f1"], "articles_with_other_neighbours": moved, "of": len(uris)}


def _stories(run: Run, uris: Sequence[str]) -> dict[str, str]:
    found = ((uri, run.record(uri)) for uri in uris)
    return {uri: record.story_id for uri, record in found if record is not None and record.story_id is not None}


def _beside(stories: dict[str, str], uri: str) -> set[str]:
    return {other for other, story in stories.items() if story == stories.get(uri)}


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--deals", type=int, default=3)
    options = parser.parse_args()
    items, run = labelled(options.articles), Run(found_names())
    resolved = [run.understand(article_of(item), item["language"]) for item in items]
    print(json.dumps(measured(items, resolved, options.hours, options.deals), indent=1))


if __name__ == "__main__":
    main()
