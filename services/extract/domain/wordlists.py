"""The word lists in `services/extract/data`: tab-separated rows; a `*` in an entry stands for any letters."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from shared.language.tables import expand, words


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, without comments and empty lines."""
    text = files("services.extract").joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines)


#: Words of which an open set remembers the answer. There are some two hundred sets: what each keeps counts as often.
_REMEMBERED = 1_000


class WordSet:
    """Words in small letters, some open at their beginning or end."""

    def __init__(self, entries: tuple[str, ...]) -> None:
        self._whole = frozenset(entry.lower() for entry in entries if "*" not in entry)
        opened = [re.escape(entry.lower()).replace(r"\*", r"\w*") for entry in entries if "*" in entry]
        self._open = re.compile("|".join(sorted(opened, key=len, reverse=True))) if opened else None
        self._known: dict[str, bool] = {}

    def __contains__(self, low: str) -> bool:
        """Whether the word, in small letters, is of the set."""
        if low in self._whole:
            return True
        if self._open is None:
            return False
        hit = self._known.get(low)
        if hit is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[low] = hit = self._open.fullmatch(low) is not None
        return hit


@cache
def word_set(table: str, language: str, *key: str) -> WordSet:
    """The set of the row that begins with this language and key; an empty one where there is none."""
    found = [entry for row in rows(table) if row[:-1] == (language, *key) for entry in words(row[-1])]
    return WordSet(tuple(form for entry in found for form in expand(entry)))


@cache
def stem_set(table: str, language: str, *key: str) -> WordSet:
    """Like `word_set`, every entry open at its end."""
    found = [entry + "*" for row in rows(table) if row[:-1] == (language, *key) for entry in words(row[-1])]
    return WordSet(tuple(found))
