"""Which figures of an article still hold, as of a place in the order of publication.

As of an earlier place the answer is the same whatever came later: the ledger hears its articles in order of
publication, and keeps of each value at which of them it began to hold, took the place of another, or lost its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.cluster.domain.ledger import Ledger, LedgerClaim
from services.cluster.domain.reading import Figure, Place, Reading, place
from services.cluster.domain.records import ArticleRecord


class Value(NamedTuple):
    """A figure of an article and whether it holds. `is_key`: it took another's place, or several origins give it."""

    figure: Figure
    holds: bool
    is_key: bool


@dataclass(frozen=True)
class Standing:
    """What the ledger says of the figures of a story's articles.

    Beside what the ledger holds superseded, "at least 14" no longer holds once an article leads with more.
    """

    ledger: Ledger
    readings: Mapping[str, Reading]

    def revises(self, article: ArticleRecord) -> bool:
        """Whether a value takes the place of another with it."""
        here = place(article)
        keys = dict.fromkeys(f.key for f in self.readings[article.uri].figures if f.leads)
        return any(self._is_turned(self.ledger.values(key), article, here) for key in keys)

    def figures(self, article: ArticleRecord) -> tuple[Figure, ...]:
        """The article's figures. Few of them are asked for as they stand: choose first."""
        return self.readings[article.uri].figures

    def _is_turned(self, of_key: Sequence[LedgerClaim], article: ArticleRecord, here: Place) -> bool:
        if any(turn == (here, "took") for claim in of_key for turn in claim.turns):
            return True
        mine = [claim for claim in of_key if claim.said[0].article is article]
        for old in of_key if mine else ():
            beaters = [new for new in of_key if new is not old and self._passes(new, old)]
            if any(new in mine for new in beaters) and not any(_first(new) < here for new in beaters):
                return True
        return False

    def value(self, figure: Figure, at: Place) -> Value:
        """A figure of an article as it stands at a place."""
        of_key = self.ledger.values(figure.key)
        mine = next((claim for claim in of_key if _is_value_of(claim, figure)), None)
        if mine is None:
            return Value(figure, True, False)
        turns = [turn.how for turn in mine.turns if turn.at <= at]
        is_passed = any(self._passes(other, mine) and _first(other) <= at for other in of_key if other is not mine)
        holds = turns[-1:] != ["lost"] and not is_passed
        origin = mine.said[0].origin
        is_confirmed = any(said.origin != origin for said in mine.said[:_LOOKED_AT] if place(said.article) <= at)
        return Value(figure, holds, holds and ("took" in turns or is_confirmed))

    def _passes(self, new: LedgerClaim, old: LedgerClaim) -> bool:
        """Whether an article led with more than "at least" so many."""
        more, least = new.first.quantity, old.first.quantity
        if more is None or least is None or least.modifier != "more_than" or more.value <= least.value:
            return False
        return new.subject is None and _first(old) < _first(new) and self._leads(new)

    def _leads(self, claim: LedgerClaim) -> bool:
        """Whether the first article that gives a value leads with it."""
        figures = self.readings[claim.said[0].article.uri].figures
        return any(f.leads and f.is_prominent and f.id == claim.id for f in figures)


def _first(claim: LedgerClaim) -> Place:
    return place(claim.said[0].article)


#: Articles that give a value which are asked for another origin: one of the first few is, or it is copied about.
_LOOKED_AT = 20


def _is_value_of(claim: LedgerClaim, figure: Figure) -> bool:
    if claim.id == figure.id:
        return True
    first, mine = claim.first.quantity, figure.claim.quantity
    if claim.subject is None or figure.subject is None or first is None or mine is None:
        return False
    return (first.value, first.modifier) == (mine.value, mine.modifier) and figure.subject.is_like(claim.subject)
