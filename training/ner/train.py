"""The training itself: passes over the texts, a learning rate that falls to nothing, averaged weights at the end."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config
from thinc.api import Adam, fix_random_seed

import services.extract.domain.ner
import services.extract.domain.network  # noqa: F401  both register what the config names
from services.extract.domain.pipeline import vocabulary
from training.ner.examples import leave_out

CONFIG = Path(__file__).parent / "config.cfg"


def fresh() -> tuple[Language, dict[str, Any]]:
    """An untrained pipeline by the config, and the config's [training]."""
    config = load_config(CONFIG)
    training: dict[str, Any] = dict(config.pop("training"))
    fix_random_seed(training["seed"])
    nlp = spacy.util.load_model_from_config(config, auto_fill=True, vocab=vocabulary())
    return nlp, training


def begin(nlp: Language, some: Sequence[Example]) -> None:
    """Sets the weights' sizes by a few examples."""
    ner: Any = nlp.get_pipe("ner")
    ner.initialize(lambda: some, nlp=nlp)


def batches(examples: list[Example], words: float, dice: random.Random) -> Iterator[list[Example]]:
    """The examples, mixed, as many at a time as hold so many words."""
    dice.shuffle(examples)
    batch: list[Example] = []
    count = 0
    for each in examples:
        batch.append(each)
        count += len(each.predicted)
        if count >= words:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


class Trainer:
    """Learns pass by pass. `total` words, over all passes, are what the learning rate is planned for."""

    def __init__(self, nlp: Language, training: dict[str, Any], total: int) -> None:
        self.nlp = nlp
        self.training = training
        self.total = total
        self.seen = 0
        self.words = float(training["batch_from"])
        self.dice = random.Random(training["seed"])
        self.optimizer = Adam(
            training["learn_rate"], L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True
        )

    def learn(self, examples: list[Example]) -> float:
        """One pass; the mean loss a word."""
        ner: Any = self.nlp.get_pipe("ner")
        losses: dict[str, float] = {}
        began = self.seen
        for batch in batches(examples, self.words, self.dice):
            leave_out(batch, self.training["drop_word"], self.training["drop_lists"], self.dice)
            self.optimizer.learn_rate = self.training["learn_rate"] * self._rate()
            ner.update(batch, drop=self.training["dropout"], sgd=self.optimizer, losses=losses)
            self.seen += sum(len(each.predicted) for each in batch)
            self.words = min(self.words * self.training["batch_growth"], self.training["batch_to"])
        return losses["ner"] / max(1, self.seen - began)

    def _rate(self) -> float:
        """Up within the first twentieth, then down to a fiftieth."""
        done = self.seen / self.total
        return min(1.0, done * 20 + 0.05) * max(0.02, 1.0 - done)

    def finish(self) -> None:
        """Puts the averages of the weights in their place."""
        ner: Any = self.nlp.get_pipe("ner")
        model = ner.model
        for node in model.walk():
            for name in node.param_names:
                key = (node.id, name)
                if key in self.optimizer.averages:
                    node.set_param(name, self.optimizer.averages[key])


def clock() -> float:
    """Seconds of this process so far."""
    return time.process_time()
