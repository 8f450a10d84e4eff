"""Candidates: the few stories that an article could belong to, found by its rarest features."""

from __future__ import annotations

from services.cluster.domain.memory import Memory

#: Looked-up features and story ids read, at most: this bounds the cost of an article whatever the number of stories.
FEATURES, READ = 40, 3000
#: A feature that stands in more stories than this names no story.
TOO_COMMON = 600
#: Stories that are looked at closely.
MOST = 12


def candidates(memory: Memory, weights: dict[str, int], most: int = MOST) -> list[str]:
    """Ids of the likeliest stories, the likeliest first; ties by id."""
    rarity = memory.rarity
    rarest = sorted((f for f in weights if f in memory.where), key=lambda f: (-rarity.of(f) * weights[f], f))
    points: dict[str, int] = {}
    read = 0
    for feature in rarest[:FEATURES]:
        stories = memory.where[feature]
        if len(stories) > TOO_COMMON or read + len(stories) > READ:
            continue
        read += len(stories)
        worth = round(1000 * rarity.of(feature) * min(weights[feature], 3))  # whole numbers: no order of summing
        for story_id in stories:
            points[story_id] = points.get(story_id, 0) + worth
    return sorted(points, key=lambda story_id: (-points[story_id], story_id))[:most]
