"""Candidates: the few stories that an article could belong to, found by its rarest features.

Two looks. The first counts, over the stories that an article's rarest features stand in, what these features say. The
second weighs the best of them by how many of a story's articles have each feature, so that a story that has grown long
is not found for everything. Quiet stories are found by the few features that name them. No look reads more than a
bounded number of entries, whatever the number of stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from services.cluster.domain.memory import Memory

#: Looked-up features and story ids read, at most: this bounds the cost of an article whatever the number of stories.
FEATURES, READ = 40, 3000
#: A feature that stands in more stories than this names no story.
TOO_COMMON = 600
#: Stories that are looked at a second time, and those that are weighed closely.
SECOND_LOOK, MOST = 24, 12
#: A story with less than this part of the likeliest story's points is not weighed closely. Against all twelve, on the
#: labelled streams: the right story is lost in none of our own, in ECB+ neither, in 0.2 % of AllSides' and OG2021's
#: articles and in 0.3 % of Wikinews'; half to two thirds of the close looks are saved.
LEAST_PART = 0.3
#: How far a story's size speaks against it: 0 not at all, 1 as if every article had to have the feature.
LONG = 0.25
#: Weight in the headline or the lead counts up to this.
HEAVIEST = 3


def candidates(memory: Memory, weights: dict[str, int], most: int = MOST) -> list[str]:
    """Ids of the likeliest stories, the likeliest first; ties by id."""
    return worth_weighing(found(memory, weights, most))


def found(
    memory: Memory, weights: dict[str, int], most: int = MOST, rarity: Mapping[str, float] | None = None
) -> list[tuple[int, str]]:
    """The stories that an article's rarest features find, with their points, most first.

    `rarity` of these features where it is known already.
    """
    looked_up = _looked_up(memory, weights, rarity or memory.rarity.of_all(f for f in weights if f in memory.where))
    points: defaultdict[str, int] = defaultdict(int)
    for feature, worth in looked_up.items():
        for story_id in memory.where[feature]:
            points[story_id] += worth
    ranked = _second_look(memory, looked_up, _best(points, max(most, SECOND_LOOK)))[:most]
    best = ranked[0][0] if ranked else 0
    return ranked + [(best, story_id) for story_id in memory.quiet.found(weights, memory.stories)]


def worth_weighing(ranked: list[tuple[int, str]]) -> list[str]:
    """Those of the stories found that an article may belong to."""
    least = LEAST_PART * ranked[0][0] if ranked else 0.0
    return [story_id for points, story_id in ranked if points >= least]


def _looked_up(memory: Memory, weights: dict[str, int], rarity: Mapping[str, float]) -> dict[str, int]:
    """The features that candidates are found by, with what each says in whole numbers: no order of summing."""
    where, looked_up, read = memory.where, dict[str, int](), 0
    for _, feature in sorted([(-rarity[f] * weight, f) for f, weight in weights.items() if f in where])[:FEATURES]:
        stories = len(where[feature])
        if stories <= TOO_COMMON and read + stories <= READ:
            read += stories
            looked_up[feature] = round(1000 * rarity[feature] * min(weights[feature], HEAVIEST))
    return looked_up


def _best(points: dict[str, int], most: int) -> list[str]:
    """The stories with most points; ties by id."""
    if len(points) <= most:
        return list(points)
    least = sorted(points.values(), reverse=True)[most - 1]
    return [i for _, i in sorted((-found, i) for i, found in points.items() if found >= least)[:most]]


def _second_look(memory: Memory, looked_up: dict[str, int], stories: list[str]) -> list[tuple[int, str]]:
    """The same stories by their points weighed by shares, most first."""
    ranked = []
    for story_id in stories:
        profile = memory.profiles[story_id]
        ranked.append((-_by_shares(looked_up, profile.counts, profile.size), story_id))
    return [(-points, story_id) for points, story_id in sorted(ranked)]


def _by_shares(looked_up: dict[str, int], counts: Mapping[str, int], size: int) -> int:
    shared = looked_up.keys() & counts.keys()
    if size == 1:
        return sum([looked_up[f] for f in shared])
    return sum([round(looked_up[f] * (counts[f] / size) ** LONG) for f in shared])
