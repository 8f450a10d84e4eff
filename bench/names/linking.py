"""Mentions to entities on the labelled stream, without Redis: BCubed by half and language, and each error.

Stories are sorted by name; the first, third, ... are the half that is looked at, the others only measured.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from services.extract.domain.article import extract
from services.resolve.domain.memory import Memory
from services.resolve.domain.resolving import resolve
from shared.contracts.article import Article, DetectedLanguage, Provider
from shared.contracts.entity import EntityInArticle
from shared.contracts.stages import ArticleExtracted

QUALITY = Path(__file__).parent.parent.parent / "tests" / "quality"
GOLD = QUALITY / "gold" / "dev"

#: One labelled entity of one article: (uri, place in the article's list).
Item = tuple[str, int]


@dataclass
class Linked:
    """What became of the labelled entities of a stream: gold names, ids, and what the articles looked like."""

    gold: dict[Item, str] = field(default_factory=dict)
    said: dict[Item, str | None] = field(default_factory=dict)
    types: dict[Item, tuple[str, str | None]] = field(default_factory=dict)
    language: dict[str, str] = field(default_factory=dict)
    story: dict[str, str] = field(default_factory=dict)
    surfaces: dict[Item, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def run(folder: Path = GOLD, *, has_seeds: bool = True) -> Linked:
    """Extracts and resolves the labelled stream in its order, and matches entities as the scorer does."""
    scorer = _scorer()
    articles = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines() if line]
    seeds = nullcontext() if has_seeds else patch("services.resolve.domain.article_names.seed_named", return_value=None)
    with seeds:
        results = _results(articles, scorer)
    linked = Linked()
    for uri, labelled in scorer.live(articles):
        entities = results.get(uri, ())
        said = [e.model_dump(mode="json") for e in entities][: 2 * len(labelled["entities"]) + 6]
        linked.language[uri] = labelled["language"].split("-")[0]
        linked.story[uri] = next((s["story"] for s in labelled["stories"] if s["role"] == "primary"), "(noise)")
        for (n, entity), hit in scorer.match_entities(labelled["entities"], said):
            item = (uri, n)
            linked.gold[item], linked.said[item] = entity["name"], hit and hit["entity_id"]
            linked.types[item] = (entity["type"], hit and hit["type"])
            linked.surfaces[item] = tuple(hit["surfaces"]) if hit else tuple(entity["surface"])
            if hit:
                linked.names[hit["entity_id"]] = hit["name"]
    return linked


def _scorer() -> Any:
    sys.path.insert(0, str(QUALITY))
    try:
        import score_gold  # type: ignore[import-not-found]  # a script that stands alone
    finally:
        sys.path.remove(str(QUALITY))
    return score_gold


def _results(articles: list[dict[str, Any]], scorer: Any) -> dict[str, tuple[EntityInArticle, ...]]:
    memory, found = Memory(), dict[str, tuple[EntityInArticle, ...]]()
    for seq, labelled in enumerate(articles, 1):
        if labelled["kind"] == "kill":
            continue
        is_correction = labelled["kind"] == "correction"
        uri = scorer.uri(labelled["of"] if is_correction else labelled["id"])
        decision = resolve(memory, _extracted(uri, seq, labelled))
        memory.learn(decision.learnt)
        found[uri] = decision.resolved.entities
    return found


def _extracted(uri: str, seq: int, labelled: dict[str, Any]) -> ArticleExtracted:
    when = datetime.fromisoformat(labelled["published_at"])
    article = Article(
        uri=uri, published_at=when, version_created=when, received_at=when,
        provider=Provider(id=labelled["source"] or "x", name=labelled["source"] or "x"),
        headline=labelled["headline"], text=labelled["body"],
    )  # fmt: skip
    found = extract(article, labelled["language"])
    language = DetectedLanguage(tag=labelled["language"], confidence=1.0, method="label")
    return ArticleExtracted(
        seq=seq, article=article, language=language, mentions=found.mentions, claims=tuple(found.claims)
    )


def halves(linked: Linked) -> tuple[set[str], set[str]]:
    """The uris of the stories that are looked at, and of those that are not."""
    stories = sorted(set(linked.story.values()))
    seen = {story for n, story in enumerate(stories) if n % 2 == 0}
    looked_at = {uri for uri, story in linked.story.items() if story in seen}
    return looked_at, set(linked.story) - looked_at


def scores(linked: Linked, uris: Iterable[str]) -> dict[str, float]:
    """Recall of entities, accuracy of type, and BCubed of the links over these articles."""
    among = set(uris)
    items = [item for item in linked.gold if item[0] in among]
    met = [item for item in items if linked.said[item]]
    scorer = _scorer()
    right = sum(scorer.same_type(linked.types[i][1], linked.types[i][0]) for i in met)
    said = {i: linked.said[i] for i in items}
    links = scorer.report({i: linked.gold[i] for i in items}, said)["bcubed"]
    return {"recall": len(met) / len(items), "type": right / len(met), **links} if items and met else {}


def errors(linked: Linked, uris: Iterable[str]) -> list[str]:
    """What went wrong, the costliest first: entities in pieces, and entities that hold several people."""
    among = set(uris)
    items = [item for item in linked.gold if item[0] in among]
    by_gold: dict[str, Counter[str]] = defaultdict(Counter)
    by_said: dict[str, Counter[str]] = defaultdict(Counter)
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        gold, said = linked.gold[item], linked.said[item] or "(missed)"
        by_gold[gold][said] += 1
        forms[gold, said].update(f"{s}/{linked.language[item[0]]}" for s in linked.surfaces[item])
        if said != "(missed)":
            by_said[said][gold] += 1
    lines = [(_cost(c), _in_pieces(g, c, linked, forms)) for g, c in by_gold.items() if len(c) > 1]
    lines += [(_cost(c), f"JOINED {linked.names[s]}: {dict(c)}") for s, c in by_said.items() if len(c) > 1]
    return [text for _, text in sorted(lines, key=lambda line: (-line[0], line[1]))]


def _cost(counts: Counter[str]) -> int:
    return sum(counts.values()) - max(counts.values())


def _in_pieces(gold: str, counts: Counter[str], linked: Linked, forms: dict[tuple[str, str], Counter[str]]) -> str:
    parts = [
        f"{linked.names.get(said, said)} x{n} [{', '.join(list(forms[gold, said])[:7])}]"
        for said, n in counts.most_common()
    ]
    return f"SPLIT {gold}: " + " | ".join(parts)
