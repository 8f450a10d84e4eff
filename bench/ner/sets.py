"""The labelled sets that judge, each with its floor and aim. None is part of the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.ner.conll import Labelled, joined, read


@dataclass(frozen=True)
class Set:
    """A labelled set: its file, its language, and how many of its sentences follow one another in a text."""

    name: str
    file: str
    language: str
    run: int = 8
    floor: float | None = None
    aim: float | None = None
    #: Whether its licence would let us train on it; the others only measure.
    is_open: bool = False
    #: Whether its tokens are cut at hyphens.
    close: bool = False


SETS = (
    Set("English newswire, dev", "evaluation_only/en.worldwide_newswire.dev.conll", "en", 8, 0.62, 0.76, close=True),
    Set("GermEval, dev", "de.germeval14.dev.conll", "de", 1, 0.60, 0.70, is_open=True),
    Set("factRuEval, test", "ru.factrueval.test.conll", "ru", 8, 0.77, 0.82, is_open=True),
    Set("SlavicNER Ukrainian, dev", "evaluation_only/uk.slavicner.dev.conll", "uk", 8, 0.50, 0.70),
    Set("SlavicNER Polish, dev", "evaluation_only/pl.slavicner.dev.conll", "pl", 8, 0.50, 0.70),
    Set("SlavicNER Russian, dev", "evaluation_only/ru.slavicner.dev.conll", "ru"),
    Set("UD Belarusian, dev", "be.ud_hse_nametype.dev.conll", "be", is_open=True),
    Set("GMB, dev", "en.gmb.dev.conll", "en", 1, is_open=True),
    Set("WikiGold, test", "en.wikigold.test.conll", "en", is_open=True),
    Set("NEREL, dev", "evaluation_only/ru.nerel.dev.conll", "ru"),
    Set("KPWr, dev", "evaluation_only/pl.kpwr_n82test.dev.conll", "pl"),
)


def folder_of(given: Path) -> Path | None:
    """The folder with the sets: the one named, or `ner` in it."""
    return next((f for f in (given, given / "ner") if (f / SETS[1].file).exists()), None)


def texts(folder: Path, each: Set, limit: int | None = None) -> list[Labelled]:
    """The set's texts: sentences that follow one another are one text, each its own paragraph."""
    sentences = list(read(folder / each.file, each.close))[:limit]
    return [joined(sentences[at : at + each.run], "\n") for at in range(0, len(sentences), each.run)]
