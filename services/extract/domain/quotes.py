"""Direct quotes in every style of quotation marks, each with its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.cues import says
from services.extract.domain.dialogue import dialogue, without_insertions
from services.extract.domain.quotation import Marked, marked
from services.extract.domain.words import Text

#: Words from which marked words are a quote by themselves; fewer need a verb of speech, and one is a name or irony.
_WORDS_OF_A_QUOTE = 4
#: Code points between two quotes of which the second, by nobody, is by the speaker of the first.
_SAME_BREATH = 300
#: Code points of a sentence behind the quote in which its speaker may be named.
_BEHIND = 60
#: Words behind a quote in which stands whose name goes with it; the marks between them.
_NEAR_NAME = 7
_DASHES_AND_COMMA = frozenset(",–—-")
_AFTER = _DASHES_AND_COMMA | frozenset('»”“"’')


@dataclass(frozen=True)
class Quote:
    """A direct quote and its speaker; `goes_on` says that the writer only cut into the quote before it."""

    span: Marked
    speaker: Speaker | None
    goes_on: bool = False


def find_quotes(text: Text, speakers: Speakers) -> Iterator[Quote]:
    """The direct quotes of a text, in order."""
    previous: Quote | None = None
    for span in quoted_spans(text):
        words = len(text.string[span.start : span.end].split())
        if words < 2:
            continue
        speaker, goes_on = _speaker(text, speakers, span, previous)
        if words < _WORDS_OF_A_QUOTE and not (speaker and (_is_fragment(text.string, span) or _is_said(text, span))):
            continue
        if speaker is None and not _is_sentence(text.string, span):
            continue
        previous = Quote(span, speaker, goes_on)
        yield previous


def quoted_spans(text: Text) -> list[Marked]:
    """Everything that may be a quote, in order."""
    whole = sorted([*marked(text.string), *dialogue(text)], key=lambda span: span.outer)
    return [part for span in whole for part in without_insertions(text, span)]


def _is_fragment(string: str, span: Marked) -> bool:
    """Whether a short span is words of speech and no title: it begins small, or ends as a sentence does."""
    return string[span.start].islower() or string[span.end - 1] in "!?" or string[span.outer[1] - 2] in ".,!?"


def _is_said(text: Text, span: Marked) -> bool:
    """Whether the verb of speech follows the closing mark at once: "„Alles ruhig“, sagte"."""
    n = text.word_at(span.outer[1])
    following = [w for w in text.words[n : n + 3] if w.is_word][:1]
    return any(says(w.low, text.language) and text.string[span.outer[1]] in ",  " for w in following)


def _is_sentence(string: str, span: Marked) -> bool:
    inner = string[span.start : span.end]
    small = sum(word[0].islower() for word in inner.split())
    return len(inner.split()) >= _WORDS_OF_A_QUOTE and small >= 2


def _speaker(text: Text, speakers: Speakers, span: Marked, previous: Quote | None) -> tuple[Speaker | None, bool]:
    """Who speaks, and whether that is known only from the quote before."""
    n, last = text.sentence_at(span.outer[0]), text.sentence_at(span.outer[1] - 1)
    start, end = text.sentences[n][0], text.sentences[last][1]
    speaker = speakers.of_window(start, end, span.outer) or _before_colon(text, speakers, start, span)
    if speaker is None and n and text.string[text.sentences[n - 1][1] - 1] == ":":
        opening = text.sentences[n - 1]
        speaker = speakers.of_window(*opening, (end, end)) or _before_colon(text, speakers, opening[0], span)
    if speaker is None and end - span.outer[1] < 3 and last + 1 < len(text.sentences):
        after = text.sentences[last + 1]
        if "\n" not in text.string[end : after[0]]:
            speaker = speakers.of_window(after[0], min(after[1], after[0] + _BEHIND), (after[0], after[0]))
    speaker = speaker or _beside(text, speakers, span, end)
    if speaker is None and _follows_on(text, span, previous):
        return previous.speaker if previous else None, True
    return speaker or speakers.of_paragraph(span.outer[0]), False


def _before_colon(text: Text, speakers: Speakers, start: int, span: Marked) -> Speaker | None:
    """Whose name stands in front of a colon without a verb: "Harlow: “Not now.”"."""
    before = text.string[start : span.outer[0]].rstrip()
    if not before.endswith(":"):
        return None
    names = [f for f in speakers.named(start, span.outer[0]) if not speakers.subjects.is_led(f)]
    people = [f for f in names if f.type == "PERSON"] or [f for f in names if f.type == "ORG"]
    if not people:
        return None
    found = people[-1]
    return speakers.hear(Speaker(found, ":", (found.start, found.end), how="name"))


def _beside(text: Text, speakers: Speakers, span: Marked, end: int) -> Speaker | None:
    """Who is named right behind a quote and its comma, whatever the verb: "“Not now,” grinned Ruth Cole"."""
    n, last = text.word_at(span.outer[1]), text.word_at(end)
    while n < last and not text.words[n].is_word and text.words[n].text in _AFTER:
        n += 1
    inside = text.string[span.start : span.end].rstrip()
    if n >= last or not (text.words[n - 1].text in _DASHES_AND_COMMA or inside.endswith((",", "!", "?"))):
        return None
    stop = next(
        (m for m in range(n, min(last, n + _NEAR_NAME)) if not text.words[m].is_word), min(last, n + _NEAR_NAME)
    )
    names = speakers.named(text.words[n].start, text.words[stop - 1].end) if stop > n else []
    found = next((f for f in names if f.type == "PERSON" and not speakers.subjects.is_led(f)), None)
    return speakers.hear(Speaker(found, "", (found.start, found.end), how="name")) if found else None


def _follows_on(text: Text, span: Marked, previous: Quote | None) -> bool:
    """Whether a quote by nobody goes on with the one before it."""
    if previous is None or previous.speaker is None:
        return False
    between = text.string[previous.span.outer[1] : span.outer[0]]
    return previous.span.goes_on or (len(between) < _SAME_BREATH and "\n\n" not in between)
