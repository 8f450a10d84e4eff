"""The rows of a dictionary: entries with their stems, and the forms that a stem would not bring to its headword."""

from __future__ import annotations

import re
from collections import defaultdict

from shared.language.dictionary import Entry, plain
from shared.language.stems import stem
from training.lexicon.lemmas import inflected
from training.lexicon.own import Written

#: Forms of the tables that no newspaper writes.
_ODD = {"uk": re.compile(r"(?:ая|еє|осте|ість|ости|[аяіу]ймос[яь]|імос[яь]|тимем|^най.*)$"), "ru": re.compile(r"ою$")}


def rows(entries: Written, language: str) -> list[str]:
    """The lines of a dictionary file, in the order of the entries."""
    by_stem: dict[str, list[str]] = defaultdict(list)
    for entry, _ in entries:
        if " " not in entry.head and entry.kind != "f":
            by_stem[stem(plain(entry.head), language)].append(plain(entry.head))
    reached = {key: found[0] for key, found in by_stem.items() if len(set(found)) == 1}
    table = inflected(language, frozenset(head for found in by_stem.values() for head in found))
    odd = _ODD.get(language)

    def listed(entry: Entry, written: tuple[str, ...]) -> list[str]:
        """The forms that have to be told, those that were written and those of the table."""
        head = plain(entry.head)
        told = [plain(form) for form in written] + [f for f in table.get(head, ()) if not (odd and odd.search(f))]
        return [form for form in dict.fromkeys(told) if reached.get(stem(form, language)) != head]

    return [_row(entry, listed(entry, written), language) for entry, written in entries]


def _row(entry: Entry, forms: list[str], language: str) -> str:
    if entry.kind == "f":
        return plain_row(entry)
    words = plain(entry.head).split()
    stems = " ".join(stem(word, language) for word in words)
    told = ",".join(forms) if len(words) == 1 else ""
    return "\t".join((entry.head, entry.kind, "|".join(entry.english), stems, told))


def plain_row(entry: Entry) -> str:
    """The line of an entry that is found by itself alone."""
    return "\t".join((entry.head, entry.kind, "|".join(entry.english), "", ""))
