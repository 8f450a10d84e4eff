"""What the letters of a text say about its language, whatever the words: scripts, and which Cyrillic alphabet.

Belarusian has no и and no щ, Ukrainian no ы, э, ё and ъ, Russian no і, ї, є, ґ and ў, Bulgarian no ы, э and ё; ә, ғ, қ,
ң, ө, ұ, ү, һ and ј, љ, њ, ћ, ђ, џ belong to none of them. A short headline often hangs on one such letter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Script = Literal["latin", "cyrillic", "other", "none"]

_COMMON = "абвгдежзклмнопрстуфхцчш"
_CYRILLIC: dict[str, str] = {
    "ru": _COMMON + "ёийщъыьэюя",
    "uk": _COMMON + "ґєиіїйщьюя",
    "be": _COMMON + "ґёійўыьэюя",
    "bg": _COMMON + "ийщъьюя",
    "sr": _COMMON + "ђијљњћџ",
    "mk": _COMMON + "ѓѕијљњќџ",
    "kk": _COMMON + "ёийщъыьэюяәғқңөұүһі",
    "ky": _COMMON + "ёийщъыьэюяңөү",
    "tt": _COMMON + "ёийщъыьэюяәөүҗңһ",
    "ba": _COMMON + "ёийщъыьэюяәөүғҡңҙҫһ",
    "mn": _COMMON + "ёийщъыьэюяөү",
    "tg": _COMMON + "ёийъэюяғӣқӯҳҷ",
}
#: How much a language loses for each letter that it does not have, and how many such letters count. Names and quoted
#: words bring foreign letters into any text, so that a few of them weigh and do not decide over long text.
_STRANGE = 0.02
_COUNTED = 6
#: Share of letters from which an alphabet is clearly not that of a language.
_TOO_STRANGE = 0.03

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0400-\u052f]")
#: Share of Cyrillic letters from which a text is in a Cyrillic language.
_ENOUGH_CYRILLIC = 0.3


def script_of(text: str) -> Script:
    """The script of the text's language; "none" where there are no letters.

    Names in Latin letters are common in Cyrillic text, and the reverse is rare: so less than half will do for it.
    """
    latin, cyrillic = len(_LATIN.findall(text)), len(_CYRILLIC_LETTER.findall(text))
    letters = latin + cyrillic + len(_OTHER_LETTER.findall(text))
    if not letters:
        return "none"
    if cyrillic >= _ENOUGH_CYRILLIC * letters:
        return "cyrillic"
    return "latin" if 2 * latin > letters else "other"


def without_latin(text: str) -> str:
    """Cyrillic text without the names in Latin letters."""
    return _LATIN.sub(" ", text)


def writes_in(tag: str, script: Script) -> bool:
    """Whether a language may be written in this script, as far as the alphabets here tell."""
    return tag == "sr" or (tag in _CYRILLIC) == (script == "cyrillic")


def fit(text: str, tag: str) -> float:
    """From 1 down: what is left of a language's probability after the Cyrillic letters of the text that it lacks."""
    strange = _strange(text, tag)
    return float(_STRANGE ** min(strange, _COUNTED))


def is_foreign(text: str, tags: tuple[str, ...]) -> bool:
    """Whether Cyrillic text has letters, more than names would bring, that none of these languages has."""
    cyrillic = len(_CYRILLIC_LETTER.findall(text))
    known = [tag for tag in tags if tag in _CYRILLIC]
    if not cyrillic or not known:
        return bool(cyrillic)
    return min(_strange(text, tag) for tag in known) > max(1, _TOO_STRANGE * cyrillic)


def _strange(text: str, tag: str) -> int:
    return len(_outside(tag).findall(text)) if tag in _CYRILLIC else 0


@cache
def _outside(tag: str) -> re.Pattern[str]:
    """The Cyrillic letters that a language does not have."""
    own = set(_CYRILLIC[tag] + _CYRILLIC[tag].upper())
    return re.compile("[" + "".join(chr(c) for c in range(0x400, 0x530) if chr(c) not in own) + "]")
