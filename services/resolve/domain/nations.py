"""Which country a word speaks of: its name or the adjective, in nine languages and their cases."""

from __future__ import annotations

from functools import cache, lru_cache

from services.resolve.domain.tables import rows

#: Letters that an ending may add to the beginnings in the list.
_ENDING = 7


@cache
def _starts() -> dict[str, tuple[tuple[str, str], ...]]:
    """By the first two letters: beginnings of words (small letters) and the code of the country, longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, _, starts in rows("nations.tsv"):
        for start in starts.split(","):
            found.setdefault(start[:2], []).append((start, code))
    return {two: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for two, pairs in found.items()}


@lru_cache(maxsize=10_000)
def nation_of(word: str, language: str) -> str:
    """The country's code; "" where the word speaks of none. Capitals matter for short names: US, РФ."""
    low = word.lower()
    for start, code in _starts().get(low[:2], ()):
        if start.endswith("!"):
            if low == start[:-1] and (word.isupper() or len(word) > 3):
                return code
        elif low.startswith(start) and len(low) - len(start) <= _ENDING:
            return code
    return ""


@cache
def name_of(code: str) -> str:
    """The English name of a country of the list."""
    return next((name for known, name, _ in rows("nations.tsv") if known == code), code)
