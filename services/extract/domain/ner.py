"""The trained component: a chance of every tag for every token, and the likeliest sequence of tags that makes sense.

spaCy's own `ner` steps from token to token and took as long as the network itself; here all tokens are judged at once,
and each name comes with how sure the network is of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer

from services.extract.domain.inference import Network, network_of

#: Where a Doc keeps how sure the network is of each name in it, in their order.
SURENESS = "sureness"
#: From this chance a token is in no name, whatever stands beside it.
_SURELY_OUT = 0.995
#: Where a learnt Doc keeps its tags as numbers; this one says that nothing is known of a token.
_TAGS, _OPEN = "tags", -1
_NEVER = -1e9


def all_tags(labels: Sequence[str]) -> tuple[str, ...]:
    """The tags: out of names, or in one as its beginning, inside, last or only token."""
    return ("O", *(f"{place}-{label}" for label in labels for place in "BILU"))


class WireNer(TrainablePipe):  # type: ignore[misc]
    """A spaCy component that puts names down as `doc.ents`."""

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str, labels: Sequence[str]) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": list(labels)}
        self.tags = all_tags(labels)
        for label in labels:
            vocab.strings.add(label)
        #: Made of the model when names are first asked for, and again after it has learnt.
        self._network: Network | None = None
        self._follows = np.array([[0.0 if _may_follow(a, b) else _NEVER for b in self.tags] for a in self.tags])

    @property
    def labels(self) -> tuple[str, ...]:
        """The kinds of names."""
        return tuple(self.cfg["labels"])

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """The chances of the tags, one array a Doc."""
        given = list(docs)
        if not any(len(doc) for doc in given):
            return [np.zeros((len(doc), len(self.tags))) for doc in given]
        if self._network is None:
            self._network = network_of(self.model)
        return [self._network.chances(doc) if len(doc) else np.zeros((0, len(self.tags))) for doc in given]

    def set_annotations(self, docs: Iterable[Doc], scores: list[Any]) -> None:
        """Puts the names down, and how sure the network is of each."""
        for doc, chances in zip(docs, scores, strict=True):
            found = list(self._names(chances)) if len(doc) else []
            doc.set_ents([Span(doc, first, last + 1, label=kind) for first, last, kind, _ in found])
            doc.user_data[SURENESS] = [sure for *_, sure in found]

    def _names(self, chances: Any) -> Iterator[tuple[int, int, str, float]]:
        """First and last token, kind and chance of each name."""
        for start, stop in _stretches(chances[:, 0] < _SURELY_OUT):
            tags = self._likeliest(chances[start:stop])
            first = start
            for n, tag in enumerate(tags, start):
                place, _, kind = self.tags[tag].partition("-")
                first = n if place in {"B", "U"} else first
                if place in {"L", "U"}:
                    yield first, n, kind, self._sure(chances[first : n + 1], kind)

    def _sure(self, chances: Any, kind: str) -> float:
        """The least chance, over the tokens of a name, of being in one of its kind."""
        mine = [n for n, tag in enumerate(self.tags) if tag.endswith("-" + kind)]
        return float(chances[:, mine].sum(axis=1).min())

    def _likeliest(self, chances: Any) -> list[int]:
        """The best sequence of tags that may follow one another (Viterbi), out of names before and behind it."""
        logs = np.log(np.maximum(chances, 1e-9))
        best = logs[0] + self._follows[0]
        back = []
        for row in logs[1:]:
            paths = best[:, None] + self._follows
            back.append(paths.argmax(axis=0))
            best = paths.max(axis=0) + row
        tags = [int((best + self._follows[:, 0]).argmax())]
        for pointers in reversed(back):
            tags.append(int(pointers[tags[-1]]))
        return tags[::-1]

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learns from examples: cross entropy of the tags, tokens of which nothing is known left out."""
        losses = {} if losses is None else losses
        given = [each for each in examples if len(each.predicted)]
        _set_dropout(self.model, drop)
        chances, backprop = self.model.begin_update([each.predicted for each in given])
        changes = [self._change(each, chance) for each, chance in zip(given, chances, strict=True)]
        total = max(1, sum(len(change) for change, _ in changes))
        backprop([change / total for change, _ in changes])
        if sgd is not None:
            self.finish_update(sgd)
        self._network = None
        losses[self.name] = losses.get(self.name, 0.0) + sum(loss for _, loss in changes)
        return losses

    def _change(self, example: Example, chances: Any) -> tuple[Any, float]:
        """The gradient for one text, and its loss."""
        doc = example.predicted
        if _TAGS not in doc.user_data:
            number = {tag: n for n, tag in enumerate(self.tags)}
            doc.user_data[_TAGS] = np.array([number.get(tag or "-", _OPEN) for tag in example.get_aligned_ner()])
        tags = doc.user_data[_TAGS]
        known = np.flatnonzero(tags != _OPEN)
        change = np.zeros_like(chances)
        change[known] = chances[known]
        change[known, tags[known]] -= 1.0
        return change, float(-np.log(np.maximum(chances[known, tags[known]], 1e-9)).sum())

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **_: Any
    ) -> None:
        """Sets the sizes of the weights by a few texts."""
        some = [each.predicted for _, each in zip(range(20), get_examples(), strict=False)]
        self.model.initialize(X=some, Y=[np.zeros((len(doc), len(self.tags)), dtype="float32") for doc in some])


@Language.factory("slugline_ner", assigns=["doc.ents"])
def make_ner(nlp: Language, name: str, model: Model[Any, Any], labels: list[str]) -> WireNer:
    """The component, as spaCy's config asks for it."""
    return WireNer(nlp.vocab, model, name, labels)


def _set_dropout(model: Model[Any, Any], rate: float) -> None:
    for node in model.walk():
        if node.name == "dropout":
            node.attrs["dropout_rate"] = rate


def _may_follow(before: str, after: str) -> bool:
    """Whether a tag may follow another: what has begun goes on or ends in the same kind."""
    is_open = before[0] in "BI"
    goes_on = after[0] in "IL"
    return is_open == goes_on and (not is_open or before[2:] == after[2:])


def _stretches(wanted: Any) -> Iterator[tuple[int, int]]:
    """The runs of tokens that are wanted: first, and the one behind the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False])).astype("int8")))
    for start, stop in edges.reshape(-1, 2):
        yield int(start), int(stop)
