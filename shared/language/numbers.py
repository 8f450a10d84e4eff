"""Numbers in running text: digits as each language writes them, number words, scale words and modifiers.

Limits: fractions in words ("two thirds") and approximation by order ("человек шестьдесят") are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from shared.contracts.claim import Modifier
from shared.language import base
from shared.language.tables import expand, rows, words

_DIGITS = r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS})|(?P<word>[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*)")
_GROUPED = re.compile(r"(\d{1,3}(?:([.,'’\u00a0\u202f\u2009 ])\d{3})+)((?:[.,]\d+)?)$")
#: What may stand between the parts of one number: "twenty-six", "three hundred and four", "1.3 million".
_JOINT = re.compile(r"(?:[\s\u00a0\u202f]{1,2}|-|[\s\u00a0](?:and|y|et|und)[\s\u00a0])")
_LINKS = {"en": ("and",), "fr": ("et",), "es": ("y",)}
_AND_A_HALF = re.compile(
    r"[\s\u00a0](?:and a half|et demie?|y medi[oa]|i pół|с половиной|(?:з|із) половиною|з паловай|su puse)\b"
)
#: A scale word may be abbreviated with a point: "13 тыс. военных".
_AFTER_ABBREVIATION = re.compile(r"\.?[\s\u00a0\u202f]{1,2}")
#: Code points before and after a number in which its modifier is looked for.
_REACH = 30
#: Languages that part thousands by a point, or by a comma; all take spaces that do not break.
_POINT_PARTS_THOUSANDS = {"de", "es", "pl", "lt", "ru", "uk", "be", "fr"}
#: Attached scales of English money: "$5m", "£3bn", "€3.1billion".
_ATTACHED = re.compile(r"(bn|tn|m|k|million|billion|trillion)\b")
_ATTACHED_SCALE = {"m": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ARTICLES = {"a", "an", "ein", "eine", "einem", "einer", "eines", "un", "une", "una", "half"}
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


@dataclass(frozen=True)
class _Word:
    value: float
    kind: str


@dataclass
class _Run:
    """A number under construction: `total` of finished thousands, `part` still growing."""

    start: int
    end: int
    total: float = 0.0
    part: float = 0.0
    kinds: str = ""
    last: float = 0.0

    def take(self, word: _Word, end: int) -> bool:
        """Adds the next word where it fits: smaller ones add up, scales multiply."""
        if word.kind in "n#" and self.kinds and (word.kind == "#" or not self._has_room(word.value)):
            return False
        if word.kind in "xd":
            self._multiply(word.value)
        elif word.kind == "~":
            if self.kinds:
                return False
            self.part = word.value
        else:
            self.part += word.value
        self.kinds += word.kind
        self.last, self.end = word.value, end
        return True

    def _has_room(self, value: float) -> bool:
        if "#" in self.kinds or "d" in self.kinds or "~" in self.kinds:
            return False
        return value < self.last and self.last >= 20 and (value < 10 or self.last >= 100)

    def _multiply(self, scale: float) -> None:
        part = self.part or 1.0
        if scale >= 1000 and not self.total:
            self.total, self.part = part * scale, 0.0
        elif scale >= 1000:
            self.total, self.part = (self.total + self.part * scale, 0.0) if self.part else (self.total * scale, 0.0)
        else:
            self.part = part * scale

    @property
    def value(self) -> float:
        return self.total + self.part


def numbers(text: str, language: str) -> list[Number]:
    """The numbers of a text, in order; ones such as "one" and "eine" only inside larger numbers."""
    tongue = base(language)
    found: list[Number] = []
    run: _Run | None = None
    for token in _TOKEN.finditer(text):
        if run and token.group().lower() in _LINKS.get(tongue, ()):
            continue
        word = None if _is_percent(text, token, tongue) else _read(token, tongue)
        if run and word and _joins(text, run, token) and run.take(word, token.end()):
            continue
        if run:
            found += _finish(text, run, tongue)
            run = None
        if word:
            run = _Run(token.start(), token.end())
            run.take(word, token.end())
    return found + (_finish(text, run, tongue) if run else [])


def _is_percent(text: str, token: re.Match[str], language: str) -> bool:
    """Whether the word for a hundred is part of "percent": "por ciento", "pour cent"."""
    return language in _PERCENT and bool(_PERCENT[language].search(text, max(0, token.start() - 6), token.end()))


_PERCENT = {"es": re.compile(r"\bpor[\s\u00a0]cien(?:to)?$"), "fr": re.compile(r"\bpour[\s\u00a0]cent$")}


def _joins(text: str, run: _Run, token: re.Match[str]) -> bool:
    between = text[run.end : token.start()]
    return bool(_JOINT.fullmatch(between)) or (run.kinds[-1:] == "x" and bool(_AFTER_ABBREVIATION.fullmatch(between)))


def _read(token: re.Match[str], language: str) -> _Word | None:
    if token.lastgroup == "digits":
        value = parse_digits(token.group(), language)
        return None if value is None else _Word(value, "#")
    return _words(language).get(token.group().lower()) or _compound(token.group().lower(), language)


def parse_digits(digits: str, language: str) -> float | None:
    """The value of digits as this language groups them: "1.300" is 1300 in German and 1.3 in English."""
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


@cache
def _words(language: str) -> dict[str, _Word]:
    table = [row for row in rows("numbers.tsv") if row[0] == language]
    return {
        form: _Word(float(value), kind)
        for _, value, kind, forms in table
        for entry in words(forms)
        for form in expand(entry)
    }


_TEENS_AND_TENS = re.compile(r"^(?:(?P<unit>[a-zäöüß]+)und)?(?P<tens>[a-zäöüß]+(?:zig|ßig|ssig))$")


def _compound(word: str, language: str) -> _Word | None:
    """A number written as one word: "sechsundzwanzig", "dreihundert", "twenty-six", "trente-deux"."""
    if language == "de" and len(word) > 6:
        value = _german(word)
        return _Word(value, "n") if value else None
    if "-" not in word:
        return None
    parts = [_words(language).get(part) for part in word.split("-") if part not in {"et", "and"}]
    if any(part is None for part in parts) or not parts:
        return None
    run = _Run(0, 0)
    return _Word(run.value, "n") if all(run.take(part, 0) for part in parts if part) else None


def _german(word: str) -> float | None:
    """The value of a German compound, or None: thousands, then hundreds, then units before tens."""
    known = _words("de").get(word)
    if known:
        return known.value
    for scale, value in (("tausend", 1000.0), ("hundert", 100.0)):
        if scale in word:
            head, _, tail = word.partition(scale)
            left = _german(head) if head else 1.0
            right = _german(tail.removeprefix("und")) if tail else 0.0
            return None if left is None or right is None else left * value + right
    match = _TEENS_AND_TENS.match(word)
    if not match:
        return None
    unit = _words("de").get(match["unit"]) if match["unit"] else _Word(0.0, "n")
    tens = _words("de").get(match["tens"])
    return unit.value + tens.value if unit and tens else None


def _finish(text: str, run: _Run, language: str) -> list[Number]:
    attached = _ATTACHED.match(text, run.end) if language == "en" and run.kinds == "#" else None
    end = attached.end() if attached else run.end
    value = run.value * (_ATTACHED_SCALE[attached.group()] if attached else 1.0)
    half = _AND_A_HALF.match(text, end)
    if half and value < 1000:
        end, value = half.end(), value + 0.5
    before, modifier = _modifier_before(text, run.start, language)
    bare = run.kinds in {"x", "d", "~"}
    if bare or run.kinds == "n" and run.value == 1:
        stands = modifier != "exact" or (run.kinds in {"d", "~"} and _has_article(text, run.start))
        if not stands:
            return []
    if run.value == 1 and run.kinds == "n":
        return []
    after = end
    if modifier == "exact":
        after, modifier = _modifier_after(text, end, language)
    if modifier == "exact" and "~" in run.kinds:
        modifier = "about"
    return [Number(run.start, end, value, modifier, (before, after), run.kinds[:1] == "#")]


def _has_article(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH) : start].split()
    return bool(before) and before[-1].lower() in _ARTICLES


@cache
def _modifiers(language: str, place: str) -> tuple[re.Pattern[str], dict[str, Modifier]]:
    table = [row for row in rows("modifiers.tsv") if row[0] == language and row[2] == place]
    meaning = {phrase: cast("Modifier", row[1]) for row in table for phrase in words(row[3])}
    phrases = "|".join(re.escape(p) for p in sorted(meaning, key=len, reverse=True)) or r"(?!)"
    articles = "|".join(sorted(_ARTICLES - {"half"}))
    if place == "before":
        pattern = rf"(?<!\w)(?P<words>{phrases})[.]?\s*(?:(?:{articles})\s+)?[$€£]?(?:(?<=\W)|$)\Z"
    else:
        pattern = rf"[\s\u00a0]+(?P<words>{phrases})(?!\w)"
    return re.compile(pattern, re.IGNORECASE), meaning


def _modifier_before(text: str, start: int, language: str) -> tuple[int, Modifier]:
    window = max(0, start - _REACH)
    pattern, meaning = _modifiers(language, "before")
    match = pattern.search(text[window:start])
    return (window + match.start(), meaning[match["words"].lower()]) if match else (start, "exact")


def _modifier_after(text: str, end: int, language: str) -> tuple[int, Modifier]:
    pattern, meaning = _modifiers(language, "after")
    match = pattern.match(text, end, end + _REACH)
    return (match.end(), meaning[match["words"].lower()]) if match else (end, "exact")
