"""Evidence: what speaks for an article and a story being about the same thing, as a few numbers with names."""

from __future__ import annotations

import math
from dataclasses import dataclass

from services.cluster.domain.memory import Memory, Profile
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord, StoryRecord

#: Seconds in a day.
DAY = 86_400.0
#: Articles of a story that the new one is compared with one by one: the latest and the first.
LATEST, FIRST = 10, 3

#: Groups of kinds (see features.py) whose overlap is told apart.
GROUPS = {"people": "P", "organisations": "OE", "places": "L", "countries": "C"}
NAMES = "POEL"


@dataclass(frozen=True)
class Evidence:
    """The components by name, and what a person wants to see of them."""

    components: dict[str, float]
    shared: tuple[str, ...]
    nearest: str | None
    gap: float


def weigh(memory: Memory, article: ArticleRecord, story: StoryRecord) -> Evidence:
    """What speaks for an article belonging to a story."""
    profile, rarity = memory.profiles[story.id], memory.rarity
    shared = [f for f in article.weights if f in profile.counts]
    nearest, names, terms = _nearest(memory, article, story)
    gap = profile.gap(article.published_at)
    components = {group: _cover(article, profile, rarity, kinds) for group, kinds in GROUPS.items()}
    components |= {
        "headline_names": _cover(article, profile, rarity, NAMES, least=4),
        "core_names": _core(article, profile, rarity, NAMES),
        "nearest_names": names,
        "numbers": _strength(article, profile, rarity, shared, "n"),
        "days_apart": math.log1p(gap / DAY),
        "story_size": math.log1p(profile.size),
    }
    # Words speak otherwise within a language than between two, so each case has weights of its own.
    words = _cover(article, profile, rarity, "t")
    if profile.speaks(article.language):
        components |= {"terms": words, "core_terms": _core(article, profile, rarity, "t"), "nearest_terms": terms}
    else:
        strength = _strength(article, profile, rarity, shared, "t")
        components |= {"new_language": 1.0, "terms_abroad": words, "strength_terms_abroad": strength}
    return Evidence(
        {name: round(value, 4) for name, value in components.items()}, _telling(article, rarity, shared), nearest, gap
    )


def _cover(article: ArticleRecord, profile: Profile, rarity: Rarity, kinds: str, least: int = 1) -> float:
    """The share of what the article is about (by weight and rarity) that the story is about too, 0 to 1."""
    mine = [(f, w) for f, w in article.weights.items() if f[0] in kinds and w >= least]
    total = math.fsum(w * rarity.of(f) for f, w in mine)
    if not total:
        return 0.0
    return (
        math.fsum(
            w * rarity.of(f) * math.sqrt(profile.share(f, article.language)) for f, w in mine if f in profile.counts
        )
        / total
    )


def _core(article: ArticleRecord, profile: Profile, rarity: Rarity, kinds: str) -> float:
    """The share of what the story keeps coming back to that the article has, 0 to 1."""
    lasting = [f for f in (profile.lasting if profile.size > 1 else profile.counts) if f[0] in kinds]
    worth = {f: rarity.of(f) * profile.share(f, article.language) ** 2 for f in lasting}
    total = math.fsum(worth.values())
    return math.fsum(worth[f] for f in lasting if f in article.weights) / total if total else 0.0


def _strength(article: ArticleRecord, profile: Profile, rarity: Rarity, shared: list[str], kinds: str) -> float:
    """How much is shared in all, whatever the article's length; a logarithm."""
    return math.log1p(
        math.fsum(
            rarity.of(f) * min(article.weights[f], 4) * math.sqrt(profile.share(f, article.language))
            for f in shared
            if f[0] in kinds
        )
    )


def _nearest(memory: Memory, article: ArticleRecord, story: StoryRecord) -> tuple[str | None, float, float]:
    """The story's article most like this one, and how alike they are in names and in terms."""
    best: tuple[float, str | None, float, float] = (0.0, None, 0.0, 0.0)
    members = [uri for uri in story.members if memory.articles[uri].copy_of is None]
    for uri in dict.fromkeys([*members[-LATEST:], *members[:FIRST]]):
        other = memory.articles[uri]
        names = _likeness(article, other, memory.rarity, NAMES)
        terms = _likeness(article, other, memory.rarity, "t")
        best = max(best, (names + terms, uri, names, terms), key=lambda item: (item[0], item[1] or ""))
    return best[1:]


def _likeness(a: ArticleRecord, b: ArticleRecord, rarity: Rarity, kinds: str) -> float:
    """The cosine of two articles over features of these kinds, 0 to 1."""
    shared = [f for f in a.weights if f[0] in kinds and f in b.weights]
    if not shared:
        return 0.0
    dot = math.fsum(a.weights[f] * b.weights[f] * rarity.of(f) ** 2 for f in shared)
    return dot / (rarity.length(a, kinds) * rarity.length(b, kinds)) if dot else 0.0


def _telling(article: ArticleRecord, rarity: Rarity, shared: list[str]) -> tuple[str, ...]:
    """The shared features that say most, first."""
    return tuple(sorted(shared, key=lambda f: (-rarity.of(f) * article.weights[f], f))[:20])
