"""What the embedded gist is worth: python -m bench.language.gist FOLDER [--languages de ru ...] [--shipped]

The share of a human translation's content lemmas that the gist has (bench/language/hits.py says what counts), of its
names alone (words with a capital inside a sentence), and chrF (sacrebleu); hits and chrF beside an untranslated and a
transliterated copy of the source. The share of sentences whose number values all come back from the English; sentences
a second with cold and with warm caches.
FOLDER holds NTREX-128 as `ntrex.XX-en.tsv` and WMT test sets under `evaluation_only`, which measure only. German,
Russian and Ukrainian are scored on WMT sets with the lexicon that ships; the others by cross-validation over NTREX
documents, each fold with a lexicon whose alignment never saw it. `--shipped` takes the lexicon as it ships for all:
quick, and too good for the languages whose documents it was aligned on.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from anyascii import anyascii
from rich.console import Console
from rich.table import Table
from sacrebleu.metrics import CHRF

from bench.language.hits import content
from services.translate.domain.gist import LANGUAGES, gist, reading, word_choice
from shared.language import bilingual
from shared.language.dictionary import Dictionary
from shared.language.ding import PATH
from shared.language.numbers import numbers

#: Where the folder is named when no argument says it.
FOLDER = "SLUGLINE_PARALLEL"
FOLDS = 5
WMT = {
    "de": ("newstest2021.de-en.A", "generaltest2022.de-en.A"),
    "ru": ("newstest2021.ru-en.A", "generaltest2022.ru-en.A"),
    "uk": ("generaltest2022.uk-en.A",),
}
Pairs = Sequence[tuple[str, str]]


@dataclass
class Made:
    """Sources, references and gists of one set, with the CPU seconds that the gists took."""

    language: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    seconds: float = 0.0
    warm_seconds: float = 0.0

    def add(self, pairs: Pairs) -> None:
        """Puts sentences into English, twice: the second time with warm caches."""
        self.pairs += pairs
        started = time.process_time()
        self.english += [gist(source, self.language) for source, _ in pairs]
        between = time.process_time()
        for source, _ in pairs:
            gist(source, self.language)
        self.seconds += between - started
        self.warm_seconds += time.process_time() - between

    def row(self) -> dict[str, float]:
        """The figures of this set."""
        references = [[reference for _, reference in self.pairs]]
        sources = [source for source, _ in self.pairs]
        score = CHRF().corpus_score
        romanised = [anyascii(source) for source in sources]
        return {
            "hits": self._hits(self.english),
            "names": self._hits(self.english, names=True),
            "copy hits": self._hits(romanised),
            "gist": score(self.english, references).score,
            "copy": score(sources, references).score,
            "transliterated": score(romanised, references).score,
            "numbers": sum(map(self._keeps, sources, self.english)) / max(1, len(sources)),
            "none lost": sum(map(self._loses_none, sources, self.english)) / max(1, len(sources)),
            "cold/s": len(sources) / max(1e-9, self.seconds),
            "warm/s": len(sources) / max(1e-9, self.warm_seconds),
        }

    def _hits(self, english: Sequence[str], names: bool = False) -> float:
        """The share of the references' content lemmas that are in the English, each as often as both have it."""
        hit = total = 0
        for (_, reference), words in zip(self.pairs, english, strict=True):
            every, small = content(reference)
            asked = every - small if names else every
            hit += (asked & content(words)[0]).total()
            total += asked.total()
        return hit / max(1, total)

    def _keeps(self, source: str, english: str) -> bool:
        """Whether the number values of both are the same, each as often."""
        return values(source, self.language) == values(english, "en")

    def _loses_none(self, source: str, english: str) -> bool:
        """Whether every number value of the source is in the English; "трижды" may add the three of "three times"."""
        return not Counter(values(source, self.language)) - Counter(values(english, "en"))


