"""Whether the JSON of an update can hold some words, before it is parsed: a quick no for nearly all that have them not.

Strings stand in our JSON as they are; only marks that are part of no word are escaped. So a word of a string is found
in the JSON, folded as `shared/contracts/filters.py` folds words; what else is found in it does no harm, since the
filter itself decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from shared.contracts.filters import words_of

#: Behind the last character that combines with another (Unicode 15).
_END = 0x1E950


def may_hold(texts: Iterable[str]) -> Callable[[bytes], bool]:
    """Says of a JSON whether all words of one of these texts may stand in it; without texts, always yes."""
    asked = [words_of(text) for text in texts]

    def says(body: bytes) -> bool:
        folded = _folded(body.decode("utf-8", "replace"))
        return any(all(word in folded for word in words) for words in asked)

    return says if asked else lambda _: True


def _folded(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    plain = _marks().sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", plain)


@cache
def _marks() -> re.Pattern[str]:
    """One or more characters that combine with the one before them."""
    every = "".join(chr(code) for code in range(_END) if unicodedata.combining(chr(code)))
    return re.compile(f"[{re.escape(every)}]+")
