"""How many of a human translation's content words the lexicon hits: python -m bench.language.hits --data FOLDER

A hit is a content lemma of the reference that is among the English of the source sentence, each counted as often as
both sides have it. English is the first gloss of each word (what a reader gets); `any` lets every alternative count
and tells what choosing better could add. de, ru and uk are scored on WMT test sets; the others by cross-validation
over the documents of NTREX: the alignment never sees the documents it is scored on, our own entries stay.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anyascii import anyascii
from rich.progress import track

from shared.language.bilingual import Gloss, look_up, of_ding, phrase_in
from shared.language.dictionary import Dictionary, dictionary, plain
from shared.language.ding import PATH
from training.lexicon import LANGUAGES, build, corpus
from training.lexicon.corpus import foreign_words
from training.lexicon.lemmas import english_lemma

#: Sets that measure only: nothing that ships may be made or tuned with them.
WMT = {
    "de": ("newstest2021.de-en.A", "generaltest2022.de-en.A"),
    "ru": ("newstest2021.ru-en.A", "generaltest2022.ru-en.A"),
    "uk": ("generaltest2022.uk-en.A",),
}
FOLDS = 5
STOP = frozenset(
    "a about above after again against all also am an and any are aren as at be because been before being below "
    "between both but by can cannot could couldn did didn do does doesn doing don down during each either else "
    "ever every few for from further had hadn has hasn have haven having he her here hers herself him himself his "
    "how i if in into is isn it its itself just let ll like may me might more most much must my myself neither no "
    "nor not now of off on once one only or other our ours ourselves out over own per quite rather re same shall "
    "she should shouldn so some such than that the their theirs them themselves then there these they this those "
    "though through thus to too toward towards under until up upon us ve very was wasn we were weren what when "
    "where whether which while who whom whose why will with within without won would wouldn yet you your yours "
    "yourself yourselves".split()
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass
class Score:
    """Content lemmas of the references, and how many of them were hit in which way."""

    total: int = 0
    first: int = 0
    any: int = 0
    plain_total: int = 0
    plain_first: int = 0
    with_names: int = 0
    words: int = 0
    known: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    def row(self) -> dict[str, float]:
        """The shares."""
        return {
            "hits": self.first / max(1, self.total),
            "hits_with_names_as_written": self.with_names / max(1, self.total),
            "hits_without_capitalised": self.plain_first / max(1, self.plain_total),
            "hits_any_alternative": self.any / max(1, self.total),
            "source_words_known": self.known / max(1, self.words),
        }


def content(text: str) -> tuple[Counter[str], Counter[str]]:
    """The content lemmas of English, and those that are not written with a capital inside a sentence."""
    every: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for at, word in enumerate(_WORD.findall(text)):
        lemma = english_lemma(word)
        if len(word) > 2 and word.lower() not in STOP and lemma not in STOP:
            every[lemma] += 1
            small[lemma] += word[0].islower() or at == 0
    return every, +small


def read_glosses(
    source: str, language: str, book: Dictionary, ding: bool = False
) -> Iterator[tuple[str, tuple[Gloss, ...]]]:
    """The words of a sentence with their English; phrases count as one word."""
    words, at = foreign_words(source, language), 0
    while at < len(words):
        longer = phrase_in(words, at, language, book)
        if longer:
            yield " ".join(words[at : at + longer[0]]), (longer[1],)
            at += longer[0]
            continue
        small = book.functions.get(plain(words[at]))
        yield words[at], _gloss(words[at], language, book, ding) if small is None else (Gloss(small, "f"),)
        at += 1


def _gloss(word: str, language: str, book: Dictionary, ding: bool) -> tuple[Gloss, ...]:
    return look_up(word, language, book, of_ding) if ding else look_up(word, language, book)


def score(
    pairs: Iterable[tuple[str, str]], language: str, book: Dictionary, into: Score | None = None, ding: bool = False
) -> Score:
    """The score of a dictionary on sources with their references."""
    total = into or Score()
    for source, reference in pairs:
        every, small = content(reference)
        found = list(read_glosses(source, language, book, ding))
        first = _lemmas(glosses[0].english for _, glosses in found if glosses)
        names = _lemmas(anyascii(word) for word, glosses in found if not glosses)
        every_gloss = _lemmas(gloss.english for _, glosses in found for gloss in glosses)
        total.total += every.total()
        total.first += (every & first).total()
        total.with_names += (every & (first + names)).total()
        total.any += (every & every_gloss).total()
        total.plain_total += small.total()
        total.plain_first += (small & first).total()
        total.words += len(found)
        total.known += sum(bool(glosses) for _, glosses in found)
        total.missed.update(every - first)
    return total


def _lemmas(texts: Iterable[str]) -> Counter[str]:
    return Counter(english_lemma(word) for text in texts for word in _WORD.findall(text))


def on_wmt(folder: Path, language: str) -> dict[str, dict[str, float]]:
    """The shares of the lexicon that ships, by test set."""
    found = {}
    for name in WMT.get(language, ()):
        lines = (folder / "evaluation_only" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        pairs = [tuple(line.split("\t")[-2:]) for line in lines if "\t" in line]
        found[name] = score(((p[0], p[1]) for p in pairs), language, dictionary(language)).row()
        if language == "de" and PATH.is_file():
            scored = score(((p[0], p[1]) for p in pairs), language, dictionary(language), ding=True)
            found[f"{name} with Ding"] = scored.row()
    return found


Maker = Callable[[str, Sequence[corpus.Pair], Sequence[str]], Dictionary]


def on_ntrex(folder: Path, language: str, make: Maker = build.book) -> dict[str, float]:
    """The shares by cross-validation over documents: each fold is scored by a lexicon aligned without it."""
    pairs, english = corpus.read(folder, language), corpus.english_side(folder, language)
    sources = [line.split("\t")[1] for line in _lines(folder / f"ntrex.{language}-en.tsv")]
    fold = {name: number % FOLDS for number, name in enumerate(sorted({pair.document for pair in pairs}))}
    total = Score()
    for held in range(FOLDS):
        kept = [at for at, pair in enumerate(pairs) if fold[pair.document] != held]
        made = make(language, [pairs[at] for at in kept], [english[at] for at in kept])
        out = [(sources[at], english[at]) for at, pair in enumerate(pairs) if fold[pair.document] == held]
        score(out, language, made, total)
    return total.row()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.count("\t") >= 2]


def main() -> None:
    """Prints the shares by language and set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with ntrex.*.tsv and evaluation_only/")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--ntrex", action="store_true", help="cross-validate de, ru and uk too")
    options = parser.parse_args()
    for language in track(options.languages, "languages"):
        rows = on_wmt(options.data, language)
        if language not in WMT or options.ntrex:
            rows["ntrex, left-out documents"] = on_ntrex(options.data, language)
        for name, row in rows.items():
            print(language, f"{name:36}", " ".join(f"{key} {value:.3f}" for key, value in row.items()))


if __name__ == "__main__":
    main()
