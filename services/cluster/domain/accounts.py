"""How two figures of one thing stand to each other: one value, a development, or accounts that differ.

When a value held is rarely said, so "the same as-of time" is read from what a text does say:
- as-of times that are given are compared, at the coarseness in which they are (a day is the whole day);
- without them, reports of different origins within a few hours of each other tell of the same hours (`NEAR`), for
  newsrooms follow each other's figures about as fast. A count that can only grow, and is higher more than an hour
  later, has grown, unless each names somebody else who says so; one that is lower has not fallen: within a day
  (`RECOUNT`) somebody counts otherwise, after it something else is counted;
- a text that tells the other value as an earlier one ("up from 12"), or its own as what came of one ("rose to 14"),
  and one whose source or origin is that of the other value, tells what happened since.
Agencies report one figure within an hour or so of each other, and count toll by toll over the day: the hours above.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from services.cluster.domain.beside_figures import COUNTRY
from services.cluster.domain.ledger_claim import Said
from services.cluster.domain.reading import Figure, only_grows
from shared.contracts.claim import Quantity, Source
from shared.language.lexicon import lookup
from shared.language.networks import is_unofficial
from shared.language.sources import is_generic
from shared.language.terms import terms

NEAR = timedelta(hours=3)
GROWN = timedelta(hours=1)
RECOUNT = timedelta(days=1)
#: Two who count one thing are within a factor of four, and what grows tenfold does not without a word of it.
_WIDEST, _STEEPEST = 4.0, 10.0
#: Minutes from which two times are of two occasions, unless the one was moved to the other.
_OCCASION = 20 * 60.0
#: A bound supports a value up to a quarter over it: "at least 12" goes with 14, not with 40.
_REACH = 1.25
#: An estimate holds a tenth to either side: "about 30" is 32 as well.
_ESTIMATE = 0.1
#: English words for what is of a people or country: the Estonian police and the Estonian rescuers are two.
_OF_A_PEOPLE = re.compile(
    r".{3,}(?:[ie]an|[^r]ish|ese)|french|german|greek|czech|dutch|swiss|thai|iraqi|israeli|pakistani|norwegian"
)
#: What a later figure is to an earlier one that still holds.
Verdict = Literal["agrees", "replaces", "differs", "older", "apart"]


class Entry(NamedTuple):
    """A figure of an article at its place among the figures of one key."""

    place: tuple[datetime, int, str]
    number: int
    figure: Figure
    said: Said

    @property
    def at(self) -> datetime:
        """When it was published."""
        return self.said.article.published_at

    @property
    def quantity(self) -> Quantity:
        """The value."""
        claim = self.figure.claim
        if claim.instant is not None:  # minutes, so that times compare as values do
            return Quantity(value=claim.instant.timestamp() // 60, unit=claim.label)
        assert claim.quantity is not None
        return claim.quantity


def relation(old: Entry, last_said: datetime, new: Entry) -> Verdict:
    """What a figure is to one of another article that still holds, and that was last said at `last_said`."""
    is_named = old.quantity.value in new.figure.earlier  # "and not 3,000": of one thing, in whatever words
    if are_apart(old, new) and not is_named:
        return "apart"
    if old.figure.claim.instant is not None:
        return _of_a_time(old, new)
    if agree(old.quantity, new.quantity):
        is_more_now = is_same_side(old, new) or tells_development(new) or is_named
        return "replaces" if is_more_now and _is_raised_bound(old.quantity, new.quantity) else "agrees"
    is_further = new.quantity.modifier == "additional" and only_grows(new.quantity.unit)
    if is_further and not is_one(old.said.claim.source, new.said.claim.source, old, new):
        return "apart"  # further ones come on top of further ones
    held = _compared(old, new)
    if held < 0:
        return "older"
    if held > 0 or new.figure.develops or is_named:
        return "replaces"
    if only_grows(new.quantity.unit):
        return _of_a_count(old, last_said, new)
    if tells_development(new) or is_same_side(old, new) or _is_over(old.quantity, new.quantity):
        return "replaces"
    if _factor(old.quantity.value, new.quantity.value) > _STEEPEST:
        return "apart"
    if not _is_of_one_thing(old, new):
        return "replaces" if new.at - last_said > NEAR else "apart"
    return "replaces" if new.at - last_said > NEAR else _differing(old, new)


def _of_a_time(old: Entry, new: Entry) -> Verdict:
    """What a time is to another one of the same thing: moved, told otherwise, or that of another day's occasion."""
    apart = abs(new.quantity.value - old.quantity.value)
    if not apart:
        return "agrees"
    if new.figure.develops:
        return "replaces"
    if apart > _OCCASION:
        return "apart"
    return "replaces" if is_same_side(old, new) else "differs"


