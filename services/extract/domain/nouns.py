"""Sources without a name: the noun phrase around "police", "das Ministerium", "представитель"."""

from __future__ import annotations

import re
from functools import cache

from services.extract.domain.cues import says
from services.extract.domain.people import is_title
from services.extract.domain.small_words import small
from services.extract.domain.wordlists import WordSet, word_set
from services.extract.domain.words import Text, Word
from shared.language.stopwords import stopwords

#: Endings of the words that may describe a head behind it: "министерство *обороны*"; past tenses are left out.
_GENITIVE = {
    "ru": re.compile(r"(?:^дел|^сил|[ыия]|(?<!л)а|[ое]го|[ое]й|[ое]в|ых|их)(?<!ли)$"),
    "uk": re.compile(r"(?:^справ|^сил|[иіїя]|(?<!л)а|ого|ої|[ії]в|[иі]х)(?<!ли)$"),
    "be": re.compile(r"(?:^спраў|^сіл|[ыія]|(?<!л)а|ага|[ая]й|[ая]ў|ых|іх)(?<!лі)$"),
    "pl": re.compile(r"(?:^spraw|^sił|[iy]|(?<!ł)a|ego|ej|ów|ych|ich)(?<!li)(?<!ły)$"),
    "fr": re.compile(r"(?:al|ales?|aux|iques?|aires?|imes?|ien(?:ne)?s?|ais(?:es?)?|ois(?:es?)?)$"),
    "es": re.compile(r"(?:al|ales|ic[oa]s?|ares?|an[oa]s?|ari[oa]s?|és|es[ao]s?)$"),
}
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


def is_determiner(low: str) -> bool:
    """Whether a word opens a noun phrase."""
    return low in small("determiner")


def is_listener(low: str) -> bool:
    """Whether a word behind a verb of speech stands for whom it was told: "сказал журналистам"."""
    return low in small("listener")


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
        if text.words[first].low in small("determiner"):
            break
    owner = first - 2
    if owner >= 0 and text.words[first].low == "s" and text.words[first - 1].text in "'’":
        first = owner - 1 if owner and text.words[owner - 1].low in small("determiner") else owner
    first = _one_of(text, first)
    while last + 1 < len(text.words) and last - head < _BEHIND and _follows(text, last):
        last += 1
    while last > head and text.words[last].low in small("tie") | small("after tie"):
        last -= 1
    return first, last


def _one_of(text: Text, first: int) -> int:
    """Where a phrase begins that means one of many: "*one of the* officers", "*один из* полицейских"."""
    of, one = first - 1, first - 2
    if one < 0 or text.words[of].low not in small("of them") or text.words[one].low not in small("one"):
        return first
    return one if _beside(text, of, first) and _beside(text, one, of) else first


def _leads(text: Text, n: int, following: int) -> bool:
    word = text.words[n]
    if not _beside(text, n, following) or not word.is_word or says(word.low, text.language):
        return False
    return word.low in small("determiner") or word.is_upper or word.low not in stopwords(text.language)


def _follows(text: Text, n: int) -> bool:
    here, following = text.words[n], text.words[n + 1]
    if not _beside(text, n, n + 1) or not following.is_word or says(following.low, text.language):
        return False
    if here.low in small("tie") | small("after tie"):
        return following.low in small("after tie") or following.low not in stopwords(text.language)
    if following.low in small("tie"):
        return True
    genitive = _GENITIVE.get(text.language)
    return bool(genitive and genitive.search(following.low)) and following.low not in stopwords(text.language)


def _beside(text: Text, n: int, m: int) -> bool:
    gap = text.string[text.words[n].end : text.words[m].start]
    return text.words[n].sentence == text.words[m].sentence and len(gap) < 2 and "\n" not in gap


def is_definite(text: Text, first: int, head: int) -> bool:
    """Whether a phrase can mean somebody named before."""
    return text.words[first].low not in small("one") and all(
        text.words[n].low not in small("indefinite") for n in range(first, head)
    )


def same_noun(one: str, other: str) -> bool:
    """Whether two words (small letters) are forms of one noun, or one is the head of the other, a compound."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 5 and long.endswith(short):
        return True
    shared = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return shared >= max(_STEM, len(short) - 3, len(long) - 4)
