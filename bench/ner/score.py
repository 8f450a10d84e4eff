"""Precision, recall and F1 of names: exact spans, three kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.ner.sets import Set
from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse, featured, vocabulary
from services.extract.domain.trained import shipped
from training.ner.conll import Labelled

KINDS = ("PER", "ORG", "LOC")
#: What our types are called in the sets. Peoples and events are no names there.
AS_KIND = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}

Names = set[tuple[int, int, str]]


@dataclass
class Score:
    """Counts of names by kind: found rightly, found wrongly, missed."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, gold: Names, said: Names) -> None:
        """Counts one text."""
        self.right.update(kind for *_, kind in gold & said)
        self.wrong.update(kind for *_, kind in said - gold)
        self.missed.update(kind for *_, kind in gold - said)

    def figures(self, *kinds: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of these kinds, of all without."""
        right, wrong, missed = (sum(c[k] for k in kinds or KINDS) for c in (self.right, self.wrong, self.missed))
        return (
            right / max(1, right + wrong),
            right / max(1, right + missed),
            2 * right / max(1, 2 * right + wrong + missed),
        )


def mentioned(text: str, language: str) -> Names:
    """The names that extract would hand on."""
    found = winners(analyse(text, language, Known()).found)
    return {(f.start, f.end, AS_KIND[f.type]) for f in found if f.type in AS_KIND}


def by_model(text: str, language: str) -> Names:
    """The names by the model alone."""
    nlp = shipped(vocabulary())
    doc = featured(text, language)
    ents = nlp.get_pipe("ner")(doc).ents if nlp is not None else ()
    return {(e.start_char, e.end_char, e.label_) for e in ents if e.label_ in KINDS}


def measure(each: Set, texts: Iterable[Labelled]) -> tuple[Score, Score]:
    """The scores of what ships, and of the model alone."""
    ships, alone = Score(), Score()
    for text in texts:
        gold = {name for name in text.names if name[2] in KINDS}
        ships.add(gold, mentioned(text.text, each.language))
        alone.add(gold, by_model(text.text, each.language))
    return ships, alone
