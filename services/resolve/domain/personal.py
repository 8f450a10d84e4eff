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

from services.resolve.domain.pinyin import is_chinese, palladius
from services.resolve.domain.tables import rows
from shared.language import base
from shared.language.inflection import strip_case
from shared.language.letters import is_cyrillic
from shared.language.names import PARTICLES, name_keys
from shared.language.nominative import DECLINING
from shared.language.romanise import FirstName, first_name, oblique_first_name
from shared.language.sounds import orthography, phones

_SPLIT = re.compile(r"[^\w’'ʼ`.-]+|(?<=\w)-(?=\w)|(?<=\w\.)(?=\w)")
_POSSESSIVE = re.compile(r"[’'ʼ`](?:s|S|as|is|o|ui|ą|u|e|io|iui|į|em|a|owi)?$")
_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|[оеє]вна|івна|йович|[аеоя]віч|[оаеё]ўна|[oe]vich|[oe]vna|[oe]wi?tsch|ivna|[oe]wna|[oe]vitch)"
    r"(?:а|у|ем|ом|ы|е|і|ой|ою|и|s)?$"
)
_INITIAL = re.compile(r"[^\W\d_]\.?$|[^\W\d_]{1,2}\.$|[A-Z]{2}$")
#: Orthographies in which a Latin name is read besides the text's own.
_ABROAD = ("en", "de", "pl", "fr")
#: Orthographies in which it is read where its letters tell so.
_TOLD = {"hu": re.compile("[áéíóöőúüű]|gy|sz|cs|zs|ny"), "tr": re.compile("[çşğıöü]")}
#: Letters of Chinese surnames that are first names elsewhere.
_SHORT = 3
#: Words of the longest name.
_LONGEST = 6
#: What men's surnames end in where women's have an ending more.
_MANS = re.compile(r"(?:ск|цк|ськ|цьк|зьк|(?<=..)sk|[оеёєа][вў]|[oe][vw]|(?<=..)ck)$")
#: Those that only a woman's name beside them shows to be a man's: Putin, Putina; but Sarah Palin.
_MAYBE_MANS = re.compile(r"(?:[иыіїу]н|[iy]n)$")
_LITHUANIAN_MAN = re.compile(r"(?<=....)(?:ius|as|is|ys|us|ас|ис|юс|ус|іс)$")
_LITHUANIAN_WOMAN = re.compile(r"(?:ien|ait|yt|ut|ūt|ūn)(?:ė|ės|ei|ę|e)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name: its letters without case ending, the ways it may sound, and what list it is on."""

    plain: str
    sounds: tuple[str, ...]
    #: The keys of known first names that it may be a form of, and the group of its short forms.
    known: frozenset[str] = frozenset()
    short: int = -1
    is_initial: bool = False
    #: Whether it is on the lists as a woman's name with an ending that only women's names have.
    is_womans: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal name: first names, the words of the surname, the gender ("m", "f" or ""), the text's language."""

    given: tuple[Part, ...]
    family: Part
    #: Words that may be the surname too, where more than two are left: Sánchez of Pedro Sánchez Pérez.
    others: tuple[Part, ...]
    gender: str
    #: What the surname's ending shows: "f", "m", "?" for what is a man's where a woman's is beside it, or "".
    ending: str
    language: str
    is_cyrillic: bool


@lru_cache(maxsize=10_000)
def read(surface: str, language: str) -> Personal | None:
    """The parts of a personal name as it stands in a text of this language; None where no word is left."""
    tongue = base(language)
    words = _words(surface, tongue)
    if not words:
        return None
    *before, last = words
    if len(words) == 3 and words[0].lower() in _korean():
        before, last = ["".join(words[1:])], words[0]
    firsts = tuple(_part(word, tongue, is_given=True) for word in before)
    gender = _given_gender(before, tongue)
    others = tuple(_part(word, tongue, gender) for word in before[1:] if not _INITIAL.match(word))
    own = _ending(last, tongue, gender)
    own = "" if gender and own and {"?": "m"}.get(own, own) != gender else own
    family = _part(last, tongue, gender)
    if len(words) == 2 and is_chinese(words[0]) and is_chinese(last) and _may_be_chinese(words[0], tongue):
        others = (_part(words[0], tongue),)
    return Personal(firsts, family, others, gender or own.strip("?"), own, tongue, is_cyrillic(last.lower()))


def _may_be_chinese(word: str, tongue: str) -> bool:
    """Whether a first word is a Chinese surname rather than a first name of the lists: Си is both."""
    return len(word) <= _SHORT or not first_name(word, tongue)


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


@lru_cache(maxsize=10_000)
def _part(word: str, tongue: str, gender: str = "", *, is_given: bool = False) -> Part:
    low = word.lower()
    if _INITIAL.match(word) and is_given:
        return Part(low[:1], tuple(dict.fromkeys(_sounds(low[:1], tongue))), is_initial=True)
    hits = _first_names(word, tongue) if is_given else ()
    hit = hits[0] if hits else None
    known = frozenset(name_keys(f"{each} Bo", "en")[0].split()[0] for each in {h.english for h in hits})
    known |= {name_keys(f"{word} Bo", tongue)[0].split()[0]} if hit else frozenset()
    stems = tuple(dict.fromkeys([stem for stem, _ in strip_case(word, tongue, gender)]))
    if is_given or not is_cyrillic(low):  # foreign names may stand undeclined
        stems = tuple(dict.fromkeys((*stems, low)))
    if hit:
        stems = tuple(dict.fromkeys((*stems, hit.english.lower())))
    if found := _LITHUANIAN_MAN.search(low):
        stems = tuple(dict.fromkeys((*stems, low[: found.start()])))
    heard = tuple(dict.fromkeys(sound for stem in stems for sound in _sounds(stem, tongue)))
    short = _short_form(hit.english if hit else word, heard) if is_given else -1
    is_womans = bool(hits) and all(each.gender == "f" and each.english[-1:] == "a" for each in hits)
    return Part(_letters(stems[0]), heard, known, short, is_womans=is_womans)


def _letters(stem: str) -> str:
    return anyascii(stem).lower()


def _sounds(stem: str, tongue: str) -> list[str]:
    """The ways a stem may sound: as its letters tell, as the text's language reads it, as others do."""
    if is_cyrillic(stem):
        return [_bare(phones(stem, tongue))]
    told = (way for way, tell in _TOLD.items() if tell.search(stem))
    ways = dict.fromkeys((orthography(stem, tongue), *_ABROAD, *told))
    heard = _SILENT.sub("", stem)
    plain = heard.translate(_ACCENTS)
    found = [_bare(phones(heard if way in _TOLD else plain, way)) for way in ways]
    chinese = palladius(stem)
    return [*found, _bare(phones(chinese, "ru"))] if chinese else found


#: An h that is not heard: Johnson, Fahrenholz.
_SILENT = re.compile("(?<=[aeiouyäöü])h(?![aeiouyäöüïíáéó])")
_ACCENTS = str.maketrans("áàâéèêëíìîïóòôúùû", "aaaeeeeiiiiooouuu")
_LAST_VOWEL = re.compile(r"(?<=..)[aeiou]+$")


def _bare(sound: str) -> str:
    return _LAST_VOWEL.sub("", sound) if len(sound) > 3 else sound


@lru_cache(maxsize=10_000)
def _first_names(word: str, tongue: str) -> tuple[FirstName, ...]:
    """The first names that a word may be: "Александра" is a woman's nominative and a man's genitive."""
    plain = first_name(word, tongue)
    oblique = oblique_first_name(word.lower(), tongue) if tongue in DECLINING and plain else None
    if plain and plain.gender == "f" and tongue in DECLINING and not oblique:
        oblique = _mans(plain.english)
    return tuple(dict.fromkeys(hit for hit in (plain, oblique) if hit))


def _mans(english: str) -> FirstName | None:
    """The man's name whose genitive a woman's name looks like: Aleksandra of Aleksander."""
    stem = english.removesuffix("a")
    found = (first_name(form, "en") for form in (stem, stem[:-1] + "e" + stem[-1:]) if form != english)
    return next((hit for hit in found if hit and hit.gender == "m"), None)


def _given_gender(words: list[str], tongue: str) -> str:
    genders = {hit.gender for word in words[:1] for hit in _first_names(word, tongue)}
    return genders.pop() if len(genders) == 1 else ""


def _ending(word: str, tongue: str, gender: str) -> str:
    low = word.lower().translate(_ACCENTS)
    if tongue == "lt" and _LITHUANIAN_WOMAN.search(low):
        return "f"
    stems = strip_case(low, tongue, gender)
    if tongue == "de":  # of a genitive and the name itself the likelier one
        stems = stems[:1]
    if adjective := _adjective_ending(low, tongue):
        return adjective
    marks = {_shown(stem, mark, low) for stem, mark in stems}
    return marks.pop() if len(marks) == 1 else ""


def _shown(stem: str, mark: str, low: str) -> str:
    if mark or _MANS.search(stem):
        return "f" if mark else "m"
    return "?" if (stem == low or _MANS_CASE.search(low)) and _MAYBE_MANS.search(stem) else ""


#: Cases of surnames that only men have.
_MANS_CASE = re.compile(r"(?:[иы]н[ыи]м|ін[иы]м|in(?:em|ui|as|s|e|ym|owi))$")
#: Adjectives as surnames, such as Navalny: what their endings show, by language ("" in any but the declining ones).
_ADJECTIVES = {
    "ru": (r"(?:[нмлрвжшгкхтдбсз]ая|[нмлрв]ую)$", r"(?:[нмлрвт]ый|[нмлрвт]ого|[нмлрвт]ому|[^оеёиы]ным)$"),
    "uk": (r"(?:[нлрвт]ої|[лр]ьна|[нлрвт]ою)$", r"(?:[нлрвт]ий|[нлрвт]ого|[нлрвт]ому|[^оеії]ним)$"),
    "be": (r"(?:[нлрт]ая|[лр]ьнай)$", r"(?:[нлрт]ага|[нлрт]аму|[лр]ьны)$"),
    "pl": (r"(?:[nlrt]ej|[nlrt]ą)$", r"(?:[nlrt]ego|[nlrt]emu|[nlrt]ym)$"),
    "": (r"(?:n|l|r|m|v)(?:aya|aja|aïa|áya)s?$", r"(?:[lr]n|zhn|schn|žn)(?:yj|yy|yi|ys?|i)$"),
}


def _adjective_ending(low: str, tongue: str) -> str:
    own = tongue if tongue in _ADJECTIVES and (tongue == "pl" or is_cyrillic(low)) else ""
    woman, man = _ADJECTIVES[own]
    return "f" if re.search(woman, low) else "m" if re.search(man, low) else ""


@cache
def _short_forms() -> dict[str, int]:
    groups = reversed(list(enumerate(rows("short_names.tsv"))))
    return {name.lower(): n for n, row in groups for name in row[0].split(",")}


@cache
def _korean() -> frozenset[str]:
    """Korean surnames, which stand before two syllables: Kim Jong Un."""
    return frozenset(name for row in rows("korean.tsv") for name in row[0].split(","))


@cache
def _short_sounds() -> dict[str, int]:
    """The same by sound, for Johns and Steves in other scripts; not those that two groups share."""
    found: dict[str, int] = {}
    for name, group in _short_forms().items():
        sound = _bare(phones(name, "ru" if is_cyrillic(name) else "en"))
        found[sound] = group if found.get(sound, group) == group else -1
    return {sound: group for sound, group in found.items() if len(sound) > 2}


def _short_form(name: str, heard: tuple[str, ...]) -> int:
    known = _short_forms().get(name.lower(), -1)
    return known if known >= 0 else next((_short_sounds()[s] for s in heard if s in _short_sounds()), -1)


@lru_cache(maxsize=10_000)
def word_sounds(word: str, language: str) -> tuple[str, ...]:
    """The ways in which any word of a name may sound, its case ending off."""
    return _part(word, base(language)).sounds
