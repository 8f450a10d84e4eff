"""What a statement says in words that compare across languages, so that part 5 can tell one statement by its versions.

A translation shares most of these terms; a fragment's are among those of the whole. Names are folded, common words
English where the lexicons have them. Known limit: words that no lexicon has stay stems of their own language.
"""

from __future__ import annotations

from shared.contracts.claim import Source
from shared.language.names import fold_name
from shared.language.numbers import numbers
from shared.language.terms import terms

#: Terms of one statement, at most: they travel in every event.
MOST = 24


def content_of(said: str, language: str) -> tuple[str, ...]:
    """The terms and figures of a statement, each once, in order of the text."""
    figures = (f"{number.value:g}" for number in numbers(said, language))
    return tuple(dict.fromkeys((*figures, *terms(said, language))))[:MOST]


def key_of(source: Source | None, language: str) -> str:
    """The key of all statements by one source, the same in all languages; "said:" for those by nobody."""
    return f"said:{fold_name(source.name, language)}" if source else "said:"
