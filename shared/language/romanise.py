"""Names as English newsrooms write them: Лукашэнка, Łukaszenki and Loukachenko are Lukashenko.

Public figures have their settled spelling (`data/figures.tsv`, found by the folded key of `names.py`), common first
names theirs (`data/first_names_english.tsv`); everybody else goes by rule: the case off, then letter by letter.

Known limits: a bare surname in -ова or -ина is taken for a man's genitive unless it is known for a woman's; names of
Western people that come by way of Cyrillic are spelt by sound ("Коул" is Koul unless the list has it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from shared.language import base
from shared.language.letters import SLAVIC, SLAVIC_BESIDE, is_cyrillic, slavic_in_english, transliterated, with_case_of
from shared.language.names import fold_name, name_keys
from shared.language.nominative import DECLINING, nominative
from shared.language.tables import rows, words

_PARTS = re.compile(r"([^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*\.?)")
_LITHUANIAN_ENDING = re.compile(r"[’'][a-ząęėįųū]{1,4}$")
#: Code points of the longest name that is looked up at all.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FirstName:
    """A first name in English, its gender, and whether the text has it in another case than the nominative."""

    english: str
    gender: str
    is_slavic: bool
    is_oblique: bool = False


def romanise(name: str, language: str | None) -> str:
    """The name in English spelling, nominative; words and marks keep their places."""
    return " ".join(romanised(tuple(name.split()), base(language)))


@lru_cache(maxsize=20_000)
def romanised(parts: tuple[str, ...], language: str, gender: str = "") -> tuple[str, ...]:
    """The words of one person's name in English spelling, first names first, surname last."""
    given = [_first_before(part, parts[-1], language) for part in parts[:-1]]
    known = next((hit for hit in given if hit), None)
    figure = _figure(parts, language) if parts else None
    last = _surname(parts[-1], language, known, gender, figure, is_alone=len(parts) == 1) if parts else ""
    before = tuple(_given(part, hit, language, figure) for part, hit in zip(parts[:-1], given, strict=True))
    return (*before, last) if parts else ()


#: Endings of surnames that only men have, and not in the nominative.
_MANS_CASE = re.compile(r"(?:ego|emu|ого|ому|ага|аму)$")


def _first_before(part: str, last: str, language: str) -> FirstName | None:
    """A first name; "Jana" before a man's genitive is Jan."""
    hit = first_name(part, language)
    if hit and hit.gender == "f" and language in DECLINING and _MANS_CASE.search(last.lower()):
        return oblique_first_name(part.lower(), language) or hit
    return hit


def _given(part: str, hit: FirstName | None, language: str, figure: tuple[str, str] | None) -> str:
    """A first name; that of a public figure as it is settled, where the text's is the same name."""
    if figure and figure[1] and _is_same_first_name(part, figure[1], language):
        return with_case_of(part, figure[1])
    if hit:
        return with_case_of(part, hit.english)
    return _by_rule(part, language, "", None if language == "lt" else False, is_slavic=False)


def _is_same_first_name(part: str, settled: str, language: str) -> bool:
    return _first_key(part, language) == _first_key(settled, "en")


@lru_cache(maxsize=20_000)
def _first_key(part: str, language: str) -> str:
    """The key of a first name, which `names.py` knows only before a surname."""
    return fold_name(f"{part} Bo", language).split()[0]


#: Sounds in the key of a surname from which no first name has to agree.
_TELLING = 7


def _figure(parts: tuple[str, ...], language: str) -> tuple[str, str] | None:
    """The public figure meant: the first name beside the surname agrees, or there is none, or the surname is rare."""
    figure = figure_named(parts[-1], language)
    if figure is None or len(parts) == 1 or len(fold_name(parts[-1], language)) >= _TELLING:
        return figure
    before = parts[-2]
    same_letter = transliterated(before, language)[:1] == figure[1][:1]
    return figure if same_letter or _is_same_first_name(before, figure[1], language) else None


