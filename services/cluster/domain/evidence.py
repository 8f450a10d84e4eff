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
from collections.abc import Callable
from dataclasses import dataclass, replace
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
#: Groups of which it is told apart that the article names some, but not what the story names most of all.
MISSED = {"missed_person": "PF", "missed_place": "L", "missed_organisation": "OE"}
#: A story's own name of a kind stands in this part of its articles or more; in fewer it counts for less.
MOSTLY = 0.6
#: The articles most like a new one that are looked at together.
CLOSEST = 3


@dataclass(frozen=True)
class Evidence:
    """The components by name, and what a person wants to see of them."""

    components: dict[str, float]
    shared: tuple[str, ...]
    nearest: str | None
    gap: float
    #: How much article and story share in all, to compare with what other stories share.
    strength: float = 0.0


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

    def squares(self, kinds: str) -> float:
        """As `total`, but what says most counts for most."""
        return self._kept("squares", kinds, lambda f: True, lambda v: v * v)

    def known(self, kinds: str) -> float:
        """What those features of these kinds say that have been seen before, in whatever article."""
        counts = self.rarity.counts
        return self._kept("known", kinds, lambda f: f in counts, lambda v: v)

    def _kept(self, name: str, kinds: str, counts: Callable[[str], bool], of: Callable[[float], float]) -> float:
        key = (name + kinds, 0)
        if key not in self._totals:
            self._totals[key] = math.fsum([of(v) for f, v in self.worth.items() if f[0] in kinds and counts(f)])
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
    shared, core = Shared(reading, profile), _Core(reading, profile)
    nearest = _nearest(reading, profile.compared(), shared)
    gap = profile.gap(article.published_at)
    strengths = {"strength_names": _strength(reading, shared, NAMES), "strength_terms": _strength(reading, shared, "t")}
    components = _of_names(reading, shared, core) | {
        "nearest_names": nearest.names,
        "nearest_three": nearest.three,
        "strength_names": strengths["strength_names"],
        "numbers": _strength(reading, shared, "n"),
        "days_apart": math.log1p(gap / DAY),
        "story_size": math.log1p(profile.size),
    }
    # Words speak otherwise within a language than between two, so each case has weights of its own.
    words = _of_words(reading, shared, core) | {
        "strength_terms": strengths["strength_terms"],
        "nearest_terms": nearest.terms,
        "both": math.sqrt(nearest.names * nearest.terms),
    }
    is_new = not profile.speaks(article.language)
    components |= {f"{name}_abroad": v for name, v in words.items()} | {"new_language": 1.0} if is_new else words
    rounded = {name: round(value, 4) for name, value in components.items()}
    strength = round(math.fsum(strengths.values()), 4)
    return Evidence(rounded, _telling(reading, shared), nearest.uri or None, gap, strength)


def beside_each_other(found: list[Evidence]) -> list[Evidence]:
    """The evidence for the candidates of one article, each knowing how far it stands before the best of the others."""
    strengths, names = [e.strength for e in found], [e.components["names"] for e in found]
    return [
        replace(
            evidence,
            components=evidence.components | {"margin": _ahead(strengths, place), "margin_names": _ahead(names, place)},
        )
        for place, evidence in enumerate(found)
    ]


def _ahead(values: list[float], place: int) -> float:
    """How far one value stands above the greatest of the others, below 0 where it stands under it."""
    return round(values[place] - max(values[:place] + values[place + 1 :], default=0.0), 4)


def _of_names(reading: Reading, shared: Shared, core: _Core) -> dict[str, float]:
    """What names say, by kind and together."""
    found = {group: _cover(reading, shared, kinds) for group, kinds in GROUPS.items()}
    found |= {
        "names": _cover(reading, shared, NAMES),
        "headline_names": _cover(reading, shared, NAMES, least=HEADLINE),
        "seen_names": _seen(reading, shared, NAMES),
        "known_names": _known(reading, shared, NAMES),
        "core_names": core.met(NAMES),
    }
    found |= {name: _disagreement(reading, shared, core, kinds) for name, kinds in OTHERS.items()}
    return found | {name: _missed(reading, core, kinds) for name, kinds in MISSED.items()}


def _of_words(reading: Reading, shared: Shared, core: _Core) -> dict[str, float]:
    """What terms say."""
    return {
        "terms": _cover(reading, shared, "t"),
        "headline_terms": _cover(reading, shared, "t", least=HEADLINE),
        "seen_terms": _seen(reading, shared, "t"),
        "known_terms": _known(reading, shared, "t"),
        "core_terms": core.met("t"),
    }


