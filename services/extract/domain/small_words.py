"""The small words around speech, by kind: `clauses.tsv`."""

from __future__ import annotations

from functools import cache

from services.extract.domain.wordlists import rows
from shared.language.tables import words


@cache
def small(kind: str, language: str = "*") -> frozenset[str]:
    """The words of a kind (of one language, or of all together) in small letters."""
    found = [row[2] for row in rows("clauses.tsv") if row[:2] == (kind, language)]
    return frozenset(word for cell in found for word in words(cell))