def _surname(
    word: str,
    language: str,
    given: FirstName | None,
    gender: str,
    figure: tuple[str, str] | None,
    *,
    is_alone: bool,
) -> str:
    if len(word) > _LONGEST:
        return transliterated(word, language)
    if is_alone and not figure and (alone := first_name(word, language)):
        return with_case_of(word, alone.english)
    if figure:
        return with_case_of(word, figure[0])
    oblique = None if given is None or language not in DECLINING else given.is_oblique
    whose = given.gender if given else gender
    return _by_rule(word, language, whose, oblique, is_slavic=bool(given and given.is_slavic))


def _by_rule(word: str, language: str, gender: str, oblique: bool | None, *, is_slavic: bool) -> str:
    if language == "lt" and not is_cyrillic(word):
        return _lithuanian(word, gender, oblique, is_slavic=is_slavic)
    own = nominative(word, language, gender, oblique)
    if is_cyrillic(own):
        return transliterated(own, language)
    if is_slavic or _is_slavic(own, language):
        return slavic_in_english(own, language)
    return transliterated(own, language)


def _is_slavic(surname: str, language: str) -> bool:
    """Whether a surname in Latin letters is East Slavic by its ending, in a language that spells such its own way."""
    pattern = SLAVIC if language in {"de", "fr", "es"} else SLAVIC_BESIDE.get(language)
    return bool(pattern and pattern.search(surname.lower()))


#: Letters and endings that Lithuanian names do not have: what has them is foreign, its Lithuanian ending put to it.
_FOREIGN = re.compile(
    r"[wqx]|th|ph|ck|oo|ee|(?:([bcdfgklmnprstvz])\1)|(?:son|man|berg|stein|sen|ton|ford|ley|ham)(?=[aiouąįų])"
)
_PUT_TO = re.compile(r"(?:as|is|us|ys|o|io|ui|iui|ą|į|ų|u|iu|e|es|ai)$")


def _lithuanian(word: str, gender: str, oblique: bool | None, *, is_slavic: bool) -> str:
    """Lithuanian names keep their endings; endings that Lithuanian puts to foreign names go."""
    bare = _LITHUANIAN_ENDING.sub("", word)
    if bare != word:
        return bare
    if not is_slavic and _FOREIGN.search(word.lower()):
        return _PUT_TO.sub("", word) if len(word) > 4 else word
    own = nominative(word, "lt", gender, oblique)
    if is_slavic or _is_slavic(own, "lt"):
        return slavic_in_english(re.sub("(?:as|is)$", "", own), "lt")
    return own


@lru_cache(maxsize=20_000)
def first_name(word: str, language: str) -> FirstName | None:
    """The first name that this word is, in any case; None where the lists do not have it."""
    low = word.lower()
    if len(low) > _LONGEST:
        return None
    hit = _first_names(language).get(low)
    if hit or language not in DECLINING:
        return hit
    return oblique_first_name(low, language)


#: What a case ending may stand for, by language: ending of the text, endings of nominatives.
_CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "ru": (
        ("ией", ("ия",)), ("ием", ("ий",)), ("ии", ("ия", "ий")), ("ию", ("ия", "ий")), ("ия", ("ий",)),
        ("ой", ("а",)), ("ей", ("я", "а")), ("ом", ("",)), ("ем", ("ь", "й", "")), ("ы", ("а",)),
        ("и", ("а", "я", "ь")),
        ("у", ("", "а")), ("е", ("", "а", "й")), ("ю", ("й", "ь", "я")), ("я", ("й", "ь")), ("а", ("",)),
    ),
    "uk": (
        ("ією", ("ія",)), ("ієм", ("ій",)), ("ії", ("ія",)), ("ію", ("ія", "ій")), ("ія", ("ій",)), ("ові", ("", "о")),
        ("єві", ("й",)), ("ою", ("а",)), ("ею", ("я",)), ("ом", ("", "о")), ("ем", ("ь",)), ("єм", ("й",)),
        ("и", ("а",)),
        ("і", ("а", "", "я")), ("у", ("", "а", "о")), ("ю", ("й", "ь", "я")), ("я", ("й", "ь")), ("а", ("", "о")),
    ),
    "be": (
        ("іем", ("ій",)), ("іяй", ("ія",)), ("іі", ("ія",)), ("ію", ("ія",)), ("ай", ("а",)), ("яй", ("я",)),
        ("ам", ("",)),
        ("ем", ("ь", "й")), ("ы", ("а",)), ("і", ("а", "я")), ("у", ("", "а")), ("е", ("", "а")),
        ("ю", ("й", "ь", "я")),
        ("я", ("й", "ь")), ("а", ("",)),
    ),
    "pl": (
        ("iem", ("", "i")), ("owi", ("",)), ("em", ("", "e")), ("ego", ("i", "y")), ("emu", ("i", "y")), ("im", ("i",)),
        ("ym", ("y",)), ("ii", ("ia",)), ("ię", ("ia",)), ("ią", ("ia",)), ("a", ("",)), ("ę", ("a",)), ("ą", ("a",)),
        ("y", ("a",)), ("i", ("a",)), ("ie", ("", "a")), ("u", ("",)),
    ),
    "lt": (
        ("ijos", ("ija", "ia")), ("o", ("as", "")), ("ui", ("as", "")), ("ą", ("as", "", "a")), ("u", ("as", "")),
        ("io", ("is",)), ("į", ("is",)), ("iui", ("is", "ius")), ("iaus", ("ius",)), ("os", ("a",)), ("ai", ("a",)),
        ("as", ("",)), ("is", ("",)), ("us", ("",)), ("e", ("as", "")),
    ),
}  # fmt: skip


