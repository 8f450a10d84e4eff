"""Every way in which one sentence may report what somebody says, each with its content, cue and speaker.

Terms are those of PARC (Pareti 2015, "Attribution: a computational approach"): a source, a cue and a content. What is
found here are candidates; `accept.py` decides which of them a reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.cues import THAT, governed, negates, reports, source_phrases, takes_object
from services.extract.domain.wordlists import word_set
from services.extract.domain.words import Text, Word

#: Words in the longest sentence that is read; longer ones are lists and tables.
_LONGEST = 160
#: Verbs of speech looked at in one sentence.
_CUES = 6
#: Words between a verb of speech and its "that".
_TO_THAT = 12
#: Words of the clause that says who says it: "events coordinator Brynn Haskell told reporters on Sunday".
_WHO = 16
#: Words of a clause that begins a sentence in front of its source, at least.
_LEAD = 3
_MARKS = frozenset(",;:–—()")
_RELATIVES = frozenset(
    "who which whose whom that der die das den dem deren dessen welche welcher wer который которая которое которые "
    "которого которой которому кто який яка яке які хто якого якой які якая якое хто który która które którzy "
    "którego której kto qui que dont lequel laquelle quien quienes cuyo kuris kuri kurie kurios kas".split()
)
#: Relative pronouns of German that are articles as well.
_ARTICLES = frozenset("der die das den dem deren".split())
_JOINS = frozenset(
    "and but while as when where und aber während weil и а но поэтому і але та але i et mais y pero ir bet o "
    "than ніж чем чым niż negu".split()
)
#: A clock time: "11:30", "11.30 Uhr", "11 h 30".
_CLOCK = re.compile(r"(?<![\d.,])(?:[01]?\d|2[0-3])(?:[:.]|\s?h\s?)[0-5]\d(?![\d.,]\d)(?!\s?(?:%|[€$]|Mi|mi|млн))")
#: Code points between two clock times that are one instant in two places.
_TOGETHER = 40
_SUBJUNCTIVE = frozenset(
    "sei seien habe hätten hätte werde würden würde solle sollten könne könnten müsse müssten dürfe dürften wolle "
    "wollten gebe komme gehe bleibe liege stehe laufe lasse fehle gelte brauche wisse sähen säßen gäbe käme wäre wären "
    "lägen stünden gefalle halte finde mache handle bestehe".split()
)


#: Words behind an English verb of speech that open a circumstance rather than what was said.
_ADJUNCTS = frozenset(
    "on in to at by for with after during from about of as during through via over under upon later earlier again "
    "and or but so yesterday today tomorrow monday tuesday wednesday thursday friday saturday sunday".split()
)
_AND = frozenset("and und и і ды i et y ir".split())
#: Words of a first clause, at least; words of a clause that says who says it without a name for the source.
_CLAUSE, _SHORT_WHO = 4, 6
#: Words of what is said, at least.
_FEWEST = 3
#: Words of a source behind "according to" that is neither a name nor a known role.
_UNKNOWN = 4


@dataclass(frozen=True)
class Report:
    """A stretch of a text that may be reported speech. `form` says how it is built."""

    start: int
    end: int
    speaker: Speaker
    form: str
    sentence: int
    #: Whether words behind the first clause were left off, and what share of those kept stands behind it.
    is_cut: bool = False
    tail: float = 0.0
    #: Words that the clause of the verb holds beside the verb and who says it.
    spare: int = 0


@dataclass
class Sentence:
    """The words of one sentence, what stands in quotes left out."""

    text: Text
    number: int
    first: int
    end: int
    quoted: frozenset[int]

    @cached_property
    def span(self) -> tuple[int, int]:
        """Where the sentence begins and ends."""
        return self.text.sentences[self.number]

    def word(self, n: int) -> Word:
        """The word with this number in the text."""
        return self.text.words[n]

    @cached_property
    def cues(self) -> list[int]:
        """The verbs of speech outside quotes."""
        language = self.text.language
        found = (n for n in range(self.first, self.end) if n not in self.quoted and reports(self.text.words, n, language))
        return [n for n, _ in zip(found, range(_CUES), strict=False)]

    def mark_before(self, n: int) -> int:
        """The number of the mark that opens the clause of word n; one less than the sentence's first without one."""
        return next((m for m in range(n - 1, self.first - 1, -1) if self.parts(m)), self.first - 1)

    def mark_after(self, n: int) -> int:
        """The number of the mark that ends the clause of word n, or that behind the last word of the sentence."""
        return next((m for m in range(n + 1, self.end) if self.parts(m)), self.end)

    def parts(self, n: int) -> bool:
        """Whether word n is a mark that parts clauses."""
        word = self.word(n)
        return word.text in _MARKS or (word.text == "-" and self._is_dash(word)) or self._opens_quote(n)

    def _is_dash(self, word: Word) -> bool:
        return self.text.string[max(0, word.start - 1) : word.start].isspace()

    def _opens_quote(self, n: int) -> bool:
        return n in self.quoted and n - 1 not in self.quoted


