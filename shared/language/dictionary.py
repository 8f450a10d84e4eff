"""The bilingual lexicon of one language as it ships: `data/lexicon/<language>.tsv.gz`, read once when first asked for.

A row is headword, kind, English (alternatives parted by |), stem, and the forms that the stem would not bring to the
headword. `training/lexicon` writes it; `data/lexicon/CARD.md` says from what.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

#: Kinds: noun, verb, adjective, adverb, phrase of several words, function word.
KINDS = ("n", "v", "a", "r", "p", "f")
_PLAIN = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "`": "'", "\u0301": None, "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """A headword of one kind with its English, likeliest first."""

    head: str
    kind: str
    english: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The ways from a word to its entries. All keys are plain small letters."""

    heads: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    forms: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    #: Phrases by the stems of their first two words: the stems of all words, longest first.
    phrases: dict[tuple[str, str], tuple[tuple[tuple[str, ...], Entry], ...]] = field(default_factory=dict)

    @cached_property
    def order(self) -> list[str]:
        """The headwords in the order of the alphabet, where words that begin alike are neighbours."""
        return sorted(self.heads)


def plain(word: str) -> str:
    """A word as it is looked up: small letters, one kind of apostrophe, no stress marks, Russian ё as е."""
    return word.lower().translate(_PLAIN)


@cache
def dictionary(language: str) -> Dictionary:
    """The dictionary of a language; an empty one where none ships."""
    packed = files("shared.language").joinpath("data", "lexicon", f"{language}.tsv.gz")
    if not language.isalpha() or not packed.is_file():
        return Dictionary()
    return read(gzip.decompress(packed.read_bytes()).decode("utf-8").splitlines())


def read(lines: Iterable[str]) -> Dictionary:
    """The dictionary that rows describe."""
    book = Dictionary()
    for line in lines:
        if line and not line.startswith("#"):
            head, kind, english, stems, forms = line.split("\t")
            _add(book, Entry(head, kind, tuple(english.split("|"))), stems, forms.split(",") if forms else [])
    for beginning, found in book.phrases.items():
        book.phrases[beginning] = tuple(sorted(found, key=lambda pair: -len(pair[0])))
    return book


def _add(book: Dictionary, entry: Entry, stems: str, forms: list[str]) -> None:
    head = plain(entry.head)
    if entry.kind == "f":
        book.functions.setdefault(head, entry.english[0])
    elif " " in head:
        words = tuple(stems.split(" "))
        beginning = (words[0], words[1])
        book.phrases[beginning] = (*book.phrases.get(beginning, ()), (words, entry))
    else:
        _append(book.heads, head, entry)
        if stems:
            _append(book.stems, stems, entry)
        for form in forms:
            _append(book.forms, form, entry)


def _append(table: dict[str, tuple[Entry, ...]], key: str, entry: Entry) -> None:
    table[key] = (*table.get(key, ()), entry)