def oblique_first_name(low: str, language: str) -> FirstName | None:
    """The first name of which this word (small letters) is a case other than the nominative."""
    table = _first_names(language)
    for ending, nominatives in _CASES[language]:
        if low.endswith(ending) and len(low) - len(ending) >= 2:
            stem = low[: len(low) - len(ending)]
            for nominative_ending in nominatives:
                hit = table.get(stem + nominative_ending) or (
                    None if nominative_ending else table.get(_with_vowel(stem))
                )
                if hit and _fits(hit, nominative_ending, ending, language):
                    return FirstName(hit.english, hit.gender, hit.is_slavic, is_oblique=not _is_bare(language, ending))
    return None


def _with_vowel(stem: str) -> str:
    """A stem with its fleeting vowel: Pawł is Paweł, Павл is Павел."""
    vowel = "e" if stem.isascii() or "ł" in stem else "е"
    return stem[:-1] + vowel + stem[-1]


def _is_bare(language: str, ending: str) -> bool:
    """Whether Lithuanian has only put its nominative ending to a foreign name: "Donaldas"."""
    return language == "lt" and ending in {"as", "is", "us"}


def _fits(hit: FirstName, nominative_ending: str, ending: str, language: str) -> bool:
    is_vowel = nominative_ending in {"а", "я", "ия", "ія", "a", "ia", "ija"}
    return is_vowel == (hit.gender == "f") or (language == "lt" and ending in {"ą"})


@cache
def _first_names(language: str) -> dict[str, FirstName]:
    found: dict[str, FirstName] = {}
    for english, gender, tongues, spellings in rows("first_names_english.tsv"):
        hit = FirstName(english, gender[0], gender.endswith("s"))
        for spelling in words(spellings):
            if tongues == "*" or language in tongues.split(","):
                found.setdefault(spelling.lower(), hit)
    for english, gender, *_ in rows("first_names_english.tsv"):
        found.setdefault(english.lower(), FirstName(english, gender[0], gender.endswith("s")))
    for _, gender, spellings in rows("given_names.tsv"):
        for spelling in words(spellings):
            english = transliterated(spelling, language)
            found.setdefault(spelling.lower(), FirstName(english, gender, is_slavic=is_cyrillic(spelling)))
    for gender, names in rows("first_names.tsv"):
        for name in words(names):
            found.setdefault(
                name.lower(), FirstName(transliterated(name, language), gender, is_slavic=is_cyrillic(name))
            )
    return found


@lru_cache(maxsize=20_000)
def figure_named(word: str, language: str) -> tuple[str, str] | None:
    """Settled surname and first name of the public figure that this surname, in any case and script, may be."""
    if len(word) < 4 or len(word) > _LONGEST:
        return None
    return next((_figures()[key] for key in name_keys(word, language) if key in _figures()), None)


@cache
def _figures() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for surname, given, *more in rows("figures.tsv"):
        for spelling in (surname, *(words(more[0]) if more else ())):
            found.setdefault(name_keys(spelling, "")[0], (surname, given))
    return found
