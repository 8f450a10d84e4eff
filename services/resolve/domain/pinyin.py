"""Chinese names from pinyin into Cyrillic, as Russian, Ukrainian and Belarusian texts write them (Palladius).

Xi Jinping is Си Цзиньпин: the two spellings share few sounds, so that one has to be made from the other.
"""

from __future__ import annotations

import re

_INITIALS = {
    "zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
_FINALS = {
    "iang": "ян", "iong": "юн", "uang": "уан", "ang": "ан", "eng": "эн", "ing": "ин", "ong": "ун", "ian": "янь",
    "iao": "яо", "uai": "уай", "uan": "уань", "ai": "ай", "an": "ань", "ao": "ао", "ei": "эй", "en": "энь",
    "er": "эр", "ia": "я", "ie": "е", "in": "инь", "iu": "ю", "ou": "оу", "ua": "уа", "ue": "юэ", "ui": "уй",
    "un": "унь", "uo": "о", "a": "а", "e": "э", "i": "и", "o": "о", "u": "у",
}  # fmt: skip
_WHOLE = {
    "yang": "ян", "yong": "юн", "yuan": "юань", "ying": "ин", "wang": "ван", "weng": "вэн", "yan": "янь", "yao": "яо",
    "yin": "инь", "you": "ю", "yue": "юэ", "yun": "юнь", "wai": "вай", "wan": "вань", "wei": "вэй", "wen": "вэнь",
    "ya": "я", "ye": "е", "yi": "и", "yu": "юй", "wa": "ва", "wo": "во", "wu": "у",
}  # fmt: skip
_ANY_INITIAL = "|".join(sorted(filter(None, _INITIALS), key=len, reverse=True))
_ANY_FINAL = "|".join(sorted(_FINALS, key=len, reverse=True))
_SYLLABLE = re.compile(
    rf"(?:({'|'.join(_WHOLE)})|({_ANY_INITIAL})({_ANY_FINAL})|(ang|an|ai|ao|en|er|ou|a|e))(?=$|[b-df-hj-np-tw-z])"
)
#: Letters of the longest name that is read as Chinese: two syllables.
_LONGEST = 12


def palladius(word: str) -> str:
    """A name of one or two pinyin syllables (small letters) in Cyrillic; "" for what is none."""
    if not 2 <= len(word) <= _LONGEST or not word.isascii():
        return ""
    made, at, count = "", 0, 0
    while at < len(word):
        found = _SYLLABLE.match(word, at)
        if not found or count == 2:
            return ""
        whole, initial, final, bare = found.groups()
        made += _WHOLE[whole] if whole else _FINALS[bare] if bare else _INITIALS[initial] + _FINALS[final]
        at, count = found.end(), count + 1
    return made


def is_chinese(word: str) -> bool:
    """Whether a word can be one or two syllables of Chinese, in pinyin or in Cyrillic."""
    low = word.lower()
    return bool(palladius(low) or _CYRILLIC.fullmatch(low))


_CYRILLIC = re.compile(
    "(?:(?:"
    + "|".join(
        sorted(
            {*_WHOLE.values(), *(i + f for i in _INITIALS.values() for f in _FINALS.values())},
            key=lambda syllable: (-len(syllable), syllable),
        )
    )
    + ")[ьаое]?){1,2}"
)
