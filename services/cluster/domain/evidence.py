"""Evidence: what speaks for an article and a story being about the same thing, as a few numbers with names.

It is worked out for every candidate story of every article, so what it costs is most of what an article costs:
- what is the article's own is worked out once, in `Reading` (what each feature says, totals by kind);
- what is the story's own is kept up to date by `Profile` (counts, lasting features, reports to compare with);
- for each candidate only what both share is walked, grouped by kind in `Shared`, and the story's lasting features once,
  in `_core`. A component that needs another walk over the profile, or over the story's articles, is too dear: let
  `Profile` keep a total for it instead. No call into `Rarity` for each feature.
Sums are `math.fsum`, which does not depend on the order of sets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import itemgetter

from services.cluster.domain.features import HEADLINE, LEAD
from services.cluster.domain.memory import Memory
from services.cluster.domain.profile import NAMES, Profile, Report
from services.cluster.domain.rarity import Rarity, length
from services.cluster.domain.records import ArticleRecord, StoryRecord

#: Seconds in a day.
DAY = 86_400.0

#: Groups of kinds (see features.py) whose overlap is told apart.
GROUPS = {"people": "PF", "organisations": "OE", "places": "L", "countries": "C"}
#: Groups whose disagreement is told apart: that both sides name some, and not the same.
OTHERS = {"other_people": "PF", "other_places": "L"}


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
        self.weights = article.weights
        self.rarity = rarity
        self.rarities = rarity.of_all(article.weights)
        self.worth = {f: w * self.rarities[f] for f, w in article.weights.items()}
        #: What a feature says when another article has it too, but for that article's weight of it.
        self.twice = {f: self.worth[f] * rare for f, rare in self.rarities.items()}
        self.lengths = {kinds: length(article.weights, kinds) for kinds in (NAMES, "t")}
        self._totals: dict[tuple[str, int], float] = {}

    def total(self, kinds: str, least: int) -> float:
        """What all features of these kinds and of this weight or more say together."""
        key = (kinds, least)
        if key not in self._totals:
            weights = self.article.weights
            self._totals[key] = math.fsum(v for f, v in self.worth.items() if f[0] in kinds and weights[f] >= least)
        return self._totals[key]


class Shared:
    """The features that article and story share, by kind, each with the root of its share of the story's articles."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        counts, size = profile.counts, profile.size
        self.features = reading.weights.keys() & counts.keys()
        self._by_kind: dict[str, list[tuple[str, float]]] = {}
        for f in self.features:
            self._by_kind.setdefault(f[0], []).append((f, math.sqrt(counts[f] / size)))

    def of(self, kinds: str) -> list[tuple[str, float]]:
        """Those of these kinds."""
        found = [self._by_kind[letter] for letter in kinds if letter in self._by_kind]
        return found[0] if len(found) == 1 else [pair for pairs in found for pair in pairs]


def weigh(memory: Memory, reading: Reading, story: StoryRecord) -> Evidence:
    """What speaks for an article belonging to a story."""
    profile, article = memory.profiles[story.id], reading.article
    shared = Shared(reading, profile)
    nearest, names, terms = _nearest(reading, profile.compared(), shared)
    core = _Core(reading, profile)
    gap = profile.gap(article.published_at)
    components = {group: _cover(reading, shared, kinds) for group, kinds in GROUPS.items()}
    components |= {
        "headline_names": _cover(reading, shared, NAMES, least=HEADLINE),
        "headline_terms": _cover(reading, shared, "t", least=HEADLINE),
        "core_names": core.met(NAMES),
        "nearest_names": names,
        "numbers": _strength(reading, shared, "n"),
        "days_apart": math.log1p(gap / DAY),
        "story_size": math.log1p(profile.size),
    }
    components |= {name: _disagreement(reading, shared, core, kinds) for name, kinds in OTHERS.items()}
    # Words speak otherwise within a language than between two, so each case has weights of its own.
    words = _cover(reading, shared, "t")
    if profile.speaks(article.language):
        both = math.sqrt(names * terms)
        components |= {"terms": words, "core_terms": core.met("t"), "nearest_terms": terms, "both": both}
    else:
        strength = _strength(reading, shared, "t")
        components |= {"new_language": 1.0, "terms_abroad": words, "strength_terms_abroad": strength}
        components["both_abroad"] = math.sqrt(names * words)
    rounded = {name: round(value, 4) for name, value in components.items()}
    return Evidence(rounded, _telling(reading, shared), nearest, gap)


