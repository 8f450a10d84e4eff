"""Makes the lexicon that ships: python -m training.lexicon.build --ntrex FOLDER [--languages de ru ...]

Without a folder of parallel texts the lexicon is made of our own writing alone.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Sequence
from pathlib import Path

from rich.progress import track

from shared.language.dictionary import Dictionary
from shared.language.dictionary import read as read_dictionary
from training.lexicon import LANGUAGES, corpus, own
from training.lexicon.alignment import align
from training.lexicon.corpus import Pair
from training.lexicon.evidence import Evidence, gather
from training.lexicon.forms import plain_row, rows
from training.lexicon.merge import merged
from training.lexicon.priors import prior
from training.lexicon.readings import preferred

OUT = Path("shared/language/data/lexicon")
_HEAD = "# headword, kind, English, stem, forms; see CARD.md for source and licence"


def learn(pairs: Sequence[Pair], english: Sequence[str], written: own.Written, language: str) -> Evidence:
    """What parallel texts say, read with our own entries in mind."""
    before = prior([entry for entry, _ in written], language)
    return gather(pairs, english, align([(p.foreign, p.english) for p in pairs], before), language)


def compose(language: str, evidence: Evidence | None, written: own.Written) -> list[str]:
    """The lines of a language's dictionary."""
    entries = merged(written, evidence, language)
    lines = rows(entries, language)
    if evidence is None:
        return lines
    forms = preferred(evidence, read_dictionary(lines), language)
    return [plain_row(entry) for entry in forms] + lines


def book(language: str, pairs: Sequence[Pair], english: Sequence[str]) -> Dictionary:
    """A dictionary of our own writing and these texts, as it would ship."""
    written = own.read(language)
    return read_dictionary(compose(language, learn(pairs, english, written, language), written))


def write(language: str, folder: Path | None) -> int:
    """The number of entries written for a language."""
    written = own.read(language)
    evidence = None
    if folder:
        evidence = learn(corpus.read(folder, language), corpus.english_side(folder, language), written, language)
    lines = compose(language, evidence, written)
    text = "\n".join((_HEAD, *lines, ""))
    OUT.mkdir(parents=True, exist_ok=True)
    # No time stamp: the same entries make the same file.
    (OUT / f"{language}.tsv.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    return len(lines)


def main() -> None:
    """Writes the dictionaries and says how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--ntrex", type=Path, help="folder with ntrex.<language>-en.tsv")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    options = parser.parse_args()
    for language in track(options.languages, "languages"):
        for fault in own.faults(language):
            print("left out:", fault)
        print(language, write(language, options.ntrex), "entries")


if __name__ == "__main__":
    main()
