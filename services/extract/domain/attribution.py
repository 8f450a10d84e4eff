"""Who says it: the verb of speech beside a quote or reported clause, and the name that belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from services.extract.domain.found import Found
from services.extract.domain.people import speech_words
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Source

#: Code points around a quote in which its speaker is looked for, however long the sentence.
_WINDOW = 500
#: Words between a verb of speech and the name that goes with it.
_REACH = 14
_PRONOUNS = {
    "en": "he,she,they",
    "de": "er,sie,dieser,diese",
    "ru": "он,она,они,тот,та",
    "uk": "він,вона,вони,той,та",
    "be": "ён,яна,яны,той",
    "pl": "on,ona,oni",
    "fr": "il,elle,ils,elles,t-il,t-elle,celui-ci,celle-ci",
    "es": "él,ella,ellos",
    "lt": "jis,ji,jie,jos",
}


@dataclass(frozen=True)
class Speaker:
    """Who speaks, and the words that report it."""

    name: Found | None
    cue: str


class Speakers:
    """The names of a text and who spoke last, for pronouns."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self.names = [f for f in names if f.type == "PERSON" or (f.type == "ORG" and not _is_medium(text, f))]
        self.people = [f for f in names if f.type == "PERSON"]
        self._starts = [f.start for f in self.names]
        self._people_starts = [f.start for f in self.people]
        self._forms: dict[str, str] = {}
        for f in self.names:
            form = text.string[f.start : f.end]
            self._forms[f.key] = max(self._forms.get(f.key, ""), form, key=len)
        self.last: Found | None = None

    def of_window(self, start: int, end: int, hole: tuple[int, int]) -> Speaker | None:
        """The speaker that the words from start to end name, leaving out what is quoted (`hole`)."""
        start, end = max(start, hole[0] - _WINDOW), min(end, hole[1] + _WINDOW)
        found = self.text.words[self.text.word_at(start) : self.text.word_at(end)]
        words = [w for w in found if w.end <= end and not hole[0] <= w.start < hole[1]]
        after = [w for w in words if w.start >= hole[1]]
        before = [w for w in words if w.end <= hole[0]]
        for side, from_end in ((after, False), (before, True)):
            cue = self._cue(side, from_end)
            if cue is not None:
                return self._speaker(side, cue)
        return None

    def named(self, start: int, end: int) -> list[Found]:
        """The names that lie between two places."""
        found = self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [f for f in found if f.end <= end]

    def _cue(self, words: list[Word], from_end: bool) -> int | None:
        says = speech_words(self.text.language)
        order = range(len(words) - 1, -1, -1) if from_end else range(len(words))
        return next((n for n in order if words[n].low in says), None)

    def _speaker(self, words: list[Word], cue: int) -> Speaker:
        """The name nearest to the verb among the words on its side; a pronoun beside it means an earlier one."""
        word = words[cue]
        near = words[max(0, cue - _REACH) : cue + _REACH + 1]
        beside = [w.low for w in words[max(0, cue - 3) : cue + 4]]
        hits = self.named(near[0].start, near[-1].end)
        best = min(hits, key=lambda f: _distance(f, word), default=None)
        if best is None or (any(low in pronouns(self.text.language) for low in beside) and _distance(best, word) > 12):
            best = self._meant(word.start) or best
        return self._heard(best, word.text)

    def _meant(self, at: int) -> Found | None:
        """Who a pronoun means: the last speaker, else the last person named."""
        paragraph = self.text.string.rfind("\n\n", 0, at)
        upto = bisect_left(self._people_starts, at)
        first = bisect_right(self._people_starts, paragraph)
        if first < upto and not (self.last and self.last.start > self.people[first].start):
            return self.people[first]
        return self.last or (self.people[upto - 1] if upto else None)

    def _heard(self, name: Found | None, cue: str) -> Speaker:
        self.last = name or self.last
        return Speaker(name, cue)

    def source(self, name: Found | None) -> Source | None:
        """The source with the fullest form of its name in the text."""
        if name is None:
            return None
        written = self.text.string[name.start : name.end]
        return Source(name=name.name or self._forms.get(name.key, written))


_ON = re.compile(r"(?:on|via|auf|bei|sur|en|na|no|в|у|ў|на|per)\s(?:the\s|der\s|сети\s|сетке\s)?$", re.IGNORECASE)


def _is_medium(text: Text, found: Found) -> bool:
    """Whether somebody writes *on* it: "wrote on Truth Social" does not make the platform the speaker."""
    return bool(_ON.search(text.string[max(0, found.start - 16) : found.start]))


def _distance(found: Found, word: Word) -> int:
    """Code points between a name and the verb; bodies stand a little further off than persons."""
    gap = found.start - word.end if found.start >= word.end else word.start - found.end
    return gap + (0 if found.type == "PERSON" else 6)


@cache
def pronouns(language: str) -> frozenset[str]:
    """The pronouns of a language that stand for a speaker."""
    return frozenset(_PRONOUNS.get(language, _PRONOUNS["en"]).split(","))
