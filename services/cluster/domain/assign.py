"""Which story an article belongs to, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from services.cluster.domain.candidates import candidates
from services.cluster.domain.copies import is_copy
from services.cluster.domain.evidence import Evidence, Reading, weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.same_story import Weights, same_story
from shared.contracts.update import Why


@dataclass(frozen=True)
class Placement:
    """Where an article goes. `is_new` opens the story."""

    story_id: str
    is_new: bool
    why: Why
    copy_of: str | None = None
    also_why: dict[str, Why] = field(default_factory=dict)

    @property
    def also(self) -> tuple[str, ...]:
        """The stories that it tells beside that one."""
        return tuple(self.also_why)


@dataclass(frozen=True)
class Scored:
    """A story that the article may belong to."""

    story_id: str
    score: float
    evidence: Evidence


def new_story_id(uri: str) -> str:
    """The id of the story that this article opens."""
    return "st_" + hashlib.sha256(uri.encode()).hexdigest()[:16]


def place(memory: Memory, article: ArticleRecord, weights: Weights) -> Placement:
    """The story that an article belongs to: that of the text it copies, the likeliest one, or its own."""
    original = original_of(memory, article)
    scored = score(memory, article, weights)
    if original is not None and original.story_id is not None:
        return _as_copy(article, original, scored, weights)
    if scored and scored[0].score >= weights.threshold:
        also = {
            s.story_id: _why(memory, article, [s, scored[0]], weights)
            for s in scored[1:2]
            if s.score >= weights.also_threshold
        }
        return Placement(scored[0].story_id, False, _why(memory, article, scored, weights), None, also)
    story_id = new_story_id(article.uri)
    return Placement(story_id, story_id not in memory.stories, _why_new(scored, weights))


def score(memory: Memory, article: ArticleRecord, weights: Weights) -> list[Scored]:
    """The candidate stories with their probabilities, the likeliest first; ties by id."""
    found, reading = [], Reading(article, memory.rarity)
    for story_id in candidates(memory, article.weights):
        evidence = weigh(memory, reading, memory.stories[story_id])
        found.append(Scored(story_id, round(same_story(evidence.components, weights), 4), evidence))
    return sorted(found, key=lambda s: (-s.score, s.story_id))


def original_of(memory: Memory, article: ArticleRecord) -> ArticleRecord | None:
    """The first article of the copy family that this one belongs to, where there is one."""
    for uri in memory.copies.near(article.sketch):
        other = memory.articles[uri]
        if uri != article.uri and is_copy(article.sketch, other.sketch):
            return memory.articles[other.copy_of] if other.copy_of else other
    return None


def _as_copy(article: ArticleRecord, original: ArticleRecord, scored: list[Scored], weights: Weights) -> Placement:
    assert original.story_id is not None
    rest = next((s for s in scored if s.story_id != original.story_id), None)
    why = Why(
        method="copy",
        score=1.0,
        threshold=weights.threshold,
        nearest_article_uri=original.uri,
        time_gap_seconds=abs((article.published_at - original.published_at).total_seconds()),
        runner_up_story_id=rest.story_id if rest else None,
        runner_up_score=rest.score if rest else None,
    )
    return Placement(original.story_id, False, why, original.uri)


def _why(memory: Memory, article: ArticleRecord, scored: list[Scored], weights: Weights) -> Why:
    best, rest = scored[0], scored[1] if len(scored) > 1 else None
    names = {entity.id: entity.name for entity in article.entities}
    entities = [names[f[2:]] for f in best.evidence.shared if f[0] in "PFOELC" and f[2:] in names]
    return Why(
        method="same_story",
        score=best.score,
        threshold=weights.threshold,
        components=best.evidence.components,
        shared_entities=tuple(entities[:8]),
        shared_terms=tuple(f[2:] for f in best.evidence.shared if f[0] in "tn")[:8],
        nearest_article_uri=best.evidence.nearest,
        time_gap_seconds=best.evidence.gap,
        runner_up_story_id=rest.story_id if rest else None,
        runner_up_score=rest.score if rest else None,
    )


def _why_new(scored: list[Scored], weights: Weights) -> Why:
    best = scored[0] if scored else None
    return Why(
        method="new_story",
        score=round(1.0 - best.score, 4) if best else 1.0,
        threshold=round(1.0 - weights.threshold, 4),
        runner_up_story_id=best.story_id if best else None,
        runner_up_score=best.score if best else None,
    )