def _of_a_count(old: Entry, last_said: datetime, new: Entry) -> Verdict:
    """What a figure is to an earlier one of what can only grow."""
    passed, factor = new.at - last_said, _factor(old.quantity.value, new.quantity.value)
    if new.quantity.value < old.quantity.value:
        if new.figure.rises or factor > _WIDEST:
            return "apart"  # something else rose, or was counted
        if is_same_side(old, new):
            return "replaces"
        return _differing(old, new) if passed <= RECOUNT else "apart"
    if is_same_side(old, new):
        return "replaces"
    if is_unsure(new) and not is_unsure(old):  # what a network says of it is one account more, however it is told
        return _differing(old, new)
    if new.figure.rises:
        return "replaces"
    if factor > _STEEPEST:
        return "apart"
    if new.figure.is_latest or _is_over(old.quantity, new.quantity):
        return "replaces"
    near = NEAR if are_two(old.said.claim.source, new.said.claim.source, old, new) else GROWN
    return _differing(old, new) if passed <= near else "replaces"


def is_unsure(entry: Entry) -> bool:
    """Whether nobody stands for a figure but users of a network."""
    source = entry.said.claim.source
    return source is not None and is_unofficial(source.name, entry.said.article.language)


def _differing(old: Entry, new: Entry) -> Verdict:
    is_other = _are_elsewhere(old, new) or _factor(old.quantity.value, new.quantity.value) > _WIDEST
    return "apart" if is_other else "differs"


def _factor(one: float, other: float) -> float:
    """By how much the greater of two values is greater; nothing counts as one."""
    small, great = sorted((abs(one), abs(other)))
    return great / max(small, min(1.0, great) or 1.0)


def tells_development(new: Entry) -> bool:
    """Whether a figure is told as what came of an earlier one."""
    return new.figure.develops or new.figure.rises or new.figure.is_latest


def are_apart(old: Entry, new: Entry) -> bool:
    """Whether two figures are of two things: bare ones whose clauses are not alike, or name other places."""
    one, other = old.figure.subject, new.figure.subject
    if one is None or other is None:
        return one is not other
    return not other.is_like(one) or _are_elsewhere(old, new)


def _are_elsewhere(old: Entry, new: Entry) -> bool:
    """Whether the sentences of two figures name places, and none in common: 3 dead in Kharkiv, 5 dead in Odesa.

    A country and a town may be one place: "outside Georgia's parliament" and "in Tbilisi".
    """
    one, other = old.figure.places, new.figure.places
    if not one.isdisjoint(other):
        return False
    countries, others = _countries(one), _countries(other)
    return bool(countries and others) or bool(one - countries and other - others)


def _countries(places: frozenset[str]) -> frozenset[str]:
    return frozenset(place for place in places if place.startswith(COUNTRY))


def _is_of_one_thing(old: Entry, new: Entry) -> bool:
    """Whether it is sure enough that both are of one thing to say that accounts differ."""
    one, other = old.figure.subject, new.figure.subject
    if one is None or other is None:
        return one is other
    return 3 * len(one.words & other.words) > 2 * min(len(one.words), len(other.words))


def differ_in_one_article(first: Entry, second: Entry) -> bool:
    """Whether an article gives two accounts: two who are named say different things of one thing, one by the other."""
    one, other = first.said.claim, second.said.claim
    if first.figure.key != second.figure.key or _is_measure(first.quantity.unit):
        return False
    if one.part != other.part or abs(other.start - one.start) > _BESIDE or one.as_of != other.as_of:
        return False
    if second.figure.is_past or second.figure.is_part or tells_development(second) or _are_elsewhere(first, second):
        return False
    is_named = are_two(one.source, other.source, first, second)
    return is_named and one.text != other.text and not _hold_each_other(first.quantity, second.quantity)


