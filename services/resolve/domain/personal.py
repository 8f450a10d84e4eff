"""A personal name taken apart: first names, surname, the ways each may sound, and the gender it shows.

Case endings are taken off by the rules of the text's language; a word in Latin letters is read as that language
spells and as others do, since a wire keeps foreign names in their own spelling.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii

from services.resolve.domain.pinyin import palladius
from services.resolve.domain.tables import rows
from shared.language import base
from shared.language.inflection import strip_case
from shared.language.names import PARTICLES, name_keys
from shared.language.nominative import DECLINING
from shared.language.romanise import first_name
from shared.language.sounds import orthography, phones

_SPLIT = re.compile(r"[^\w’'ʼ`.-]+|(?<=\w)-(?=\w)|(?<=\w\.)(?=\w)")
_POSSESSIVE = re.compile(r"[’'ʼ`](?:s|S|as|is|o|ui|ą|u|e|io|iui|į|em|a|owi)?$")
_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|[оеє]вна|івна|йович|[аеоя]віч|[оаеё]ўна|[oe]vich|[oe]vna|[oe]wi?tsch|ivna|[oe]wna|[oe]vitch)"
    r"(?:а|у|ем|ом|ы|е|і|ой|ою|и|s)?$"
)
_INITIAL = re.compile(r"[^\W\d_]\.?$|[^\W\d_]{1,2}\.$")
_CYRILLIC = re.compile("[а-яёіїєґў]")
#: Orthographies in which a Latin name is read besides the text's own.
_ABROAD = ("en", "de", "pl", "fr")
#: Words of the longest name.
_LONGEST = 6
#: Surnames that tell men from women by their ends, without these.
_GENDERED = re.compile(r"(?:ск|цк|ськ|цьк|зьк|sk|ck|ts'k|[оеёєаяіиыї][вўн]|[oeiya][vwn]|ou)$")
_LITHUANIAN_WOMAN = re.compile(r"(?:ien|ait|yt|ut|ūt|ūn)(?:ė|ės|ei|ę|e)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name: its letters without case ending, the ways it may sound, and what list it is on."""

    plain: str
    sounds: tuple[str, ...]
    #: The key of a known first name, and the group of its short forms.
    known: str = ""
    short: int = -1
    is_initial: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal name: first names, the words of the surname, the gender ("m", "f" or ""), the text's language."""

    given: tuple[Part, ...]
    family: Part
    #: Words that may be the surname too, where more than two are left: Sánchez of Pedro Sánchez Pérez.
    others: tuple[Part, ...]
    gender: str
    language: str
    is_cyrillic: bool


@lru_cache(maxsize=50_000)
def read(surface: str, language: str) -> Personal | None:
    """The parts of a personal name as it stands in a text of this language; None where no word is left."""
    tongue = base(language)
    words = _words(surface, tongue)
    if not words:
        return None
    *before, last = words
    firsts = tuple(_part(word, tongue, is_given=True) for word in before)
    gender = _given_gender(before, tongue)
    others = tuple(_part(word, tongue, gender) for word in before[1:] if not _INITIAL.match(word))
    own = _family_gender(last, tongue, gender)
    family = _part(last, tongue, gender, is_given=not before)
    return Personal(firsts, family, others, gender or own, tongue, bool(_CYRILLIC.search(last.lower())))


def _words(surface: str, tongue: str) -> list[str]:
    text = unicodedata.normalize("NFC", surface)[:120]
    while " " in text and is_title(text.split(maxsplit=1)[0], tongue):
        text = text.split(maxsplit=1)[1]
    found = [_POSSESSIVE.sub("", part).strip("’'ʼ`-_") for part in _SPLIT.split(text) if part]
    words = [w for w in found if w.strip(".") and any(map(str.isalpha, w))]
    while len(words) > 1 and is_title(words[0], tongue):
        words = words[1:]
    kept = [w for w in words if w.lower() not in PARTICLES and not is_title(w, "*")] or words
    if len(kept) > 2:
        kept = [kept[0], *(w for w in kept[1:-1] if not _PATRONYMIC.search(w.lower())), kept[-1]]
    kept = _last_of_two(kept, tongue)
    return [w.rstrip(".") if not _INITIAL.match(w) else w for w in kept[:_LONGEST]]


