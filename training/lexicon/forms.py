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
    return [_row(entry, listed, reached, language) for entry, listed in entries]


def _row(entry: Entry, written: tuple[str, ...], reached: dict[str, str], language: str) -> str:
    head = plain(entry.head)
    stems = "" if entry.kind == "f" else " ".join(stem(word, language) for word in head.split())
    forms: list[str] = []
    odd = _ODD.get(language, re.compile(r"^$"))
    if entry.kind != "f" and " " not in head:
        forms = [plain(form) for form in written]
        forms += [form for form in inflected(language).get(head, ()) if not odd.search(form)]
        forms = [form for form in dict.fromkeys(forms) if reached.get(stem(form, language)) != head]
    return "\t".join((entry.head, entry.kind, "|".join(entry.english), stems, ",".join(forms)))


def plain_row(entry: Entry) -> str:
    """The line of an entry that is found by itself alone."""
    return "\t".join((entry.head, entry.kind, "|".join(entry.english), "", ""))
