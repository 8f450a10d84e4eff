"""Which words stand in like company: Brown clusters of English, German and Spanish, word groups of Russian."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

#: Languages with a table of their own.
TABLES = ("en", "de", "es", "ru")


@cache
def _table(language: str) -> dict[str, int]:
    if language not in TABLES:
        return {}
    packed = files("services.extract").joinpath("models", f"clusters.{language}.tsv.gz").read_bytes()
    table: dict[str, int] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        number, _, words = line.partition("\t")
        table.update(dict.fromkeys(words.split(" "), int(number)))
    return table


def cluster(word: str, language: str) -> int | None:
    """The number of a word's cluster as it is written, else in small letters or with a capital."""
    table = _table(language)
    hit = table.get(word)
    if hit is None:
        hit = table.get(word.lower())
    return table.get(word.capitalize()) if hit is None else hit
