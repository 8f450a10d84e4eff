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


@cache
def shipped() -> AlsoWeights:
    """The weights in `also.json`, beside the sets, date and scores that chose them."""
    written = json.loads(files("services.cluster.domain").joinpath("also.json").read_text(encoding="utf-8"))
    return AlsoWeights(written["bias"], written["components"], written["threshold"])


def told_beside(
    memory: Memory, passages: tuple[Passage, ...], first: str | None, others: Iterable[str], weights: AlsoWeights
) -> list[Second]:
    """The stories among `others` that these passages tell beside the first one, the likeliest first; ties by id."""
    told = [second for second in seconds(memory, passages, first, others, weights) if second.score >= weights.threshold]
    return sorted(told, key=lambda second: (-second.score, second.story_id))[:MOST]


def seconds(
    memory: Memory, passages: tuple[Passage, ...], first: str | None, others: Iterable[str], weights: AlsoWeights
) -> Iterable[Second]:
    """Those of the other stories that could be told beside the first: they have lasting names, and one is named."""
    features = frozenset(feature for passage in passages for feature in passage.features)
    names = [feature for feature in features if feature[0] in NAMES]
    main = memory.profiles.get(first or "")
    says_first = says(memory.rarity, main, features)
    for story_id in others:
        profile = memory.profiles[story_id]
        if story_id == first or not any(_lasts(profile, name) for name in names):
            continue
        says_second = says(memory.rarity, profile, features)
        part = tuple(p for p in passages if weight(p, says_second) > weight(p, says_first))
        found = components(memory.rarity, features, part, profile, main, says_second, says_first)
        yield Second(story_id, round(weights.probability(found), 4), found, part)


def says(rarity: Rarity, profile: Profile | None, features: Iterable[str]) -> Says:
    """How much each feature says for a story: more the rarer it is, and the more of the story's articles have it."""
    if profile is None:
        return {}
    return {f: rarity.of(f) * math.sqrt(profile.share(f)) for f in features if f in profile.counts}


def weight(passage: Passage, story: Says) -> float:
    """How much a passage says for a story."""
    return math.fsum(story.get(feature, 0.0) for feature in passage.features)


def components(
    rarity: Rarity,
    features: frozenset[str],
    part: tuple[Passage, ...],
    second: Profile,
    first: Profile | None,
    says_second: Says,
    says_first: Says,
) -> dict[str, float]:
    """What speaks for a second story being told, from the passages that share more with it than with the first."""
    there = frozenset(feature for passage in part for feature in passage.features)
    found = {
        "core_names": _core(rarity, second, features, NAMES),
        "core_terms": _core(rarity, second, there, "t"),
    }
    if first is None:  # the article opens its first story, so there is nothing to set the passages apart from
        found["opens"] = 1.0
    else:
        apart = {f: says_second[f] - says_first.get(f, 0.0) for f in there if f in says_second}
        found |= {
            "names_apart": _strength(apart, NAMES),
            "terms_apart": _strength(apart, "t"),
            "numbers_apart": _strength(apart, "n"),
        }
    return {name: round(value, 4) for name, value in found.items()}


def _strength(apart: Says, kinds: str) -> float:
    """How much features of these kinds say for the second story beyond what they say for the first; a logarithm."""
    return math.log1p(math.fsum(value for f, value in apart.items() if value > 0.0 and f[0] in kinds))


def _lasts(profile: Profile, feature: str) -> bool:
    return feature in (profile.lasting if profile.size > 1 else profile.counts)


def _core(rarity: Rarity, profile: Profile, features: frozenset[str], kinds: str) -> float:
    """The share of what a story keeps coming back to that stands in these features, 0 to 1."""
    lasting = [pair for kind in kinds for pair in profile.keeps_coming_back_to().get(kind, ())]
    total = math.fsum(rarity.of(f) * squared for f, squared in lasting)
    return math.fsum(rarity.of(f) * squared for f, squared in lasting if f in features) / total if total else 0.0