def reports_in(text: Text, speakers: Speakers, number: int, first: int, end: int, quoted: frozenset[int]) -> Iterator[Report]:
    """All candidates of a sentence whose words are those from `first` to `end`."""
    if not 3 <= end - first <= _LONGEST:
        return
    sentence = Sentence(text, number, first, end, quoted)
    yield from _by_phrase(sentence, speakers)
    yield from _by_clock(sentence)
    for cue in sentence.cues:
        yield from _by_verb(sentence, speakers, cue)


def _by_verb(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    clause = (s.mark_before(cue) + 1, s.mark_after(cue))
    thats = list(_that_clauses(s, speakers, cue))
    if thats:
        yield from thats
        return
    if clause[0] > s.first + _LEAD and not _is_joined(s, clause[0]):
        yield from _around(s, speakers, cue, clause)
    yield from _behind(s, speakers, cue, clause)


def _that_clauses(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    """What "that" introduces, once or more: "said that A and that B", "said A and that B"."""
    thats = [n for n in range(cue + 1, s.end) if s.word(n).low in THAT and n not in s.quoted]
    thats = [n for n in thats if n - cue <= _TO_THAT or s.word(n - 1).low in _JOINS]
    if not thats or any(s.word(n).text in ";:" for n in range(cue, thats[0])):
        return
    if thats[0] == cue + 1 and s.text.language == "en" and takes_object(s.word(cue).low, "en"):
        return
    speaker = _subject(s, speakers, cue, s.first, thats[0])
    thats = thats[:1] + [n for n in thats[1:] if s.word(n - 1).low in _JOINS]
    for begin, behind in pairwise([*thats, s.end + 1]):
        yield from _content(s, begin + 1, behind - 1, speaker, "that")


def _around(s: Sentence, speakers: Speakers, cue: int, clause: tuple[int, int]) -> Iterator[Report]:
    """What stands in front of the clause that says who says it, and behind it: "A, X said, B"."""
    opening, closing = clause
    if closing - opening > _WHO or s.word(opening - 1).text == ":":
        return
    speaker = _subject(s, speakers, cue, opening, _apposed(s, closing))
    if speaker.name is None and not speaker.phrase and closing - opening > _SHORT_WHO:
        return
    is_last = _is_tail(s, closing)
    form = "closing" if is_last else "before"
    begin = next((n + 1 for n in range(opening - 2, s.first, -1) if s.word(n).text in ";:"), s.first)
    spare = _spare(s, cue, clause, speaker)
    yield from _content(s, begin, opening - 1, speaker, form, spare)
    if begin != s.first and s.word(begin - 1).text == ";":
        yield from _content(s, s.first, opening - 1, speaker, form, spare)
    if any(negates(s.word(n).low) for n in range(opening, cue)):
        yield from _content(s, s.first, closing, speaker, "denied")
    if not is_last:
        yield from _content(s, closing + 1, s.end, speaker, "after")


def _spare(s: Sentence, cue: int, clause: tuple[int, int], speaker: Speaker) -> int:
    """Words behind the verb in its clause that are not who says it: many mean that the verb has its object there."""
    behind = [s.word(n) for n in range(cue + 1, clause[1])]
    if speaker.span is None:
        return len(behind)
    return sum(not speaker.span[0] <= word.start < speaker.span[1] for word in behind)


def _behind(s: Sentence, speakers: Speakers, cue: int, clause: tuple[int, int]) -> Iterator[Report]:
    """What follows the verb without a "that": "X said A", "X sagte, A", "X: A"."""
    closing, word = clause[1], s.word(cue)
    colon = next((n for n in range(cue + 1, min(s.end, cue + _WHO)) if s.word(n).text == ":"), None)
    if colon is not None:
        yield from _content(s, colon + 1, s.end, _subject(s, speakers, cue, s.first, colon), "colon")
    elif takes_object(word.low, s.text.language):
        return
    elif s.text.language == "en":
        speaker = _subject(s, speakers, cue, s.first, cue)
        if cue + 1 < s.end and (speaker.name or speaker.phrase) and _may_open(s.word(cue + 1)):
            yield from _content(s, cue + 1, s.end, speaker, "bare")
    elif _opens_clause(s, cue, closing):
        yield from _content(s, closing + 1, s.end, _subject(s, speakers, cue, s.first, closing), "comma")


def _may_open(word: Word) -> bool:
    """Whether a word behind "said" may open what was said: "said on Monday" goes on with when."""
    return word.text[0].isalnum() and word.low not in _ADJUNCTS


def _opens_clause(s: Sentence, cue: int, closing: int) -> bool:
    """Whether the comma that ends the verb's clause opens what is said: "X sagte, A"."""
    if closing + 1 >= s.end or s.word(closing).text != "," or closing - cue > _TO_THAT:
        return False
    return s.word(closing + 1).low not in THAT | _RELATIVES


def _by_phrase(s: Sentence, speakers: Speakers) -> Iterator[Report]:
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
        yield from _content(s, s.first, first, speaker, "phrase-closing")
        yield from _content(s, last, s.end, speaker, "phrase-after")
        return
    behind = last + 1 if last < s.end and s.parts(last) else last
    if opening >= s.first:
        yield from _content(s, s.first, opening, speaker, "phrase-closing" if behind >= s.end - 1 else "phrase-before")
    if behind < s.end - 1:
        form = "phrase-opening" if opening < s.first else "phrase-after"
        yield from _content(s, behind, s.end, speaker, form)
        if 0 < opening - s.first <= _LEAD + 1:
            yield from _content(s, s.first, s.end, speaker, "phrase-inside")


def _by_clock(s: Sentence) -> Iterator[Report]:
    """When something is announced to happen: up to the last of the clock times that stand together, and these alone."""
    times = list(_CLOCK.finditer(s.text.string, s.word(s.first).start, s.span[1]))
    if not times or s.text.word_at(times[0].start()) in s.quoted or not _is_plan(s):
        return
    last = next((a for a, b in pairwise(times) if b.start() - a.end() > _TOGETHER), times[-1])
    first, end = s.text.word_at(times[0].start()), min(s.end, s.text.word_at(last.end()))
    while end < s.end and (s.word(end).is_word or s.word(end).text == ")") and s.word(end).low not in _AND:
        end += 1
    nobody = Speaker(None, "")
    span = (s.word(first).start, s.word(end - 1).end)
    yield Report(s.word(s.first).start, span[1], nobody, "clock", s.number)
    yield Report(*span, nobody, "clock-only", s.number)


def _is_plan(s: Sentence) -> bool:
    """Whether a sentence tells what is to happen rather than what did."""
    plans = word_set("speech.tsv", s.text.language, "plan")
    return any(s.word(n).low in plans for n in range(s.first, s.end))


def _of_phrase(s: Sentence, speakers: Speakers, first: int, end: int, cue: str) -> tuple[Speaker, int]:
    """The source that a phrase names, and the number of the word behind it."""
    span = (s.word(first).start, s.word(end - 1).end)
    own = next((n for n in range(first, min(end + 1, s.end)) if s.word(n).low in governed(s.text.language)), None)
    if own is not None and (own < end or own + 1 >= s.end or not s.word(own + 1).is_capital or s.word(own).low not in {"her", "his", "jo", "jos"}):
        word = s.word(own)
        name = speakers.pronoun(word.low, span[0])
        return Speaker(name, cue, (word.start, word.end), how="pronoun", cue_span=span), max(end, own + 1)
    stop = s.mark_after(end - 1)
    speaker = speakers.speaker(end - 1, end, min(stop, s.end), heard=False)
    if speaker.span is None:
        begin = s.mark_before(first) + 1
        speaker = speakers.speaker(first, begin, first, heard=False) if begin < first else speaker
        return replace(speaker, cue=cue, cue_span=span), stop if stop - end <= _UNKNOWN else end
    last = s.text.word_at(speaker.span[1])
    return replace(speaker, cue=cue, cue_span=span), max(end, last)


def _subject(s: Sentence, speakers: Speakers, cue: int, first: int, end: int) -> Speaker:
    """Who says it by the verb at `cue`, among the words from first to end outside quotes."""
    return speakers.speaker(cue, first, max(end, cue + 1), heard=False)


def _is_joined(s: Sentence, opening: int) -> bool:
    """Whether a clause only goes on with a sentence: "..., who said", "... and he said"."""
    return s.word(opening).low in _RELATIVES | _JOINS


def _apposed(s: Sentence, closing: int) -> int:
    """The end of the words in which the subject is looked for: a name may follow its role behind a comma."""
    return min(s.end, s.mark_after(closing) if closing < s.end and s.word(closing).text == "," else closing)


def _is_tail(s: Sentence, closing: int) -> bool:
    """Whether nothing that could be said stands behind the clause that ends at `closing`."""
    rest = [n for n in range(closing, s.end) if s.word(n).is_word and n not in s.quoted]
    return len(rest) <= 3 or (closing + 1 < s.end and s.word(closing + 1).low in _RELATIVES)


def _content(s: Sentence, first: int, end: int, speaker: Speaker, form: str, spare: int = 0) -> Iterator[Report]:
    """A candidate whose words are those from first to end, and the same cut behind its first clause."""
    while first < end and (not s.word(first).text[0].isalnum() or first in s.quoted):
        first += 1
    stop = next((n for n in range(first, min(end, s.end)) if n in s.quoted), min(end, s.end))
    while stop > first and not s.word(stop - 1).text[-1].isalnum() and s.word(stop - 1).text not in "%)":
        stop -= 1
    if stop - first < _FEWEST or _is_within(s, speaker, first, stop, form) or _is_relative(s, first, form):
        return
    cuts = list(_cuts(s, first, stop))
    shortest = min(cuts, default=stop)
    for until in (stop, *cuts):
        span = (s.word(first).start, _closed(s, s.word(first).start, s.word(until - 1).end))
        tail = (until - shortest) / (until - first)
        yield Report(*span, speaker, form, s.number, is_cut=until < stop, tail=tail, spare=spare)


def _is_relative(s: Sentence, first: int, form: str) -> bool:
    """Whether what would be said only describes somebody: "..., who follows them by satellite"."""
    return form not in {"that", "bare", "colon"} and s.word(first).low in _RELATIVES - _ARTICLES


def _closed(s: Sentence, start: int, end: int) -> int:
    """The end with the mark that closes a title begun inside."""
    inside = s.text.string[start:end]
    following = s.text.string[end : end + 1]
    return end + 1 if following in "»“”" and following and any(mark in inside for mark in "„«“") else end


def _is_within(s: Sentence, speaker: Speaker, first: int, stop: int, form: str) -> bool:
    """Whether who says it stands inside what would be said."""
    inside = speaker.span is not None and s.word(first).start <= speaker.span[0] < s.word(stop - 1).end
    return inside and form not in {"phrase-inside", "denied"}


def _cuts(s: Sentence, first: int, stop: int) -> Iterator[int]:
    """Where the first clause ends: at a mark, or before "and", a few words on."""
    mark = next((n for n in range(first + _CLAUSE, stop - 1) if s.parts(n)), None)
    if mark is not None:
        yield mark
    joint = next((n for n in range(first + _CLAUSE, stop - 1) if s.word(n).low in _AND), None)
    if joint is not None and (mark is None or joint < mark):
        yield joint


def in_mood(text: Text, number: int, words: list[Word]) -> bool:
    """Whether a German sentence stands in the mood of reported speech."""
    return text.language == "de" and any(w.low in _SUBJUNCTIVE for w in words[: _LONGEST])


def sentence_as(text: Text, number: int, first: int, end: int, speaker: Speaker, form: str) -> Iterator[Report]:
    """A whole sentence as what somebody says who is named elsewhere."""
    yield from _content(Sentence(text, number, first, end, frozenset()), first, end, speaker, form)
