"""Stems of words, for looking up inflected forms: Snowball where it has the language, own light rules for uk and be.

The own rules take off the reflexive mark and one ending, longest first (after J. Savoy, "Light stemming approaches for
the French, Portuguese, German and Hungarian languages", SAC 2006), then undo what endings do to the stem: doubled
consonants, fleeting vowels, and the changes of vowels and last consonants, so that руці and рука, горадзе and горад,
ринок and ринку share a stem. Limit: a stem may join strangers; the lexicon lists the forms of frequent ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

#: The languages that Snowball has, by its names.
SNOWBALL = {
    "en": "english",
    "de": "german",
    "ru": "russian",
    "pl": "polish",
    "fr": "french",
    "es": "spanish",
    "lt": "lithuanian",
}


@dataclass(frozen=True)
class _Rules:
    reflexive: re.Pattern[str]
    endings: re.Pattern[str]
    #: Changes of the last letters, each tried once in this order.
    changes: tuple[tuple[re.Pattern[str], str], ...]
    vowels: dict[int, int | None]


#: A stem keeps at least so many letters: shorter ones join strangers.
_LEAST = 3
_CONSONANT = "бвгґджзйклмнпрстфхцчшщў"


def _endings(*groups: str) -> re.Pattern[str]:
    """One pattern for the longest of many endings; each group is written as a pattern."""
    return re.compile(rf"(?<=...)(?:{'|'.join(groups)})$")


_UK = _Rules(
    re.compile(r"(?<=....)(?:ся|сь)$"),
    _endings(
        # verbs: infinitive, past and future with their theme vowels; present; imperative; adverbial participles
        r"(?:[уюо]ва|[аяиіїую])?(?:ти(?:му(?:ть)?|ме(?:ш|мо?|те)?)?|вш?и?|л[аои])",
        r"(?:у|ю|а|я)?(?:ють|є(?:ш|мо|те|ть)?|ю|юч[и]|й(?:мо|те)?)|уть|ать|ять|ить|[еиї](?:ш|мо|те)|еть|учи|ячи|ачи",
        # nouns of verbs
        r"(?:[уюо]в)?а?нн(?:я|ю|і|ям|ях|ями)|(?:[уюо]ва)?нь",
        # adjectives
        r"[ь]?о(?:го|му)|[иіь]?[йї]|[иії]ми?|[иії]х|ьої|ої|[ь]?ою|єю|ею",
        # nouns
        r"[иі](?:я|ї|ю|єю|й|ям|ях|ями)|[аяоеєиіїуюьй]|[оеє]м|[оеє]ві|[ії]в|[ая](?:м|х|ми)|ей",
    ),
    (
        (re.compile(r"([нтлзсжшчд])\1$"), r"\1"),
        (re.compile(r"ь"), ""),
        (re.compile(rf"(?<=.[{_CONSONANT}])[ое](?=[кцнлр]$)"), ""),
        (re.compile(r"(?<=..)(?:ч|ц)$"), "к"),
        (re.compile(r"(?<=..)(?:ж|з|дж)$"), "г"),
        (re.compile(r"(?<=..)(?:ш)$"), "х"),
    ),
    str.maketrans("іїєґ", "оиег", "'"),
)
_BE = _Rules(
    re.compile(r"(?<=...)(?:ся|цца)$"),
    _endings(
        r"(?:[аяоё]ва|[аяіыую])?(?:ць|ўш?ы?|л[аоі])|(?:оў|ёў|ў)?ва(?:ць|ў|л[аоі])",
        r"(?:у|ю|а|я)?(?:юць|е(?:ш|м|це)?|ю|ючы|й(?:це)?)|уць|аць|яць|іць|[эыіё](?:ш|м|це)|учы|ячы|ачы",
        r"(?:[аяоё]в)?а?нн(?:е|я|ю|і|ем|ях|ямі|яў)",
        r"[аяо](?:га|му)|[аоыія]й|[ыі]мі?|[ыі]х|[аоя]ю|ую|юю|[аыія]е|[аыія]я|ое",
        r"[ыі](?:я|і|ю|яй|ям|ях|ямі)|[аяоеэіыуюьйё]|[оеэё]м|[аоя]ў|ёў|[ая](?:м|х|мі)|ей",
    ),
    (
        (re.compile(r"([нтлзсжшчд])\1$"), r"\1"),
        (re.compile(r"ддз$|дз$"), "д"),
        (re.compile(r"ь"), ""),
        (re.compile(r"ў"), "в"),
        (re.compile(rf"(?<=.[{_CONSONANT}])[оаеё](?=[кцнлр]$)"), ""),
        (re.compile(r"цц$|ц$"), "т"),
        (re.compile(r"(?<=..)ч$"), "к"),
        (re.compile(r"(?<=..)ж$"), "г"),
        (re.compile(r"(?<=..)ш$"), "х"),
    ),
    str.maketrans("оёэя", "аеее", "'"),
)
_OWN = {"uk": _UK, "be": _BE}


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """What the forms of a word (small letters) share; the word itself where the language has no rules."""
    if language in _OWN:
        return _light(word, _OWN[language])
    stemmer = _snowball(language)
    return str(stemmer.stemWord(word)) if stemmer else word


#: Endings that only verbs, and only adjectives, have.
_KINDS = {
    "be": (
        re.compile(r"(?:цца|ўся|лася|лося|ліся|ць|[іыуе]ў|[аяіыуе]л[аоі]|[уюае]ю|ем|еш|еце|[уе]е)$"),
        re.compile(r"(?:[ая]га|[ая]му|[ыі]мі|[ыі]х|ая|яя|[ыі]я|ое|[ая]е|ую|юю|[ыі]м)$"),
    ),
    "uk": (
        re.compile(r"(?:ться|вся|лася|лося|лися|ти|ть|[иіуа]в|[аяиіуї]л[аои]|[уюа]ю|[уюая]є)$"),
        re.compile(r"(?:ого|ому|[иі]ми|[иі]х|ої|ьої|[иі]м|ий|ій)$"),
    ),
}


def kind_by_ending(word: str, language: str) -> str:
    """v or a where the ending of a form (small letters) tells, n where it does not, "" where no rules are."""
    if language not in _KINDS:
        return ""
    verb, adjective = _KINDS[language]
    return "v" if verb.search(word) else "a" if adjective.search(word) else "n"


def _light(word: str, rules: _Rules) -> str:
    short = rules.reflexive.sub("", word)
    found = rules.endings.search(short)
    short = short[: found.start()] if found else short
    for letters, instead in rules.changes:
        if len(short) >= _LEAST:
            short = letters.sub(instead, short)
    return short.translate(rules.vowels)


@cache
def _snowball(language: str) -> Any:
    import snowballstemmer

    name = SNOWBALL.get(language)
    return snowballstemmer.stemmer(name) if name else None
