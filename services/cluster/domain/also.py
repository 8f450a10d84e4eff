"""Two stories in one article: which stories an article tells beside its first, and in which of its passages.

A passage speaks for a second story where it shares more with that one than with the first. What such passages share
with the second story and not with the first are the components of a logistic model of its own, whose weights
training/stories/fit_also.py has learnt.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import Passage
from services.cluster.domain.profile import NAMES, Profile
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord

#: How much each feature of an article says for a story.
Says = dict[str, float]

#: Second stories of one article, at most.
MOST = 3


@dataclass(frozen=True)
class AlsoWeights:
    """What the model knows: a weight a component, a bias, and the least probability that is a yes."""

    bias: float
    components: dict[str, float]
    threshold: float

    def probability(self, components: dict[str, float]) -> float:
        """The probability that an article tells a second story."""
        total = math.fsum([self.bias, *(self.components.get(n, 0.0) * v for n, v in components.items())])
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


@dataclass(frozen=True)
class Second:
    """A story that an article may tell beside its first."""

    story_id: str
    score: float
    components: dict[str, float]
    #: Where it is told.
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Telling:
    """An article by its passages, with the story that it tells first, and the article that it copies, if any."""

    passages: tuple[Passage, ...]
    first: str
    original: ArticleRecord | None = None


@cache
def shipped() -> AlsoWeights:
    """The weights in `also.json`, beside the sets, date and scores that chose them."""
    written = json.loads(files("services.cluster.domain").joinpath("also.json").read_text(encoding="utf-8"))
    return AlsoWeights(written["bias"], written["components"], written["threshold"])


def told_beside(memory: Memory, telling: Telling, others: Iterable[str], weights: AlsoWeights) -> list[Second]:
    """The stories among `others` that an article tells beside its first one, the likeliest first; ties by id."""
    told = [second for second in seconds(memory, telling, others, weights) if second.score >= weights.threshold]
    return sorted(told, key=lambda second: (-second.score, second.story_id))[:MOST]


def seconds(memory: Memory, telling: Telling, others: Iterable[str], weights: AlsoWeights) -> Iterable[Second]:
    """Those of the other stories that could be told beside the first: one of their lasting names stands there.

    An article whose passages all speak for the other one does not tell two stories, nor does a headline alone.
    """
    features = frozenset(feature for passage in telling.passages for feature in passage.features)
    names = [feature for feature in features if feature[0] in NAMES]
    first = says(memory.rarity, memory.profiles.get(telling.first), features, telling.original)
    for story_id in others:
        profile = memory.profiles[story_id]
        if story_id == telling.first or not any(_lasts(profile, name) for name in names):
            continue
        second = says(memory.rarity, profile, features) or {}
        part = tuple(p for p in telling.passages if weight(p, second) > weight(p, first or {}))
        left = len(telling.passages) - len(part)
        if not part or (left == 0 and (first is not None or len(part) == 1)):
            continue
        found = _common(memory.rarity, profile, features, part) | _apart(part, second, first)
        found = {name: round(value, 4) for name, value in found.items()}
        yield Second(story_id, round(weights.probability(found), 4), found, part)


def says(
    rarity: Rarity, profile: Profile | None, features: frozenset[str], without: ArticleRecord | None = None
) -> Says | None:
    """How much each feature says for a story: more the rarer it is, and the more of the story's articles have it.

    `without` one of its articles: as if that had not come. None for a story that has no other.
    """
    gone = without.weights if without else {}
    size = profile.size - (without is not None) if profile else 0
    if profile is None or not size:
        return None
    counts = [(f, profile.counts[f] - (f in gone)) for f in profile.counts.keys() & features]
    return {f: rarity.of(f) * math.sqrt(count / size) for f, count in counts if count > 0}


def weight(passage: Passage, story: Says) -> float:
    """How much a passage says for a story."""
    return math.fsum(story.get(feature, 0.0) for feature in passage.features)


def _common(rarity: Rarity, second: Profile, features: frozenset[str], part: tuple[Passage, ...]) -> dict[str, float]:
    """What of the things that a second story keeps coming back to stands in the article, and in its part of it."""
    there = frozenset(feature for passage in part for feature in passage.features)
    return {"core_names": _core(rarity, second, features, NAMES), "core_terms": _core(rarity, second, there, "t")}


def _apart(part: tuple[Passage, ...], second: Says, first: Says | None) -> dict[str, float]:
    """What the passages say for the second story beyond what they say for the first."""
    if first is None:  # the article opens its first story, so there is nothing to set the passages apart from
        return {"opens": 1.0}
    there = dict.fromkeys(feature for passage in part for feature in passage.features)
    apart = {f: second[f] - first.get(f, 0.0) for f in there if f in second}
    kinds = {"names_apart": NAMES, "terms_apart": "t", "numbers_apart": "n"}
    return {name: _strength(apart, letters) for name, letters in kinds.items()}


def _strength(apart: Says, kinds: str) -> float:
    """How much features of these kinds say; a logarithm."""
    return math.log1p(math.fsum(value for f, value in apart.items() if value > 0.0 and f[0] in kinds))


def _lasts(profile: Profile, feature: str) -> bool:
    return feature in (profile.lasting if profile.size > 1 else profile.counts)


def _core(rarity: Rarity, profile: Profile, features: frozenset[str], kinds: str) -> float:
    """The share of what a story keeps coming back to that stands in these features, 0 to 1."""
    lasting = [by_kind[kind] for by_kind in [profile.keeps_coming_back_to()] for kind in kinds if kind in by_kind]
    every = [(f, rarity.of(f) * square) for kind in lasting for f, square in kind.features]
    total = math.fsum([value for _, value in every])
    return math.fsum([value for f, value in every if f in features]) / total if total else 0.0
