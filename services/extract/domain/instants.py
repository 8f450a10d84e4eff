"""What is said to happen when: "the talks start at 11:30 a.m. in Anchorage (1930 GMT)".

A time is a claim where its sentence names what has it (an event: a meeting, a vote, a landing plane) and which moment
of that (its start, end, arrival), beside an instant that is told for sure (`shared.language.instants`). Hours of every
day, ages, scores and running times name no such moment. Limits: one event and moment a time, the nearest before or
behind it; what happens without one ("an earthquake at 5:12") is no claim of a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from services.extract.domain.indirect import dateline
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Claim
from shared.language import LANGUAGES, base
from shared.language.instants import Filed, Instant, instants
from shared.language.lexicon import compound, lookup
from shared.language.places import place_named
from shared.language.tables import words as entries
from shared.language.zones import zone_of

#: Words between a time and the event or moment that it is of.
_REACH = 16
#: Code points of the longest stretch that is given as the claim's words.
_LONGEST = 320
#: Code points of an article in which it is looked for what its talks are called.
_OPENING = 2_000
#: Nouns of the lexicon that are events with a beginning and an end.
_EVENTS = frozenset(
    "summit meeting election exercise exchange protest strike match visit festival flight train bus ship".split()
)
#: Events that newsrooms call by several names; all are one to whoever compares them.
_TALKS = frozenset({"summit", "meeting"})
#: What arrives and departs, and what closes; all else starts and ends.
_MOVES = frozenset({"flight", "train", "bus", "ship", "plane"})
_CLOSES = frozenset({"polling stations", "border"})
_MARKS = frozenset(",;:")


@dataclass(frozen=True)
class _Said:
    """A word of the tables in its place: which moment or event it is for."""

    at: int
    start: int
    end: int
    english: str


def times_in(text: Text, published: datetime | None) -> list[Claim]:
    """The times that a text gives for what happens, in order, each instant of a thing once."""
    if published is None:
        return []
    coming = {n for n in range(len(text.sentences)) if _found(text, n, "coming") or _found(text, n, "set")}
    filed = Filed(published, _filed_in(text))
    found: dict[tuple[str, datetime], Claim] = {}
    for instant in instants(text.string, text.language, filed, coming):
        claim = _claim(text, instant)
        if claim is not None and claim.instant is not None:
            found.setdefault((claim.key, claim.instant), claim)
    return list(found.values())


def _claim(text: Text, instant: Instant) -> Claim | None:
    n = text.sentence_at(instant.start)
    if _found(text, n, "range"):
        return None
    moved = _found(text, n, "moved")
    moments = [*_found(text, n, "phase"), *_found(text, n, "set"), *moved]
    moment = _nearest(text, instant, [said for said in moments if _is_one_clause(text, said, instant)])
    event = moment and _nearest(text, instant, [e for e in _events(text, n, moment) if _goes_with(moment, e)])
    if moment is None or event is None:
        return None
    start = max(min(moment.start, event.start, instant.start), instant.end - _LONGEST)
    end = min(max(moment.end, event.end, instant.end), start + _LONGEST)
    if start > instant.start or end < instant.end:
        return None
    words = text.string[start:end]
    thing = "talks" if event.english in _TALKS else event.english
    name = "summit" if thing == "talks" and _is_summit(text) else event.english
    return Claim(
        kind="time",
        text=words,
        start=start,
        end=end,
        instant=instant.at,
        label=f"{moment.english} of the {name}",
        content=(moment.english, thing, *(["moved"] if moved else [])),
        key=f"time:{moment.english} of {thing}",
        confidence=0.7,
    )


def _is_summit(text: Text) -> bool:
    """Whether an article speaks of a summit, whatever it calls it where it gives the time."""
    opening = text.words[: text.word_at(_OPENING)]
    return any(entry.english == "summit" for word in opening for entry in lookup(word.low, text.language))


def _goes_with(moment: _Said, event: _Said) -> bool:
    """Whether what is named can have such a moment: planes land, polls close, talks start."""
    if moment.english in {"arrival", "departure"}:
        return event.english in _MOVES
    if moment.english == "closing":
        return event.english in _CLOSES
    return event.english not in _MOVES


def _is_one_clause(text: Text, said: _Said, instant: Instant) -> bool:
    """Whether no comma stands between a moment and its time."""
    start, end = (said.end, instant.start) if said.end <= instant.start else (instant.end, said.start)
    return not any(mark in _MARKS for mark in text.string[start:end])


def _nearest(text: Text, instant: Instant, found: Sequence[_Said]) -> _Said | None:
    """What stands nearest to a time within reach; of two as near the one before it."""
    first, last = text.word_at(instant.start), text.word_at(instant.end)
    near = [(first - said.at if said.at < first else said.at - last + 1, said.at >= first, said) for said in found]
    within = [one for one in near if one[0] <= _REACH]
    return min(within, key=lambda one: one[:2])[2] if within else None


def _events(text: Text, n: int, moment: _Said | None) -> list[_Said]:
    """What may have a time of its own in a sentence; a word that says which moment is none."""
    named = _found(text, n, "event")
    taken = {said.at for said in named} | ({moment.at} if moment else set())
    by_lexicon = (
        _Said(at, word.start, word.end, english)
        for at, word in _words(text, n)
        if at not in taken and (english := _event(word, text.language))
    )
    return [*(said for said in named if moment is None or said.at != moment.at), *by_lexicon]


def _event(word: Word, language: str) -> str:
    """The event of the lexicon that a word is for; of a German compound what it is, its last part."""
    found = lookup(word.low, language) or (compound(word.low)[-1:] if language == "de" else ())
    return next((entry.english for entry in found if entry.english in _EVENTS), "")


def _found(text: Text, n: int, kind: str) -> list[_Said]:
    """The words of a sentence that the table has for a kind, in order."""
    table, phrases = _table(kind, text.language)
    said = []
    for at, word in _words(text, n):
        english = next((table[word.low[:k]] for k in range(len(word.low), 1, -1) if word.low[:k] in table), None)
        english = english or table.get(word.low + ".")
        if english is not None:
            said.append(_Said(at, word.start, word.end, english))
    start, end = text.sentences[n] if text.sentences else (0, len(text.string))
    low = text.string[start:end].lower()
    for phrase, english in phrases:
        if (place := low.find(phrase)) >= 0:
            at = text.word_at(start + place)
            said.append(_Said(at, start + place, start + place + len(phrase), english))
    return said


def _words(text: Text, n: int) -> list[tuple[int, Word]]:
    start, end = text.sentences[n] if text.sentences else (0, len(text.string))
    first, last = text.word_at(start), text.word_at(end)
    return [(at, text.words[at]) for at in range(first, last) if text.words[at].is_word]


@cache
def _table(kind: str, language: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Beginnings of words (whole ones end with a point) and phrases, each with its English."""
    column = 2 + (LANGUAGES.index(base(language)) if base(language) in LANGUAGES else 0)
    single: dict[str, str] = {}
    several: list[tuple[str, str]] = []
    for row in rows("instants.tsv"):
        for form in entries(row[column]) if row[0] == kind else ():
            if " " in form:
                several.append((form.rstrip("."), row[1] or kind))
            else:
                single.setdefault(form, row[1] or kind)
    return single, tuple(several)


def _filed_in(text: Text) -> str | None:
    """The zone of the place in the dateline: "BUCHAREST, Aug 26 (Northgate) -"."""
    place = place_named(dateline(text), text.language)
    return zone_of(place) if place else None
