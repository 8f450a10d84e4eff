"""What writers of entries should look at next: python -m training.lexicon.gaps LANGUAGE --ntrex FOLDER [--most N]

Words of the parallel texts that the lexicon has no English for, then those whose first English the human translations
do not bear out, the most frequent first, each with what stood for it. Never point it at a set that measures.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shared.language.bilingual import look_up
from shared.language.dictionary import Dictionary, plain
from shared.language.dictionary import read as read_dictionary
from training.lexicon import LANGUAGES, corpus, own
from training.lexicon.alignment import align
from training.lexicon.build import compose
from training.lexicon.corpus import Pair
from training.lexicon.lemmas import english_lemma
from training.lexicon.priors import prior

#: A first gloss is doubted when another word leads it by this factor and this many uses.
_LEAD, _USES = 2, 2


@dataclass
class Use:
    """How a lemma was used: its words, and the English words that stood for it."""

    words: Counter[str] = field(default_factory=Counter)
    goals: Counter[str] = field(default_factory=Counter)


def uses(pairs: list[Pair], language: str) -> dict[str, Use]:
    """How each lemma was used, names left out where case tells."""
    before = prior([entry for entry, _ in own.read(language)], language)
    links = align([(p.foreign, p.english) for p in pairs], before)
    found: dict[str, Use] = defaultdict(Use)
    for pair, linked in zip(pairs, links.sentences, strict=True):
        for at, lemma in enumerate(pair.foreign):
            if at == 0 or language == "de" or pair.words[at][0].islower():
                found[lemma].words[pair.words[at]] += 1
        for at, to, belief in linked:
            if belief > 0.5:
                found[pair.foreign[at]].goals[pair.english[to]] += 1
    return {lemma: use for lemma, use in found.items() if use.words}


def report(found: dict[str, Use], language: str, book: Dictionary) -> tuple[list[str], list[str]]:
    """The lemmas without English, and those whose first English is doubted, the most frequent first."""
    missing, doubted = [], []
    for lemma, use in sorted(found.items(), key=lambda pair: (-pair[1].words.total(), pair[0])):
        word = max(sorted(use.words), key=use.words.__getitem__)
        if plain(word) in book.functions:
            continue
        first = next((gloss.english for gloss in look_up(word, language, book)), None)
        stood = ", ".join(f"{goal} {n}" for goal, n in use.goals.most_common(4))
        if first is None:
            missing.append(f"{use.words.total()}\t{lemma}\t{word}\t{stood}")
        elif _doubted(first, use.goals):
            doubted.append(f"{use.words.total()}\t{lemma}\t{word}\t{first}\t{stood}")
    return missing, doubted


def _doubted(first: str, goals: Counter[str]) -> bool:
    ours = max((goals[english_lemma(word)] for word in first.split()), default=0)
    return bool(goals) and goals.most_common(1)[0][1] >= _LEAD * ours + _USES


def lines(language: str, folder: Path, most: int) -> Iterator[str]:
    """The report as text; the lexicon asked is our own writing without what the texts add."""
    book = read_dictionary(compose(language, None, own.read(language)))
    missing, doubted = report(uses(corpus.read(folder, language), language), language, book)
    yield f"# no English: {len(missing)} (uses, lemma, word, what stood for it)"
    yield from missing[:most]
    yield f"# first English doubted: {len(doubted)} (uses, lemma, word, ours, what stood for it)"
    yield from doubted[:most]


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("--ntrex", type=Path, required=True, help="folder with ntrex.<language>-en.tsv")
    parser.add_argument("--most", type=int, default=200)
    options = parser.parse_args()
    print(*lines(options.language, options.ntrex, options.most), sep="\n")


if __name__ == "__main__":
    main()
