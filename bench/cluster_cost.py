"""What an article costs cluster as stories grow, without Redis: python -m bench.cluster_cost [--articles N] [--profile]

The synthetic wire goes through the domain functions of ingest, extract, resolve and cluster. Cluster's part is timed:
the decision, the records and updates as they would be written, and memory.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from services.cluster.domain.deciding import decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.same_story import shipped
from services.cluster.handlers import commit
from services.extract.domain.article import extract
from services.ingest.domain.acceptance import accepted
from services.ingest.domain.forms import read_submission
from services.ingest.domain.versions import History
from services.ingest.domain.versions import decide as judge
from services.resolve.domain.memory import Memory as Names
from services.resolve.domain.resolving import resolve
from shared.contracts.article import Article, DetectedLanguage, Translation
from shared.contracts.stages import ArticleExtracted, ArticleResolved
from shared.delivery.unit import Unit
from shared.testing.wire import wire

_ARRIVED = datetime(2026, 1, 1, tzinfo=UTC)


def accepted_articles(count: int) -> Iterator[Article]:
    """The articles of the synthetic wire that ingest would pass on."""
    histories: dict[str, History] = {}
    for entry in wire(count):
        item = read_submission({name.encode(): value.encode() for name, value in entry.items()}, _ARRIVED)
        decision = judge(item, histories.get(item.uri), _ARRIVED)
        histories[item.uri] = decision.history
        if decision.change_kind is not None:
            yield accepted(item, decision, _ARRIVED)


def resolved_articles(count: int) -> Iterator[ArticleResolved]:
    """The same with their names and claims, in the order of the wire."""
    names = Names()
    for seq, article in enumerate(accepted_articles(count), start=1):
        found = None if article.is_kill else extract(article, "en")
        extracted = ArticleExtracted(
            seq=seq,
            article=article,
            language=DetectedLanguage(tag="en", confidence=1.0, method="given"),
            translation=Translation(status="original"),
            mentions=found.mentions if found else (),
            claims=found.claims if found else (),
        )
        decision = resolve(names, extracted)
        names.learn(decision.learnt)
        yield decision.resolved


def milliseconds(stream: list[ArticleResolved]) -> list[float]:
    """CPU milliseconds of each article in cluster."""
    memory, weights, spent = Memory(), shipped(), []
    for resolved in stream:
        began = time.process_time()
        unit = Unit()
        commit(memory, decide(memory, resolved, weights), unit)
        for output in unit.outputs:
            output.data.model_dump_json()
        unit.finish(committed=True)
        spent.append(1000 * (time.process_time() - began))
    return spent


def main() -> None:
    """Prints the mean, the first and the last tenth, and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--profile", action="store_true", help="and where the time goes")
    options = parser.parse_args()
    stream = list(resolved_articles(options.articles))
    profile = cProfile.Profile()
    spent = profile.runcall(milliseconds, stream) if options.profile else milliseconds(stream)
    tenth = max(1, len(spent) // 10)
    first, last = sum(spent[:tenth]) / tenth, sum(spent[-tenth:]) / tenth
    print(f"{len(spent)} articles: {sum(spent) / len(spent):.2f} ms an article, at most {max(spent):.0f} ms")
    print(f"first tenth {first:.2f} ms, last tenth {last:.2f} ms, ratio {last / first:.2f}")
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
