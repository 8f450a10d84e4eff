"""Who is said to report a figure: of the sentence it stands in, else of those around it."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.domain.found import Found
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, Source


class Sources:
    """The reported speech of a text, asked for the source of what stands beside it."""

    def __init__(self, text: Text, names: Sequence[Found], reported: Sequence[Claim]) -> None:
        self.text = text
        self.names = [f for f in names if f.type in {"ORG", "PERSON"}]
        self._told: dict[int, Claim] = {}
        for claim in reported:
            if claim.source:
                for n in range(text.sentence_at(claim.start), text.sentence_at(max(claim.start, claim.end - 1)) + 1):
                    self._told.setdefault(n, claim)

    def named(self, figure: Claim) -> Claim:
        """The figure with its source and cue, where there is one."""
        if figure.source:
            return figure
        told = self._beside(figure)
        if told:
            return figure.model_copy(update={"source": told.source, "cue": told.cue})
        source = self._subject(figure)
        return figure.model_copy(update={"source": source}) if source else figure

    def _beside(self, figure: Claim) -> Claim | None:
        """The reported speech of the same sentence, or of the one before or behind it in the paragraph."""
        n = self.text.sentence_at(figure.start)
        if n in self._told:
            return self._told[n]
        for other in (n + 1, n - 1):
            if other in self._told and self._is_near(n, other):
                return self._told[other]
        return None

    def _is_near(self, n: int, other: int) -> bool:
        first, last = sorted((n, other))
        between = self.text.string[self.text.sentences[first][1] : self.text.sentences[last][0]]
        return "\n" not in between

    def _subject(self, figure: Claim) -> Source | None:
        """The body that the sentence begins with: who demands, fines, sentences, counts."""
        start, _ = self.text.sentences[self.text.sentence_at(figure.start)]
        for name in self.names:
            if start <= name.start < figure.end and name.type == "ORG":
                return Source(name=name.name or self.text.string[name.start : name.end])
        return None
