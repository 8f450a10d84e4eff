"""Letters into English ones: Cyrillic as newsrooms romanise it, and Slavic names spelt in German, French and the like.

Russian follows BGN/PCGN, simplified as agencies do; Ukrainian the national system of 2010; Belarusian the system of
2007 without its diacritics. Ukrainian and Belarusian ь is dropped.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ё": "yo", "є": "ie",
    "ї": "i", "ў": "u",
}  # fmt: skip
_LETTERS: dict[str, dict[str, str]] = {
    "ru": _COMMON,
    "uk": {**_COMMON, "г": "h", "и": "y", "ю": "iu", "я": "ia"},
    "be": {**_COMMON, "г": "h", "ю": "iu", "я": "ia", "ё": "io"},
}
#: What a letter is at the beginning of a word.
_FIRST: dict[str, dict[str, str]] = {
    "ru": {"е": "ye", "й": "y"},
    "uk": {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"},
    "be": {"е": "ye", "ё": "yo", "й": "y", "ю": "yu", "я": "ya"},
}
_RULES: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "ru": (
        (re.compile(r"(?<=[жчшщ])ё"), "e"),
        (re.compile(r"(?:ий|ый)$"), "y"),
        (re.compile(r"(?<=[аеёиоуыэюя])е"), "ye"),
        (re.compile(r"ьё|ьо"), "yo"),
        (re.compile(r"[ьъ]е"), "ye"),
        (re.compile(r"(?<=и)я"), "a"),
        (re.compile(r"дж"), "j"),
    ),
    "uk": ((re.compile("зг"), "zgh"), (re.compile(r"дж"), "j"), (re.compile(r"[’'ʼ]"), "")),
    "be": (
        (re.compile(r"[’'ʼ]"), ""),
        (re.compile(r"^дж"), "j"),
        (re.compile(r"(?<=[аеёіоуыэюя])е"), "ye"),
        (re.compile(r"(?<=[аеёіоуыэюя])ю"), "yu"),
        (re.compile(r"(?<=[аеёіоуыэюя])я"), "ya"),
        (re.compile(r"(?<=[аеёіоуыэюя])ё"), "yo"),
    ),
}
_CYRILLIC = re.compile("[\u0400-\u04ff]")
#: Code points of the longest word that spelling rules are tried on; longer ones are no words.
_LONGEST = 60


def is_cyrillic(word: str) -> bool:
    """Whether the word has a Cyrillic letter."""
    return bool(_CYRILLIC.search(word))


def transliterated(word: str, language: str) -> str:
    """The word in Latin letters, by the rules of the language whose alphabet it is in; capitals stay."""
    if word.isascii():
        return word
    if not is_cyrillic(word):
        return word if _is_latin(word) else _spelt_by_anyascii(word)
    tongue = language if language in _LETTERS else "ru"
    parts = [_from_cyrillic(part.lower(), tongue) for part in word.split("-")]
    return with_case_of(word, "-".join(parts))


def _from_cyrillic(low: str, tongue: str) -> str:
    if len(low) <= _LONGEST:
        for pattern, put in _RULES[tongue]:
            low = pattern.sub(put, low)
    letters = _LETTERS[tongue]
    first = _FIRST[tongue].get(low[:1], letters.get(low[:1], low[:1]))
    return _ascii(first + "".join([letters.get(letter, letter) for letter in low[1:]]))


def _ascii(text: str) -> str:
    return text if text.isascii() else "".join([c if _is_latin(c) else anyascii(c) for c in text])


def _is_latin(word: str) -> bool:
    return all(c < "\u0250" or "\u1e00" <= c < "\u1f00" or unicodedata.combining(c) or not c.isalpha() for c in word)


def _spelt_by_anyascii(word: str) -> str:
    return "".join([c if c < "\u0250" else anyascii(c) for c in word])


def with_case_of(word: str, english: str) -> str:
    """The English in capitals where the word is, with a first capital where it has one."""
    if "-" in word and word.count("-") == english.count("-"):
        parts = zip(word.split("-"), english.split("-"), strict=True)
        return "-".join([with_case_of(part, spelt) if part else spelt for part, spelt in parts])
    if word.isupper() and len(word) > 1:
        return english.upper()
    return english[:1].upper() + english[1:] if word[:1].isupper() else english


#: Endings by which a name in Latin letters is known to be East Slavic, in the spellings of our languages.
SLAVIC = re.compile(
    r"(?:[ae]nk[oa]|sk[iy]j|skaj?a|skaïa|witsch|wytsch|vitch|vytch|wicz(?=$)|tsch(?:uk|enko|ow|ew)|tch(?:ouk|enko|ev)"
    r"|jew(?:a)?|schow|schew|[ao]wa|ewa|jewicz|ovski|évski|óvskaya)$",
    re.IGNORECASE,
)
#: The same in Polish and Lithuanian texts, whose own names end otherwise.
SLAVIC_BESIDE: dict[str, re.Pattern[str]] = {
    "pl": re.compile(r"(?:[oe]w|[oe]wa|i?enko|jew|cz(?:uk|enko)|skaja)$"),
    "lt": re.compile(r"(?:ov|ev)(?:as|a)?$|enk[oa]$"),
}
_TO_ENGLISH: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("schtsch", "shch"), ("tsch", "ch"), ("dsch", "j"), ("sch", "sh"), ("ch", "kh"), ("w", "v"), ("ss", "s"),
        ("ij$", "y"), ("yj$", "yi"), ("(?<=[aeou])j$", "i"), ("j(?=[aou])", "y"), ("^je", "ye"),
        ("(?<=[aeiou])je", "ye"),
        ("je", "e"), ("z", "ts"), ("ja", "ya"),
    ),
    "fr": (
        ("chtch", "shch"), ("tch", "ch"), ("dj", "j"), ("ch", "sh"), ("ou", "u"), ("gu(?=[eéiï])", "g"), ("j", "zh"),
        ("aïa$", "aya"), ("ï", "i"), ("é", "e"), ("ine$", "in"), ("ss", "s"), ("iev$", "iev"),
    ),
    "es": (("gu(?=[eéií])", "g"), ("j", "kh"), ("á", "a"), ("é", "e"), ("í", "i"), ("ó", "o"), ("ú", "u"), ("ñ", "n")),
    "pl": (
        ("szcz", "shch"), ("sz", "sh"), ("cz", "ch"), ("ch", "kh"), ("dź", "dz"), ("ż", "zh"), ("w", "v"), ("ł", "l"),
        ("ń", "n"), ("ś", "s"), ("ć", "ts"), ("ź", "z"), ("c(?!h)", "ts"), ("ij$", "y"),
        ("(?<=[aeou])j$", "i"), ("j", "y"),
        ("rz", "r"), ("ó", "o"), ("ie(?=[^$])", "e"),
    ),
    "lt": (
        ("šč", "shch"), ("č", "ch"), ("š", "sh"), ("dž", "j"), ("ž", "zh"), ("c(?!h)", "ts"), ("ch", "kh"),
        ("ė", "e"), ("ū", "u"),
        ("j", "y"),
    ),
}  # fmt: skip


def slavic_in_english(word: str, language: str) -> str:
    """A Slavic name as German, French, Spanish, Polish or Lithuanian spells it, in English spelling."""
    low = word.lower()
    if language not in _TO_ENGLISH or len(low) > _LONGEST:
        return word
    for spelling, english in _compiled(language):
        low = spelling.sub(lambda match, put=english: put.upper(), low)  # type: ignore[misc]
    return with_case_of(word, low.lower())


_PATTERNS = {
    tongue: tuple((re.compile(spelling), english) for spelling, english in table)
    for tongue, table in _TO_ENGLISH.items()
}


def _compiled(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return _PATTERNS[language]