def _cover(reading: Reading, shared: Shared, kinds: str, least: int = 1) -> float:
    """The share of what the article is about (by weight and rarity) that the story is about too, 0 to 1."""
    total, weights, worth = reading.total(kinds, least), reading.weights, reading.worth
    if not total:
        return 0.0
    return math.fsum([worth[f] * share for f, share in shared.of(kinds) if weights[f] >= least]) / total


class _Core:
    """What the story keeps coming back to, by kind: how much it says in all, and how much of that the article has."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._totals: dict[str, float] = {}
        self._met: dict[str, float] = {}
        rarity, logs, rarities = reading.rarity, reading.rarity.logs, reading.rarities
        for letter, lasting in profile.keeps_coming_back_to().items():
            squares = sum([square for _, square in lasting])
            self._totals[letter] = rarity.total(squares, math.fsum([square * logs[f] for f, square in lasting]))
            self._met[letter] = math.fsum([square * rarities[f] for f, square in lasting if f in rarities])

    def names_any(self, kinds: str) -> bool:
        """Whether the story names any of these kinds at all."""
        return any(letter in self._totals for letter in kinds)

    def met(self, kinds: str) -> float:
        """The share of what the story keeps coming back to that the article has, 0 to 1."""
        total = math.fsum([self._totals.get(letter, 0.0) for letter in kinds])
        return math.fsum([self._met.get(letter, 0.0) for letter in kinds]) / total if total else 0.0


def _disagreement(reading: Reading, shared: Shared, core: _Core, kinds: str) -> float:
    """How far article and story both name such things, but not the same: 0 where one of them names none, to 1."""
    mine, weights, worth = reading.total(kinds, LEAD), reading.weights, reading.worth
    if not mine or not core.names_any(kinds):
        return 0.0
    met = math.fsum([worth[f] for f, _ in shared.of(kinds) if weights[f] >= LEAD]) / mine
    return (1.0 - met) * (1.0 - core.met(kinds))


def _strength(reading: Reading, shared: Shared, kinds: str) -> float:
    """How much is shared in all, whatever the article's length; a logarithm."""
    rarities, weights = reading.rarities, reading.weights
    found = [rarities[f] * min(weights[f], HEADLINE) * share for f, share in shared.of(kinds)]
    return math.log1p(math.fsum(found))


def _nearest(reading: Reading, reports: list[Report], shared: Shared) -> tuple[str | None, float, float]:
    """The story's article most like this one, and how alike they are in names and in terms."""
    best: tuple[float, str, float, float] = (0.0, "", 0.0, 0.0)
    twice = reading.twice
    mine_named = [(f, twice[f]) for f, _ in shared.of(NAMES)]
    mine_said = [(f, twice[f]) for f, _ in shared.of("t")]
    for other in reports:
        names = _likeness(mine_named, other.weights, reading.lengths[NAMES] * other.names)
        terms = _likeness(mine_said, other.weights, reading.lengths["t"] * other.terms)
        best = max(best, (names + terms, other.uri, names, terms))
    return best[1] or None, best[2], best[3]


def _likeness(mine: list[tuple[str, float]], theirs: dict[str, int], lengths: float) -> float:
    """The cosine of two articles over features of some kinds, 0 to 1."""
    dot = math.fsum([value * theirs[f] for f, value in mine if f in theirs])
    return dot / lengths if dot else 0.0


def _telling(reading: Reading, shared: Shared) -> tuple[str, ...]:
    """The shared features that say most, first."""
    worth = reading.worth
    return tuple(f for _, f in sorted([(-worth[f], f) for f in shared.features], key=itemgetter(0, 1))[:20])
