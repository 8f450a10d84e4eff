"""What is learnt from: our own annotated sentences, swapped anew for each pass, and openly licensed sets."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.extract.domain.people import is_title
from training.ner import marked, swap
from training.ner.conll import OTHER, Labelled, joined, read


@dataclass(frozen=True)
class Source:
    """An open set: its file and language, and what it is published under."""

    file: str
    language: str
    #: Share of it that a pass takes.
    share: float
    licence: str


OPEN = (
    Source("en.gmb.train.conll", "en", 0.1, "public-domain texts; annotation “freely available for research purposes”"),
    Source("en.uner_ewt.train.conll", "en", 0.25, "CC BY-SA 4.0"),
    Source("en.wikigold.train.conll", "en", 1.0, "CC BY 4.0"),
    Source("de.germeval14.train.conll", "de", 1.0, "CC BY 4.0"),
    Source("de.europeana_hist.train.conll", "de", 0.08, "CC0"),
    Source("ru.factrueval.train.conll", "ru", 1.0, "MIT"),
    Source("be.ud_hse_nametype.train.conll", "be", 1.0, "CC BY-SA 4.0"),
    Source("fr.europeana_hist.train.conll", "fr", 0.03, "CC0"),
)
#: Most sentences that are put together to one text.
_BLOCK = 5

#: A text, its language, and whether it is of our own writing.
Piece = tuple[Labelled, str]


def own(language: str, dice: random.Random | None = None) -> Iterator[Labelled]:
    """Our own sentences of a language, in order; with dice, their names swapped and some in capitals."""
    found = list(marked.sentences(language))
    if dice is None:
        yield from (marked.printed(line) for line in found)
        return
    names = swap.pool(found)
    for line in found:
        yield swap.recased(marked.printed(swap.swapped(line, language, names, dice)), dice)


def own_texts(languages: Iterable[str], dice: random.Random, *, swapping: bool) -> list[Piece]:
    """Our own sentences, a few to a text."""
    found: list[Piece] = []
    for language in languages:
        found += _blocks(list(own(language, dice if swapping else None)), language, dice)
    return found


def open_texts(folder: Path, source: Source, dice: random.Random) -> list[Piece]:
    """The sentences of an open set, a few to a text, in their order."""
    return list(_blocks(list(_open(folder, source)), source.language, dice))


def drawn(texts: list[Any], share: float, dice: random.Random) -> list[Any]:
    """That share of the texts."""
    return dice.sample(texts, min(len(texts), round(len(texts) * share)))


def _blocks(sentences: Sequence[Labelled], language: str, dice: random.Random) -> Iterator[Piece]:
    at = 0
    while at < len(sentences):
        size = dice.randint(1, _BLOCK)
        yield joined(sentences[at : at + size], dice.choice((" ", "\n", "\n\n"))), language
        at += size


def _open(folder: Path, source: Source) -> Iterator[Labelled]:
    for sentence in read(folder / source.file):
        names = tuple(_as_ours(sentence.text, name, source.language) for name in sentence.names)
        yield Labelled(sentence.text, tuple(name for name in names if name[0] < name[1]))


def _as_ours(text: str, name: tuple[int, int, str], language: str) -> tuple[int, int, str]:
    """A name by our rules: no title in front of a person ("Prime" is left of one in GMB), "U.S." with its point."""
    start, end, kind = name
    while kind == "PER" and start < end and is_title(text[start:end].split(" ")[0].lower(), language):
        start += len(text[start:end].split(" ")[0]) + 1
    if kind == "PER" and text[start:end] == "Prime":
        return start, start, kind
    return min(start, end), end, OTHER if kind == "MISC" else kind
