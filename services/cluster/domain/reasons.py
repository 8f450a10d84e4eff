"""Reasons: why an article is in a story, in terms a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from services.cluster.domain.also import AlsoWeights, Second, says, weight
from services.cluster.domain.contributions import contributions, told
from services.cluster.domain.evidence import Evidence
from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import Passage
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import Weights, adds
from services.cluster.domain.sharing import Reading
from shared.contracts.article import Span
from shared.contracts.claim import Claim
from shared.contracts.update import SharedQuantity, Why

#: What a reason names at most: an update has no room for more.
ENTITIES, TERMS, PASSAGES, QUANTITIES = 8, 8, 3, 5
#: Articles of a story whose quantities are compared, beside the nearest one: the latest.
LATEST = 8

#: A story and how likely it is.
Likely = tuple[str, float]


@dataclass(frozen=True)
class Arrival:
    """An article that comes, its passages, and what is known."""

    memory: Memory
    article: ArticleRecord
    passages: tuple[Passage, ...]
    weights: Weights

    @cached_property
    def reading(self) -> Reading:
        """What each of its features says."""
        return Reading(self.article, self.memory.rarity)


def why_same(arrival: Arrival, story: Likely, evidence: Evidence, rest: Likely | None, beside: str | None) -> Why:
    """The reason of an article that joins the likeliest story."""
    memory, article = arrival.memory, arrival.article
    shared = arrival.reading.telling(evidence.both)
    return Why(
        method="same_story",
        score=story[1],
        threshold=arrival.weights.threshold,
        components=evidence.components,
        contributions=told(adds(evidence.components, arrival.weights)),
        shared_entities=_names(article, shared),
        shared_terms=_terms(shared),
        nearest_article_uri=evidence.nearest,
        time_gap_seconds=evidence.gap,
        passages=_telling(memory, arrival.passages, story[0], beside),
        quantities=_quantities(memory, article.claims, memory.stories[story[0]], evidence.nearest),
        **_runner_up(rest),
    )


def why_copy(arrival: Arrival, original: ArticleRecord, rest: Likely | None) -> Why:
    """The reason of a copy: the text that it copies."""
    memory, article, story_id = arrival.memory, arrival.article, original.story_id or ""
    return Why(
        method="copy",
        score=1.0,
        threshold=arrival.weights.threshold,
        nearest_article_uri=original.uri,
        time_gap_seconds=_gap(article, original),
        passages=_telling(memory, arrival.passages, story_id),
        quantities=_quantities(memory, article.claims, memory.stories[story_id], original.uri),
        **_runner_up(rest),
    )


def why_new(best: Likely | None, weights: Weights) -> Why:
    """The reason of an article that opens a story: how unlikely the likeliest one is."""
    return Why(
        method="new_story",
        score=round(1.0 - best[1], 4) if best else 1.0,
        threshold=round(1.0 - weights.threshold, 4),
        **_runner_up(best),
    )


def why_also(arrival: Arrival, second: Second, evidence: Evidence, rest: Likely | None, weights: AlsoWeights) -> Why:
    """The reason of an article that tells this story beside its first: what its own passages share with it."""
    memory, article = arrival.memory, arrival.article
    there = says(memory.rarity, memory.profiles[second.story_id], _features(second.passages)) or {}
    shared = sorted(there, key=lambda feature: (-there[feature], feature))
    claims = _within(article.claims, [passage.span for passage in second.passages])
    return Why(
        method="also",
        score=second.score,
        threshold=weights.threshold,
        components=second.components,
        contributions=contributions(second.components, weights.components, weights.bias),
        shared_entities=_names(article, shared),
        shared_terms=_terms(shared),
        nearest_article_uri=evidence.nearest,
        time_gap_seconds=evidence.gap,
        passages=_telling(memory, second.passages, second.story_id),
        quantities=_quantities(memory, claims, memory.stories[second.story_id], evidence.nearest),
        **_runner_up(rest),
    )


def _runner_up(rest: Likely | None) -> dict[str, object]:
    return {"runner_up_story_id": rest[0], "runner_up_score": rest[1]} if rest else {}


def _gap(one: ArticleRecord, other: ArticleRecord) -> float:
    return abs((one.published_at - other.published_at).total_seconds())


def _features(passages: Iterable[Passage]) -> frozenset[str]:
    return frozenset(feature for passage in passages for feature in passage.features)


def _names(article: ArticleRecord, shared: Iterable[str]) -> tuple[str, ...]:
    """The names of the shared entities, those that say most first."""
    names = {entity.id: entity.name for entity in article.entities}
    found = (names[feature[2:]] for feature in shared if feature[0] not in "tn" and feature[2:] in names)
    return tuple(islice(dict.fromkeys(found), ENTITIES))


def _terms(shared: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice((feature[2:] for feature in shared if feature[0] in "tn"), TERMS))


def _telling(memory: Memory, passages: Sequence[Passage], story_id: str, beside: str | None = None) -> tuple[Span, ...]:
    """Where it is told: the passages that say most for a story (more than for the one beside it), the most first."""
    features = _features(passages)
    mine = says(memory.rarity, memory.profiles.get(story_id), features) or {}
    other = says(memory.rarity, memory.profiles.get(beside or ""), features) or {}
    weighed = ((weight(passage, mine), weight(passage, other), passage.span) for passage in passages)
    found = [(said, span) for said, rest, span in weighed if said > rest]
    ranked = sorted(found, key=lambda pair: (-round(pair[0], 6), pair[1].part, pair[1].start))
    return tuple(span for _, span in ranked[:PASSAGES])


def _within(claims: Iterable[Claim], spans: Sequence[Span]) -> list[Claim]:
    """The claims that stand in these passages."""
    return [c for c in claims if any(s.part == c.part and s.start <= c.start < s.end for s in spans)]


def _quantities(
    memory: Memory, claims: Iterable[Claim], story: StoryRecord, nearest: str | None
) -> tuple[SharedQuantity, ...]:
    """The values that the article and the nearest or one of the latest articles of the story give to the same thing."""
    known: dict[float, set[str]] = {}
    for uri in dict.fromkeys([*([nearest] if nearest else []), *islice(reversed(story.members), LATEST)]):
        for value, unit in _counted(memory.articles[uri].claims):
            known.setdefault(value, set()).update(_words(unit))
    found = (pair for pair in _counted(claims) if not known.get(pair[0], set()).isdisjoint(_words(pair[1])))
    return tuple(SharedQuantity(value=value, unit=unit) for value, unit in islice(dict.fromkeys(found), QUANTITIES))


def _counted(claims: Iterable[Claim]) -> Iterator[tuple[float, str]]:
    return ((c.quantity.value, c.quantity.unit) for c in claims if c.quantity is not None)


def _words(unit: str) -> list[str]:
    """The words that say what is counted: "tonnes of grain" has two."""
    return [word for word in unit.split() if len(word) > 2]