#: Code points between the accounts that one article gives of a thing, at most.
_BESIDE = 300


# Values


def agree(old: Quantity, new: Quantity) -> bool:
    """Whether both can be true: 14 and "more than a dozen", 32 and "about 30"; a bound left far behind is over."""
    return _hold_each_other(old, new) and (_is_near(old, new) or not _is_raised_bound(old, new))


def supports(one: Quantity, other: Quantity) -> bool:
    """Whether who says the one says the other, in other words."""
    return _hold_each_other(one, other) and _is_near(one, other)


def _hold_each_other(one: Quantity, other: Quantity) -> bool:
    low, high = _span(one)
    least, most = _span(other)
    return low <= most and least <= high


def _is_near(one: Quantity, other: Quantity) -> bool:
    small, great = sorted((one.value, other.value))
    return small * _REACH >= great


def _is_over(old: Quantity, new: Quantity) -> bool:
    """Whether a bound has been left far behind: 40 after "at least 12"."""
    return _hold_each_other(old, new) and _is_raised_bound(old, new)


def _is_raised_bound(old: Quantity, new: Quantity) -> bool:
    return old.modifier == "more_than" and new.value > old.value


def _span(quantity: Quantity) -> tuple[float, float]:
    """From where to where a value may lie."""
    value, high = quantity.value, quantity.high if quantity.high is not None else quantity.value
    if quantity.modifier == "more_than":
        return value, float("inf")
    if quantity.modifier == "less_than":
        return float("-inf"), high
    if quantity.modifier == "about":
        return value - abs(value) * _ESTIMATE, high + abs(high) * _ESTIMATE
    return min(value, high), max(value, high)


@lru_cache(maxsize=4096)
def _is_measure(unit: str) -> bool:
    """Whether a unit measures, and so says nothing of what: euros, percent, kilometres."""
    return any(entry.kind in "mc" for word in unit.casefold().split()[:1] for entry in lookup(word, "en"))


# Times and sides


def _compared(old: Entry, new: Entry) -> int:
    """Which as-of time is later where the texts give them: 1 the new one's, -1 the old one's; 0 where none is."""
    was, now = old.said.claim.as_of, new.said.claim.as_of
    if was is None and now is None:
        return 0
    one, other = was or old.at, now or new.at
    if _is_day(was) or _is_day(now) or was is None or now is None:
        return (other.date() > one.date()) - (other.date() < one.date())
    return (other > one) - (other < one)


def is_of_earlier(mentioned: Entry, new: Entry) -> bool:
    """Whether an article dates the one figure and tells the other as what is so now."""
    return new.said.claim.as_of is None and _compared(mentioned, new) > 0


def _is_day(as_of: datetime | None) -> bool:
    """Whether an as-of time is a day: extract gives one as its beginning."""
    return as_of is not None and (as_of.hour, as_of.minute, as_of.second) == (0, 0, 0)


def is_same_side(old: Entry, new: Entry) -> bool:
    """Whether who gave the one value gives the other."""
    if old.said.origin == new.said.origin:
        return True
    return is_one(old.said.claim.source, new.said.claim.source, old, new)


def is_one(one: Source | None, other: Source | None, old: Entry, new: Entry) -> bool:
    """Whether both name the same source, in whatever language."""
    if one is None or other is None:
        return False
    if one.entity_id is not None and one.entity_id == other.entity_id:
        return True
    a, b = _named(one.name, old.said.article.language), _named(other.name, new.said.article.language)
    if old.said.article.language.split("-")[0] == new.said.article.language.split("-")[0]:
        return a <= b or b <= a
    return 2 * len(a & b) >= max(1, min(len(a), len(b)))


def are_two(one: Source | None, other: Source | None, old: Entry, new: Entry) -> bool:
    """Whether both are named, and are not the same."""
    return one is not None and other is not None and not is_one(one, other, old, new)


@lru_cache(maxsize=20_000)
def _named(name: str, language: str) -> frozenset[str]:
    """What a source is called, in words that compare across languages; whose it is tells no two bodies of it apart."""
    called = frozenset(terms(name, "en" if is_generic(name) else language)) or frozenset(name.casefold().split())
    return frozenset(term for term in called if not _OF_A_PEOPLE.fullmatch(term)) or called
