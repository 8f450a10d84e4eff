"""The words of one sentence, and the stretches of it that may be what somebody says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.extract.domain.attribution import Speaker
from services.extract.domain.cues import reports
from services.extract.domain.small_words import small
from services.extract.domain.words import Text, Word

#: Verbs of speech looked at in one sentence.
_CUES = 6
_MARKS = frozenset(",;:–—()")
#: Words of a first clause, at least.
_CLAUSE = 4
#: Words of what is said, at least.
_FEWEST = 3
#: Words of a sentence looked at for its mood.
_MOOD = 160


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
        found = (
            n for n in range(self.first, self.end) if n not in self.quoted and reports(self.text.words, n, language)
        )
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


def content(s: Sentence, first: int, end: int, speaker: Speaker, form: str, spare: int = 0) -> Iterator[Report]:
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
    return form not in {"that", "bare", "colon"} and s.word(first).low in small("relative") - small("article")


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
    joint = next((n for n in range(first + _CLAUSE, stop - 1) if s.word(n).low in small("and")), None)
    if joint is not None and (mark is None or joint < mark):
        yield joint


def in_mood(text: Text, words: Sequence[Word]) -> bool:
    """Whether German words stand in the mood of reported speech."""
    return text.language == "de" and any(w.low in small("subjunctive") for w in words[:_MOOD])


def sentence_as(text: Text, number: int, first: int, end: int, speaker: Speaker, form: str) -> Iterator[Report]:
    """A whole sentence as what somebody says who is named elsewhere."""
    yield from content(Sentence(text, number, first, end, frozenset()), first, end, speaker, form)
