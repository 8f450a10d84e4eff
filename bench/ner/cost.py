"""What extract costs: articles a second on one core, loading, memory."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.extract.domain.article import extract
from shared.contracts.article import Article, Provider

ARTICLES = Path(__file__).parents[2] / "tests" / "quality" / "gold" / "dev" / "articles.jsonl"
#: Passes of which the quickest counts: others on the machine slow single ones down.
_PASSES = 5


def report() -> dict[str, float]:
    """Articles a second once all is loaded, seconds that loading adds, and the most memory used (MB)."""
    articles = [
        _article(json.loads(line)) for line in ARTICLES.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    first = _pass(articles)
    gc.freeze()  # as a service does once it has started (shared/delivery/service.py)
    again = min(_pass(articles) for _ in range(_PASSES))
    return {
        "articles": len(articles),
        "articles_per_second": len(articles) / again,
        "loading_seconds": first - again,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / (1024 if sys.platform != "darwin" else 1 << 20),
    }


def _pass(articles: list[tuple[Article, str]]) -> float:
    began = time.process_time()
    for article, language in articles:
        extract(article, language)
    return time.process_time() - began


def _article(labelled: dict[str, Any]) -> tuple[Article, str]:
    now = datetime.now(UTC)
    return Article(
        uri="x", published_at=now, version_created=now, received_at=now,
        provider=Provider(id="x", name="x"), headline=labelled["headline"], text=labelled["body"],
    ), labelled["language"]  # fmt: skip
