"""Case endings taken off surnames. What is left is the stem, and "a" where the name is a woman's.

Endings are tried longest first. Every name ends without its last vowel, so that languages that decline and those
that do not meet in one stem: Łukaszenki, Лукашенка and Lukaschenko all end in -enk.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from shared.language.letters import is_cyrillic
from shared.language.tables import rows

#: A stem and the mark of gender that is put behind its sound.
Stem = tuple[str, str]

_ADJECTIVES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # language: (endings of men, endings of women), after -sk, -ck, -цк and the like
    "ru": (("ого", "ому", "ими", "их", "им", "ом", "ий", "ой", "ие"), ("ая", "ую", "ою")),
    "uk": (("ого", "ому", "ими", "их", "им", "ий", "і"), ("ою", "ій", "ої", "а", "у")),
    "be": (("ага", "аму", "імі", "іх", "ім", "і"), ("ая", "ай", "ую", "аю")),
    "pl": (("iego", "iemu", "imi", "ich", "im", "i", "y", "ych", "ymi", "ego", "emu", "ym"), ("iej", "ą", "a", "ie")),
    "lt": (("iui", "is", "io", "iu", "į", "as", "ui", "o", "ą"), ("ajos", "ajai", "aja", "ają", "a", "os", "ai", "ą")),
}
_SK = re.compile(r"(?:ск|цк|ськ|цьк|зьк|sk|ck|ts'k)$")
_NEUTRAL_MAN = ("ij", "iy", "yj", "yy", "ii", "ï", "y", "i", "j", "")
_NEUTRAL_WOMAN = ("aja", "aya", "aia", "aïa", "áia", "áya", "aya", "a")
_WOMANS_SURNAME = re.compile(r"(?:ов|ев|ёв|єв|ін|ин|ын|їн|ýn|ov|ev|ew|ow|in|yn|ou|av|aw|аў|еў|ав|ёў|оў)$")

_ENDINGS: dict[str, tuple[str, ...]] = {
    "ru": (
        "ами",
        "ому",
        "ого",
        "ою",
        "ом",
        "ем",
        "ём",
        "ым",
        "им",
        "ой",
        "ей",
        "ам",
        "ям",
        "а",
        "у",
        "е",
        "ы",
        "и",
        "я",
        "ю",
        "о",
        "ь",
        "й",
    ),
    "uk": (
        "ові",
        "еві",
        "єві",
        "ами",
        "ою",
        "ею",
        "ом",
        "ем",
        "єм",
        "им",
        "ім",
        "ій",
        "а",
        "у",
        "е",
        "и",
        "і",
        "я",
        "ю",
        "о",
        "ь",
        "й",
    ),
    "be": (
        "амі",
        "ою",
        "аю",
        "ай",
        "ам",
        "ем",
        "ым",
        "ім",
        "ой",
        "ей",
        "а",
        "у",
        "е",
        "ы",
        "і",
        "я",
        "ю",
        "о",
        "э",
        "ь",
        "й",
    ),
    "pl": ("owi", "iem", "ami", "ego", "emu", "em", "om", "ym", "im", "ie", "ą", "ę", "a", "e", "i", "o", "u", "y"),
    "lt": (
        "iaus",
        "iui",
        "ius",
        "io",
        "iu",
        "as",
        "is",
        "us",
        "ys",
        "os",
        "es",
        "ui",
        "ai",
        "ei",
        "ą",
        "ę",
        "į",
        "ų",
        "a",
        "e",
        "o",
        "u",
        "i",
        "y",
        "ė",
        "ės",
    ),
}
_NEUTRAL_ENDING = re.compile(r"(?:ou|oe|[aeiouyáéíóúàèäöüïë])$")
#: A German genitive is taken off at once after endings that no German surname has, else offered as a second reading.
_SLAVIC_GENITIVE = re.compile(r"(?:[eo]|ow|ew|in|ski|ij|yj|an|k|skaja|naja|owa|ewa|[sc]ka)s$")


@lru_cache(maxsize=20_000)
def strip_case(word: str, language: str, gender: str) -> tuple[Stem, ...]:
    """The possible stems of a surname, likeliest first. `gender` is what the first name says: "m", "f" or ""."""
    low = word.lower()
    cyrillic = is_cyrillic(low)
    tongue = language if cyrillic == (language in {"ru", "uk", "be"}) else ("ru" if cyrillic else "")
    if len(low) <= 3:
        return ((low, ""),)
    if language == "de" and low.endswith("s") and not low.endswith("ss"):
        plain, genitive = _stems(low, tongue, gender), _stems(low[:-1], tongue, gender)
        return (*genitive, *plain) if _SLAVIC_GENITIVE.search(low) else (*plain, *genitive)
    return _stems(low, tongue, gender)


def _stems(low: str, tongue: str, gender: str) -> tuple[Stem, ...]:
    adjective = _adjective(low, tongue, gender)
    if adjective:
        return adjective
    stems = _surname_with_gender(low, tongue, gender)
    return stems or ((_strip(low, tongue), ""),)


def _adjective(low: str, tongue: str, gender: str) -> tuple[Stem, ...]:
    """Тихановский, Тихановская and their cases; "" where the name is of another kind."""
    men, women = _ADJECTIVES.get(tongue, (_NEUTRAL_MAN, _NEUTRAL_WOMAN))
    found = [
        (low[: len(low) - len(ending)], mark)
        for mark, endings in (("a", (*women, *_NEUTRAL_WOMAN)), ("", (*men, *_NEUTRAL_MAN)))
        for ending in sorted(endings, key=len, reverse=True)
        if low.endswith(ending) and _is_adjective(low[: len(low) - len(ending)])
    ]
    if tongue == "ru" and low.endswith("ой") and _is_adjective(low[:-2]):
        found = [(low[:-2], "a")]
    return tuple(sorted(dict.fromkeys(found), key=lambda s: (s[1] == "a") != (gender == "f") if gender else False))[:2]


def _is_adjective(stem: str) -> bool:
    return len(stem) > 4 and bool(_SK.search(stem))


def _surname_with_gender(low: str, tongue: str, gender: str) -> tuple[Stem, ...]:
    """Names in -ov and -in: "Захаровой" is a woman's, "Путина" either's."""
    plain = tongue not in {"ru", "uk", "be", "pl", "lt"}
    for ending in ("овою", "ой", "ою", "ої", "ій", "ай", "ej", "ą", "os", "ai", "у", "ę", "а", "a"):
        stem = low[: len(low) - len(ending)]
        if not low.endswith(ending) or not _WOMANS_SURNAME.search(stem) or len(stem) < 4:
            continue
        if plain:
            return ((stem, "a"),) if ending == "a" else ()
        either = ending in {"у", "а", "a"} or (ending in {"os", "ai"} and tongue != "lt")
        if not either or gender == "f":
            return ((stem, "a"),)
        return ((stem, ""),) if gender == "m" else ((stem, ""), (stem, "a"))
    return ()


def _strip(low: str, tongue: str) -> str:
    """The name without its case ending, or without a last vowel."""
    if tongue == "pl" and low.endswith("ence"):
        return low[:-2] + "k"
    for ending in _ENDINGS.get(tongue, ()):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: len(low) - len(ending)]
    return _NEUTRAL_ENDING.sub("", low) if len(low) > 4 else low


_FLEETING = str.maketrans("óńśćźłżėąęųū", "onsczlzeaeuu")


@cache
def _place_endings() -> dict[str, tuple[str, ...]]:
    """The case endings of place names by language, longest first."""
    table = rows("place_endings.tsv")
    return {language: tuple(sorted(endings.split(), key=len, reverse=True)) for language, endings in table}


@lru_cache(maxsize=20_000)
def place_stem(word: str, language: str) -> str:
    """The part of a place name that its cases share: "минск" of Минском, "wiln" of Wilnie."""
    return place_stems(word, language)[0][0]


@lru_cache(maxsize=20_000)
def place_stems(word: str, language: str) -> tuple[tuple[str, str], ...]:
    """The stems that a place name may have, each with the ending that it leaves off, longest ending first."""
    low = word.lower()
    found = [
        (_without_marks(low[: len(low) - len(ending)], language), ending)
        for ending in _place_endings().get(language, ())
        if low.endswith(ending) and len(low) - len(ending) >= 3
    ]
    return (*found, (_without_marks(low, language), "")) if found else ((_without_marks(low, language), ""),)


def _without_marks(stem: str, language: str) -> str:
    return stem.translate(_FLEETING) if language in _place_endings() else stem
