"""The card of the model that ships: what it learnt from, under which licences, how, and what it reached."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from shared.language import LANGUAGES
from training.ner import marked
from training.ner.corpus import OPEN

#: The figures, as the bench prints them; written by hand after it ran.
SCORES = Path(__file__).parent / "scores.md"


def card(texts: dict[str, int], words: int, seconds: float) -> str:
    """The card's text."""
    scores = SCORES.read_text(encoding="utf-8").strip() if SCORES.exists() else "Not measured yet."
    return f"""# The trained finder of names

`names.model.gz` finds persons, organisations, places and events in nine languages, one model for all. It is a spaCy
component (`services/extract/domain/ner.py`) over features of the product's own (`features.py`): the letters of a word,
its cluster, its English, what the rules and lists say of it; for Russian also what natasha's model says.

## What it learnt from

Sentences of our own writing (`training/ner/data`, the licence of this project), with names swapped in every other pass:

{_own()}

Openly licensed sets, none of which is part of this repository:

| file | texts of one to five sentences | share a pass | licence as stated |
|---|---|---|---|
{_open(texts)}

The annotation of GMB has no licence of its own: its texts are in the public domain, its makers call it "freely
available for research purposes". Leave it out with `share` 0 in `training/ner/corpus.py` where that does not do.

## Tables

`clusters.en`, `.de`, `.es`: Brown clusters of the package spacy-lookups-data 1.0.5 (MIT), the commonest words only.
`clusters.ru`: words grouped by the vectors of navec (MIT; `navec_news_v1`). `python -m training.ner.clusters` makes
them. `natasha.model.gz`: the network of Russian names in natasha 1.6.0 (MIT, by its contributors; slovnet, navec)
with the vectors of the 100,000 commonest words, packed by `python -m training.ner.natasha`; alone it reaches F1 0.781
on factRuEval's test set (0.785 with all its words).

## How

`python -m training.ner --data FOLDER` with `training/ner/config.cfg`: {words:,} words, {seconds / 60:.0f}
minutes of one core.

## Scores

{scores}
"""


def _own() -> str:
    rows = ["| language | sentences | persons | organisations | places | events |", "|---|---|---|---|---|---|"]
    for language in LANGUAGES:
        lines = list(marked.sentences(language))
        kinds = Counter(piece.type for line in lines for piece in line if isinstance(piece, marked.Name))
        rows.append(
            f"| {language} | {len(lines)} | {kinds['PER']} | {kinds['ORG']} | {kinds['LOC']} | {kinds['EVENT']} |"
        )
    return "\n".join(rows)


def _open(texts: dict[str, int]) -> str:
    return "\n".join(f"| {s.file} | {texts.get(s.file, 0)} | {s.share} | {s.licence} |" for s in OPEN)
