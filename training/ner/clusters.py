"""Makes the tables of word clusters that ship, from spaCy's lookups (en, de, es) and natasha's vectors (ru).

    python -m training.ner.clusters --lookups FOLDER --navec FILE

The lookups are the files `<language>_lexeme_cluster.json.gz` and `_prob` of the package spacy-lookups-data (MIT): Brown
clusters whose bits count from the lowest. Only the commonest words that are letters are kept. The Russian vectors are
navec's of the news (MIT), grouped by k-means; both need to be done once only.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[2] / "services" / "extract" / "models"
#: Words of a language that are kept, commonest first.
KEPT = {"en": 90_000, "de": 90_000, "es": 60_000}
#: Groups of Russian words, words that are kept, and rounds over them.
GROUPS, KEPT_RUSSIAN, SEED = 512, 90_000, 7


def main() -> None:
    """Writes the tables whose sources are given."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.clusters", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lookups", type=Path)
    parser.add_argument("--navec", type=Path)
    options = parser.parse_args()
    if options.lookups:
        for language in KEPT:
            write(language, brown(options.lookups, language))
    if options.navec:
        write("ru", grouped(options.navec))


def brown(folder: Path, language: str) -> dict[str, int]:
    """The clusters of a language's commonest words."""
    clusters, chances = (
        json.loads(gzip.decompress((folder / f"{language}_lexeme_{what}.json.gz").read_bytes()))
        for what in ("cluster", "prob")
    )
    common = sorted((word for word in clusters if _is_word(word)), key=lambda word: (-chances.get(word, -30.0), word))
    return {word: int(clusters[word]) for word in common[: KEPT[language]]}


def _is_word(word: str) -> bool:
    return 1 < len(word) < 25 and word[0].isalpha() and all(c.isalpha() or c in "-.'’" for c in word)


def grouped(path: Path) -> dict[str, int]:
    """Groups of Russian words by the vectors of navec."""
    import numpy as np
    from navec import Navec  # type: ignore[import-untyped]
    from sklearn.cluster import MiniBatchKMeans

    navec = Navec.load(str(path))
    words = [word for word in navec.vocab.words if _is_word(word)][:KEPT_RUSSIAN]
    vectors: Any = np.stack([navec[word] for word in words])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    model = MiniBatchKMeans(GROUPS, random_state=SEED, batch_size=4096, n_init=1, max_iter=30)
    return dict(zip(words, map(int, model.fit_predict(vectors)), strict=True))


def write(language: str, clusters: dict[str, int]) -> None:
    """Writes one cluster a line: its number and its words."""
    words: dict[int, list[str]] = defaultdict(list)
    for word, number in clusters.items():
        words[number].append(word)
    lines = (f"{number}\t{' '.join(sorted(words[number]))}\n" for number in sorted(words))
    path = MODELS / f"clusters.{language}.tsv.gz"
    path.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
    print(f"{path.name}: {len(clusters)} words in {len(words)} clusters, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
