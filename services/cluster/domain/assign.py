"""Which stories an article belongs to, and why: the one that it tells first, and those that it tells beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from services.cluster.domain import also
from services.cluster.domain.also import Telling
from services.cluster.domain.candidates import candidates, found, worth_weighing
from services.cluster.domain.copy_families import original_of
from services.cluster.domain.evidence import Evidence, beside_each_other, weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import Passage
from services.cluster.domain.reasons import Arrival, why_also, why_copy, why_new, why_same
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.same_story import Weights, same_story
from services.cluster.domain.sharing import Reading
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
    #: The stories that it was weighed against with how likely each is, the likeliest first.
    near: tuple[tuple[str, float], ...] = ()

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
    ranked = found(memory, article.weights, rarity=arrival.reading.rarities)
    original = original_of(memory, article)
    scored = _scored(memory, arrival.reading, worth_weighing(ranked), weights)
    others = [story_id for _, story_id in ranked]
    near = tuple(s.likely for s in scored)
    if original is not None and original.story_id is not None:
        return _as_copy(arrival, original, scored, others)
    if scored and scored[0].score >= weights.threshold:
        best, rest = scored[0], scored[1].likely if len(scored) > 1 else None
        beside = _also(arrival, Telling(passages, best.story_id), others)
        why = why_same(arrival, best.likely, best.evidence, rest, next(iter(beside), None))
        return Placement(best.story_id, False, why, None, beside, near)
    story_id = new_story_id(article.uri)
    why = why_new(scored[0].likely if scored else None, weights)
    beside = _also(arrival, Telling(passages, story_id), others)
    return Placement(story_id, story_id not in memory.stories, why, None, beside, near)


def score(memory: Memory, article: ArticleRecord, weights: Weights) -> list[Scored]:
    """The candidate stories with their probabilities, the likeliest first; ties by id."""
    return _scored(memory, Reading(article, memory.rarity), candidates(memory, article.weights), weights)


def _scored(memory: Memory, reading: Reading, stories: list[str], weights: Weights) -> list[Scored]:
    weighed = beside_each_other([weigh(memory, reading, memory.stories[story_id]) for story_id in stories])
    scored = [
        Scored(story_id, round(same_story(evidence.components, weights), 4), evidence)
        for story_id, evidence in zip(stories, weighed, strict=True)
    ]
    return sorted(scored, key=lambda s: (-s.score, s.story_id))


def _as_copy(arrival: Arrival, original: ArticleRecord, scored: list[Scored], others: list[str]) -> Placement:
    """A copy goes where its original is; what it tells beside that, its own passages say: it may be cut or added to."""
    assert original.story_id is not None
    rest = next((s.likely for s in scored if s.story_id != original.story_id), None)
    beside = _also(arrival, Telling(arrival.passages, original.story_id, original), others)
    return Placement(original.story_id, False, why_copy(arrival, original, rest), original.uri, beside)


def _also(arrival: Arrival, telling: Telling, others: list[str]) -> dict[str, Why]:
    """Why the article tells each of the stories that it tells beside its first."""
    memory, weights, why = arrival.memory, also.shipped(), {}
    told = also.told_beside(memory, telling, others, weights)
    for second in told:
        evidence = weigh(memory, arrival.reading, memory.stories[second.story_id])
        rest = next(((s.story_id, s.score) for s in told if s is not second), None)
        why[second.story_id] = why_also(arrival, second, evidence, rest, weights)
    return why
