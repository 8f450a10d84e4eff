"""Who says what of one thing now: articles are heard in order of publication, and what they say takes effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.cluster.domain.accounts import (
    NEAR,
    Entry,
    Verdict,
    differ_in_one_article,
    is_of_earlier,
    is_one,
    is_same_side,
    relation,
    supports,
    tells_development,
)
from services.cluster.domain.ledger_claim import How, Said, Turn

Heard = tuple[Entry, str]


@dataclass
class Held:
    """A value that holds: who says so now, and whose value differs."""

    id: str
    statements: list[Entry]
    rivals: dict[str, None] = field(default_factory=dict)
    #: Values that say the same in other words.
    akin: dict[str, None] = field(default_factory=dict)

    @property
    def first_said(self) -> datetime:
        """When it was first said, or held as its text says."""
        return self.statements[0].said.claim.as_of or self.statements[0].at

    @property
    def last_said(self) -> datetime:
        """When it was last said."""
        return self.statements[-1].at

    def verdict(self, new: Entry) -> Verdict:
        """What a figure is to this value, as its own side has it where that speaks."""
        mine = [s for s in self.statements if is_same_side(s, new)]
        return relation((mine or self.statements)[-1], self.last_said, new)


@dataclass
class Hearing:
    """The values of one key that hold, by id, and what became of the others."""

    held: dict[str, Held] = field(default_factory=dict)
    superseded_by: dict[str, str] = field(default_factory=dict)
    supersedes: dict[str, dict[str, None]] = field(default_factory=dict)
    #: When each value began to hold, and when it ceased to: at which articles. One may do both more than once.
    turns: dict[str, list[Turn]] = field(default_factory=dict)
    #: Articles that say the same in other words: "more than a dozen" of 14.
    backing: dict[str, list[Said]] = field(default_factory=dict)

    def rivals(self, identity: str) -> tuple[str, ...]:
        """The values that this one is disputed by."""
        return tuple(sorted(self.held[identity].rivals)) if identity in self.held else ()

    def hear(self, article: list[Heard]) -> None:
        """Takes in the figures of one article: what it leads with, and what it says that another one says."""
        lead = next((heard for heard in article if heard[0].figure.leads), None)
        if lead is None:
            return
        told = {identity: entry for entry, identity in reversed(article)}
        if self.held and not lead[0].figure.is_prominent and not self._is_news(lead[0], told):
            self._note(lead)
            return
        if not self._take(lead, told):
            return
        for entry, identity in article:
            if identity != lead[1] and differ_in_one_article(lead[0], entry):
                self._beside(lead[1], (entry, identity))

    def _is_news(self, new: Entry, told: dict[str, Entry]) -> bool:
        """Whether a figure far down in an article is more than a mention: its article dates a value that held."""
        dated = (entry for identity, entry in told.items() if identity in self.held)
        return self._is_known_voice(new) or any(is_of_earlier(entry, new) for entry in dated)

    def _is_known_voice(self, new: Entry) -> bool:
        """Whether a figure far down in an article is by somebody whose figure holds: who counts is heard anywhere."""
        if new.said.claim.source is None or new.figure.is_past:
            return False
        return any(
            is_one(s.said.claim.source, new.said.claim.source, s, new)
            for held in self.held.values()
            for s in held.statements
        )

    def _note(self, heard: Heard) -> None:
        """Notes who gives a value that holds in passing: should they give another one, that is news."""
        new, identity = heard
        if identity in self.held and not new.figure.is_past and new.said.claim.source is not None:
            self.held[identity].statements.append(new)

    def overtake(self, new: Entry, identity: str, by: str) -> None:
        """Takes in a value that its own source has changed since: nobody holds it unless somebody else says so."""
        if identity in self.held or identity in self.superseded_by or identity == by:
            return
        self.superseded_by[identity] = by
        self.supersedes.setdefault(by, {})[identity] = None
        self._turn(new, identity, "lost")

    def _take(self, heard: Heard, told: dict[str, Entry]) -> bool:
        """Whether a value holds now that an article leads with; `told` are all that it gives."""
        new, identity = heard
        if self._is_stale(new, identity):
            return False
        verdicts = {held.id: self._verdict(held, new, told) for held in self.held.values() if held.id != identity}
        verdicts = self._of_one_thing(identity, verdicts)
        if identity not in self.held and self._joins(new, identity, verdicts):
            return False
        for other, verdict in verdicts.items():
            if verdict == "replaces":
                self._replace(other, new, identity)
        if identity not in self.held:
            if "older" in verdicts.values() and "replaces" not in verdicts.values():
                return False
            self._hold(identity, new)
        else:
            self.held[identity].statements.append(new)
        for other, verdict in verdicts.items():
            if verdict == "differs" and other in self.held:
                self._dispute(identity, other)
            if verdict == "agrees" and other in self.held:
                self._back(identity, new, self.held[other])
                self.held[identity].akin[other] = None
                self.held[other].akin[identity] = None
        return True

    def _verdict(self, held: Held, new: Entry, told: dict[str, Entry]) -> Verdict:
        """What a figure is to a value that holds, in sight of all that its article tells."""
        mentioned = told.get(held.id)
        if mentioned is not None:  # one clause with both values tells how the one became the other
            is_one_clause = mentioned.said.claim.text == new.said.claim.text
            has_grown = new.figure.rises and mentioned.quantity.value < new.quantity.value
            is_past = mentioned.figure.is_past or is_of_earlier(mentioned, new)
            return "replaces" if is_past or is_one_clause or has_grown else "apart"
        verdict = held.verdict(new)
        if verdict == "differs" and held.rivals and self._is_third_and_later(held, new):
            return "replaces"
        return verdict

    def _of_one_thing(self, identity: str, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
        """The verdicts on one thing: of values side by side, two releases, the latest and what goes with it."""
        if identity in self.held:
            meant = self.held[identity]
        else:
            touched = [self.held[other] for other, verdict in verdicts.items() if verdict in ("replaces", "differs")]
            if not touched:
                return verdicts
            meant = max(touched, key=lambda held: (held.first_said, held.id))
        linked = {meant.id, *meant.rivals, *meant.akin}
        linked |= {other for one in linked if one in self.held for other in self.held[one].rivals}
        return {other: verdict if other in linked else "apart" for other, verdict in verdicts.items()}

    def _is_third_and_later(self, held: Held, new: Entry) -> bool:
        """Whether somebody who is on no side speaks hours after the sides did: that settles it."""
        sides = [held, *(self.held[rival] for rival in held.rivals)]
        statements = [s for side in sides for s in side.statements]
        return not any(is_same_side(s, new) for s in statements) and new.at - max(s.at for s in statements) > NEAR

    def _is_stale(self, new: Entry, identity: str) -> bool:
        """Whether a value is one that no longer holds and that nobody takes up anew: a report behind the times."""
        if identity in self.held or identity not in self.superseded_by:
            return False
        if new.said.article.copy_of is not None:
            return True
        who = new.said.article.provider
        takes_back = any(s.said.article.provider == who for held in self.held.values() for s in held.statements)
        return not (tells_development(new) or takes_back)

    def _joins(self, new: Entry, identity: str, verdicts: dict[str, Verdict]) -> bool:
        """Whether a loose value says no more than one that holds: "more than a dozen" beside 14."""
        if new.quantity.modifier == "exact" and new.quantity.high is None:
            return False
        agreeing = [self.held[other] for other, verdict in verdicts.items() if verdict == "agrees"]
        for held in agreeing:
            self._back(identity, new, held)
        return bool(agreeing)

    def _back(self, identity: str, new: Entry, held: Held) -> None:
        """Notes that two values support each other."""
        if supports(held.statements[0].quantity, new.quantity):
            self.backing.setdefault(held.id, []).append(new.said)
            self.backing.setdefault(identity, []).extend(s.said for s in held.statements)

    def _replace(self, other: str, new: Entry, identity: str) -> None:
        """Lets a value go for a new one; of disputed ones only what was said by who says otherwise now."""
        held = self.held[other]
        own = [s for s in held.statements if is_same_side(s, new)]
        rest = [s for s in held.statements if not is_same_side(s, new)]
        if held.rivals and own and rest and relation(rest[-1], rest[-1].at, new) == "differs":
            held.statements = rest
            self._dispute_later(identity, other)
            return
        del self.held[other]
        for linked in (*held.rivals, *held.akin):
            self.held[linked].rivals.pop(other, None)
            self.held[linked].akin.pop(other, None)
        self.superseded_by[other] = identity
        taken = self.supersedes.setdefault(identity, {})
        taken.pop(other, None)
        taken[other] = None  # the latest last
        self._turn(new, other, "lost")
        self._turn(new, identity, "took")

    def _dispute_later(self, identity: str, other: str) -> None:
        if identity in self.held:
            self._dispute(identity, other)

    def _hold(self, identity: str, new: Entry) -> None:
        self.held[identity] = Held(identity, [new])
        self.superseded_by.pop(identity, None)
        self._turn(new, identity, "held")

    def _turn(self, new: Entry, identity: str, how: How) -> None:
        self.turns.setdefault(identity, []).append(Turn(new.place, how))

    def _dispute(self, one: str, other: str) -> None:
        self.held[one].rivals[other] = None
        self.held[other].rivals[one] = None

    def _beside(self, lead: str, heard: Heard) -> None:
        """Takes in what an article says that another one says of the same thing."""
        entry, identity = heard
        if identity in self.held:
            self.held[identity].statements.append(entry)
        else:
            self._hold(identity, entry)
        self._dispute(lead, identity)
