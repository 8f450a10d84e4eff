"""Who is said to report a figure: of the sentence it stands in, else of those around it, else who acts in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.extract.domain.found import Found
from services.extract.domain.quantities.tellers import place, teller
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, Source

#: Code points of a sentence's beginning in which the body that acts is named.
_OPENING = 90


#: What a body does by saying so: its own sentence needs nobody else to report it.
_DECIDED = frozenset({"sentenced", "fined", "demanded", "awarded", "suspended", "expelled", "promised", "charged"})


class Heard(NamedTuple):
    """A stretch of a text that somebody is said to say, whether or not it is a claim of its own."""

    start: int
    end: int
    source: Source | None
    cue: str | None


class Sources:
    """The reported speech of a text, asked for the source of what stands beside it."""

    def __init__(self, text: Text, names: Sequence[Found], heard: Sequence[Heard]) -> None:
        self.text = text
        self.names = names
        self.bodies = [f for f in names if f.type == "ORG"]
        self._told: dict[int, list[Heard]] = {}
        for one in heard:
            if one.source:
                for n in range(text.sentence_at(one.start), text.sentence_at(max(one.start, one.end - 1)) + 1):
                    self._told.setdefault(n, []).append(one)

    def named(self, figure: Claim) -> Claim:
        """The figure with its source and cue, where there is one."""
        if figure.source:
            return figure
        if source := teller(self.text, self.names, figure, ("puts", "says")):
            return figure.model_copy(update={"source": source})
        if figure.quantity and figure.quantity.predicate in _DECIDED and (source := self._actor(figure)):
            return figure.model_copy(update={"source": source})
        told = self._beside(figure)
        if told:
            return figure.model_copy(update={"source": told.source, "cue": told.cue or None})
        source = self._actor(figure)
        return figure.model_copy(update={"source": source}) if source else figure

    def spoken(self, claim: Claim) -> Claim:
        """The claim with whom its own sentence hears, where it hears anybody."""
        told = next(iter(self._told.get(self.text.sentence_at(claim.start), [])), None)
        return claim.model_copy(update={"source": told.source, "cue": told.cue or None}) if told else claim

    def _beside(self, figure: Claim) -> Heard | None:
        """Who is heard in the same sentence, over the figure if possible; else behind or before it in the paragraph."""
        n = self.text.sentence_at(figure.start)
        here = self._told.get(n, [])
        over = (h for h in here if h.start < figure.end and figure.start < h.end)
        found = next(over, None) or next(iter(here), None)
        if found:
            return found
        around = [m for m in (n + 1, n - 1, n + 2, n - 2) if m in self._told and self._is_near(n, m)]
        return self._told[around[0]][0] if around else None

    def _is_near(self, n: int, other: int) -> bool:
        first, last = sorted((n, other))
        between = self.text.string[self.text.sentences[first][1] : self.text.sentences[last][0]]
        return "\n" not in between

    def _actor(self, figure: Claim) -> Source | None:
        """The body that the sentence begins with: who demands, fines, sentences, counts."""
        start, _ = self.text.sentences[self.text.sentence_at(figure.start)]
        for name in self.bodies:
            in_brackets = self.text.string[name.start - 1 : name.start] == "("  # the agency of a dateline
            if start <= name.start < min(place(self.text, figure), start + _OPENING) and not in_brackets:
                return Source(name=name.name or self.text.string[name.start : name.end])
        return None
