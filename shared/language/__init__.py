"""What is known about nine languages (en de ru uk pl be fr es lt), as pure functions over strings.

Reading order: `sentences.py`, `numbers.py`, `names.py`, `places.py`, `lexicon.py`, `terms.py`.
Word lists are readable files of our own writing in `data/`; they are read once, when first asked for.
"""

from __future__ import annotations

#: The languages with rules and word lists of their own; others are read with those of English.
LANGUAGES = ("en", "de", "ru", "uk", "pl", "be", "fr", "es", "lt")


def base(tag: str | None) -> str:
    """The language of a BCP 47 tag without region or script: "de" of "de-AT"; "und" where there is none."""
    return (tag or "und").split("-")[0].lower() or "und"