def values(text: str, language: str) -> list[float]:
    """The number values of a text, in the order of size."""
    return sorted(number.value for number in numbers(text, language))


def wmt(folder: Path, language: str) -> Iterator[tuple[str, Made]]:
    """The WMT sets of a language, by name."""
    for name in WMT.get(language, ()):
        made = Made(language)
        made.add(_pairs(folder / "evaluation_only" / f"{name}.tsv"))
        yield name, made


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if "\t" in line]
    return [(cell[-2], cell[-1]) for cell in cells]


def left_out(folder: Path, language: str) -> Made:
    """NTREX by cross-validation over documents."""
    from training.lexicon import build, corpus

    pairs, english = corpus.read(folder, language), corpus.english_side(folder, language)
    sources = [pair[0] for pair in _pairs(folder / f"ntrex.{language}-en.tsv")]
    fold = {name: number % FOLDS for number, name in enumerate(sorted({pair.document for pair in pairs}))}
    made = Made(language)
    for held in range(FOLDS):
        kept = [at for at, pair in enumerate(pairs) if fold[pair.document] != held]
        book = build.book(language, [pairs[at] for at in kept], [english[at] for at in kept])
        with using(book):
            made.add([(sources[at], english[at]) for at, pair in enumerate(pairs) if fold[pair.document] == held])
    return made


@contextmanager
def using(book: Dictionary) -> Iterator[None]:
    """A time in which the gist reads this lexicon instead of the one that ships."""
    with (
        patch.object(bilingual, "dictionary", lambda _: book),
        patch.object(reading, "dictionary", lambda _: book),
        patch.object(word_choice, "dictionary", lambda _: book),
    ):
        _forget()
        yield
    _forget()


def _forget() -> None:
    for known in (bilingual.glosses, bilingual.function_word, word_choice.word_pieces, word_choice.head):
        known.cache_clear()


def shipped(folder: Path, language: str) -> Made:
    """NTREX with the lexicon that ships."""
    made = Made(language)
    made.add(_pairs(folder / f"ntrex.{language}-en.tsv"))
    return made


def report(folder: Path, languages: Sequence[str], *, quick: bool) -> None:
    """Prints the table, a set at a time."""
    shares = ("hits", "names", "copy hits", "numbers", "none lost")
    chrf = ("gist", "copy", "transliterated")
    columns = ("hits", "names", "copy hits", *chrf, "numbers", "none lost", "cold/s", "warm/s")
    table = Table(title="gist: shares of content lemmas and names hit, chrF, fidelity of numbers")
    for column in ("language", "set", *columns, "above copy"):
        table.add_column(column, justify="left" if column in {"language", "set"} else "right")
    for language in languages:
        sets = dict(wmt(folder, language)) or {"ntrex, left out": None if quick else left_out(folder, language)}
        for name, made in sets.items():
            row = (made or shipped(folder, language)).row()
            shown = [f"{row[key]:.3f}" if key in shares else f"{row[key]:.1f}" for key in columns]
            table.add_row(language, name if made else "ntrex, seen", *shown, f"{row['gist'] - row['copy']:+.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    german = "with Ding's words" if PATH.exists() else "without Ding's words (Debian's trans-de-en)"
    table.caption = (
        f"German {german}; sentences a second of processor time; at most {peak} MB of memory, training included"
    )
    Console(width=170).print(table)


def main() -> None:
    """Prints the table; a word and nothing else where the data are not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.language.gist")
    parser.add_argument("folder", nargs="?", default=os.environ.get(FOLDER, ""))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--shipped", action="store_true", help="no cross-validation")
    options = parser.parse_args()
    folder = Path(options.folder)
    if not options.folder or not (folder / "ntrex.de-en.tsv").exists():
        print(f"gist: skipped, no ntrex.*.tsv; name their folder as an argument or in {FOLDER}")
        return
    report(folder, options.languages, quick=options.shipped)


if __name__ == "__main__":
    main()
