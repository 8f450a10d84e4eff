"""German compounds cut into words that a dictionary knows: Gefangenenaustausch is Gefangene and Austausch.

The last part is what the thing is. Cuts with fewer parts win, then those with the longer last part (after M. Koehn and
K. Knight, "Empirical methods for compound splitting", EACL 2003, with the dictionary in place of corpus counts).
Limit: a compound with one unknown part is not cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.language.dictionary import Dictionary, Entry
from shared.language.stems import stem

#: Letters of a part; shorter ones are chance.
_HEAD, _MODIFIER = 4, 3
#: What may stand between the parts, and what a part may have lost before the next.
_LINKS = ("", "s", "es", "n", "en", "er", "e", "-")
_LOST = ("", "e", "en")
#: First parts that are no words of their own kind, with their English.
_PREFIXES = {
    "haupt": "main", "vize": "vice", "ex": "former", "sonder": "special", "spitzen": "top", "gesamt": "total",
    "nicht": "non", "mit": "co", "innen": "interior", "außen": "foreign", "groß": "large", "klein": "small",
    "neu": "new", "alt": "former", "rück": "return", "gegen": "counter", "zwischen": "interim", "vor": "preliminary",
    "nach": "after", "über": "over", "unter": "under", "fehl": "false", "mehr": "multi", "halb": "half",
    "viertel": "quarter", "doppel": "double", "einzel": "single", "schwer": "heavy", "kern": "core", "teil": "partial",
    "tief": "deep", "hoch": "high", "kurz": "short", "lang": "long", "fern": "remote", "frei": "free", "voll": "full",
    "zusatz": "additional", "schlüssel": "key", "mega": "mega", "super": "super", "öko": "eco", "bio": "organic",
}  # fmt: skip


def parts(word: str, book: Dictionary) -> tuple[tuple[str, Entry], ...]:
    """The entry of each part of a compound (small letters), first to last, with its English; () where it cannot be."""
    cuts = sorted(_cuts(word, book, 3), key=lambda cut: (len(cut), -_weight(cut)))
    return cuts[0] if cuts else ()


def _weight(cut: tuple[tuple[str, Entry], ...]) -> int:
    """How much a cut is worth among those with as many parts: a long last part, and a noun."""
    head = cut[-1][1]
    return len(head.head) + 3 * (head.kind == "n")


def _cuts(word: str, book: Dictionary, most: int) -> Iterator[tuple[tuple[str, Entry], ...]]:
    for at in range(_MODIFIER - 1, len(word) - _HEAD + 1):
        head = _known(word[at:], book) or _inflected(word[at:], book)
        if head:
            last = (head.english[0], head)
            yield from ((*before, last) for before in _modifier(word[:at], book, most - 1))


def _modifier(text: str, book: Dictionary, most: int) -> Iterator[tuple[tuple[str, Entry], ...]]:
    prefix = _PREFIXES.get(text)
    if prefix:
        yield ((prefix, Entry(text, "a", (prefix,))),)
        return
    for bare in _without_link(text):
        entry = _known(bare, book)
        if entry:
            yield ((entry.english[0], entry),)
            return
    if most > 1 and len(text) > _HEAD + _MODIFIER:
        yield from _cuts_with_link(text, book, most)


def _cuts_with_link(text: str, book: Dictionary, most: int) -> Iterator[tuple[tuple[str, Entry], ...]]:
    for link in ("", "s", "-"):
        if text.endswith(link) and (found := next(_cuts(text.removesuffix(link), book, most), None)):
            yield found
            return


def _without_link(text: str) -> Iterator[str]:
    """The dictionary forms that a first part may come from, likeliest first."""
    for link in _LINKS:
        if text.endswith(link) and len(text) - len(link) >= _MODIFIER:
            yield text.removesuffix(link)
    yield from (text + lost for lost in _LOST if lost)


def _inflected(word: str, book: Dictionary) -> Entry | None:
    """The noun that a last part is a case or plural of."""
    found = book.stems.get(stem(word, "de"), ()) if len(word) > _HEAD else ()
    return next((entry for entry in found if entry.kind == "n"), None)


def _known(word: str, book: Dictionary) -> Entry | None:
    """The noun, else another content word, that a part is."""
    if len(word) < _MODIFIER:
        return None
    found = book.heads.get(word) or book.forms.get(word) or ()
    return min(found, key=lambda entry: "navrp".index(entry.kind), default=None)
