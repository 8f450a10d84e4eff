"""Sources that a phrase names: "according to X", "по словам"; and announced times, whose source is seldom named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.cues import governed, possessives, source_phrases
from services.extract.domain.sentence import Report, Sentence, content
from services.extract.domain.small_words import small
from services.extract.domain.wordlists import word_set

#: A clock time: "11:30", "11.30 Uhr", "11 h 30".
_CLOCK = re.compile(r"(?<![\d.,])(?:[01]?\d|2[0-3])(?:[:.]|\s?h\s?)[0-5]\d(?![\d.,]\d)(?!\s?(?:%|[€$]|Mi|mi|млн))")
#: Code points between two clock times that are one instant in two places.
_TOGETHER = 40
#: Words in front of a source that stands inside what is said: "In the district, by her account, live ...".
_INSIDE = 4
#: Words of a source behind "according to" that is neither a name nor a known role.
_UNKNOWN = 4
#: A name in quotation marks at once behind what is called so.
_QUOTED_NAME = re.compile(r"[ \u00a0][«„“\"](?P<name>[^\W\d_][^«»„“”\"\n]{0,40})[»“”\"]")
#: Languages that write no comma behind "according to X".
_OPEN = frozenset({"de", "pl", "lt"})


def by_phrase(s: Sentence, speakers: Speakers) -> Iterator[Report]:
    """The sentence around "according to X"."""
    match = source_phrases(s.text.language).search(s.text.string, *s.span)
    if match is None:
        return
    first, end = s.text.word_at(match.start()), s.text.word_at(match.end())
    if first in s.quoted or first >= s.end:
        return
    speaker, last = _of_phrase(s, speakers, first, end, match.group())
    if speaker.span is None:
        return
    opening = s.mark_before(first)
    if first - opening - 1 > 1 and opening < s.first:
        yield from content(s, s.first, first, speaker, "phrase-closing")
        yield from content(s, last, s.end, speaker, "phrase-after")
        yield from content(s, s.first, s.end, speaker, "phrase-inside")
        return
    behind = last + 1 if last < s.end and s.parts(last) else last
    if behind > last and behind < s.end and s.word(behind).low in small("relative"):
        clause = (s.word(behind).start, s.word(s.mark_after(behind) - 1).end)
        called = next((f for f in speakers.named(*clause) if f.type == "PERSON"), None)
        speaker = replace(speaker, name=speaker.name or called)
        behind = min(s.end, s.mark_after(behind) + 1)
    if opening >= s.first:
        yield from content(s, s.first, opening, speaker, "phrase-closing" if behind >= s.end - 1 else "phrase-before")
    if behind < s.end - 1:
        form = "phrase-opening" if opening < s.first else "phrase-after"
        yield from content(s, behind, s.end, speaker, form)
        if 0 < opening - s.first <= _INSIDE:
            yield from content(s, s.first, s.end, speaker, "phrase-inside")


def _of_phrase(s: Sentence, speakers: Speakers, first: int, end: int, cue: str) -> tuple[Speaker, int]:
    """The source that a phrase names, and the number of the word behind it."""
    span = (s.word(first).start, s.word(end - 1).end)
    inside = (n for n in range(first, end) if s.word(n).low in possessives(s.text.language))
    after = (n for n in range(end, min(end + 1, s.end)) if s.word(n).low in governed(s.text.language))
    own = next(inside, None) or next(after, None)
    if own is not None and (
        own < end
        or own + 1 >= s.end
        or not s.word(own + 1).is_capital
        or s.word(own).low not in {"her", "his", "jo", "jos"}
    ):
        word = s.word(own)
        name = speakers.pronoun(word.low, span[0])
        return Speaker(name, cue, (word.start, word.end), how="pronoun", cue_span=span), max(end, own + 1)
    stop = s.mark_after(end - 1)
    speaker = speakers.speaker(end - 1, end, min(stop, s.end), heard=False, is_verb=False)
    if speaker.span is None:
        begin = s.mark_before(first) + 1
        speaker = speakers.speaker(first, begin, first, heard=False, is_verb=False) if begin < first else speaker
        if speaker.span is None and cue.lower() not in small("ambiguous"):
            unknown, behind = _unknown(s, end, stop, cue, span)
            called = _called(s, speakers, unknown)
            return called, behind if called is unknown or not called.span else s.text.word_at(called.span[1])
        return replace(speaker, cue=cue, cue_span=span), stop if stop - end <= _UNKNOWN else end
    speaker = _called(s, speakers, speaker)
    last = s.text.word_at(speaker.span[1]) if speaker.span else end
    return replace(speaker, cue=cue, cue_span=span), max(end, last)


def _called(s: Sentence, speakers: Speakers, speaker: Speaker) -> Speaker:
    """The source with its name in quotation marks: "according to the rights centre “Viasna”"."""
    if speaker.name is not None or speaker.span is None:
        return speaker
    match = _QUOTED_NAME.match(s.text.string, speaker.span[1], s.span[1])
    if match is None or not match["name"][0].isupper() or len(match["name"].split()) > _UNKNOWN:
        return speaker
    span = (speaker.span[0], match.end())
    name = next((f for f in speakers.named(*match.span("name")) if f.start == match.start("name")), None)
    return replace(speaker, name=name, span=span, phrase=s.text.string[slice(*span)])


def _unknown(s: Sentence, end: int, stop: int, cue: str, span: tuple[int, int]) -> tuple[Speaker, int]:
    """A source of words that are neither a name nor a known role, up to a mark or for a noun's length."""
    stop = min(stop, s.end)
    if stop - end > _UNKNOWN and s.text.language not in _OPEN:
        return Speaker(None, cue, cue_span=span), end
    if stop - end > _UNKNOWN:
        led = s.word(end).low in small("determiner") | small("preposition", s.text.language)
        stop = end + 1 + led
    if stop <= end:
        return Speaker(None, cue, cue_span=span), end
    here = (s.word(end).start, s.word(stop - 1).end)
    return Speaker(None, cue, here, phrase=s.text.string[slice(*here)], how="phrase", cue_span=span), stop


def by_clock(s: Sentence) -> Iterator[Report]:
    """When something is announced to happen: up to the last of the clock times that stand together, and these alone."""
    times = list(_CLOCK.finditer(s.text.string, s.word(s.first).start, s.span[1]))
    if not times or s.text.word_at(times[0].start()) in s.quoted or not _is_plan(s):
        return
    last = next((a for a, b in pairwise(times) if b.start() - a.end() > _TOGETHER), times[-1])
    first, end = s.text.word_at(times[0].start()), min(s.end, s.text.word_at(last.end()))
    while end < s.end and (s.word(end).is_word or s.word(end).text == ")") and s.word(end).low not in small("and"):
        end += 1
    nobody = Speaker(None, "")
    span = (s.word(first).start, s.word(end - 1).end)
    yield Report(s.word(s.first).start, span[1], nobody, "clock", s.number)
    yield Report(*span, nobody, "clock-only", s.number)


def _is_plan(s: Sentence) -> bool:
    """Whether a sentence tells what is to happen rather than what did."""
    plans = word_set("speech.tsv", s.text.language, "plan")
    return any(s.word(n).low in plans for n in range(s.first, s.end))
