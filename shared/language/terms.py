"""Content terms of a text."""

from __future__ import annotations

import re


def terms(text: str, language: str) -> list[str]:
    """The content terms of a text in order, in English where the lexicon knows them, else stems."""
    return [word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)]