def _cover(reading: Reading, shared: Shared, kinds: str, least: int = 1) -> float:
    """The share of what the article is about (by weight and rarity) that the story is about too, 0 to 1."""
    total, weights, worth = reading.total(kinds, least), reading.weights, reading.worth
    if not total:
        return 0.0
    return math.fsum([worth[f] * share for f, share in shared.of(kinds) if weights[f] >= least]) / total


def _seen(reading: Reading, shared: Shared, kinds: str) -> float:
    """The share of what the article says above all that has stood in the story, be it once; 0 to 1."""
    total, worth = reading.squares(kinds), reading.worth
    return math.fsum([worth[f] * worth[f] for f, _ in shared.of(kinds)]) / total if total else 0.0


def _known(reading: Reading, shared: Shared, kinds: str) -> float:
    """Of what the article has that was seen before in any story, the share that this one has; 0 to 1."""
    total, worth = reading.known(kinds), reading.worth
    return math.fsum([worth[f] for f, _ in shared.of(kinds)]) / total if total else 0.0


class _Core:
    """What the story keeps coming back to, by kind: how much it says in all, and how much of that the article has."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._totals: dict[str, float] = {}
        self._met: dict[str, float] = {}
        #: By kind, the feature that most articles have, with its part of them.
        self.tops: dict[str, tuple[str, float]] = {}
        rarity, logs, rarities = reading.rarity, reading.rarity.logs, reading.rarities
        for letter, lasting in profile.keeps_coming_back_to().items():
            squares = sum([square for _, square in lasting])
            self._totals[letter] = rarity.total(squares, math.fsum([square * logs[f] for f, square in lasting]))
            self._met[letter] = math.fsum([square * rarities[f] for f, square in lasting if f in rarities])
            if letter in NAMES:
                square, top = min([(-square, f) for f, square in lasting])
                self.tops[letter] = (top, math.sqrt(-square) / profile.size)

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


def _missed(reading: Reading, core: _Core, kinds: str) -> float:
    """How far the article, naming some of these kinds, lacks the one that most of the story's articles name; 0 to 1."""
    if not reading.total(kinds, LEAD):
        return 0.0
    part, top = max(((core.tops[k][1], core.tops[k][0]) for k in kinds if k in core.tops), default=(0.0, ""))
    return 0.0 if top in reading.weights else min(1.0, part / MOSTLY)


def _strength(reading: Reading, shared: Shared, kinds: str) -> float:
    """How much is shared in all, whatever the article's length; a logarithm."""
    rarities, weights = reading.rarities, reading.weights
    found = [rarities[f] * min(weights[f], HEADLINE) * share for f, share in shared.of(kinds)]
    return math.log1p(math.fsum(found))


@dataclass(frozen=True)
class _Nearest:
    """The story's article most like a new one, how alike they are in names and in terms; and the closest together."""

    uri: str = ""
    names: float = 0.0
    terms: float = 0.0
    three: float = 0.0


def _nearest(reading: Reading, reports: list[Report], shared: Shared) -> _Nearest:
    """How alike the article is to those of the story that are most like it."""
    found, twice = [], reading.twice
    mine_named = [(f, twice[f]) for f, _ in shared.of(NAMES)]
    mine_said = [(f, twice[f]) for f, _ in shared.of("t")]
    for other in reports:
        names = _likeness(mine_named, other.weights, reading.lengths[NAMES] * other.names)
        terms = _likeness(mine_said, other.weights, reading.lengths["t"] * other.terms)
        found.append((names + terms, other.uri, names, terms))
    closest = sorted(found, reverse=True)[:CLOSEST]
    if not closest or not closest[0][0]:
        return _Nearest()
    _, uri, names, terms = closest[0]
    return _Nearest(uri, names, terms, math.fsum([both for both, *_ in closest]) / (2 * len(closest)))


def _likeness(mine: list[tuple[str, float]], theirs: dict[str, int], lengths: float) -> float:
    """The cosine of two articles over features of some kinds, 0 to 1."""
    dot = math.fsum([value * theirs[f] for f, value in mine if f in theirs])
    return dot / lengths if dot else 0.0


def _telling(reading: Reading, shared: Shared) -> tuple[str, ...]:
    """The shared features that say most, first."""
    worth = reading.worth
    return tuple(f for _, f in sorted([(-worth[f], f) for f in shared.features], key=itemgetter(0, 1))[:20])
