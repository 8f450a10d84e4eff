"""Trains the finder of names that ships, and writes it with its card.

    python -m training.ner --data FOLDER [--passes N] [--out FILE]

FOLDER holds the open sets as `<language>.<name>.train.conll` (token TAB tag); see `corpus.OPEN` for which, and under
what licences. Our own sentences are in training/ner/data. Two runs with one core give the same model.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import warnings
from pathlib import Path

# One thread: sums come in one order, so that a model can be made again.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from spacy.training import Example

from services.extract.domain.trained import MODEL, packed
from shared.language import LANGUAGES
from training.ner import corpus, train
from training.ner.card import card
from training.ner.conll import Labelled
from training.ner.examples import example

MODELS = Path(__file__).parents[2] / "services" / "extract" / "models"


def main() -> int:
    """Trains, tells how it goes, writes the model and the card."""
    parser = argparse.ArgumentParser(prog="python -m training.ner", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passes", type=int, help="instead of the config's")
    parser.add_argument("--out", type=Path, default=MODELS / MODEL)
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message=r"\[W030\]")
    began = time.process_time()
    nlp, training = train.fresh()
    passes = options.passes or training["passes"]
    course = Course(options.data, random.Random(training["seed"]))
    trainer: train.Trainer | None = None
    for n in range(passes):
        examples = course.examples(n)
        if trainer is None:
            train.begin(nlp, examples)
            trainer = train.Trainer(nlp, training, passes * sum(len(each.predicted) for each in examples))
        loss = trainer.learn(examples)
        print(
            f"pass {n + 1} of {passes}: {len(examples)} texts, loss {loss:.4f}, {time.process_time() - began:.0f} s",
            flush=True,
        )
    if trainer is None:
        return 1
    trainer.finish()
    options.out.write_bytes(packed(nlp))
    if options.out == MODELS / MODEL:
        (MODELS / "CARD.md").write_text(
            card(course.counts, trainer.seen, time.process_time() - began), encoding="utf-8"
        )
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


class Course:
    """The texts of every pass: a share of each open set, and our own with their names swapped every other time."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._dice = dice
        self._open = [(source, corpus.open_texts(folder, source, dice)) for source in corpus.OPEN]
        self._made: dict[corpus.Piece, Example] = {}
        self.counts = {source.file: len(texts) for source, texts in self._open}

    def examples(self, n: int) -> list[Example]:
        """The examples of pass n."""
        texts = [text for source, those in self._open for text in corpus.drawn(those, source.share, self._dice)]
        swapping = n % 2 == 1
        own = corpus.own_texts(LANGUAGES, self._dice, swapping=swapping)
        return [self._example(*text) for text in texts] + [example(*text) for text in own]

    def _example(self, labelled: Labelled, language: str) -> Example:
        """The example of a text, made once: open texts come again."""
        key = (labelled, language)
        if key not in self._made:
            self._made[key] = example(labelled, language)
        return self._made[key]


if __name__ == "__main__":
    sys.exit(main())
