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
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

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
_GROUP_OF = {kinds: group for group, kinds in GROUPS.items()}
#: Groups of which it is told apart that the article names some, but not what the story names most of all.
MISSED = {"missed_person": "PF", "missed_place": "L", "missed_organisation": "OE"}
#: A story's own name of a kind stands in this part of its articles or more; in fewer it counts for less.
MOSTLY = 0.6
#: The articles most like a new one that are looked at together, and shared features that a person is told.
CLOSEST, TELLING = 3, 20
#: Kinds of which it counts what the story keeps coming back to.
TOLD = NAMES + "t"


class Said(NamedTuple):
    """What one feature of an article says."""

    weight: int
    #: Weight times rarity.
    worth: float
    #: What it adds where strength is summed: repetition beyond the headline's weight does not.
    strength: float
    rarity: float
    #: What it says when another article has it too, but for that article's weight of it.
    twice: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The components by name, and what a person wants to see of them."""

    components: dict[str, float]
    #: The features that both have.
    both: Collection[str]
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
        rarities = rarity.of_all(article.weights)
        self.said = {f: _said(weight, rarities[f]) for f, weight in article.weights.items()}
        self.lengths = {kinds: length(article.weights, kinds) for kinds in (NAMES, "t")}
        self._totals: dict[tuple[str, int], float] = {}

    def total(self, kinds: str, least: int) -> float:
        """What all features of these kinds and of this weight or more say together."""
        key = (kinds, least)
        if (known := self._totals.get(key)) is not None:
            return known
        return self._keep(key, [s.worth for f, s in self.said.items() if f[0] in kinds and s.weight >= least])

    def squares(self, kinds: str) -> float:
        """As `total`, but what says most counts for most."""
        key = ("squares" + kinds, 0)
        if (known := self._totals.get(key)) is not None:
            return known
        return self._keep(key, [s.worth * s.worth for f, s in self.said.items() if f[0] in kinds])

    def known(self, kinds: str) -> float:
        """What those features of these kinds say that have been seen before, in whatever article."""
        key = ("known" + kinds, 0)
        if (known := self._totals.get(key)) is not None:
            return known
        counts = self.rarity.counts
        return self._keep(key, [s.worth for f, s in self.said.items() if f[0] in kinds and f in counts])

    def _keep(self, key: tuple[str, int], values: list[float]) -> float:
        self._totals[key] = found = math.fsum(values)
        return found

    def telling(self, shared: Iterable[str]) -> tuple[str, ...]:
        """Of the features that it shares with a story those that say most, first."""
        said = self.said
        return tuple(f for _, f in sorted([(-said[f].worth, f) for f in shared])[:TELLING])


def _said(weight: int, rarity: float) -> Said:
    worth = weight * rarity
    return Said(weight, worth, rarity * min(weight, HEADLINE), rarity, worth * rarity)


#: A feature that article and story share: its name, what it says, and the root of its share of the story's articles.
Common = tuple[str, Said, float]
_NONE: list[Common] = []


class Shared:
    """The features that article and story share, by kind."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        counts, size, said = profile.counts, profile.size, reading.said
        self.features = reading.weights.keys() & counts.keys()
        self.by_kind: dict[str, list[Common]] = {}
        for f in self.features:
            self.by_kind.setdefault(f[0], []).append((f, said[f], math.sqrt(counts[f] / size)))
        self.names = self.of(NAMES)
        self.terms = self.by_kind.get("t", _NONE)

    def of(self, kinds: str) -> list[Common]:
        """Those of these kinds."""
        found = [self.by_kind[letter] for letter in kinds if letter in self.by_kind]
        return found[0] if len(found) == 1 else [pair for pairs in found for pair in pairs]


