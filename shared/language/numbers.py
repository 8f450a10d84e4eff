"""Numbers in running text: digits as each language writes them, number words, halves, scale words and modifiers.

Limits: approximation by order ("человек шестьдесят") is not read; parts of a whole ("two thirds") are in `shares`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.contracts.claim import Modifier
from shared.language import base
from shared.language.number_modifiers import ARTICLES, modifier_after, modifier_before
from shared.language.numerals import Numeral, Run, numeral

_DIGITS = r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS})|(?P<word>[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*)")
_GROUPED = re.compile(r"(\d{1,3}(?:([.,'’\u00a0\u202f\u2009 ])\d{3})+)((?:[.,]\d+)?)$")
#: What may stand between the parts of one number: "twenty-six", "three hundred and four", "1.3 million".
_JOINT = re.compile(r"(?:[\s\u00a0\u202f]{1,2}|-|[\s\u00a0](?:and|y|et|und)[\s\u00a0])")
_LINKS = {"en": ("and",), "fr": ("et",), "es": ("y",)}
_AND_A_HALF = re.compile(
    r"[\s\u00a0](?:and a half|et demie?|y medi[oa]|i pół|с половиной|(?:з|із) половиною|з паловай|su puse)\b"
)
_HALF_A = re.compile(r"[\s\u00a0](?:an?|of a)[\s\u00a0]")
#: A scale word may be abbreviated with a point: "13 тыс. военных".
_AFTER_ABBREVIATION = re.compile(r"\.?[\s\u00a0\u202f]{1,2}")
#: Code points before a number in which an article is looked for.
_REACH = 30
#: Digits of the longest number that is read.
_LONGEST = 40
#: Languages that part thousands by a point, or by a comma; all take spaces that do not break.
_POINT_PARTS_THOUSANDS = {"de", "es", "pl", "lt", "ru", "uk", "be", "fr"}
#: Attached scales of English money: "$5m", "£3bn", "€3.1billion".
_ATTACHED = re.compile(r"(bn|tn|m|k|million|billion|trillion)\b")
_ATTACHED_SCALE = {"m": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MAX_VALUE = 1e15


@dataclass(frozen=True)
class Number:
    """A number with its span; `outer` takes in the modifier: "more than 300"."""

    start: int
    end: int
    value: float
    modifier: Modifier = "exact"
    outer: tuple[int, int] = (0, 0)
    #: Written in digits, so that it can be part of a date, a clock time or a score.
    is_digits: bool = False


def numbers(text: str, language: str) -> list[Number]:
    """The numbers of a text, in order; ones such as "one" and "eine" only inside larger numbers."""
    tongue = base(language)
    return [number for run in _runs(text, tongue) for number in _finish(text, run, tongue)]


def _runs(text: str, tongue: str) -> Iterator[Run]:
    """Words and digits that follow each other and make one number."""
    run: Run | None = None
    for token in _TOKEN.finditer(text):
        if run and token.start() < run.end:
            continue  # part of "and a half"
        low = token.group().lower()
        if run and _is_link(text, run, token, low, tongue):
            continue
        word = None if _is_percent(text, token, tongue) else _read(token, low, tongue)
        if run and word and _joins(text, run, token) and run.take(word, token.end()):
            _halve(text, run)
            continue
        if run:
            yield run
            run = None
        if word:
            run = Run(token.start(), token.end())
            run.take(word, token.end())
            _halve(text, run)
    if run:
        yield run


def _is_link(text: str, run: Run, token: re.Match[str], low: str, tongue: str) -> bool:
    """Whether the word only joins two parts of a number: "hundred *and* four", "half *a* million"."""
    if low in _LINKS.get(tongue, ()):
        return True
    return tongue == "en" and run.kinds == "h" and bool(_HALF_A.match(text, run.end)) and low in {"a", "an", "of"}


def _halve(text: str, run: Run) -> None:
    half = _AND_A_HALF.match(text, run.end)
    if half and "h" not in run.kinds and run.value < _MAX_VALUE:
        run.add_half(half.end())


def _is_percent(text: str, token: re.Match[str], language: str) -> bool:
    """Whether the word for a hundred is part of "percent": "por ciento", "pour cent"."""
    return language in _PERCENT and bool(_PERCENT[language].search(text, max(0, token.start() - 6), token.end()))


_PERCENT = {"es": re.compile(r"\bpor[\s\u00a0]cien(?:to)?$"), "fr": re.compile(r"\bpour[\s\u00a0]cent$")}


def _joins(text: str, run: Run, token: re.Match[str]) -> bool:
    between = text[run.end : token.start()]
    if run.kinds == "h" and _HALF_A.fullmatch(between):
        return True
    return bool(_JOINT.fullmatch(between)) or (run.kinds[-1:] == "x" and bool(_AFTER_ABBREVIATION.fullmatch(between)))


def _read(token: re.Match[str], low: str, language: str) -> Numeral | None:
    if token.lastgroup == "digits":
        value = parse_digits(token.group(), language)
        return None if value is None else Numeral(value, "#")
    return numeral(low, language)


def parse_digits(digits: str, language: str) -> float | None:
    """The value of digits as this language groups them: "1.300" is 1300 in German and 1.3 in English."""
    if len(digits) > _LONGEST:
        return None
    grouped = _GROUPED.match(digits)
    if grouped and _parts_thousands(grouped.group(2), base(language)):
        whole = re.sub(r"\D", "", grouped.group(1))
        return _float(whole + grouped.group(3).replace(",", "."))
    return _float(re.sub(r"[\s'’]", "", digits).replace(",", "."))


def _parts_thousands(mark: str, language: str) -> bool:
    if mark in ".,":
        return (mark == ".") == (language in _POINT_PARTS_THOUSANDS)
    return mark != " " or language not in {"en", "und"}


def _float(digits: str) -> float | None:
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if value < _MAX_VALUE else None


def _finish(text: str, run: Run, language: str) -> list[Number]:
    attached = _ATTACHED.match(text, run.end) if language == "en" and run.kinds == "#" else None
    end = attached.end() if attached else run.end
    value = run.value * (_ATTACHED_SCALE[attached.group()] if attached else 1.0)
    before, modifier = modifier_before(text, run.start, language)
    if not _stands(text, run, modifier != "exact"):
        return []
    after = end
    if modifier == "exact":
        after, modifier = modifier_after(text, end, language)
    if modifier == "exact" and "~" in run.kinds:
        modifier = "about"
    return [Number(run.start, end, value, modifier, (before, after), run.kinds[:1] == "#")]


def _stands(text: str, run: Run, is_modified: bool) -> bool:
    """Whether it is a number by itself: neither an article nor a bare scale word or half."""
    if run.value == 1 and run.kinds == "n" or run.kinds == "h" and run.value < 1:
        return False
    if run.value >= _MAX_VALUE:
        return False
    if run.kinds not in {"x", "d", "~"}:
        return True
    return is_modified or (run.kinds in {"d", "~"} and _has_article(text, run.start))


def _has_article(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH) : start].split()
    return bool(before) and before[-1].lower() in ARTICLES
