"""Which stories an article belongs to, and why: the one that it tells first, and those that it tells beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from services.cluster.domain import also
from services.cluster.domain.candidates import candidates
from services.cluster.domain.copy_families import original_of
from services.cluster.domain.evidence import Evidence, Reading, weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import Passage
from services.cluster.domain.reasons import Arrival, why_also, why_also_copied, why_copy, why_new, why_same
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
    #: Why it tells each story that it tells beside that one.
    also_why: dict[str, Why] = field(default_factory=dict)

    @property
    def also(self) -> tuple[str, ...]:
        """The stories that it tells beside that one, the likeliest first."""
        return tuple(self.also_why)


@dataclass(frozen=True)
class Scored:
    """A story that the article may belong to."""

    story_id: str
    score: float
    evidence: Evidence

    @property
    def likely(self) -> tuple[str, float]:
        """The story and how likely it is."""
        return self.story_id, self.score


def new_story_id(uri: str) -> str:
    """The id of the story that this article opens."""
    return "st_" + hashlib.sha256(uri.encode()).hexdigest()[:16]


def place(memory: Memory, article: ArticleRecord, weights: Weights, passages: tuple[Passage, ...] = ()) -> Placement:
    """The story that an article belongs to (that of the text it copies, the likeliest one, or its own), and others.

    Which others it tells, only its passages say.
    """
    arrival = Arrival(memory, article, passages, weights)
    original = original_of(memory, article)
    scored = score(memory, article, weights)
    if original is not None and original.story_id is not None:
        return _as_copy(arrival, original, scored)
    if scored and scored[0].score >= weights.threshold:
        best, rest = scored[0], scored[1].likely if len(scored) > 1 else None
        beside = _also(arrival, best.story_id, scored)
        why = why_same(arrival, best.likely, best.evidence, rest, next(iter(beside), None))
        return Placement(best.story_id, False, why, None, beside)
    story_id = new_story_id(article.uri)
    why = why_new(scored[0].likely if scored else None, weights)
    return Placement(story_id, story_id not in memory.stories, why, None, _also(arrival, story_id, scored))


def score(memory: Memory, article: ArticleRecord, weights: Weights) -> list[Scored]:
    """The candidate stories with their probabilities, the likeliest first; ties by id."""
    found, reading = [], Reading(article, memory.rarity)
    for story_id in candidates(memory, article.weights):
        evidence = weigh(memory, reading, memory.stories[story_id])
        found.append(Scored(story_id, round(same_story(evidence.components, weights), 4), evidence))
    return sorted(found, key=lambda s: (-s.score, s.story_id))


def _as_copy(arrival: Arrival, original: ArticleRecord, scored: list[Scored]) -> Placement:
    """A copy goes where its original is, and tells beside it what that tells and what was added."""
    assert original.story_id is not None
    rest = next((s.likely for s in scored if s.story_id != original.story_id), None)
    living = [story_id for story_id in original.also if story_id in arrival.memory.profiles]
    beside = {story_id: why_also_copied(arrival, original, story_id) for story_id in living}
    beside |= _also(arrival, original.story_id, [s for s in scored if s.story_id not in beside])
    return Placement(original.story_id, False, why_copy(arrival, original, rest), original.uri, beside)


def _also(arrival: Arrival, first: str, scored: list[Scored]) -> dict[str, Why]:
    """Why the article tells each of the stories that it tells beside its first."""
    weights, evidence = also.shipped(), {s.story_id: s.evidence for s in scored}
    told = also.told_beside(arrival.memory, arrival.passages, first, list(evidence), weights)
    why = {}
    for second in told:
        rest = next(((s.story_id, s.score) for s in told if s is not second), None)
        why[second.story_id] = why_also(arrival, second, evidence[second.story_id], rest, weights.threshold)
    return why