def weigh(memory: Memory, reading: Reading, story: StoryRecord) -> Evidence:
    """What speaks for an article belonging to a story."""
    profile, article = memory.profiles[story.id], reading.article
    shared = Shared(reading, profile)
    core = _Core(reading, profile, shared)
    nearest = _nearest(reading, profile.compared(), shared)
    gap = profile.gap(article.published_at)
    strong_names, strong_terms = _strength(shared.names), _strength(shared.terms)
    components = _of_names(reading, shared, core)
    components["nearest_names"] = nearest.names
    components["nearest_three"] = nearest.three
    components["strength_names"] = strong_names
    components["numbers"] = _strength(shared.by_kind.get("n", _NONE))
    components["days_apart"] = math.log1p(gap / DAY)
    components["story_size"] = math.log1p(profile.size)
    # Words speak otherwise within a language than between two, so each case has weights of its own.
    words = _of_words(reading, shared, core)
    words["strength_terms"] = strong_terms
    words["nearest_terms"] = nearest.terms
    words["both"] = math.sqrt(nearest.names * nearest.terms)
    is_new = not profile.speaks(article.language)
    components |= {f"{name}_abroad": v for name, v in words.items()} | {"new_language": 1.0} if is_new else words
    rounded = {name: round(value, 4) for name, value in components.items()}
    strength = round(math.fsum((strong_names, strong_terms)), 4)
    return Evidence(rounded, shared.features, nearest.uri or None, gap, strength)


def beside_each_other(found: list[Evidence]) -> list[Evidence]:
    """The evidence for the candidates of one article, each knowing how far it stands before the best of the others."""
    strengths, names = [e.strength for e in found], [e.components["names"] for e in found]
    return [
        Evidence(
            e.components | {"margin": _ahead(strengths, place), "margin_names": _ahead(names, place)},
            e.both,
            e.nearest,
            e.gap,
            e.strength,
        )
        for place, e in enumerate(found)
    ]


def _ahead(values: list[float], place: int) -> float:
    """How far one value stands above the greatest of the others, below 0 where it stands under it."""
    return round(values[place] - max(values[:place] + values[place + 1 :], default=0.0), 4)


def _of_names(reading: Reading, shared: Shared, core: _Core) -> dict[str, float]:
    """What names say, by kind and together."""
    groups = {group: shared.of(kinds) for group, kinds in GROUPS.items()}
    found = {group: _cover(reading, groups[group], kinds) for group, kinds in GROUPS.items()}
    found["names"] = _cover(reading, shared.names, NAMES)
    found["headline_names"] = _cover(reading, shared.names, NAMES, least=HEADLINE)
    found["seen_names"] = _seen(reading, shared.names, NAMES)
    found["known_names"] = _known(reading, shared.names, NAMES)
    found["core_names"] = core.met(NAMES)
    for name, kinds in OTHERS.items():
        found[name] = _disagreement(reading, groups[_GROUP_OF[kinds]], core, kinds)
    for name, kinds in MISSED.items():
        found[name] = _missed(reading, core, kinds)
    return found


def _of_words(reading: Reading, shared: Shared, core: _Core) -> dict[str, float]:
    """What terms say."""
    return {
        "terms": _cover(reading, shared.terms, "t"),
        "headline_terms": _cover(reading, shared.terms, "t", least=HEADLINE),
        "seen_terms": _seen(reading, shared.terms, "t"),
        "known_terms": _known(reading, shared.terms, "t"),
        "core_terms": core.met("t"),
    }


def _cover(reading: Reading, shared: list[Common], kinds: str, least: int = 1) -> float:
    """The share of what the article is about (by weight and rarity) that the story is about too, 0 to 1."""
    if not shared or not (total := reading.total(kinds, least)):
        return 0.0
    return math.fsum([said.worth * share for _, said, share in shared if said.weight >= least]) / total


def _seen(reading: Reading, shared: list[Common], kinds: str) -> float:
    """The share of what the article says above all that has stood in the story, be it once; 0 to 1."""
    if not shared or not (total := reading.squares(kinds)):
        return 0.0
    return math.fsum([said.worth * said.worth for _, said, _ in shared]) / total


def _known(reading: Reading, shared: list[Common], kinds: str) -> float:
    """Of what the article has that was seen before in any story, the share that this one has; 0 to 1."""
    if not shared or not (total := reading.known(kinds)):
        return 0.0
    return math.fsum([said.worth for _, said, _ in shared]) / total


