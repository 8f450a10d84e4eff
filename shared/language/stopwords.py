"""Words without content of their own."""

from __future__ import annotations

from functools import cache

from shared.language import base
from shared.language.tables import rows, words


@cache
def stopwords(language: str) -> frozenset[str]:
    """The stop words of a language in small letters; those of English where it has no list."""
    table = {row[0]: words(row[1]) for row in rows("stopwords.tsv")}
    return frozenset(table.get(base(language), table["en"]))
