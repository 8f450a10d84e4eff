"""The clusterer that ours is measured against: TF-IDF, the nearest centroid, one pass, found by an inverted index.

Bounded as ours is, so that its cost does not grow with the number of stories either. It joins no languages, gives no
reasons, keeps no claims and tells nobody what changed.
"""

from __future__ import annotations

import math
import re
from collections import Counter

_WORD = re.compile(r"\w+")
#: The nearest story must be this like the article, or it opens a new one.
THRESHOLD = 0.25
#: Rarest words that stories are looked up by, stories that a word may stand in for that, stories compared.
RAREST, COMMON, COMPARED = 20, 600, 12


class SinglePass:
    """Stories as sums of their articles' vectors."""

    def __init__(self) -> None:
        self.articles = 0
        self._in: Counter[str] = Counter()
        self._where: dict[str, set[int]] = {}
        self.centroids: list[Counter[str]] = []

    def place(self, text: str) -> int:
        """The story of a text."""
        counts = Counter(_WORD.findall(text.lower()))
        rarity = {word: math.log((1 + self.articles) / (1 + self._in[word])) + 1.0 for word in counts}
        best, likeness = -1, 0.0
        for story in self._candidates(counts, rarity):
            found = self._cosine(counts, self.centroids[story], rarity)
            if found > likeness:
                best, likeness = story, found
        return self.add(counts, best if likeness >= THRESHOLD else len(self.centroids))

    def add(self, counts: Counter[str], story: int) -> int:
        """Takes an article into a story, or into a new one."""
        if story == len(self.centroids):
            self.centroids.append(Counter())
        self.articles += 1
        self._in.update(counts.keys())
        self.centroids[story].update(counts)
        for word in counts:
            self._where.setdefault(word, set()).add(story)
        return story

    def _candidates(self, counts: Counter[str], rarity: dict[str, float]) -> list[int]:
        points: dict[int, float] = {}
        for word in sorted(counts, key=lambda word: -rarity[word])[:RAREST]:
            stories = self._where.get(word, set())
            for story in stories if len(stories) <= COMMON else ():
                points[story] = points.get(story, 0.0) + rarity[word]
        return sorted(points, key=lambda story: -points[story])[:COMPARED]

    def _cosine(self, counts: Counter[str], centroid: Counter[str], rarity: dict[str, float]) -> float:
        dot = sum(count * centroid[word] * rarity[word] ** 2 for word, count in counts.items() if word in centroid)
        mine = math.sqrt(sum((count * rarity[word]) ** 2 for word, count in counts.items()))
        expected = math.log(1 + self.articles)
        logs = ((count * (expected - math.log(1 + self._in[word]) + 1.0)) ** 2 for word, count in centroid.items())
        return dot / (mine * math.sqrt(sum(logs)))