class _Core:
    """What the story keeps coming back to, by kind: how much it says in all, and how much of that the article has."""

    def __init__(self, reading: Reading, profile: Profile, shared: Shared) -> None:
        rarity, logs, counts = reading.rarity, reading.rarity.logs, profile.counts
        least = 2 if profile.size > 1 else 1
        self._met = {
            letter: math.fsum([counts[f] * counts[f] * said.rarity for f, said, _ in found if counts[f] >= least])
            for letter, found in shared.by_kind.items()
        }
        self.lasting = profile.keeps_coming_back_to()
        self._totals = {
            letter: rarity.total(lasting.squares, math.fsum([square * logs[f] for f, square in lasting.features]))
            for letter, lasting in self.lasting.items()
            if letter in TOLD
        }
        self._size = profile.size

    def names_any(self, kinds: str) -> bool:
        """Whether the story names any of these kinds at all."""
        return any(letter in self.lasting for letter in kinds)

    def met(self, kinds: str) -> float:
        """The share of what the story keeps coming back to that the article has, 0 to 1."""
        met = [self._met[letter] for letter in kinds if letter in self._met]
        if not met:
            return 0.0
        total = math.fsum([self._totals.get(letter, 0.0) for letter in kinds])
        return math.fsum(met) / total if total else 0.0

    def top(self, kinds: str) -> tuple[float, str]:
        """The part of the story's articles that name the one of these kinds that most of them name, and that name."""
        found = [(self.lasting[letter].most, self.lasting[letter].top) for letter in kinds if letter in self.lasting]
        return max([(math.sqrt(most) / self._size, top) for most, top in found], default=(0.0, ""))


def _disagreement(reading: Reading, shared: list[Common], core: _Core, kinds: str) -> float:
    """How far article and story both name such things, but not the same: 0 where one of them names none, to 1."""
    mine = reading.total(kinds, LEAD)
    if not mine or not core.names_any(kinds):
        return 0.0
    met = math.fsum([said.worth for _, said, _ in shared if said.weight >= LEAD]) / mine
    return (1.0 - met) * (1.0 - core.met(kinds))


def _missed(reading: Reading, core: _Core, kinds: str) -> float:
    """How far the article, naming some of these kinds, lacks the one that most of the story's articles name; 0 to 1."""
    if not reading.total(kinds, LEAD):
        return 0.0
    part, top = core.top(kinds)
    return 0.0 if top in reading.weights else min(1.0, part / MOSTLY)


def _strength(shared: list[Common]) -> float:
    """How much is shared in all, whatever the article's length; a logarithm."""
    return math.log1p(math.fsum([said.strength * share for _, said, share in shared]))


class _Nearest(NamedTuple):
    """The story's article most like a new one, how alike they are in names and in terms; and the closest together."""

    uri: str = ""
    names: float = 0.0
    terms: float = 0.0
    three: float = 0.0


def _nearest(reading: Reading, reports: list[Report], shared: Shared) -> _Nearest:
    """How alike the article is to those of the story that are most like it."""
    found = []
    long_names, long_terms = reading.lengths[NAMES], reading.lengths["t"]
    for other in reports:
        names = _likeness(shared.names, other.weights, long_names * other.names)
        terms = _likeness(shared.terms, other.weights, long_terms * other.terms)
        found.append((names + terms, other.uri, names, terms))
    closest = sorted(found, reverse=True)[:CLOSEST]
    if not closest or not closest[0][0]:
        return _Nearest()
    _, uri, names, terms = closest[0]
    return _Nearest(uri, names, terms, math.fsum([both for both, *_ in closest]) / (2 * len(closest)))


def _likeness(mine: list[Common], theirs: dict[str, int], lengths: float) -> float:
    """The cosine of two articles over features of some kinds, 0 to 1."""
    dot = math.fsum([said.twice * theirs[f] for f, said, _ in mine if f in theirs]) if mine else 0.0
    return dot / lengths if dot else 0.0