def _last_of_two(words: list[str], tongue: str) -> list[str]:
    """The second name where two people stand side by side: "Дональдом Трампом Александр Лукашенко"."""
    if len(words) < 4 or not first_name(words[-2], tongue) or first_name(words[-3], tongue):
        return words
    return words[-2:]


def is_title(word: str, tongue: str) -> bool:
    """Whether a word is a title that stands before names in this language."""
    exact, starts, ends, inside = _titles(tongue)
    low = word.lower().rstrip(".")
    return low in exact or low.startswith(starts) or low.endswith(ends) or any(part in low for part in inside)


_Titles = tuple[frozenset[str], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@cache
def _titles(tongue: str) -> _Titles:
    words = [w for language, cell in rows("titles.tsv") if language in ("*", tongue) for w in cell.split(",")]
    inside = tuple(w.strip("*") for w in words if w.startswith("*") and w.endswith("*"))
    starts = tuple(w[:-1] for w in words if w.endswith("*") and not w.startswith("*"))
    ends = tuple(w[1:] for w in words if w.startswith("*") and not w.endswith("*"))
    return frozenset(w for w in words if "*" not in w), starts, ends, inside


@lru_cache(maxsize=50_000)
def _part(word: str, tongue: str, gender: str = "", *, is_given: bool = False) -> Part:
    low = word.lower()
    if _INITIAL.match(word) and is_given:
        return Part(low[:1], tuple(dict.fromkeys(_sounds(low[:1], tongue))), is_initial=True)
    hit = first_name(word, tongue) if is_given else None
    known = name_keys(f"{word} Bo", tongue)[0].split()[0] if hit else ""
    stems = tuple(dict.fromkeys([stem for stem, _ in strip_case(word, tongue, gender)]))
    if tongue not in DECLINING:
        stems = tuple(dict.fromkeys((*stems, low)))
    if hit:
        stems = tuple(dict.fromkeys((*stems, hit.english.lower())))
    heard = tuple(dict.fromkeys(sound for stem in stems for sound in _sounds(stem, tongue)))
    return Part(_letters(stems[0]), heard, known, _short_form(hit.english if hit else word))


def _letters(stem: str) -> str:
    return anyascii(stem).lower()


def _sounds(stem: str, tongue: str) -> list[str]:
    """The ways a stem may sound: as its letters tell, as the text's language reads it, as others do."""
    if _CYRILLIC.search(stem):
        return [_bare(phones(stem, tongue))]
    ways = dict.fromkeys((orthography(stem, tongue), *_ABROAD))
    heard = _SILENT.sub("", stem)
    found = [_bare(phones(heard, way)) for way in ways]
    chinese = palladius(stem)
    return [*found, _bare(phones(chinese, "ru"))] if chinese else found


#: An h that is not heard: Johnson, Fahrenholz.
_SILENT = re.compile("(?<=[aeiouyäöü])h(?![aeiouyäöüïíáéó])")
_LAST_VOWEL = re.compile(r"(?<=..)[aeiou]+$")


def _bare(sound: str) -> str:
    return _LAST_VOWEL.sub("", sound) if len(sound) > 3 else sound


def _given_gender(words: list[str], tongue: str) -> str:
    hits = (first_name(word, tongue) for word in words[:1])
    return next((hit.gender for hit in hits if hit), "")


def _family_gender(word: str, tongue: str, gender: str) -> str:
    low = word.lower()
    if tongue == "lt" and _LITHUANIAN_WOMAN.search(low):
        return "f"
    marks = {mark or ("m" if _GENDERED.search(stem) else "?") for stem, mark in strip_case(word, tongue, gender)}
    return {"a": "f", "m": "m"}.get(next(iter(marks)), "") if len(marks) == 1 else ""


@cache
def _short_forms() -> dict[str, int]:
    groups = reversed(list(enumerate(rows("short_names.tsv"))))
    return {name.lower(): n for n, row in groups for name in row[0].split(",")}


def _short_form(name: str) -> int:
    return _short_forms().get(name.lower(), -1)


@lru_cache(maxsize=50_000)
def word_sounds(word: str, language: str) -> tuple[str, ...]:
    """The ways in which any word of a name may sound, its case ending off."""
    return _part(word, base(language)).sounds
