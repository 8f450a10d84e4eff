"""The size of the lexicon as a table for its card: python -m training.lexicon.card."""

from __future__ import annotations

import gzip

from training.lexicon import LANGUAGES, own
from training.lexicon.build import OUT


def row(language: str) -> str:
    """A language's entries, of them our own, phrases, listed forms and size."""
    path = OUT / f"{language}.tsv.gz"
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    written = len(own.read(language))
    phrases = sum(" " in cell[0] for cell in cells)
    forms = sum(len(cell[4].split(",")) for cell in cells if cell[4])
    kilobytes = path.stat().st_size / 1000
    return f"| {language} | {len(cells):,} | {written:,} | {phrases:,} | {forms:,} | {kilobytes:.0f} |"


def main() -> None:
    """Prints the table."""
    print("| language | entries | of them our own | phrases | listed forms | kB |\n|---|---|---|---|---|---|")
    print(*map(row, LANGUAGES), sep="\n")


if __name__ == "__main__":
    main()
