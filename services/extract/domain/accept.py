"""Which candidates of reported speech a reader is told: a logistic score of what the sentence shows.

The weights in `models/reports.json` are learnt by `training/claims/fit.py` from the labelled stream and one of our own.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.extract.domain.cues import is_opinion
from services.extract.domain.sentence import Report, in_mood
from services.extract.domain.words import Text

#: Features of a candidate by name; absent ones are 0.
Shown = dict[str, float]

_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[.:h]\s?\d{2}\b")
#: Words below and above which a clause is short or long.
_SHORT, _LONG = 5, 25
#: Code points behind a sentence in which another paragraph begins unless it stands in the last.
_REST = 400

#: Sentences that report something from which an article is long: of 1, 6, 9 and 12 the best that lets short ones speak.
MANY = 9


@dataclass(frozen=True)
class Surroundings:
    """What an article shows beside a candidate."""

    text: Text
    #: Sentences that hold a quote, and the names of those quoted.
    quoted_sentences: frozenset[int]
    quoted_names: frozenset[str]
    #: Candidates of each sentence.
    per_sentence: Mapping[int, int]


def features(report: Report, around: Surroundings, rank: int, heard: int) -> Shown:
    """What speaks for and against a candidate, by name; absent ones are 0.

    `rank` is the number of sentences with candidates before it, `heard` of those by the same source.
    """
    text, speaker = around.text, report.speaker
    said = text.string[report.start : report.end]
    words = len(said.split())
    name = speaker.name
    found = {
        f"form:{report.form}": 1.0,
        f"who:{speaker.how}": 1.0,
        f"type:{name.type if name else 'none'}": 1.0,
        "words": math.log(words),
        "short": float(words < _SHORT),
        "long": float(words > _LONG),
        "cut": float(report.is_cut),
        "tail": report.tail,
        "long tail": float(report.tail > 0.5),
        "mood": float(in_mood(text, text.words[text.word_at(report.start) : text.word_at(report.end)])),
        "share": (report.end - report.start)
        / (text.sentences[report.sentence][1] - text.sentences[report.sentence][0]),
        "last": float("\n" not in text.string[text.sentences[report.sentence][1] :][:_REST]),
        "spare": math.log(1 + report.spare),
        "paragraph": float(text.string[max(0, text.sentences[report.sentence][0] - 1)] == "\n"),
        "figure": float(bool(_DIGIT.search(said))),
        "clock": float(bool(_CLOCK.search(said))),
        "first": float(report.sentence == 0),
        "opening": float(0 < report.sentence <= 2),
        "late": report.sentence / max(1, len(text.sentences)),
        "rank": math.log(1 + rank),
        "heard": float(min(heard, 3)),
        "quoted": float(name is not None and name.key in around.quoted_names),
        "beside quote": float(report.sentence in around.quoted_sentences),
        "near quote": float(bool({report.sentence - 1, report.sentence + 1} & around.quoted_sentences)),
        "opinion": float(is_opinion(speaker.cue.lower(), text.language)),
        "begins": float(report.start == text.sentences[report.sentence][0]),
        "many": math.log(len(around.per_sentence) or 1),
        "rest": math.log(1 + text.sentences[report.sentence][1] - report.end),
    }
    return {key: value for key, value in found.items() if value}


@dataclass(frozen=True)
class Weights:
    """A bias, one weight a feature, and the probability from which a candidate is accepted.

    An article tells little of what it reports: each claim accepted raises the threshold for the next by `rise`, the
    less so the fewer sentences report anything (`MANY`): a short article tells all of it.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float
    rise: float = 0.0

    def probability(self, shown: Mapping[str, float]) -> float:
        """How likely a reader would be told a candidate."""
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in shown.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def shipped() -> Weights:
    """The weights that ship with the product."""
    found = json.loads(files("services.extract").joinpath("models", "reports.json").read_text(encoding="utf-8"))
    return Weights(found["bias"], found["weights"], found["threshold"], found["rise"])


def scored(reports: Sequence[Report], around: Surroundings, weights: Weights) -> list[tuple[float, Report]]:
    """Every candidate with its probability, in order of the text."""
    return [(weights.probability(shown), report) for report, shown in shown_by(reports, around)]


def shown_by(reports: Sequence[Report], around: Surroundings) -> list[tuple[Report, Shown]]:
    """Every candidate with its features, in order of the text."""
    ranks = {n: rank for rank, n in enumerate(sorted(around.per_sentence))}
    heard: dict[str, set[int]] = {}
    found = []
    for report in sorted(reports, key=lambda r: (r.sentence, r.start, r.end, r.form)):
        key = report.speaker.name.key if report.speaker.name else report.speaker.phrase
        before = heard.setdefault(key, set())
        found.append((report, features(report, around, ranks[report.sentence], len(before - {report.sentence}))))
        before.add(report.sentence)
    return found


def choose(candidates: Iterable[tuple[float, Report]], threshold: float, rise: float) -> list[tuple[float, Report]]:
    """The likeliest candidates from the threshold on, none over another, in order of the text."""
    chosen: list[tuple[float, Report]] = []
    candidates = list(candidates)
    rise *= min(1.0, len({report.sentence for _, report in candidates}) / MANY)
    for score, report in sorted(candidates, key=lambda c: (-c[0], c[1].start, c[1].end, c[1].form)):
        if score < threshold * (1.0 + rise * len(chosen)):
            break
        if all(report.end <= other.start or other.end <= report.start for _, other in chosen):
            chosen.append((score, report))
    return sorted(chosen, key=lambda c: c[1].start)
