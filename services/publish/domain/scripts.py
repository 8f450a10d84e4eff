"""The script that a name is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter

#: ISO 15924 codes by the first word of a character's Unicode name.
_CODES = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Hang",
    "DEVANAGARI": "Deva",
    "THAI": "Thai",
}


def script_of(text: str) -> str:
    """The ISO 15924 code of the script of most letters; Zyyy where there are none, Zzzz where it is another."""
    letters = Counter(unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())
    if not letters:
        return "Zyyy"
    return _CODES.get(max(sorted(letters), key=lambda name: letters[name]), "Zzzz")
