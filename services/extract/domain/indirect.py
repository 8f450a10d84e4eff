"""Reported speech without quotation marks, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.extract.domain.accept import Surroundings
from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.cues import reports
from services.extract.domain.quotes import Quote
from services.extract.domain.reports import reports_in
from services.extract.domain.sentence import Report, in_mood, sentence_as
from services.extract.domain.small_words import small
from services.extract.domain.words import Text

#: "BUCHAREST, Aug 26 (Northgate) - ", "Leipzig (NLN) – ": where and when the text was filed.
_DATELINE = re.compile(
    r"(?:[^\W\d_]{2}(?<=[A-ZА-ЯЀ-ЏÀ-ÖØ-ÞĄ-Ž]{2})[^\n]{0,60}?|[^\n().!?]{2,40}\([^\n()]{2,20}\))\s?[-–—]\s"
)
#: Code points between a reported sentence and one in the subjunctive that goes on with it.
_FAR = 400
#: Words of a sentence that only says who told something, at most; words looked at for hearsay.
_SHORT_TELLER, _LONGEST = 16, 160
#: Words of a sentence that goes on without saying so.
_SHORTEST = 4


@dataclass(frozen=True)
class Heard:
    """The candidates of a text for reported speech, and what stands around them."""

    reports: tuple[Report, ...]
    around: Surroundings


def find_reports(text: Text, speakers: Speakers, quotes: Sequence[Quote]) -> Heard:
    """The candidates of a text, in order, each with whom its words name."""
    quoted = _words_in(text, quotes)
    speech = _by_sentence(text, quotes)
    found: list[Report] = []
    last: Speaker | None = None
    last_end = -1
    bounds = _bounds(text)
    for number, (start, end) in enumerate(text.sentences):
        first = text.word_at(behind_dateline(text, start, end))
        here = list(reports_in(text, speakers, number, first, bounds[number], quoted))
        here += (
            []
            if any(r.speaker.how for r in here)
            else list(_going_on(text, number, first, bounds[number], last, last_end, quoted))
        )
        said = [*(q.speaker for q in speech.get(number, []) if q.speaker), *(r.speaker for r in here)]
        teller = None if said else _teller(text, speakers, first, bounds[number], quoted)
        if teller is not None:
            said = [teller]
            here += _told_before(text, number, first, bounds, teller, quoted)
        for speaker in said[:1]:
            last, last_end = speakers.hear(speaker), end
        found += here
    return Heard(tuple(found), _surroundings(text, found, speech, quotes))


def _teller(text: Text, speakers: Speakers, first: int, end: int, quoted: frozenset[int]) -> Speaker | None:
    """Who speaks in a sentence that does not tell what is said: "Rescuers reported on this on Monday"."""
    near = range(first, min(end, first + _SHORT_TELLER))
    if end - first > _SHORT_TELLER or any(n in quoted for n in near):
        return None
    cue = next((n for n in near if reports(text.words, n, text.language)), None)
    if cue is None:
        return None
    speaker = speakers.speaker(cue, first, end, heard=False)
    return speaker if speaker.span and speaker.how != "pronoun" and (speaker.name or speaker.phrase) else None


def _told_before(
    text: Text, number: int, first: int, bounds: Sequence[int], teller: Speaker, quoted: frozenset[int]
) -> Iterator[Report]:
    """The sentence before one that only says who told it: "A. X reported this" is told A."""
    this = small("this", text.language)
    if not number or not any(w.low in this for w in text.words[first : bounds[number]]):
        return
    start, end = text.sentences[number - 1]
    begin = text.word_at(behind_dateline(text, start, end))
    if not any(n in quoted for n in range(begin, bounds[number - 1])):
        yield from sentence_as(text, number - 1, begin, bounds[number - 1], replace(teller, span=None), "told-before")


def _surroundings(
    text: Text, found: Sequence[Report], speech: dict[int, list[Quote]], quotes: Sequence[Quote]
) -> Surroundings:
    names = frozenset(q.speaker.name.key for q in quotes if q.speaker and q.speaker.name)
    counts: dict[int, int] = {}
    for report in found:
        counts[report.sentence] = counts.get(report.sentence, 0) + 1
    return Surroundings(text, frozenset(speech), names, counts)


def _bounds(text: Text) -> list[int]:
    """The number of the word behind the last one of each sentence."""
    bounds = [0] * len(text.sentences)
    for n, word in enumerate(text.words):
        bounds[word.sentence] = n + 1
    return bounds


def _words_in(text: Text, quotes: Sequence[Quote]) -> frozenset[int]:
    spans = [q.span for q in quotes]
    return frozenset(n for s in spans for n in range(text.word_at(s.start - 1), text.word_at(s.outer[1])))


def _by_sentence(text: Text, quotes: Sequence[Quote]) -> dict[int, list[Quote]]:
    found: dict[int, list[Quote]] = {}
    for quote in quotes:
        for n in range(text.sentence_at(quote.span.start), text.sentence_at(quote.span.end - 1) + 1):
            found.setdefault(n, []).append(quote)
    return found


def dateline(text: Text) -> str:
    """The place where a text was filed, as its beginning names it; "" where it names none."""
    match = _DATELINE.match(text.string)
    words = re.split(r"[,(/–—]|\s-\s", match.group())[0] if match else ""
    return words.strip().title() if words.strip().isupper() else words.strip()


def behind_dateline(text: Text, start: int, end: int) -> int:
    """Where a sentence begins when the dateline in front of it is left out."""
    if start and text.string[start - 1] != "\n":
        return start
    match = _DATELINE.match(text.string, start, end)
    return match.end() if match else start


def _going_on(
    text: Text, number: int, first: int, end: int, last: Speaker | None, last_end: int, quoted: frozenset[int]
) -> Iterator[Report]:
    """A sentence without a word of speech that goes on with what was reported before it."""
    words = [n for n in range(first, end) if text.words[n].is_word]
    if len(words) < _SHORTEST or any(n in quoted for n in words):
        return
    heard = any(text.words[n].low in small("hearsay", text.language) for n in words[:_LONGEST])
    if heard:
        nobody = Speaker(last.name, "", None, last.phrase, "before") if last else Speaker(None, "")
        yield from sentence_as(text, number, first, end, nobody, "hearsay")
        return
    if last is None:
        return
    start = text.words[words[0]].start
    between = text.string[last_end:start]
    form = "mood" if in_mood(text, text.words[first:end]) else "goes-on"
    if len(between) > (_FAR if form == "mood" else 3):
        return
    form = f"{form}-below" if "\n" in between else form
    teller = Speaker(last.name, "", None, last.phrase, "before")
    yield from sentence_as(text, number, first, end, teller, form)
