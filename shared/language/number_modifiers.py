"""What is said of a number beside it: more than, about, at most, further; from `data/modifiers.tsv`."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from shared.contracts.claim import Modifier
from shared.language.tables import rows, words

#: Code points before and after a number in which its modifier is looked for.
_REACH = 34
#: Articles that may stand between a modifier and its number: "about a dozen".
ARTICLES = frozenset({"a", "an", "ein", "eine", "einem", "einer", "eines", "un", "une", "una", "half"})
#: Words that may stand between a modifier and its number: "at least another 40", "more than some 300".
_MEANING = {"additional": 2, "more_than": 1, "less_than": 1, "about": 0, "exact": 0}


@cache
def _modifiers(language: str, place: str) -> tuple[re.Pattern[str], dict[str, Modifier]]:
    table = [row for row in rows("modifiers.tsv") if row[0] == language and row[2] == place]
    meaning = {phrase: cast("Modifier", row[1]) for row in table for phrase in words(row[3])}
    phrases = "|".join(re.escape(p) for p in sorted(meaning, key=len, reverse=True)) or r"(?!)"
    articles = "|".join(sorted(ARTICLES - {"half"}))
    if place == "before":
        pattern = rf"(?<!\w)(?P<words>{phrases})[.]?\s*(?:(?:{articles})\s+)?(?:[A-Z]{{2}})?[$€£¥]?(?:(?<=\W)|$)\Z"
    else:
        pattern = rf"[\s\u00a0]+(?P<words>{phrases})(?!\w)"
    return re.compile(pattern, re.IGNORECASE), meaning


def modifier_before(text: str, start: int, language: str) -> tuple[int, Modifier]:
    """Where the modifier in front of a number begins, and what it says; the number's start and "exact" without one."""
    begin, first = _before(text, start, language)
    if first == "exact":
        return begin, first
    earlier, second = _before(text, begin, language)
    if second == "exact" or text[earlier:begin].strip() == "":
        return begin, first
    return earlier, max(first, second, key=lambda m: _MEANING[m])


def _before(text: str, start: int, language: str) -> tuple[int, Modifier]:
    window = max(0, start - _REACH)
    pattern, meaning = _modifiers(language, "before")
    match = pattern.search(text[window:start])
    if match is None or (match["words"].lower() in _TO and _is_reached(text, window + match.start(), language)):
        return start, "exact"
    return window + match.start(), meaning[match["words"].lower()]


#: Words that mean "at most" by themselves and "to" behind a verb of change: «выросло до 19».
_TO = frozenset({"до", "да", "do", "iki", "hasta"})


def _is_reached(text: str, at: int, language: str) -> bool:
    """Whether a verb of change stands in front of "to", or behind the number: "do jedenastu wzrosła liczba"."""
    if _reached(language).search(text[max(0, at - _REACH) : at]):
        return True
    return bool(_reached_behind(language).match(text, at, at + 2 * _REACH))


@cache
def _reached(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_stems(language)})\w*(?:\s\w+){{0,2}}\s$", re.IGNORECASE)


@cache
def _reached_behind(language: str) -> re.Pattern[str]:
    return re.compile(rf"\w+\s\S+\s(?:{_stems(language)})\w*", re.IGNORECASE)


def _stems(language: str) -> str:
    table = (row for row in rows("modifiers.tsv") if row[0] == language and row[2] == "reached")
    return "|".join(stem for row in table for stem in words(row[3])) or "(?!)"


def modifier_after(text: str, end: int, language: str) -> tuple[int, Modifier]:
    """Where the modifier behind a number ends, and what it says."""
    pattern, meaning = _modifiers(language, "after")
    match = pattern.match(text, end, end + _REACH)
    return (match.end(), meaning[match["words"].lower()]) if match else (end, "exact")
