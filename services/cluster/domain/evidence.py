"""Evidence: what speaks for an article and a story being about the same thing, as a few numbers with names.

It is worked out for every candidate story of every article, so what it costs is most of what an article costs:
- what is the article's own is worked out once, in `Reading` (sharing.py: what each feature says, totals by kind);
- what is the story's own is kept up to date by `Profile` (counts, lasting features, reports to compare with);
- for each candidate only what both share is walked, grouped by kind in `Shared`, and the story's lasting features once,
  in `_Core`. A component that needs another walk over the profile, or over the story's articles, is too dear: let
  `Profile` keep a total for it instead. No call into `Rarity` for each feature.
Sums are `math.fsum`, which does not depend on the order of sets.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from services.cluster.domain.features import HEADLINE, LEAD
from services.cluster.domain.memory import Memory
from services.cluster.domain.profile import NAMES, Profile, Report
from services.cluster.domain.records import StoryRecord
from services.cluster.domain.sharing import NOTHING, Common, Reading, Shared

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
#: The articles most like a new one that are looked at together.
CLOSEST = 3


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
    components["numbers"] = _strength(shared.by_kind.get("n", NOTHING))
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
        counts = profile.counts
        least = 2 if profile.size > 1 else 1
        self._met = {
            letter: math.fsum([counts[f] * counts[f] * said.rarity for f, said, _ in found if counts[f] >= least])
            for letter, found in shared.by_kind.items()
        }
        self.lasting = profile.keeps_coming_back_to()
        self._rarity = reading.rarity
        self._totals: dict[str, float] = {}
        self._size = profile.size

    def names_any(self, kinds: str) -> bool:
        """Whether the story names any of these kinds at all."""
        return any(letter in self.lasting for letter in kinds)

    def met(self, kinds: str) -> float:
        """The share of what the story keeps coming back to that the article has, 0 to 1."""
        met = [self._met[letter] for letter in kinds if letter in self._met]
        if not met:
            return 0.0
        total = math.fsum([self._total(letter) for letter in kinds if letter in self.lasting])
        return math.fsum(met) / total if total else 0.0

    def _total(self, letter: str) -> float:
        """How much the story says in all: of most kinds that is never asked for."""
        if (known := self._totals.get(letter)) is not None:
            return known
        logs, lasting = self._rarity.logs, self.lasting[letter]
        logarithms = math.fsum([square * logs[f] for f, square in lasting.features])
        self._totals[letter] = found = self._rarity.total(lasting.squares, logarithms)
        return found

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
