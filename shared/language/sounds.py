"""The rough sound of a name's stem: one small alphabet for all scripts and spellings.

Consonants fall together where Slavic languages or their romanisations differ; vowels become a, i or u.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from shared.language import LANGUAGES
from shared.language.letters import is_cyrillic
from shared.language.tables import rows

#: From here on a name is long enough to be known by its consonants (in letters of the rough sound).
_LONG = 5

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "ʃ", "з": "s",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f", "х": "g", "ц": "t", "ч": "ʧ", "ш": "ʃ", "щ": "ʃ", "ъ": "",
        "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "’": "", "'": "", "ʼ": "",
    }
)  # fmt: skip

_PRE = (
    (re.compile("дзь|дз"), "д"),
    (re.compile("дж"), "ж"),
    (re.compile("ця"), "тя"),
    (re.compile("цц"), "т"),
    (re.compile("тч"), "ч"),
)

_BEFORE_VOWEL = re.compile(r"i+(?=[aeou])")
_OU_BEFORE_CONSONANT = re.compile(r"ou(?=sk|tk|$)|(?<=[aeo])u(?=sk|tk|$)")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def sounds(stem: str, language: str) -> str:
    """The rough sound of a stem in small letters: "lukashank" of "lukaschenk" (German) and "лукашэнк"."""
    rough = phones(stem, orthography(stem, language))
    if len(rough) >= _LONG:
        rough = re.sub("[eo]", "a", rough)
        rough = re.sub("a[iu]+", "a", rough).replace("aa", "a")
    rough = re.sub("i$", "", rough) if len(rough) > 3 else rough
    return rough.replace("ʃ", "sh").replace("ʧ", "ch")


@lru_cache(maxsize=20_000)
def phones(stem: str, spelling: str) -> str:
    """The rough sound with its vowels, read as this language spells; ʃ and ʧ are one letter each."""
    rough = _OU_BEFORE_CONSONANT.sub("ov", _spelt(stem, spelling))
    rough = _BEFORE_VOWEL.sub("", rough)
    return _DOUBLED.sub(r"\1", rough.replace("iy", "i"))


@cache
def _spellings() -> dict[str, tuple[tuple[str, str], ...]]:
    """By language: how its orthography spells the sounds, longest spellings first."""
    table = {}
    for language, pairs in rows("spellings.tsv"):
        parted = (pair.partition("=") for pair in pairs.split())
        table[language] = tuple((spelling, sound) for spelling, _, sound in parted)
    return table


def _spelt(stem: str, spelling: str) -> str:
    if is_cyrillic(stem):
        for pattern, put in _PRE:
            stem = pattern.sub(put, stem)
        return stem.translate(_CYRILLIC)
    for letters, sound in _spellings()[spelling]:
        stem = stem.replace(letters, sound)
    return _plain(stem)


def _plain(stem: str) -> str:
    """Without the accents that the orthography did not use."""
    kept = [c if c in "ʃʧ" else anyascii(unicodedata.normalize("NFC", c)) for c in stem]
    return re.sub(r"[^a-zʃʧ0-9]", "", "".join(kept).lower())


_TELLS = (
    ("pl", re.compile(r"sz|cz|ł|ż|ś|ć|ń|ą|ę|ź|(?<!s)chano|ci(?=cha)")),
    ("de", re.compile(r"sch|tsch|w(?=sk|$)|ij$|[äöüß]")),
    ("lt", re.compile(r"[šžčėūų]")),
    ("fr", re.compile(r"tch|^.?ou|ouch|oï|eï|^[bdfgklmnprstv]+ou(?!sk)")),
    ("es", re.compile(r"[áéíóúñ]|anov.*j|j[aá]nov")),
)


def orthography(stem: str, language: str) -> str:
    """Whose spelling this is: tell-tale letters first, then the language of the text, then English."""
    for tongue, tell in _TELLS:
        if tell.search(stem):
            return tongue
    return language if language in LANGUAGES and language in _spellings() else "en"
