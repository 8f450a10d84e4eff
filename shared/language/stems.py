"""Stems of words, for looking up inflected forms: Snowball where it has the language, own light rules for uk and be.

The own rules take off one ending, longest first (after Savoy's light stemmers: J. Savoy, "Light stemming approaches
for the French, Portuguese, German and Hungarian languages", SAC 2006), and then undo the consonant changes before
endings, so that руці and рука, горадзе and горад share a stem. Limit: derived words may meet (писати, письмо do not,
but стан, станова may); the lexicon lists forms that a stem would bring to the wrong headword.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_SNOWBALL = {
    "en": "english",
    "de": "german",
    "ru": "russian",
    "pl": "polish",
    "fr": "french",
    "es": "spanish",
    "lt": "lithuanian",
}

_UK_ENDINGS = (
    "ться тись тися лася лося лися вся ється юється ується ається уються юються яться аться ються уться ились увала"
    " ували ували ував ували ювати увати ування ювання уванням ованого ований овані ована ованих ованим"
    " ення енням еннями ання анням ості істю остей ого ому ими ій ої ою ею єю их им ів їв ами ями ам ям ах ях"
    " ові еві єві ує ють уть ять ать ють ємо емо имо їмо ете єте ите їте еш єш иш їш ила или ило ала али ало"
    " яла яли яло ула ули уло іла іли іло ити ати яти іти ути ти ла ло ли ав ив ів ув яв"
    " а я о е є и і ї у ю ь й"
).split()
_BE_ENDINGS = (
    "цца аецца юецца уецца ваецца юцца уцца ацца яцца алася аліся алася ўся лася лося ліся"
    " аваць яваць ванне ванні ванням ення енне енні анне анні ання асці асць асцю асцей"
    " ага яга аму яму ымі імі ай яй ою аю ее ія ые ыя ая яя ое ую юю ых іх ым ім оў аў яў ёў ам ям ах ях амі ямі"
    " ом ем эм ём уе юе ае яе юць уць яць аць іць ець эць ем ім ым аеце іце аеш іш ыш іла ілі іло ала алі ало"
    " яла ялі яло ула улі ела елі ыла ылі ыць уць ць ла ло лі іў ыў еў"
    " а я о е э ы і у ю ь й ў"
).split()
_ENDINGS = {
    "uk": tuple(sorted(set(_UK_ENDINGS), key=lambda e: (-len(e), e))),
    "be": tuple(sorted(set(_BE_ENDINGS), key=lambda e: (-len(e), e))),
}
#: Letters that must be left: shorter stems join strangers.
_LEAST = 3

#: Consonants before endings, as in the headword; the last letter or two only.
_HARD = {
    "uk": ((re.compile("ськ$"), "ск"), (re.compile("[чц]$"), "к"), (re.compile("[жз]$"), "г"), (re.compile("ш$"), "х")),
    "be": ((re.compile("дз$"), "д"), (re.compile("[чц]$"), "т"), (re.compile("ж$"), "г"), (re.compile("ш$"), "х")),
}
#: Vowels that change with the stress (be) or with the syllable (uk).
_VOWELS = {"uk": str.maketrans("іїєґ", "оиег"), "be": str.maketrans("оёэя", "аеее")}


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """What the forms of a word (small letters) share; the word itself where the language has no rules."""
    if language in _ENDINGS:
        return _light(word, language)
    stemmer = _snowball(language)
    return str(stemmer.stemWord(word)) if stemmer else word


def _light(word: str, language: str) -> str:
    if len(word) > _LEAST:
        word = _without_ending(word, language)
    for consonants, hard in _HARD[language]:
        if len(word) >= _LEAST and consonants.search(word):
            word = consonants.sub(hard, word)
            break
    return word.translate(_VOWELS[language])


def _without_ending(word: str, language: str) -> str:
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: len(word) - len(ending)]
    return word


@cache
def _snowball(language: str) -> Any:
    import snowballstemmer

    name = _SNOWBALL.get(language)
    return snowballstemmer.stemmer(name) if name else None
