"""How likely it is that an article reports a figure rather than tells it in passing: a small logistic regression.

Weights are in `models/quantities.json`, fitted by `training/claims/fit_quantities.py`, which also says how well they
do on stories they never saw.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files

from services.extract.domain.people import speech_words
from services.extract.domain.quantities.counted import TOLL
from services.extract.domain.quantities.figure import Figure
from services.extract.domain.quantities.predicates import happened
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.language.lexicon import lookup
from shared.language.numbers import numbers

#: Code points of a clause, on each side of the number, that are looked through for words of time past.
_NEAR = 90
#: Code points of a text that is called short: its end is no less telling than its beginning.
_SHORT = 1_500
#: What a number is near to where it was reported before, or holds at all times.
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,])")


class Setting:
    """What is known of the article around its figures."""

    def __init__(self, text: Text, headline: str, figures: Sequence[Figure]) -> None:
        self.text = text
        self.values = Counter(f.value for f in figures)
        self.seen: set[tuple[float, str]] = set()
        self.count = len(self.values)
        self.groups: set[str] = set()
        self.told = 0
        self.headline_values = {n.value for n in numbers(headline[:1000], text.language)}
        words = [w.strip(".,:;!?«»“”„\"'()").lower() for w in headline[:1000].split()]
        self.headline_words = {e.english for w in words for e in lookup(w, text.language) if e.kind in "pv"}
        self.headline_done = {done for w in words for done in happened(w, text.language)}
        self.sentences = Counter(text.sentence_at(f.start) for f in figures)
        self.firsts: set[int] = set()

    @cached_property
    def lead_end(self) -> int:
        """Where the first paragraph ends."""
        end = self.text.string.find("\n\n")
        return end if end >= 0 else len(self.text.string)


def features(setting: Setting, figure: Figure) -> dict[str, float]:
    """What speaks for and against a figure, by name; figures are asked for in the order of the text."""
    text, unit = setting.text, figure.unit
    n = text.sentence_at(figure.start)
    is_first = n not in setting.firsts
    is_again = (figure.value, unit.noun) in setting.seen
    is_first_of_group = unit.group not in setting.groups
    setting.firsts.add(n)
    setting.groups.add(unit.group)
    setting.seen.add((figure.value, unit.noun))
    setting.told += 1
    share = figure.start / max(_SHORT, len(text.string))
    said = {
        f"group {unit.group}": 1.0,
        "manner bare": float(figure.manner == "bare"),
        "has predicate": float(unit.predicate is not None),
        "lead sentence": float(n == 0),
        "second sentence": float(n == 1),
        "first paragraph": float(figure.start < setting.lead_end),
        "sentences before": math.log1p(n),
        "share before": share,
        "in headline": float(figure.value in setting.headline_values),
        "predicate in headline": float(unit.predicate in setting.headline_done),
        "noun in headline": float(any(unit.noun.startswith(word[:5]) for word in setting.headline_words)),
        "again": float(is_again),
        "others in article": math.log(max(1, setting.count)),
        "first figure": float(setting.told == 1),
        "figures before": math.log(setting.told),
        "first of group": float(is_first_of_group),
        "headline has another": float(bool(setting.headline_values) and figure.value not in setting.headline_values),
        "told twice": float(setting.values[figure.value] > 1),
        "first of sentence": float(is_first),
        "others in sentence": math.log(max(1, setting.sentences[n])),
        "small": float(figure.value < 4),
        "in words": float(not figure.is_digits),
        "size": min(6.0, math.log10(max(1.0, figure.value))),
        "bare span": float(unit.group == "span" and unit.predicate is None),
        "toll as in headline": float(unit.group == "toll" and bool(setting.headline_done & set(TOLL))),
        "toll, not in headline": float(unit.group == "toll" and not setting.headline_done & set(TOLL)),
        "modified": float(figure.modifier != "exact"),
    }
    return said | _around(text, figure, n)


def _around(text: Text, figure: Figure, n: int) -> dict[str, float]:
    start, end = text.sentences[n] if text.sentences else (0, len(text.string))
    near = text.string[max(start, figure.start - _NEAR) : min(end, figure.end + _NEAR)].lower()
    words = {w.low for w in text.words[text.word_at(start) : text.word_at(end)][:80]}
    before = text.string[max(0, figure.start - 24) : figure.start].lower()
    after = text.string[figure.end : figure.end + 40].lower()
    return {
        "definite": float(bool(_words("definite", text.language, r"\s+$").search(before))),
        "when": float(
            figure.unit.group == "span"
            and bool(
                _words("when", text.language, r"\s+$").search(before)
                or _words("when after", text.language).search(after)
            )
        ),
        "past": float(bool(_words("past", text.language).search(near)) or bool(_YEAR.search(near))),
        "usual": float(bool(_words("usual", text.language).search(near))),
        "latest": float(bool(_words("latest", text.language).search(near))),
        "said": float(any(w in speech_words(text.language) for w in words)),
    }


@cache
def _words(kind: str, language: str, ends: str = r"(?!\w)") -> re.Pattern[str]:
    """Words of time: of what was before, of what holds always, of what is new."""
    found = [form for row in rows("figure_words.tsv") if row[:2] == (language, kind) for form in row[2].split(",")]
    forms = "|".join(re.escape(f.strip()).replace(r"\*", r"\w*") for f in found if f.strip())
    return re.compile(rf"(?<!\w)(?:{forms or '(?!)'}){ends}")


@cache
def _model() -> tuple[dict[str, float], float]:
    held = json.loads(files("services.extract").joinpath("models", "quantities.json").read_text(encoding="utf-8"))
    return held["weights"], held["threshold"]


def threshold() -> float:
    """The probability from which a figure is told."""
    return _model()[1]


def probability(said: dict[str, float], weights: dict[str, float] | None = None) -> float:
    """How likely it is that the article reports the figure of which this is said."""
    known = weights if weights is not None else _model()[0]
    odds = known.get("bias", 0.0) + sum(known.get(name, 0.0) * value for name, value in said.items())
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, odds))))
