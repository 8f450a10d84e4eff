"""Evidence: what speaks for an article and a story being about the same thing, as a few numbers with names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from services.cluster.domain.features import HEADLINE, LEAD
from services.cluster.domain.memory import Memory, Profile
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord, StoryRecord

#: Seconds in a day.
DAY = 86_400.0
#: Articles of a story that the new one is compared with one by one: the latest and the first.
LATEST, FIRST = 8, 2

#: Groups of kinds (see features.py) whose overlap is told apart.
GROUPS = {"people": "PF", "organisations": "OE", "places": "L", "countries": "C"}
NAMES = "PFOEL"
#: Groups whose disagreement is told apart: that both sides name some, and not the same.
OTHERS = {"other_people": "PF", "other_places": "L"}

#: Shared features, each with the root of the share of the story's articles that have it.
Shared = dict[str, float]


@dataclass(frozen=True)
class Evidence:
    """The components by name, and what a person wants to see of them."""

    components: dict[str, float]
    shared: tuple[str, ...]
    nearest: str | None
    gap: float


class Reading:
    """An article with what each of its features says, worked out once for all candidate stories."""

    def __init__(self, article: ArticleRecord, rarity: Rarity) -> None:
        self.article = article
        self.rarity = rarity
        self.worth = {f: w * rarity.of(f) for f, w in article.weights.items()}
        self._totals: dict[tuple[str, int], float] = {}

    def total(self, kinds: str, least: int) -> float:
        """What all features of these kinds and of this weight or more say together."""
        key = (kinds, least)
        if key not in self._totals:
            weights = self.article.weights
            self._totals[key] = math.fsum(v for f, v in self.worth.items() if f[0] in kinds and weights[f] >= least)
        return self._totals[key]


def weigh(memory: Memory, reading: Reading, story: StoryRecord) -> Evidence:
    """What speaks for an article belonging to a story."""
    profile, article = memory.profiles[story.id], reading.article
    shared = {f: math.sqrt(profile.share(f)) for f in article.weights if f in profile.counts}
    nearest, names, terms = _nearest(memory, reading, story, list(shared))
    lasting = _lasting(reading, profile)
    gap = profile.gap(article.published_at)
    components = {group: _cover(reading, shared, kinds) for group, kinds in GROUPS.items()}
    components |= {
        "headline_names": _cover(reading, shared, NAMES, least=HEADLINE),
        "headline_terms": _cover(reading, shared, "t", least=HEADLINE),
        "core_names": _core(reading, lasting, NAMES),
        "nearest_names": names,
        "numbers": _strength(reading, shared, "n"),
        "days_apart": math.log1p(gap / DAY),
        "story_size": math.log1p(profile.size),
    }
    components |= {name: _disagreement(reading, shared, lasting, kinds) for name, kinds in OTHERS.items()}
    # Words speak otherwise within a language than between two, so each case has weights of its own.
    words = _cover(reading, shared, "t")
    if profile.speaks(article.language):
        both = math.sqrt(names * terms)
        components |= {"terms": words, "core_terms": _core(reading, lasting, "t"), "nearest_terms": terms, "both": both}
    else:
        strength = _strength(reading, shared, "t")
        components |= {"new_language": 1.0, "terms_abroad": words, "strength_terms_abroad": strength}
        components["both_abroad"] = math.sqrt(names * words)
    rounded = {name: round(value, 4) for name, value in components.items()}
    return Evidence(rounded, _telling(reading, shared), nearest, gap)


def _cover(reading: Reading, shared: Shared, kinds: str, least: int = 1) -> float:
    """The share of what the article is about (by weight and rarity) that the story is about too, 0 to 1."""
    total, weights = reading.total(kinds, least), reading.article.weights
    mine = (reading.worth[f] * share for f, share in shared.items() if f[0] in kinds and weights[f] >= least)
    return math.fsum(mine) / total if total else 0.0


#: What a story keeps coming back to, by kind, with what each says.
Lasting = dict[str, list[tuple[str, float]]]


def _lasting(reading: Reading, profile: Profile) -> Lasting:
    found: Lasting = {}
    for f in profile.lasting if profile.size > 1 else profile.counts:
        found.setdefault(f[0], []).append((f, reading.rarity.of(f) * (profile.counts[f] / profile.size) ** 2))
    return found


def _core(reading: Reading, lasting: Lasting, kinds: str) -> float:
    """The share of what the story keeps coming back to that the article has, 0 to 1."""
    worth = [pair for letter in kinds for pair in lasting.get(letter, ())]
    total = math.fsum(v for _, v in worth)
    return math.fsum(v for f, v in worth if f in reading.worth) / total if total else 0.0


def _disagreement(reading: Reading, shared: Shared, lasting: Lasting, kinds: str) -> float:
    """How far article and story both name such things, but not the same: 0 where one of them names none, to 1."""
    mine = reading.total(kinds, LEAD)
    if not mine or not any(value for letter in kinds for _, value in lasting.get(letter, ())):
        return 0.0
    weights = reading.article.weights
    met = math.fsum(reading.worth[f] for f in shared if f[0] in kinds and weights[f] >= LEAD) / mine
    return (1.0 - met) * (1.0 - _core(reading, lasting, kinds))


def _strength(reading: Reading, shared: Shared, kinds: str) -> float:
    """How much is shared in all, whatever the article's length; a logarithm."""
    rarity, weights = reading.rarity, reading.article.weights
    found = (rarity.of(f) * min(weights[f], HEADLINE) * share for f, share in shared.items() if f[0] in kinds)
    return math.log1p(math.fsum(found))


def _nearest(
    memory: Memory, reading: Reading, story: StoryRecord, shared: list[str]
) -> tuple[str | None, float, float]:
    """The story's article most like this one, and how alike they are in names and in terms."""
    best: tuple[float, str, float, float] = (0.0, "", 0.0, 0.0)
    by_kinds = {kinds: [f for f in shared if f[0] in kinds] for kinds in (NAMES, "t")}
    for uri in _compared(memory, story):
        names, terms = (_likeness(reading, memory.articles[uri], found, k) for k, found in by_kinds.items())
        best = max(best, (names + terms, uri, names, terms))
    return best[1] or None, best[2], best[3]


def _compared(memory: Memory, story: StoryRecord) -> list[str]:
    """The latest and the first of a story's own reports, each once, found from both ends: stories grow long."""
    latest = list(islice((u for u in reversed(story.members) if memory.articles[u].copy_of is None), LATEST))
    first = list(islice((u for u in story.members if memory.articles[u].copy_of is None), FIRST))
    return list(dict.fromkeys([*reversed(latest), *first]))


def _likeness(reading: Reading, other: ArticleRecord, shared: list[str], kinds: str) -> float:
    """The cosine of two articles over features of these kinds, 0 to 1."""
    rarity, worth, weights = reading.rarity, reading.worth, other.weights
    dot = math.fsum(worth[f] * weights[f] * rarity.of(f) for f in shared if f in weights)
    return dot / (rarity.length(reading.article, kinds) * rarity.length(other, kinds)) if dot else 0.0


def _telling(reading: Reading, shared: Shared) -> tuple[str, ...]:
    """The shared features that say most, first."""
    return tuple(sorted(shared, key=lambda f: (-reading.worth[f], f))[:20])
