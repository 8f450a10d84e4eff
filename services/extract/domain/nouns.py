"""Sources without a name: the noun phrase around "police", "das Ministerium", "представитель"."""

from __future__ import annotations

import re
from functools import cache

from services.extract.domain.cues import says
from services.extract.domain.people import is_title
from services.extract.domain.wordlists import WordSet, word_set
from services.extract.domain.words import Text, Word
from shared.language.stopwords import stopwords

#: Words that open a noun phrase and belong to it.
_DETERMINERS = frozenset(
    "the a an one another its his her their our my some several two three der die das ein eine einer mehrere ihr ihre "
    "sein seine zwei drei le la les un une des l’ l' son sa ses leur leurs deux plusieurs el los las una unos unas su "
    "sus dos varios varias".split()
)
#: Words that open an indefinite phrase: "a spokesman" is nobody who was named before.
_INDEFINITE = frozenset("a an one another some several ein eine einer un une des unos unas una".split())
#: Words that tie a complement to the head: "head *of the* agency".
_TIES = frozenset("of for at des der von vom de du d’ d' del".split())
_AFTER_TIE = frozenset("the der des den dem la le les l’ l' los las el".split())
#: Heads that stand for whichever body spoke last.
_ANY_BODY = re.compile(r"ведомств\w*|відомств\w*|ведамств\w*|resor\w*|instituci[oó]n|institution|behörde|агентств\w*")
#: People who speak for a body.
_SPOKES = re.compile(
    r"spokes\w+|\w*sprecher(?:in)?|пресс-секретар\w*|представител\w*|речни\w+|прэс-сакратар\w*|прадстаўні\w*"
    r"|представни\w*|rzeczni\w*|porte-parole|portavoz|vocer[oa]|atstov\w*"
)
#: Words of a phrase in front of and behind its head.
_BEFORE, _BEHIND = 4, 5
#: Letters that two forms of one word share at their beginning.
_STEM = 4


@cache
def _group(language: str) -> WordSet:
    return word_set("roles.tsv", language, "group")


@cache
def _body(language: str) -> WordSet:
    return word_set("roles.tsv", language, "body")


def kind_of(word: Word, language: str) -> str:
    """What a word stands for as a source: a "body", a "group" of people, a "role", or "" for none of them."""
    if not word.is_word or len(word.low) < 3:
        return ""
    if word.low in _body(language) and (language != "de" or word.is_capital):
        return "body"
    if word.low in _group(language):
        return "group"
    return "role" if is_title(word.low, language) and (language != "de" or word.is_capital) else ""


def speaks_for(low: str) -> bool:
    """Whether a role is to speak for a body: "spokesman"."""
    return bool(_SPOKES.fullmatch(low))


def any_body(low: str) -> bool:
    """Whether a word stands for whichever body spoke last: "ведомство"."""
    return bool(_ANY_BODY.fullmatch(low))


def phrase(text: Text, head: int) -> tuple[int, int]:
    """The first and last word of the noun phrase around a head."""
    first = last = head
    while first and head - first < _BEFORE and _leads(text, first - 1, first):
        first -= 1
        if text.words[first].low in _DETERMINERS:
            break
    while last + 1 < len(text.words) and last - head < _BEHIND and _follows(text, last):
        last += 1
    while last > head and text.words[last].low in _TIES | _AFTER_TIE:
        last -= 1
    return first, last


def _leads(text: Text, n: int, following: int) -> bool:
    word = text.words[n]
    if not _beside(text, n, following) or not word.is_word or says(word.low, text.language):
        return False
    return word.low in _DETERMINERS or word.is_upper or word.low not in stopwords(text.language)


def _follows(text: Text, n: int) -> bool:
    here, following = text.words[n], text.words[n + 1]
    if not _beside(text, n, n + 1) or not following.is_word or says(following.low, text.language):
        return False
    if here.low in _TIES | _AFTER_TIE:
        return following.low in _AFTER_TIE or following.low not in stopwords(text.language)
    if following.low in _TIES:
        return True
    slavic = text.language in {"ru", "uk", "be", "pl"}
    return slavic and following.low not in stopwords(text.language)


def _beside(text: Text, n: int, m: int) -> bool:
    gap = text.string[text.words[n].end : text.words[m].start]
    return text.words[n].sentence == text.words[m].sentence and len(gap) < 2 and "\n" not in gap


def is_definite(text: Text, first: int, head: int) -> bool:
    """Whether a phrase can mean somebody named before."""
    return all(text.words[n].low not in _INDEFINITE for n in range(first, head))


def same_noun(one: str, other: str) -> bool:
    """Whether two words (small letters) are forms of one noun, or one is the head of the other, a compound."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 5 and long.endswith(short):
        return True
    shared = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return shared >= max(_STEM, len(short) - 3, len(long) - 4)
