"""Likeness of two articles against what people said of it: SemEval-2022 task 8, pairs rated from 1, same, to 4.

The likeness is the log odds of "same story?" of the one article and a story made of the other alone, the mean of both
ways round. All articles are in one memory, each as a story of its own, so that names and rarity are common to them.
Pairs that a machine has translated are left out: they would tell of the machine.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cluster_offline import as_gold
from bench.quality.sets import Watch, read
from services.cluster.domain.contribution import contribution
from services.cluster.domain.evidence import weigh
from services.cluster.domain.features import features
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import Weights, same_story, shipped
from services.cluster.domain.sharing import Reading
from shared.contracts.stages import ArticleResolved
from shared.language import LANGUAGES

#: The least correlations, over all pairs and over pairs of a German and an English article.
FLOORS = {"all": 0.50, "de-en": 0.45}
#: Nothing is surer than this: beyond it a probability is a 0 or a 1 to the machine.
SUREST = 1e-9
#: Fewer pairs than this say nothing.
LEAST = 10


@dataclass(frozen=True)
class Pair:
    """Two articles, their languages, how people rated them, 1 for the same, and how alike the model finds them."""

    languages: str
    rating: float
    likeness: float

    @property
    def probability(self) -> float:
        """The probability that they tell one story."""
        return 1.0 / (1.0 + math.exp(-self.likeness))


def pairs(folder: Path) -> list[dict[str, Any]]:
    """The rated pairs whose articles are in our languages and in their authors' words."""
    file = folder / "semeval22t8.dev.pairs.jsonl"
    every = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    here = [p for p in every if p["lang_a"] in LANGUAGES and p["lang_b"] in LANGUAGES]
    return [p for p in here if not p["machine_translated"]]


def rated(folder: Path, watch: Watch, kept: Path | None = None) -> list[Pair]:
    """Each pair with its likeness."""
    wanted = pairs(folder)
    items = _articles(folder, wanted)
    resolved = read("SemEval 2022 task 8", items, watch, kept)
    memory = remembered({item["id"]: r for item, r in zip(items, resolved, strict=True)})
    return [
        Pair("-".join((p["lang_a"], p["lang_b"])), p["overall"], likeness(memory, p["a_id"], p["b_id"], shipped()))
        for p in watch("SemEval 2022 task 8: pairs", wanted)
    ]


def _articles(folder: Path, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = (folder / "semeval22t8.dev.articles.jsonl").read_text(encoding="utf-8").splitlines() if wanted else []
    by_id = {item["id"]: item for item in map(json.loads, lines)}
    ids = dict.fromkeys(p[side] for p in wanted for side in ("a_id", "b_id"))
    return [as_gold(by_id[i] | {"story_id": i}) for i in ids]


def remembered(articles: dict[str, ArticleResolved]) -> Memory:
    """A memory in which every article is a story of its own, by the article's id; one that is no report too."""
    memory = Memory()
    for name, resolved in articles.items():
        record = _alone(name, resolved)
        memory.put([record], [StoryRecord(id=name, members=(record.uri,))])
    return memory


def _alone(name: str, resolved: ArticleResolved) -> ArticleRecord:
    record = contribution(resolved)
    weights = record.weights or features(resolved)
    return record.model_copy(update={"story_id": name, "reason": "", "weights": weights, "sketch": ()})


def likeness(memory: Memory, a: str, b: str, weights: Weights) -> float:
    """The log odds of "same story?", the mean of both ways round."""
    return (_odds(memory, a, b, weights) + _odds(memory, b, a, weights)) / 2


def _odds(memory: Memory, name: str, other: str, weights: Weights) -> float:
    story = memory.stories[other]
    article = memory.articles[memory.stories[name].members[0]]
    if other not in memory.profiles:
        return weights.bias
    p = same_story(weigh(memory, Reading(article, memory.rarity), story).components, weights)
    p = min(max(p, SUREST), 1.0 - SUREST)
    return math.log(p / (1.0 - p))


def correlations(found: list[Pair]) -> dict[str, float]:
    """Pearson's correlation of likeness and rating, 1 where they agree, over all pairs and by languages."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        groups["all"].append(pair)
        groups[pair.languages].append(pair)
    wanted = {name: group for name, group in groups.items() if len(group) >= LEAST}
    return {name: pearson([p.likeness for p in g], [-p.rating for p in g]) for name, g in wanted.items()}


def counts(found: list[Pair]) -> Counter[str]:
    """How many pairs of each two languages there are."""
    return Counter(pair.languages for pair in found)


def pearson(x: list[float], y: list[float]) -> float:
    """The correlation of two rows of numbers, -1 to 1; 0 where one of them does not change."""
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    together = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    spread = math.fsum((a - mean_x) ** 2 for a in x) * math.fsum((b - mean_y) ** 2 for b in y)
    return together / math.sqrt(spread) if spread else 0.0
