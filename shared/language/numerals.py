"""Number words: what one word is worth, and how words and digits add up to a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shared.language.tables import expand, rows, words

#: Letters of the longest number word: "siebenhundertsiebenundsiebzigtausend…" and no page of rubbish.
_LONGEST = 80


@dataclass(frozen=True)
class Numeral:
    """A number word's value and kind, as `data/numbers.tsv` has them; "#" is for digits."""

    value: float
    kind: str


@dataclass
class Run:
    """A number under construction: `total` of finished thousands, `part` still growing."""

    start: int
    end: int
    total: float = 0.0
    part: float = 0.0
    kinds: str = ""
    last: float = 0.0

    def take(self, word: Numeral, end: int) -> bool:
        """Adds the next word where it fits: smaller ones add up, scales multiply."""
        if word.kind in "n#~h" and self.kinds and not self._has_room(word):
            return False
        if word.kind in "xd":
            self._multiply(word.value)
        else:
            self.part += word.value
        self.kinds += word.kind
        self.last, self.end = word.value, end
        return True

    def add_half(self, end: int) -> None:
        """Adds a half of the last scale: "two and a half", "un million et demi"."""
        scale = self.last if self.kinds[-1:] == "x" and self.last >= 1000 else 1.0
        self.part, self.end, self.kinds = self.part + 0.5 * scale, end, self.kinds + "h"

    def _has_room(self, word: Numeral) -> bool:
        """Whether a smaller number may follow: "three hundred | four", "1 million | 300 thousand"."""
        if word.kind == "#":
            return self.kinds[-1] == "x" and self.last >= 1000 and word.value < self.last and self.kinds[0] == "#"
        if word.kind in "~h" or any(kind in self.kinds for kind in "#d~h"):
            return False
        value = word.value
        is_twenties = self.last in {60, 80} and value < 20  # "soixante-dix-sept", "quatre-vingt-quinze"
        return value < self.last and self.last >= 20 and (value < 10 or self.last >= 100 or is_twenties)

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
        """What the words so far are worth."""
        return self.total + self.part


@cache
def _numerals(language: str) -> dict[str, Numeral]:
    table = [row for row in rows("numbers.tsv") if row[0] == language]
    return {
        form: Numeral(float(value), kind)
        for _, value, kind, forms in table
        for entry in words(forms)
        for form in expand(entry)
    }


def numeral(low: str, language: str) -> Numeral | None:
    """What a word in small letters is worth, compounds such as "sechsundzwanzig" and "trente-deux" too."""
    known = _numerals(language).get(low)
    return known or (_compound(low, language) if len(low) <= _LONGEST else None)


_TEENS_AND_TENS = re.compile(r"^(?:(?P<unit>[a-zäöüß]+)und)?(?P<tens>[a-zäöüß]+(?:zig|ßig|ssig))$")


def _compound(word: str, language: str) -> Numeral | None:
    """A number written as one word: "sechsundzwanzig", "dreihundert", "twenty-six", "trente-deux"."""
    if language == "de" and len(word) > 6 and "-" not in word:
        value = _german(word)
        return Numeral(value, "h" if value % 1 else "n") if value else None
    if "-" not in word:
        return None
    parts = _parts([part for part in word.split("-") if part not in {"et", "and"}], language)
    run = Run(0, 0)
    return Numeral(run.value, "n") if parts and all(run.take(part, 0) for part in parts) else None


def _parts(words: list[str], language: str) -> list[Numeral]:
    """The numerals between hyphens, the longest first: "quatre-vingt | dix-sept"; [] where a word is none."""
    found: list[Numeral] = []
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + 3), at, -1)
        hit = next(((n, k) for n in ends if (k := _numerals(language).get("-".join(words[at:n])))), None)
        if hit is None:
            return []
        at, _ = hit
        found.append(hit[1])
    return found


def _german(word: str) -> float | None:
    """The value of a German compound, or None: halves, then thousands, hundreds, units before tens."""
    known = _numerals("de").get(word)
    if known:
        return known.value
    if word.endswith("einhalb"):
        whole = _german(word.removesuffix("einhalb"))
        return None if whole is None else whole + 0.5
    for scale, value in (("tausend", 1000.0), ("hundert", 100.0)):
        if scale in word:
            head, _, tail = word.partition(scale)
            left = _german(head) if head else 1.0
            right = _german(tail.removeprefix("und")) if tail else 0.0
            return None if left is None or right is None else left * value + right
    return _german_tens(word)


def _german_tens(word: str) -> float | None:
    match = _TEENS_AND_TENS.match(word)
    if not match:
        return None
    unit = _numerals("de").get(match["unit"]) if match["unit"] else Numeral(0.0, "n")
    tens = _numerals("de").get(match["tens"])
    return unit.value + tens.value if unit and tens else None
