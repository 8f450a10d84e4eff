"""Names folded across scripts, spellings and inflection, so that one person has one key in nine languages.

A key is a rough sound: Lukaschenko, Lukashenko, Лукашенко, Лукашэнка, Łukaszenki and Loukachenko are all `lukashank`.
Merged on purpose: a, o and e (Belarusian writes its unstressed o as a); g, h and kh; s and z; sh and zh; t, ts and c
before i; v, w and ў. Kept apart on purpose: Putin and Putilin, and men and women: Tichanowski is not Tichanowskaja.

Known limits: a surname alone such as "Захарова" may be a woman's nominative or a man's genitive; the man's is taken
unless a first name says otherwise (`name_keys` gives both). Names of up to four sounds keep their vowels, so that
short foreign names are not merged; these then differ between scripts where the spelling does.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from shared.language import base
from shared.language.inflection import strip_case
from shared.language.sounds import sounds
from shared.language.tables import rows, words

_POSSESSIVE = re.compile(r"[’'ʼ`](?:s|S)?$")
_SPLIT = re.compile(r"[^\w’'ʼ`-]+|(?<=\w)-(?=\w)")
_INITIAL = re.compile(r"^[A-ZА-ЯІЇЄЎ]\.?$")
#: Names of nobility and the like that writers keep or leave out.
PARTICLES = {
    "von",
    "van",
    "der",
    "den",
    "de",
    "du",
    "la",
    "le",
    "el",
    "al",
    "bin",
    "ibn",
    "di",
    "da",
    "фон",
    "ван",
    "де",
    "аль",
}


@lru_cache(maxsize=5_000)
def fold_name(text: str, language: str | None = None) -> str:
    """The key of a name: script, spelling and inflection taken away, gender kept; words parted by one space."""
    return name_keys(text, language)[0]


def name_keys(text: str, language: str | None = None) -> tuple[str, ...]:
    """The key, and after it a second one where the last word may be a man's name or a woman's."""
    tokens = _tokens(text)
    if not tokens:
        return (" ".join(anyascii(text).casefold().split()),)
    given = [_given_key(token, language) for token in tokens[:-1]]
    gender = _gender(tokens[0], language) if len(tokens) > 1 else ""
    last = _surname_keys(tokens[-1], base(language), gender)
    return tuple(dict.fromkeys(" ".join([*given, surname]) for surname in last))


def name_gender(text: str, language: str | None = None) -> str:
    """ "m" or "f" where the first name says so, else ""."""
    tokens = _tokens(text)
    return _gender(tokens[0], language) if tokens else ""


def is_given_name(word: str, language: str | None = None) -> bool:
    """Whether this word is a first name of the list, in any of its cases."""
    return _known_given(word, base(language)) is not None or _is_first_name(word.lower(), base(language))


@lru_cache(maxsize=20_000)
def _is_first_name(low: str, language: str) -> bool:
    """Whether the word is of the longer list of first names, or a case of one of them."""
    if low in _first_names():
        return True
    if language not in {"ru", "uk", "be", "pl", "lt"} or len(low) < 4:
        return False
    stems = (low[: len(low) - len(ending)] for ending in _GIVEN_ENDINGS if low.endswith(ending))
    return any(stem + end in _first_names() for stem in stems if len(stem) > 2 for end in _NOMINATIVES)


_NOMINATIVES = ("", "а", "я", "й", "ь", "ий", "a", "as", "us", "is", "ė")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(name.lower() for row in rows("first_names.tsv") for name in words(row[1]))


def _tokens(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    parts = [_POSSESSIVE.sub("", part).strip("’'ʼ`-_") for part in _SPLIT.split(text)]
    parts = [part for part in parts if part and any(map(str.isalnum, part))]
    return [p for n, p in enumerate(parts) if n in (0, len(parts) - 1) or not _is_between(p)]


def _is_between(word: str) -> bool:
    """Whether a word inside a name is often left out: initials and particles."""
    return bool(_INITIAL.match(word)) or word.lower() in PARTICLES


def _surname_keys(word: str, language: str, gender: str) -> tuple[str, ...]:
    keys = [_key(stem, mark, language) for stem, mark in strip_case(word, language, gender)]
    known = [_surnames()[key] for key in keys if key in _surnames()]
    return tuple(dict.fromkeys(known + keys))


@cache
def _surnames() -> dict[str, str]:
    """Keys by general rules to keys of the seed list."""
    table = {}
    for key, spellings in rows("surnames.tsv"):
        for spelling in words(spellings):
            stem, mark = strip_case(spelling, "", "")[0]
            table[_key(stem, mark, "")] = key
    return table


@lru_cache(maxsize=20_000)
def _key(stem: str, mark: str, language: str) -> str:
    return sounds(stem, language) + mark


def _given_key(word: str, language: str | None) -> str:
    known = _known_given(word, base(language))
    return known[0] if known else _sound(word, base(language))


def _gender(word: str, language: str | None) -> str:
    known = _known_given(word, base(language))
    return known[1] if known else ""


@lru_cache(maxsize=20_000)
def _known_given(word: str, language: str) -> tuple[str, str] | None:
    """Canonical first name and gender, read from any case the language may put it in."""
    table = _given_names()
    low = word.lower()
    if low in table:
        return table[low]
    if language in {"ru", "uk", "be", "pl", "lt"}:
        for ending in _GIVEN_ENDINGS:
            if low.endswith(ending) and len(low) - len(ending) >= 3:
                stem = low[: len(low) - len(ending)]
                for nominative in ("", "а", "я", "й", "ь", "ий", "a", "as", "us", "is", "j", "ia"):
                    hit = table.get(stem + nominative)
                    if hit and _case_fits(hit[1], ending, nominative):
                        return hit
    return _given_by_sound().get(_sound(low, language)) if len(low) > 4 else None


def _sound(word: str, language: str) -> str:
    stem, mark = strip_case(word, language, "")[0]
    return _key(stem, mark, language)


@cache
def _given_by_sound() -> dict[str, tuple[str, str]]:
    """First names by their rough sound, for spellings that the list does not have; sounds of both genders left out."""
    found: dict[str, tuple[str, str]] = {}
    for spelling, hit in _given_names().items():
        key = _sound(spelling, "")
        if len(key) > 4:
            found[key] = hit if found.get(key, hit) == hit else ("", "")
    return {key: hit for key, hit in found.items() if hit[0]}


#: Case endings of first names, longest first.
_GIVEN_ENDINGS = tuple(
    sorted(
        "а я у ю е і и ы ою ею ой ей ом ем ам ям ым ім ові еві єві єм ії ию ии ией ією ія "
        "a u i y ę ą em im iem ie owi ego emu o os ai ui ą".split(),
        key=len,
        reverse=True,
    )
)
_WOMANS_CASES = {"ы", "и", "і", "ой", "ей", "ою", "ею", "ии", "ию", "ией", "ії", "ією", "ę", "os", "ai", "ай", "яй"}


def _case_fits(gender: str, ending: str, nominative: str) -> bool:
    """Whether a first name of this gender has this case: women's nominatives end in a vowel."""
    is_vowel = nominative in {"а", "я", "a", "ia"}
    return is_vowel if gender == "f" else not is_vowel and ending not in _WOMANS_CASES - {"и", "і", "ai"}


@cache
def _given_names() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for canonical, gender, spellings in rows("given_names.tsv"):
        for spelling in words(spellings):
            table.setdefault(spelling.lower(), (canonical, gender))
    return table


def is_known_surname(word: str, language: str | None = None) -> bool:
    """Whether this word, in any case, is a surname of the seed list of public figures."""
    return any(key in _seed_keys() for key in name_keys(word, language))


@cache
def _seed_keys() -> frozenset[str]:
    return frozenset(row[0] for row in rows("surnames.tsv")) | frozenset(
        fold_name(spelling, "en") for row in rows("public_figures.tsv") for spelling in words(row[0])
    )
